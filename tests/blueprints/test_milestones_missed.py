"""The blueprint for milestones, over restarts, outages and locks that change."""

import pytest

from tests.simulator import Fault, Lock

from .house import PHONE, House
from .milestones import DAY, HOUR, REWARD, TAKEN, last_run, lock_anew, locked_for


@pytest.fixture(autouse=True)
async def lock(house: House) -> Lock:
    """Lock for a year, beginning at 14:00 on 2026-06-01."""
    return await lock_anew(house)


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
    """The account, and with it the milestone's sensor, is loaded later."""
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
        "was removed."
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
