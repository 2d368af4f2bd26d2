"""The blueprint for hygienic openings: when the lock opens, and how often."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .house import PHONE, House
from .hygienic_opening import BUTTON, COUNTER, OPENING, PRESSED, counted, press

UNREAD = "The lock was to be opened for hygiene, but it could not be read. It was not opened."
pytestmark = pytest.mark.usefixtures("lasting_lock", "counters")


@pytest.fixture(autouse=True)
async def button(house: House) -> None:
    """Make a button in the bath."""
    await house.set_state(BUTTON, "unknown")


async def test_with_the_lock_alone_it_opens_on_sunday_evening(house: House) -> None:
    await house.use("hygienic_opening")
    for moment in ("2026-06-06 20:00", "2026-06-07 19:59"):
        await house.wait_until(moment)
    assert not house.sent()
    await house.wait_until("2026-06-07 20:00")
    assert house.commands() == [OPENING]
    assert house.log() == [
        {
            "title": "Hygienic opening for 15 minutes",
            "description": "Opened at the set time.",
        }
    ]


async def test_time_weekdays_and_duration_are_those_of_the_person(house: House) -> None:
    await house.use(
        "hygienic_opening",
        at="07:30:00",
        weekdays=["tue", "wed"],
        duration={"minutes": 20},
        counter=COUNTER,
        a_week=7,
    )
    opened = []
    for day in range(2, 6):
        await house.wait_until(f"2026-06-0{day} 07:30")
        opened.append(len(house.commands()))
        await house.wait(1200)
    assert opened == [1, 2, 2, 2]
    assert house.commands()[0] == named(
        "hygienic_unlock.start", {"durationSeconds": 1200}
    )


async def test_without_weekdays_it_opens_at_no_time(house: House) -> None:
    await house.use("hygienic_opening", weekdays=[], opened_by=PRESSED)
    for day in range(1, 9):
        await house.wait_until(f"2026-06-0{day} 20:00")
    assert not house.sent()
    await press(house)
    assert house.commands() == [OPENING]


async def test_button_opens_and_says_so_in_the_log(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED)
    await press(house)
    assert house.commands() == [OPENING]
    assert house.log() == [
        {
            "title": "Hygienic opening for 15 minutes",
            "description": "Opened on request.",
        }
    ]


async def test_the_log_can_be_left_out(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, write_log=False)
    await press(house)
    assert house.sent() == [OPENING]


async def test_conditions_of_the_person_are_kept(house: House) -> None:
    await house.set_state("person.wearer", "not_home")
    await house.use(
        "hygienic_opening",
        opened_by=PRESSED,
        only_if=[{"condition": "state", "entity_id": "person.wearer", "state": "home"}],
    )
    await press(house)
    await house.wait_until("2026-06-07 20:00")
    assert not house.sent()
    await house.set_state("person.wearer", "home")
    await press(house)
    assert house.commands() == [OPENING]


async def test_without_a_helper_once_a_week_of_the_house(house: House) -> None:
    await house.use("hygienic_opening", weekdays=[], opened_by=PRESSED, a_week=3)
    opened = []
    for moment in ("2026-06-08 00:00", "2026-06-14 23:40", "2026-06-15 00:00"):
        await house.wait_until(moment)
        await press(house)
        opened.append(len(house.commands()))
        await house.wait(900)
        await house.restart()
    assert opened == [1, 1, 2]


async def test_with_a_helper_so_many_times_a_week(house: House) -> None:
    await house.use(
        "hygienic_opening", weekdays=[], opened_by=PRESSED, a_week=2, counter=COUNTER
    )
    opened = []
    for moment in (
        "2026-06-08 00:00",
        "2026-06-10 12:00",
        "2026-06-14 23:40",
        "2026-06-15 00:00",
    ):
        await house.wait_until(moment)
        await press(house)
        opened.append(len(house.commands()))
        await house.restart()
    assert opened == [1, 2, 2, 3]
    assert counted(house).startswith("2026-W25 1 ")


async def test_year_that_begins_within_a_week(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED)
    opened = []
    for moment in ("2026-12-31 12:00", "2027-01-01 12:00", "2027-01-04 00:00"):
        await house.wait_until(moment)
        await press(house)
        opened.append(len(house.commands()))
        await house.wait(900)
    assert opened == [1, 1, 2]


async def test_triggers_at_once_open_once(house: House) -> None:
    other = "binary_sensor.bath"
    await house.set_state(other, "off")
    await house.use(
        "hygienic_opening",
        opened_by=[
            *PRESSED,
            {"trigger": "state", "entity_id": other, "to": "on"},
        ],
        counter=COUNTER,
        a_week=5,
    )
    house.hass.states.async_set(BUTTON, "now")
    house.hass.states.async_set(other, "on")
    await house.settled()
    await house.wait(60)
    await press(house)
    assert house.commands() == [OPENING]
    assert counted(house).startswith("2026-W23 1 ")
    for seconds in (720, 120):
        await house.wait(seconds)
    await press(house)
    assert house.commands() == [OPENING] * 2


async def test_coming_back_opens_nothing(house: House) -> None:
    presence = "binary_sensor.bath"
    await house.use(
        "hygienic_opening", opened_by=[{"trigger": "state", "entity_id": presence}]
    )
    for state in ("on", "unavailable", "on", "unknown", "on"):
        await house.set_state(presence, state)
    await house.remove(presence)
    assert not house.sent()
    await house.set_state(presence, "off")
    await house.set_state(presence, "on")
    assert house.commands() == [OPENING]


async def test_run_that_is_started_by_hand(house: House) -> None:
    automation = await house.use("hygienic_opening", warn=[PHONE])
    await house.run_by_hand(automation)
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.commands() == [OPENING]
    assert len(house.told()) == 3


async def test_template_that_becomes_true_by_the_clock(house: House) -> None:
    """No entity has changed then."""
    await house.use(
        "hygienic_opening",
        opened_by=[
            {"trigger": "template", "value_template": "{{ now().hour == 15 }}"},
        ],
    )
    await house.wait_until("2026-06-01 15:00")
    assert house.commands() == [OPENING]


async def test_restart_opens_nothing(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, counter=COUNTER)
    await house.restart()
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize("date", ["2026-10-25", "2027-03-28"])
async def test_day_on_which_the_clocks_change(house: House, date: str) -> None:
    await house.wait_until(f"{date} 00:30")
    await house.use("hygienic_opening", warn=[PHONE])
    await house.wait_until(f"{date} 19:59")
    assert not house.sent()
    await house.wait_until(f"{date} 20:00")
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.commands() == [OPENING]
    assert house.told()[1] == "The opening ends at 20:15. Close the lock in time."


@pytest.mark.parametrize("wait", [0, 30])
async def test_without_a_lock_nothing_is_sent_or_told(house: House, wait: int) -> None:
    """Whether the entities show it already or not."""
    await house.use("hygienic_opening", opened_by=PRESSED)
    house.simulator.end_lock()
    await house.wait(wait)
    await press(house)
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize("wait", [0, 30])
async def test_service_that_is_away_is_told(house: House, wait: float) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, told=[PHONE])
    house.lose_service()
    await house.wait(wait)
    await press(house)
    assert house.told() == [UNREAD]
    assert house.notices() == [UNREAD]
    assert not house.sent()


@pytest.mark.parametrize(
    ("inputs", "opened"), [({}, []), ({"counter": COUNTER}, [OPENING])]
)
async def test_with_the_helper_an_unread_lock_does_not_count(
    house: House, inputs: dict[str, str], opened: list[object]
) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, **inputs)
    await house.be_away()
    await press(house)
    house.simulator.clear_faults()
    await house.wait(60)
    await press(house)
    assert house.commands() == opened


@pytest.mark.parametrize("inputs", [{}, {"counter": COUNTER}])
async def test_opening_that_is_refused_is_told_and_counts(
    house: House, lock: Lock, inputs: dict[str, str]
) -> None:
    lock.hygiene_enabled = False
    await house.use(
        "hygienic_opening", opened_by=PRESSED, warn=[PHONE], told=[PHONE], **inputs
    )
    await press(house)
    (told,) = house.told()
    assert told.startswith("The lock was to be opened for hygiene, but this failed.")
    assert house.notices() == [told]
    assert not house.log()
    lock.hygiene_enabled = True
    await press(house)
    assert house.commands() == [OPENING]


async def test_with_the_helper_a_refused_opening_has_no_end(
    house: House, lock: Lock
) -> None:
    lock.start_hygiene(3600)
    await house.use(
        "hygienic_opening", opened_by=PRESSED, warn=[PHONE], counter=COUNTER
    )
    await press(house)
    assert counted(house) == "2026-W23 1 0"
    await house.restart(away=60)
    await house.wait(900)
    assert not house.told()


async def test_log_that_is_refused_is_told_and_the_warning_comes(house: House) -> None:
    house.refuse("logs/custom")
    await house.use("hygienic_opening", opened_by=PRESSED, told=[PHONE])
    await press(house)
    told = [
        "The lock was opened, but this could not be written to the log of the lock."
    ]
    assert house.told() == told
    await house.wait(780)
    assert any(notice.startswith("The opening ends at") for notice in house.notices())


@pytest.mark.parametrize("is_there", [True, False])
async def test_helper_that_is_unavailable_is_told(house: House, is_there: bool) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, counter=COUNTER)
    if is_there:
        await house.set_state(COUNTER, "unavailable")
    else:
        house.hass.states.async_remove(COUNTER)
    await press(house)
    (notice,) = house.notices()
    assert "the helper that counts is unavailable. It was not opened." in notice
    assert not house.sent()


async def test_helper_that_is_too_short_is_told(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED, counter="input_text.short")
    await press(house)
    (notice,) = house.notices()
    assert "the helper that counts can't take the number" in notice
    assert not house.sent()
