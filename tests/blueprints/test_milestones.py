"""The blueprint for milestones of a lock."""

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import SupportsResponse
from homeassistant.util import dt as dt_util
from tests.acting import named
from tests.simulator import Lock

from .house import PHONE, House
from .milestones import DAY, HOUR, REWARD, TAKEN, last_run, lock_anew, locked_for


@pytest.fixture(autouse=True)
async def lock(house: House) -> Lock:
    """Lock for a year, beginning at 14:00 on 2026-06-01."""
    return await lock_anew(house)


async def test_each_day_is_told_and_nothing_is_sent(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    for moment in ("2026-06-02 13:59", "2026-06-02 14:00", "2026-06-02 14:01"):
        await house.wait_until(moment)
    assert house.told() == [locked_for("1 day")]
    await house.wait_until("2026-06-03 13:59")
    await house.wait_until("2026-06-03 14:00")
    assert house.told() == [locked_for("1 day"), locked_for("2 days")]
    assert not house.notices()
    assert not house.sent()


async def test_not_a_minute_too_early(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait_until("2026-06-02 13:59")
    assert not house.told()


async def test_without_anybody_to_tell_home_assistant_shows_it(house: House) -> None:
    await house.use("milestones")
    await house.wait(DAY)
    assert house.notices() == [locked_for("1 day")]
    assert not house.told()


@pytest.mark.parametrize(
    ("every", "wait", "time"),
    [
        ({"days": 7}, 7 * DAY, "7 days"),
        ({"hours": 36}, 36 * HOUR, "1 day 12 hours"),
        ({"hours": 1}, HOUR, "1 hour"),
        ({"hours": 1, "minutes": 1}, HOUR + 60, "1 hour 1 minute"),
        ({"minutes": 5}, HOUR, "1 hour"),
        ({"seconds": 0}, HOUR, "1 hour"),
    ],
)
async def test_other_spans(
    house: House, every: dict[str, int], wait: int, time: str
) -> None:
    """None is shorter than an hour."""
    await house.use("milestones", notify=[PHONE], every=every)
    await house.wait(wait - 90)
    assert not house.told()
    await house.wait(60)
    assert house.told() == [locked_for(time)]


async def test_messages_are_those_of_the_person(house: House) -> None:
    await house.use(
        "milestones",
        notify=[PHONE],
        message="{time} done.",
        reward_message="{reward} less.",
        **REWARD,
    )
    await house.wait(DAY)
    assert house.told() == ["1 day done. 30 minutes less."]


async def test_milestones_without_a_message(house: House) -> None:
    await house.use("milestones", message="", **REWARD)
    await house.wait(DAY)
    assert house.commands() == [TAKEN]
    assert house.notices() == ["Reward: 30 minutes less."]
    await house.use("milestones", notify=[PHONE], message="")
    await house.wait(DAY)
    assert not house.told()


async def test_reward_is_taken_off_and_written(house: House) -> None:
    await house.use("milestones", notify=[PHONE], **REWARD)
    await house.wait(DAY)
    await house.wait(13 * HOUR)
    await house.wait(11 * HOUR)
    assert house.commands() == [TAKEN] * 2
    assert house.log() == [
        {"title": "30 minutes removed", "description": f"Locked for {time}."}
        for time in ("1 day", "2 days")
    ]
    assert house.told()[0] == f"{locked_for('1 day')} Reward: 30 minutes less."


async def test_the_log_can_be_left_out(house: House) -> None:
    await house.use("milestones", write_log=False, **REWARD)
    await house.wait(DAY)
    assert house.sent() == [TAKEN]


async def test_frozen_lock_has_milestones_and_rewards(house: House, lock: Lock) -> None:
    await house.use("milestones", notify=[PHONE], **REWARD)
    lock.freeze()
    await house.wait(DAY)
    assert len(house.told()) == 1
    assert house.commands() == [TAKEN]


@pytest.mark.parametrize(
    ("remaining", "inputs", "taken"),
    [
        (HOUR + 1800, {}, [1800]),
        (HOUR + 600, {}, [600]),
        (HOUR + 1, {}, [1]),
        (HOUR, {}, []),
        (0, {}, []),
        (600, {"floor": {"minutes": 0}}, [600]),
        (DAY + 60, {"floor": {"days": 1}}, [60]),
    ],
)
async def test_the_floor_remains(
    house: House,
    lock: Lock,
    remaining: int,
    inputs: dict[str, object],
    taken: list[int],
) -> None:
    await house.use("milestones", notify=[PHONE], **REWARD, **inputs)
    await house.wait(DAY - HOUR)
    lock.remaining = remaining + HOUR if remaining else 0
    await house.wait(HOUR)
    assert house.commands() == [named("remove_time", seconds) for seconds in taken]
    assert len(house.told()) == 1
    assert not house.notices()


@pytest.mark.parametrize(
    ("wait", "time"),
    [
        (0, "1 minute"),
        (60, "2 minutes"),
        (2 * HOUR + 120, "2 hours 3 minutes"),
        (8 * DAY + HOUR - 60, "8 days 1 hour"),
    ],
)
async def test_the_end_is_told_with_how_long_it_ran(
    house: House, wait: int, time: str
) -> None:
    """Half a minute passes before and after the wait, until the lock is read."""
    await house.use("milestones", notify=[PHONE], message="")
    await house.wait(wait)
    house.simulator.end_lock()
    await house.wait(30)
    assert house.told() == [f"The lock has ended. It ran for {time}."]
    assert not house.notices()
    assert not house.sent()


async def test_end_within_the_first_minute(house: House) -> None:
    await lock_anew(house, remaining=10)
    await house.use("milestones", notify=[PHONE])
    house.simulator.end_lock()
    await house.wait(30)
    assert house.told() == ["The lock has ended. It ran for less than a minute."]


async def test_end_where_another_lock_goes_on(house: House) -> None:
    await lock_anew(house)
    await house.use(
        "milestones", notify=[PHONE], message="", end_message="Over: {time}"
    )
    await house.wait(HOUR)
    await lock_anew(house)
    assert house.told() == ["Over: 1 hour"]


async def test_end_without_a_message(house: House) -> None:
    await house.use("milestones", notify=[PHONE], end_message=" ")
    house.simulator.end_lock()
    await house.wait(30)
    assert not house.told()
    assert not house.notices()
    assert last_run(house) is None


async def test_end_that_nothing_is_known_of(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    async_mock_service(
        house.hass,
        "calendar",
        "get_events",
        response={},
        supports_response=SupportsResponse.ONLY,
    )
    house.simulator.end_lock()
    await house.wait(30)
    assert house.told() == ["The lock has ended. It ran for an unknown time."]


async def test_end_that_is_noticed_after_an_outage(house: House) -> None:
    """It ended when its time was up."""
    await lock_anew(house, remaining=2 * HOUR)
    await house.use("milestones", notify=[PHONE])
    await house.be_away()
    await house.wait(5 * HOUR)
    house.simulator.clear_faults()
    house.simulator.end_lock()
    for _ in range(3):
        await house.wait(60)
    assert house.told() == ["The lock has ended. It ran for 2 hours."]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-24 20:00", "2026-10-25 19:00"),
        ("2027-03-27 20:00", "2027-03-28 21:00"),
    ],
)
async def test_a_day_is_24_hours_where_the_clocks_change(
    house: House, start: str, end: str
) -> None:
    await house.wait_until(start)
    await lock_anew(house)
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY - 90)
    assert not house.told()
    await house.wait(60)
    assert house.told() == [locked_for("1 day")]
    assert dt_util.as_local(house.time()).strftime("%Y-%m-%d %H:%M") == end


async def test_lock_that_starts_in_an_hour_that_comes_twice(house: House) -> None:
    await house.wait_until("2026-10-25 02:30")
    await house.wait(HOUR)
    await lock_anew(house)
    await house.use("milestones", notify=[PHONE])
    for _ in range(2):
        await house.wait(23 * HOUR + 30)
        assert house.told() == [locked_for("1 day")]


async def test_reward_that_is_refused_is_told_and_not_written(house: House) -> None:
    await house.use("milestones", notify=[PHONE], told=[PHONE], **REWARD)
    house.refuse("action")
    await house.wait(DAY)
    milestone, trouble = house.told()
    assert milestone == locked_for("1 day")
    assert trouble.startswith("A milestone was reached, but removing time failed.")
    assert house.notices() == [trouble]
    assert not house.log()


async def test_log_that_is_refused_is_told_after_the_reward(house: House) -> None:
    await house.use("milestones", notify=[PHONE], told=[PHONE], **REWARD)
    house.refuse("logs/custom")
    await house.wait(DAY)
    trouble = (
        "The reward was given, but it could not be written to the log of the lock."
    )
    assert house.told()[1:] == [trouble]
    assert house.notices() == [trouble]
