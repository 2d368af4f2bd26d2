"""The blueprint for milestones of a lock."""

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import SupportsResponse
from homeassistant.util import dt as dt_util
from tests.acting import named
from tests.simulator import Fault, Lock

from .house import PHONE, House

HOUR = 3600
DAY = 24 * HOUR
REWARD = {"reward": {"minutes": 30}}
TAKEN = named("remove_time", 1800)


def locked_for(time: str) -> str:
    """Return the message of a milestone."""
    return f"Congratulations: locked for {time}!"


@pytest.fixture(autouse=True)
async def lock(house: House) -> Lock:
    """Lock for a year, beginning at 14:00 on 2026-06-01."""
    return await lock_anew(house)


async def lock_anew(house: House, remaining: float = 365 * DAY) -> Lock:
    """Start a lock that Home Assistant sees half a minute later."""
    lock = house.simulator.start_lock(remaining=remaining, locked=0, max_remaining=None)
    await house.wait(30)
    return lock


def last_run(house: House) -> object:
    """Return when the automation ran last."""
    return house.last_run("automation.milestones_0")


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
    assert house.told() == ["1 day done. 0:30:00 less."]


async def test_milestones_without_a_message(house: House) -> None:
    await house.use("milestones", message="", **REWARD)
    await house.wait(DAY)
    assert house.commands() == [TAKEN]
    assert house.notices() == ["0:30:00 is taken off the lock."]
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
        {"title": "Time taken off: 0:30:00", "description": f"Locked for {time}."}
        for time in ("1 day", "2 days")
    ]
    assert house.told()[0] == f"{locked_for('1 day')} 0:30:00 is taken off the lock."


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


async def test_restart_brings_no_milestone_twice(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY)
    await house.restart()
    await house.restart(away=HOUR)
    await house.wait(60)
    assert house.told() == [locked_for("1 day")]


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (HOUR, [locked_for("1 day")]),
        (DAY + HOUR, [locked_for("2 days")]),
        (13 * HOUR, []),
    ],
)
async def test_the_newest_milestone_that_was_missed_comes_late(
    house: House, away: int, told: list[str]
) -> None:
    """In the first half of the span after it."""
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY - 1800)
    await house.restart(away=away)
    assert house.told() == told
    await house.restart()
    await house.wait(60)
    assert house.told() == told


async def test_milestone_after_one_that_came_late(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY - HOUR)
    await house.restart(away=12 * HOUR)
    await house.wait(HOUR + 60)
    await house.wait(12 * HOUR)
    assert house.told() == [locked_for("1 day"), locked_for("2 days")]


async def test_service_that_is_away_at_a_restart(house: House) -> None:
    """The account is loaded later, and so is what the milestone is told from."""
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY - HOUR)
    house.lose_service()
    await house.restart(away=2 * HOUR)
    assert not house.told()
    house.simulator.clear_faults()
    for _ in range(3):
        await house.wait(60)
    assert house.told() == [locked_for("1 day")]


async def test_rule_that_is_made_within_a_lock(house: House) -> None:
    await house.wait(DAY + HOUR)
    await house.use("milestones", notify=[PHONE])
    await house.wait(60)
    assert not house.told()
    await house.restart()
    assert house.told() == [locked_for("1 day")]


async def test_run_that_is_started_by_hand(house: House) -> None:
    automation = await house.use("milestones", notify=[PHONE], **REWARD)
    await house.wait(90)
    await house.run_by_hand(automation)
    assert not house.sent()
    assert not house.told()


@pytest.mark.parametrize("away", [0, HOUR])
async def test_the_first_day_has_no_milestone(house: House, away: float) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(HOUR)
    await house.restart(away=away)
    await house.wait(60)
    assert not house.told()
    assert last_run(house) is None


async def test_outage_brings_no_milestone_twice(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY)
    await house.be_away()
    house.simulator.clear_faults()
    for _ in range(3):
        await house.wait(60)
    assert house.told() == [locked_for("1 day")]


async def test_milestone_within_an_outage(house: House) -> None:
    await house.use("milestones", notify=[PHONE], told=[PHONE], **REWARD)
    await house.wait(DAY - HOUR)
    await house.be_away()
    await house.wait(HOUR)
    missing = (
        "A milestone was reached, but the lock could not be read. The reward is missing: no time "
        "was taken off."
    )
    assert house.told() == [locked_for("1 day"), missing]
    assert house.notices() == [missing]
    house.simulator.clear_faults()
    await house.wait(60)
    assert len(house.told()) == 2
    assert not house.sent()


async def test_outage_without_a_reward_is_not_told(house: House) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY - HOUR)
    house.lose_service()
    await house.wait(HOUR)
    assert house.told() == [locked_for("1 day")]
    assert not house.notices()


async def test_start_of_the_lock_that_is_corrected(house: House, lock: Lock) -> None:
    await house.use("milestones", notify=[PHONE])
    await house.wait(DAY)
    lock.locked -= 120
    for _ in range(4):
        await house.wait(60)
    assert house.told() == [locked_for("1 day")]


async def test_new_lock_has_milestones_of_its_own(house: House) -> None:
    await house.use("milestones", notify=[PHONE], end_message="")
    await house.wait(DAY - HOUR)
    await lock_anew(house)
    await house.wait(2 * HOUR)
    assert not house.told()
    await house.wait(22 * HOUR)
    assert house.told() == [locked_for("1 day")]


async def test_lock_that_has_just_taken_the_place_of_another(house: House) -> None:
    """The entities don't show it yet."""
    await house.use("milestones", notify=[PHONE], end_message="", **REWARD)
    await house.wait(DAY - 90)
    house.simulator.order(Fault(status=503), times=1)
    house.simulator.start_lock(locked=0)
    await house.wait(60)
    assert last_run(house) is not None
    assert not house.told()
    assert not house.sent()


async def test_lock_that_has_just_ended_has_no_milestone(house: House) -> None:
    await house.use("milestones", notify=[PHONE], end_message="", **REWARD)
    await house.wait(DAY - 90)
    house.simulator.order(Fault(status=503), times=1)
    house.simulator.end_lock()
    await house.wait(60)
    assert not house.told()
    assert not house.notices()
    assert not house.sent()


async def test_without_a_lock_nothing_is_told(house: House) -> None:
    await house.use("milestones", notify=[PHONE], end_message="")
    house.simulator.end_lock()
    await house.wait(30)
    await house.wait(2 * DAY)
    await house.restart()
    assert not house.told()
    assert last_run(house) is None


async def test_milestone_and_restart_at_once(house: House) -> None:
    await house.use("milestones", notify=[PHONE], **REWARD)
    await house.wait(DAY - 60)
    house.hass.bus.async_fire("homeassistant_started")
    await house.wait(60)
    await house.restart()
    assert len(house.told()) == 1
    assert house.commands() == [TAKEN]


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
    assert trouble.startswith("A milestone was reached, but taking time off failed.")
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
