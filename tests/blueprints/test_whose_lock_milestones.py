"""Milestones of the locks of one role or of one wearer."""

import pytest

from tests.simulator import Fault, Lock

from .house import PHONE, House
from .milestones import DAY, HOUR, REWARD, TAKEN, last_run, lock_anew, locked_for
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

YEAR = 365 * DAY


@pytest.fixture(autouse=True)
async def lock(house: House) -> Lock:
    """Lock for a year, beginning at 14:00 on 2026-06-01."""
    return await lock_anew(house)


async def tell(house: House, **inputs: object) -> str:
    """Use the blueprint with a reward; returns its entity id."""
    return await house.use(
        "milestones", notify=[PHONE], told=[PHONE], **REWARD, **inputs
    )


def ended(time: str) -> str:
    """Return the message at the end of a lock."""
    return f"The lock has ended. It ran for {time}."


async def her_lock(house: House, locked: float = 0) -> Lock:
    """Let a lock come next that Berta wears, and the entities show it."""
    hers = lock_of_berta(house, remaining=YEAR, locked=locked, max_remaining=None)
    await house.wait(30)
    return hers


@meant
async def test_lock_that_is_meant(house: House, whose: Whose) -> None:
    await tell(house, **whose)
    await house.wait(DAY)
    assert house.commands() == [TAKEN]
    assert len(house.log()) == 1
    house.simulator.end_lock()
    await house.wait(30)
    milestone, end = house.told()
    assert milestone.startswith(locked_for("1 day"))
    assert end == ended("1 day 1 minute")


@another
async def test_another_lock_is_left_alone(house: House, whose: Whose) -> None:
    automation = await tell(house, **whose)
    await house.wait(DAY)
    await house.restart()
    await house.run_by_hand(automation)
    house.simulator.end_lock()
    await house.wait(30)
    assert nothing_happened(house)


@another
async def test_end_of_another_lock_before_one_that_is_as_much_anothers(
    house: House, whose: Whose
) -> None:
    await tell(house, **whose)
    await house.wait(HOUR)
    await lock_anew(house)
    assert nothing_happened(house)


@meant
async def test_end_before_another_lock_that_is_meant(
    house: House, whose: Whose
) -> None:
    await tell(house, **whose)
    await house.wait(HOUR)
    await lock_anew(house)
    assert house.told() == [ended("1 hour")]
    await house.wait(30)
    assert len(house.told()) == 1


@own
async def test_end_before_the_lock_of_another_wearer(
    house: House, whose: Whose
) -> None:
    await tell(house, **whose)
    await house.wait(HOUR)
    hers = await her_lock(house)
    assert house.told() == [ended("1 hour")]
    house.forget()
    # A milestone of hers, and her end.
    await house.wait(DAY)
    assert nothing_happened(house)
    house.simulator.end_lock(hers)
    await house.wait(30)
    assert nothing_happened(house)


@own
async def test_end_of_another_lock_before_ones_own(house: House, whose: Whose) -> None:
    await her_lock(house)
    await tell(house, **whose)
    await house.wait(HOUR)
    own_lock = house.simulator.add_lock(remaining=YEAR, locked=0, max_remaining=None)
    house.simulator.move_on(own_lock)
    await house.wait(30)
    assert nothing_happened(house)
    await house.wait(DAY)
    assert house.commands() == [TAKEN]


@own
async def test_milestone_of_another_lock_uses_up_none(
    house: House, whose: Whose, lock: Lock
) -> None:
    """The own lock comes back after it, in the hours in which a milestone may come late."""
    await tell(house, end_message="", **whose)
    await house.wait(DAY - HOUR)
    await her_lock(house, locked=DAY - 2 * HOUR)
    await house.wait(2 * HOUR)
    assert nothing_happened(house)
    assert last_run(house) is None
    house.simulator.move_on(lock)
    await house.restart()
    assert house.commands() == [TAKEN]


@own
async def test_lock_of_the_same_age_that_another_wearer_has_by_now(
    house: House, whose: Whose
) -> None:
    """The entities don't show it yet."""
    await tell(house, end_message="", **whose)
    await house.wait(DAY - 90)
    house.simulator.order(Fault(status=503), times=1)
    lock_of_berta(house, remaining=YEAR, locked=DAY - 90, max_remaining=None)
    await house.wait(60)
    assert last_run(house) is not None
    assert nothing_happened(house)


@own
async def test_wearer_and_role_that_are_not_shown_for_a_while(
    house: House, whose: Whose
) -> None:
    await tell(house, **whose)
    await house.wait(HOUR)
    house.simulator.overrides["wearerUsername"] = None
    house.simulator.session_overrides["role"] = None
    await house.wait(30)
    house.simulator.overrides.clear()
    house.simulator.session_overrides.clear()
    await house.wait(30)
    assert nothing_happened(house)


@own
@pytest.mark.parametrize("is_hers", [True, False])
async def test_an_end_in_an_outage_is_not_told(
    house: House, whose: Whose, is_hers: bool
) -> None:
    """Nobody knows any more whose lock it was."""
    if is_hers:
        await her_lock(house)
    await tell(house, **whose)
    await house.wait(HOUR)
    await house.be_away()
    house.simulator.end_lock()
    await house.come_back()
    assert nothing_happened(house)


@own
async def test_restart_without_a_lock(house: House, whose: Whose) -> None:
    await tell(house, **whose)
    await house.wait(HOUR)
    house.simulator.end_lock()
    await house.restart(away=60)
    assert nothing_happened(house)


@own
async def test_milestone_while_the_lock_can_not_be_read(
    house: House, whose: Whose
) -> None:
    await tell(house, **whose)
    await house.wait(DAY - HOUR)
    await house.be_away()
    await house.wait(HOUR)
    milestone, trouble = house.told()
    assert milestone == locked_for("1 day")
    assert "could not be read" in trouble
    assert not house.sent()
