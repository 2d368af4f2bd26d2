"""The blueprint that freezes the timer, kept to some locks."""

import pytest

from tests.acting import act
from tests.simulator import Lock

from .commands import UNFREEZE, logged
from .freeze_schedule import FROZEN, HOURS, begin, end, plan
from .house import PHONE, House
from .kept_lock import (
    MEANT,
    Inputs,
    at_command,
    be_unreadable,
    every_kept,
    every_other,
    nothing_happened,
    replace,
    replaced,
)

pytestmark = pytest.mark.usefixtures("lasting_lock")
LOGGED = [
    logged("Timer frozen for 12 hours", "As scheduled."),
    logged("Timer unfrozen", "As scheduled."),
]


@every_kept
async def test_a_lock_that_is_meant_is_frozen_and_unfrozen(
    house: House, kept: Inputs
) -> None:
    await plan(house, **kept)
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    assert house.sent() == [FROZEN, LOGGED[0], UNFREEZE, LOGGED[1]]
    assert not house.notices()


@every_other
async def test_another_is_not_frozen(house: House, lock: Lock, kept: Inputs) -> None:
    rule = await plan(house, told=[PHONE], **kept)
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    assert not lock.frozen
    assert not house.is_running(rule)
    assert nothing_happened(house)


@every_other
async def test_another_is_not_unfrozen(house: House, lock: Lock, kept: Inputs) -> None:
    """With other inputs the rule would take the freeze for its own."""
    rule = await plan(house, told=[PHONE])
    await begin(house)
    await house.wait(HOURS)
    await house.change(0, **kept)
    house.forget()
    await end(house)
    await house.wait(HOURS)
    assert lock.frozen
    assert not house.is_running(rule)
    assert nothing_happened(house)


async def test_role_and_wearer_that_are_not_shown_do_not_match(
    house: House, lock: Lock
) -> None:
    await plan(house, told=[PHONE], **MEANT)
    house.simulator.session_overrides["role"] = house.simulator.MISSING
    await begin(house)
    assert not lock.frozen
    assert nothing_happened(house)


@pytest.mark.parametrize("is_shown", [True, False])
async def test_lock_that_takes_the_place_of_a_frozen_one_is_left_alone(
    house: House, is_shown: bool
) -> None:
    await plan(house, told=[PHONE], **MEANT)
    await begin(house)
    house.forget()
    another = replace(house)
    another.freeze(4 * HOURS)
    if is_shown:
        await house.wait(30)
    await end(house)
    await house.wait(60)
    assert another.frozen
    assert nothing_happened(house)


async def test_lock_that_comes_while_the_schedule_is_on_is_not_frozen(
    house: House,
) -> None:
    await plan(house, told=[PHONE], **MEANT)
    await begin(house)
    house.forget()
    another = await replaced(house)
    await house.wait(HOURS)
    assert not another.frozen
    assert nothing_happened(house)


async def test_lock_that_is_meant_and_starts_after_another_is_frozen(
    house: House,
) -> None:
    await plan(house, **MEANT)
    await replaced(house)
    await begin(house)
    await house.wait(HOURS)
    house.simulator.start_lock()
    await house.wait(60)
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_another_that_is_there_after_an_outage_is_not_frozen(
    house: House,
) -> None:
    await plan(house, **MEANT)
    house.lose_service()
    await begin(house)
    another = replace(house)
    house.simulator.clear_faults()
    await house.wait(61)
    await house.wait(61)
    assert not another.frozen
    assert nothing_happened(house)


@pytest.mark.parametrize("write_log", [True, False])
async def test_log_of_a_lock_that_comes_after_the_freeze_is_left_alone(
    house: House, write_log: bool
) -> None:
    await plan(house, told=[PHONE], write_log=write_log, **MEANT)
    at_command(house, "freeze", replace)
    await begin(house)
    assert house.sent() == [FROZEN]
    assert not house.notices()


async def test_log_of_a_lock_that_comes_after_the_unfreezing_is_left_alone(
    house: House,
) -> None:
    await plan(house, told=[PHONE], **MEANT)
    await begin(house)
    house.forget()
    at_command(house, "unfreeze", replace)
    await end(house)
    assert house.sent() == [UNFREEZE]
    assert not house.notices()


async def test_nothing_is_written_where_the_lock_is_not_known(house: House) -> None:
    await plan(house, told=[PHONE], **MEANT)
    at_command(house, "freeze", be_unreadable)
    await begin(house)
    assert house.sent() == [FROZEN]
    told = [
        "The timer was frozen, but that could not be written to the log of the lock."
    ]
    assert house.notices() == house.told() == told


async def test_freeze_of_somebody_else_is_left_alone_as_before(
    house: House, lock: Lock
) -> None:
    await plan(house, **MEANT)
    await act(house.hass, "freeze", duration={"hours": 2})
    house.forget()
    await begin(house)
    await end(house)
    assert lock.frozen
    assert nothing_happened(house)
