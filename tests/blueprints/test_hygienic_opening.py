"""The blueprint for hygienic openings."""

from itertools import count

import pytest

from homeassistant.setup import async_setup_component
from tests.acting import named
from tests.blueprints.house import PHONE, House
from tests.simulator import Lock

BUTTON = "input_button.bath"
PRESSED = [{"trigger": "state", "entity_id": BUTTON}]
COUNTER = "input_text.counter"
OPENING = named("hygienic_unlock.start", {"durationSeconds": 900})
DAY = 24 * 3600
PRESSES = count()


@pytest.fixture(autouse=True)
async def bath(house: House) -> None:
    """Lock for a year, and make a button and a helper that counts."""
    house.simulator.start_lock(remaining=365 * DAY, max_remaining=None)
    await house.wait(30)
    await house.set_state(BUTTON, "unknown")
    assert await async_setup_component(
        house.hass, "input_text", {"input_text": {"counter": {}}}
    )


async def press(house: House) -> None:
    """Press the button in the bath."""
    await house.set_state(BUTTON, f"press {next(PRESSES)}")


def counted(house: House) -> str:
    """Return what the helper shows."""
    return house.state(COUNTER).state


async def test_with_the_lock_alone_it_opens_on_sunday_evening(house: House) -> None:
    await house.use("hygienic_opening")
    for moment in ("2026-06-06 20:00", "2026-06-07 19:59"):
        await house.wait_until(moment)
    assert not house.sent()
    await house.wait_until("2026-06-07 20:00")
    assert house.commands() == [OPENING]
    assert house.log() == [
        {
            "title": "Hygienic opening: 0:15:00",
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
        {"title": "Hygienic opening: 0:15:00", "description": "Opened on request."}
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


OPEN = "The lock is open for hygiene until 14:15."
WARNING = "The opening ends at 14:15. Close the lock in time."
END = "The opening is over. The lock has to be closed."


async def at_two(house: House, **inputs: object) -> None:
    """Open the lock at 14:00, 15 minutes to 14:15."""
    await house.use(
        "hygienic_opening", weekdays=[], opened_by=PRESSED, warn=[PHONE], **inputs
    )
    await house.wait_until("2026-06-02 14:00")
    await press(house)
    assert house.commands() == [OPENING]


async def test_the_opening_the_warning_and_the_end_are_told(house: House) -> None:
    await at_two(house)
    assert house.told() == [OPEN]
    await house.wait(779)
    assert house.told() == [OPEN]
    await house.wait(1)
    assert house.told() == [OPEN, WARNING]
    await house.wait(119)
    assert house.told() == [OPEN, WARNING]
    await house.wait(1)
    assert house.told() == [OPEN, WARNING, END]
    assert house.notices() == [END]
    await house.restart()
    assert house.told() == [OPEN, WARNING, END]


async def test_without_anybody_to_tell_home_assistant_shows_it(house: House) -> None:
    await house.use("hygienic_opening", opened_by=PRESSED)
    await press(house)
    shown = house.notices()
    for seconds in (780, 120):
        await house.wait(seconds)
        shown += house.notices()
    assert len(shown) == 3
    assert not house.told()


async def test_messages_are_those_of_the_person(house: House) -> None:
    await at_two(house, open_message="", warn_message="Soon: {end}", end_message="Shut")
    assert not house.notices()
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == ["Soon: 14:15", "Shut"]


@pytest.mark.parametrize(
    ("warn_before", "told"),
    [
        ({"minutes": 0}, [OPEN, END]),
        ({"minutes": 15}, [OPEN, END]),
        ({"minutes": 20}, [OPEN, END]),
        ({"minutes": 14}, [OPEN, WARNING, END]),
    ],
)
async def test_no_warning_where_there_is_no_time_before_the_end(
    house: House, warn_before: dict[str, int], told: list[str]
) -> None:
    await at_two(house, warn_before=warn_before)
    for _ in range(15):
        await house.wait(60)
    assert house.told() == told


@pytest.mark.parametrize("inputs", [{}, {"counter": COUNTER}])
@pytest.mark.parametrize(
    ("before", "away", "then", "told"),
    [
        (60, 60, 0, []),
        (60, 60, 660, [WARNING]),
        (60, 660, 60, [WARNING]),
        (60, 730, 0, [WARNING]),
        (790, 60, 0, [WARNING]),
        (790, 60, 50, [WARNING, END]),
    ],
)
async def test_restart_within_an_opening(
    house: House,
    inputs: dict[str, str],
    before: float,
    away: float,
    then: float,
    told: list[str],
) -> None:
    """The warning comes at its time, or at once where that has passed."""
    await at_two(house, **inputs)
    await house.wait(before)
    del house.messages[:]
    await house.restart(away=away)
    await house.wait(then)
    assert house.told() == told
    assert house.commands() == [OPENING]


async def test_automation_that_is_saved_within_an_opening(house: House) -> None:
    await at_two(house)
    await house.change(0, warn_message="Soon")
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == [OPEN, "Soon", END]


async def test_with_the_helper_any_number_of_restarts(house: House) -> None:
    await at_two(house, counter=COUNTER)
    for _ in range(4):
        await house.wait(60)
        await house.restart(away=60)
    assert house.told() == [OPEN]
    await house.wait(300)
    await house.restart()
    await house.restart(away=100)
    await house.wait(20)
    assert house.told() == [OPEN, *[WARNING] * 3, END]
    assert counted(house) == "2026-W23 1 0"


@pytest.mark.parametrize(("inputs", "told"), [({}, []), ({"counter": COUNTER}, [END])])
async def test_end_within_a_restart(
    house: House, inputs: dict[str, str], told: list[str]
) -> None:
    """The helper says that it has not been told."""
    await at_two(house, **inputs)
    del house.messages[:]
    await house.restart(away=3600)
    await house.restart()
    assert house.told() == told


async def test_end_of_long_ago_is_not_told(house: House) -> None:
    await at_two(house, counter=COUNTER)
    del house.messages[:]
    await house.restart(away=2 * DAY)
    assert not house.told()


@pytest.mark.parametrize(("inputs", "told"), [({}, []), ({"counter": COUNTER}, [END])])
async def test_opening_over_the_end_of_the_week(
    house: House, inputs: dict[str, str], told: list[str]
) -> None:
    """Without the helper the new week's opening is worth more than the warning."""
    await house.use("hygienic_opening", opened_by=PRESSED, warn=[PHONE], **inputs)
    await house.wait_until("2026-06-07 23:55")
    await press(house)
    del house.messages[:]
    await house.restart(away=600)
    for seconds in (200, 100):
        await house.wait(seconds)
    assert house.told()[-1:] == told
    await press(house)
    assert house.commands() == [OPENING] * 2


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


@pytest.mark.parametrize("inputs", [{}, {"counter": COUNTER}])
async def test_opening_in_which_the_clocks_change(
    house: House, inputs: dict[str, str]
) -> None:
    await house.wait_until("2026-10-25 02:55")
    await house.use("hygienic_opening", opened_by=PRESSED, warn=[PHONE], **inputs)
    await press(house)
    await house.wait(60)
    await house.restart(away=60)
    await house.wait(659)
    assert len(house.told()) == 1
    for seconds in (1, 119):
        await house.wait(seconds)
    assert house.told() == [
        "The lock is open for hygiene until 02:10.",
        "The opening ends at 02:10. Close the lock in time.",
    ]
    await house.wait(1)
    assert house.told()[2:] == [END]
    assert house.time().isoformat() == "2026-10-25T02:10:00+01:00"


@pytest.mark.parametrize("wait", [0, 30])
async def test_without_a_lock_nothing_is_sent_or_told(house: House, wait: int) -> None:
    """Whether the entities show it already or not."""
    await house.use("hygienic_opening", opened_by=PRESSED)
    house.simulator.end_lock()
    await house.wait(wait)
    await press(house)
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize(("before", "told"), [(60, [OPEN]), (790, [OPEN, WARNING])])
async def test_lock_that_ends_within_an_opening(
    house: House, before: float, told: list[str]
) -> None:
    await at_two(house)
    await house.wait(before)
    house.simulator.end_lock()
    await house.wait(30)
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.told() == told


UNREAD = "The lock was to be opened for hygiene, but it could not be read. It was not opened."


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
    await house.set_state("input_text.short", "")
    await press(house)
    (notice,) = house.notices()
    assert "the helper that counts can't take the number" in notice
    assert not house.sent()
