"""Bounds of the remaining time that are kept at the locks of one role or of one wearer."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .house import PHONE, House
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

HOUR = 3600


@pytest.fixture(autouse=True)
async def lock(house: House, lock: Lock) -> Lock:
    """Return the account's own lock, with 6 hours left."""
    lock.max_remaining = None
    lock.remaining = 6 * HOUR
    await house.wait(30)
    return lock


async def keep(house: House, **inputs: object) -> str:
    """Use the blueprint with a ceiling of 10 and a floor of 4 hours."""
    bounds = {"ceiling": 10, "floor": 4, "told": [PHONE]}
    return await house.use("keep_within_bounds", **{**bounds, **inputs})


async def change(house: House, lock: Lock, hours: float) -> None:
    """Let somebody add time or take it off, and the entities show it."""
    lock.add_time(hours * HOUR)
    await house.wait(30)


@meant
async def test_lock_that_is_meant(house: House, lock: Lock, whose: Whose) -> None:
    await keep(house, pause={"seconds": 0}, **whose)
    await change(house, lock, 5)
    await change(house, lock, -8)
    assert [path for path, _ in house.sent()] == ["/action", "/logs/custom"] * 2
    assert lock.remaining == pytest.approx(4 * HOUR, abs=60)


@another
async def test_another_lock_is_left_alone(
    house: House, lock: Lock, whose: Whose
) -> None:
    automation = await keep(house, **whose)
    await change(house, lock, 5)
    await house.run_by_hand(automation)
    await change(house, lock, -9)
    await house.restart()
    assert nothing_happened(house)


@own
async def test_lock_of_another_wearer_that_comes_next(
    house: House, lock: Lock, whose: Whose
) -> None:
    await keep(house, **whose)
    hers = lock_of_berta(house, remaining=500 * HOUR, max_remaining=None)
    await house.wait(30)
    await change(house, hers, 5)
    await house.be_away()
    await house.come_back()
    assert nothing_happened(house)
    # There is no pause after it.
    house.simulator.move_on(lock)
    lock.remaining = 6 * HOUR
    await house.wait(30)
    await change(house, lock, 5)
    assert house.commands() == [named("remove_time", HOUR - 60)]


@own
async def test_lock_that_another_wearer_has_by_now(house: House, whose: Whose) -> None:
    """The entities don't show it yet."""
    automation = await keep(house, **whose)
    lock_of_berta(house, remaining=500 * HOUR, max_remaining=None)
    await house.run_by_hand(automation)
    assert nothing_happened(house)


@own
@pytest.mark.parametrize("is_hers", [True, False])
async def test_time_that_is_taken_off_another_lock_is_not_given_to_ones_own(
    house: House, lock: Lock, whose: Whose, is_hers: bool
) -> None:
    """A run that waits through the pause, at whose end the lock is one's own."""
    await keep(house, pause={"minutes": 5}, **whose)
    await change(house, lock, 5)
    house.forget()
    if is_hers:
        hers = lock_of_berta(house, remaining=8 * HOUR, locked=9 * HOUR)
        await house.wait(30)
        await change(house, hers, -6)
        house.simulator.move_on(lock)
        lock.remaining = 2 * HOUR
        await house.wait(30)
    else:
        await change(house, lock, -6)
        lock.remaining = 2 * HOUR
    house.forget()
    await house.wait(300)
    assert bool(house.commands()) is not is_hers
    assert not house.notices()


@another
async def test_bounds_that_make_no_sense_at_another_lock(
    house: House, lock: Lock, whose: Whose
) -> None:
    await keep(house, ceiling=2, floor=3, **whose)
    await change(house, lock, 5)
    assert nothing_happened(house)


async def test_bounds_that_make_no_sense_are_told_in_an_outage(
    house: House, lock: Lock
) -> None:
    automation = await keep(house, ceiling=2, floor=3)
    house.lose_service()
    await house.run_by_hand(automation)
    assert len(house.told()) == 1
