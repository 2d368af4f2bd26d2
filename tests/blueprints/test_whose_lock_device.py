"""Device reactions that are kept to the locks of one role or of one wearer."""

import pytest

from tests.added_account import Account
from tests.connected_devices import Toy, names
from tests.simulator import Fault, Lock

from .house import PHONE, House
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

DOOR = "binary_sensor.door"
OPENED = [{"trigger": "state", "entity_id": DOOR, "to": "on"}]
FAILED = "The vibration failed."


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


async def react(house: House, toy: Toy, **inputs: object) -> str:
    """Add the rule, whose door is shut; returns its entity id."""
    await house.set_state(DOOR, "off")
    return await house.use(
        "device_reaction",
        **{"device": toy.device_id, "event": OPENED, "told": [PHONE], **inputs},
    )


async def open_it(house: House) -> None:
    """Open the door and shut it again."""
    await house.set_state(DOOR, "on")
    await house.set_state(DOOR, "off")


def starts(house: House) -> int:
    """Return how many starts reached the service."""
    return names(house.simulator).count("vibration.start")


@meant
async def test_lock_that_is_meant(house: House, toy: Toy, whose: Whose) -> None:
    await react(house, toy, write_log=True, **whose)
    await open_it(house)
    assert toy.kinds() == ["vibration"]
    assert len(house.log()) == 1
    assert not house.notices()


@another
async def test_another_lock_is_left_alone(house: House, toy: Toy, whose: Whose) -> None:
    automation = await react(house, toy, write_log=True, **whose)
    house.forget()
    await open_it(house)
    await house.run_by_hand(automation)
    assert nothing_happened(house)


@own
async def test_lock_that_another_wearer_has_by_now(
    house: House, toy: Toy, whose: Whose
) -> None:
    """The entities don't show it yet."""
    await react(house, toy, write_log=True, **whose)
    house.forget()
    lock_of_berta(house)
    await open_it(house)
    assert nothing_happened(house)


@own
async def test_another_lock_begins_no_pause(
    house: House, toy: Toy, whose: Whose, lock: Lock
) -> None:
    await react(house, toy, at_least_apart={"hours": 1}, **whose)
    house.forget()
    lock_of_berta(house)
    await house.wait(30)
    await open_it(house)
    assert nothing_happened(house)
    house.simulator.move_on(lock)
    await house.wait(30)
    await open_it(house)
    assert starts(house) == 1


@own
@pytest.mark.parametrize("is_shown", [True, False])
async def test_nothing_starts_while_the_lock_can_not_be_read(
    house: House, toy: Toy, whose: Whose, is_shown: bool
) -> None:
    await react(house, toy, **whose)
    house.forget()
    if is_shown:
        await house.be_away()
        house.simulator.clear_faults()
    house.simulator.order(Fault(status=503), times=None, match="GET")
    await open_it(house)
    assert not starts(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)
    assert house.told() == [notice]


@own
async def test_lock_that_has_just_ended(house: House, toy: Toy, whose: Whose) -> None:
    await react(house, toy, **whose)
    house.forget()
    house.simulator.end_lock()
    await open_it(house)
    assert nothing_happened(house)


@own
async def test_device_that_is_gone_is_told(
    house: House, toy: Toy, whose: Whose
) -> None:
    await react(house, toy, device="gone", **whose)
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)
