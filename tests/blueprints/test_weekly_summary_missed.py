"""The weekly summary, over restarts."""

import pytest

from tests.simulator import Lock

from .house import PHONE, House
from .weekly_summary import DUE, MISSING, SUMMARY, begin_week, until, use

HOUR = 3600


@pytest.fixture(autouse=True)
async def monday(house: House, lasting_lock: Lock) -> None:
    """Begin the week that is summed up."""
    await begin_week(house)


@pytest.mark.parametrize(
    ("hours", "count"), [(0.5, 0), (1, 1), (15.9, 1), (16, 0), (7 * 24 - 1, 0)]
)
async def test_summary_that_was_missed_comes_at_a_start_on_the_same_day(
    house: House, hours: float, count: int
) -> None:
    await use(house)
    await until(house, "2026-06-15 08:00")
    await house.restart(away=hours * HOUR)
    assert house.told() == [SUMMARY] * count


async def test_summary_comes_once(house: House) -> None:
    await use(house)
    await until(house, DUE)
    await house.restart()
    await house.restart(away=HOUR)
    assert house.told() == [SUMMARY]


async def test_start_before_the_time_leaves_it_to_the_time(house: House) -> None:
    await use(house)
    await until(house, "2026-06-15 07:00")
    await house.restart(away=HOUR)
    assert not house.told()
    await until(house, DUE)
    assert house.told() == [SUMMARY]


async def test_summary_waits_for_the_account(house: House) -> None:
    """It is not loaded while the service is away at the start."""
    await use(house, told=[PHONE])
    await until(house, "2026-06-15 08:00")
    house.lose_service()
    await house.restart(away=2 * HOUR)
    assert not house.told()
    house.simulator.clear_faults()
    for _ in range(4):
        await house.wait(60)
    assert house.told() == [SUMMARY]
    assert not house.notices()


async def test_week_stays_the_same_after_midnight(house: House, lock: Lock) -> None:
    """The account is loaded on the day after the start."""
    lock.add_time(HOUR)
    await house.wait(30)
    await use(house, message="{added}")
    await until(house, "2026-06-15 08:00")
    house.lose_service()
    await house.restart(away=15.75 * HOUR)
    house.simulator.clear_faults()
    await house.wait_until("2026-06-16 00:05")
    await house.wait(60)
    assert house.told() == ["1 h"]


async def test_account_that_is_not_loaded_within_an_hour_is_told(house: House) -> None:
    await use(house, told=[PHONE])
    await until(house, "2026-06-15 08:00")
    house.lose_service()
    await house.restart(away=2 * HOUR)
    await house.wait(HOUR - 60)
    assert not house.told()
    await house.wait(60)
    await house.wait(5)
    assert house.told() == [MISSING]
    assert house.notices() == [MISSING]
