"""The blueprint for a summary of the last seven days."""

import pytest

from tests.acting import act
from tests.simulator import Lock

from .house import PHONE, House
from .weekly_summary import DUE, NO_LOCK, SUMMARY, begin_week, end_lock, until, use

HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY


@pytest.fixture(autouse=True)
async def monday(house: House, lasting_lock: Lock) -> None:
    """Begin the week that is summed up."""
    await begin_week(house)


async def test_summary_comes_on_its_day_at_its_time(house: House) -> None:
    await use(house)
    for day in range(9, 15):
        await until(house, f"2026-06-{day:02} 09:00")
    await house.wait_until("2026-06-15 08:59")
    assert not house.told()
    await house.wait_until(DUE)
    assert house.told() == [SUMMARY]
    assert house.messages[0].data["title"] == "weekly_summary_0"
    for day in range(15, 22):
        await until(house, f"2026-06-{day} 09:01")
    assert house.told() == [SUMMARY]
    await until(house, "2026-06-22 09:00")
    assert house.told() == [SUMMARY] * 2
    assert not house.sent()
    assert not house.notices()


async def test_other_day_and_time(house: House) -> None:
    await use(house, weekday="wed", at="18:30:00")
    await house.wait_until("2026-06-10 18:29")
    assert not house.told()
    await house.wait_until("2026-06-10 18:30")
    assert house.told() == [SUMMARY]


async def test_changes_are_summed_up_by_who_made_them(house: House, lock: Lock) -> None:
    await act(house.hass, "add_time", duration={"minutes": 90})
    lock.add_time(40 * 60)
    await house.wait(30)
    await act(house.hass, "remove_time", duration={"hours": 5})
    lock.add_time(-26 * HOUR)
    await house.wait(30)
    lock.freeze(51 * HOUR + 25 * 60)
    await house.wait(30)
    await use(house)
    await until(house, DUE)
    (told,) = house.told()
    assert told.splitlines() == [
        "Locked: 7 d",
        "Frozen: 2 d 3 h",
        "Added: 2 h 10 min (1 h 30 min by Home Assistant, 40 min by somebody else)",
        "Removed: 1 d 7 h (5 h by Home Assistant, 1 d 2 h by somebody else)",
        "Locks: 1",
    ]


async def test_days_around_the_week_are_not_in_it(house: House, lock: Lock) -> None:
    await use(house, message="{added}")
    await until(house, "2026-06-15 00:00")
    lock.add_time(HOUR)
    await until(house, DUE)
    await until(house, "2026-06-22 09:00")
    await until(house, "2026-06-29 09:00")
    assert house.told() == ["0 min", "1 h", "0 min"]


async def test_all_locks_of_the_week_are_counted(house: House) -> None:
    await use(house)
    await until(house, "2026-06-10 12:00")
    await end_lock(house)
    await until(house, "2026-06-12 12:00")
    house.simulator.start_lock(remaining=YEAR, locked=0, max_remaining=None)
    await house.wait(30)
    await until(house, "2026-06-12 18:00")
    await end_lock(house)
    await until(house, DUE)
    told = house.told()[0]
    assert told.startswith("Locked: 2 d 18 h\n")
    assert told.endswith("Locks: 2")


async def test_text_is_that_of_the_person(house: House) -> None:
    await use(
        house,
        message="Verschlossen: {locked}, Schlösser: {locks}, {frozen} und {frozen} eingefroren",
    )
    await until(house, DUE)
    assert house.told() == [
        "Verschlossen: 7 d, Schlösser: 1, 0 min und 0 min eingefroren"
    ]


async def test_text_that_is_a_number(house: House) -> None:
    await use(house, message="{locks}", write_log=True)
    await until(house, DUE)
    assert house.told() == ["1"]
    assert house.log() == [{"title": "The last seven days", "description": "1"}]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min"),
        (31, "1 min"),
        (59 * 60, "59 min"),
        (HOUR, "1 h"),
        (HOUR + 60, "1 h 1 min"),
        (DAY - 60, "23 h 59 min"),
        (DAY - 20, "1 d"),
        (DAY + 20 * 60, "1 d"),
        (DAY + 40 * 60, "1 d 1 h"),
        (2 * DAY - 60, "2 d"),
        (30 * DAY + 5 * HOUR, "30 d 5 h"),
    ],
)
async def test_durations_in_words(
    house: House, lock: Lock, seconds: int, words: str
) -> None:
    lock.add_time(seconds)
    await house.wait(30)
    await use(house, message="{added}")
    await until(house, DUE)
    assert house.told() == [words]


async def test_without_anybody_to_tell_home_assistant_shows_it(house: House) -> None:
    await use(house, notify=[])
    await until(house, DUE)
    assert house.notices() == [SUMMARY]
    assert not house.told()


async def test_empty_text_is_no_message(house: House) -> None:
    await use(house, message=" ", write_log=True)
    await until(house, DUE)
    assert not house.told()
    assert not house.notices()
    assert not house.sent()


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({}, [NO_LOCK]),
        ({"empty_message": "Kein Schloss."}, ["Kein Schloss."]),
        ({"empty_message": ""}, []),
    ],
)
async def test_week_without_a_lock(
    house: House, inputs: dict[str, object], told: list[str]
) -> None:
    await end_lock(house)
    await use(house, write_log=True, told=[PHONE], **inputs)
    await until(house, DUE)
    house.forget()
    await until(house, "2026-06-22 08:00")
    house.simulator.start_lock(locked=0)
    await until(house, "2026-06-22 09:00")
    assert house.told() == told
    assert not house.notices()
    assert not house.sent()


async def test_run_that_is_started_by_hand_shows_the_summary(house: House) -> None:
    rule = await use(house)
    await until(house, "2026-06-15 00:01")
    await house.run_by_hand(rule)
    assert house.told() == [SUMMARY]
    await until(house, DUE)
    assert house.told() == [SUMMARY] * 2


async def test_week_in_which_the_clocks_go_back(house: House) -> None:
    await house.wait_until("2026-10-19 00:00")
    await use(house)
    await until(house, "2026-10-26 09:00")
    assert house.told()[0].startswith("Locked: 7 d 1 h\n")


async def test_time_that_a_day_has_twice(house: House) -> None:
    await house.wait_until("2026-10-25 01:00")
    await use(house, weekday="sun", at="02:30:00")
    for _ in range(5):
        await house.wait(HOUR / 2)
        await house.wait(HOUR / 2)
    assert len(house.told()) == 1
