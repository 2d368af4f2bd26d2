"""A device that is confirmed for its lock, and locks for which it is not confirmed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest

from homeassistant.core import HomeAssistant
from tests.connected_devices import Toy, consent, entry_with, loaded, subentry
from tests.devices.starting_and_stopping import STARTS, refused
from tests.simulator import WEARER_TOKEN, Lock, Simulator, person_named

type Shown = Callable[[Simulator], None]


def somebody_else(simulator: Simulator) -> None:
    """Show a lock of another wearer."""
    simulator.move_on(simulator.add_lock(wearer=person_named("somebody_else", None)))


def other_role(simulator: Simulator) -> None:
    """Show a lock of which the account is the keyholder."""
    simulator.move_on(simulator.add_lock(roles={WEARER_TOKEN: "keyholder"}))


def other_role_and_wearer(simulator: Simulator) -> None:
    """Show a lock of another wearer, of which the account is the keyholder."""
    other = person_named("somebody_else", None)
    roles = {WEARER_TOKEN: "keyholder"}
    simulator.move_on(simulator.add_lock(wearer=other, roles=roles))


def wearer_as(name: object) -> Shown:
    """Return a function that shows another lock with this name of its wearer."""

    def show(simulator: Simulator) -> None:
        simulator.move_on(simulator.add_lock())
        simulator.overrides["wearerUsername"] = name  # type: ignore[assignment] # any JSON

    return show


def role_as(name: object) -> Shown:
    """Return a function that shows another lock with this role."""

    def show(simulator: Simulator) -> None:
        simulator.move_on(simulator.add_lock())
        simulator.session_overrides["role"] = name  # type: ignore[assignment] # any JSON

    return show


OTHERS: Final[dict[str, Shown]] = {
    "another wearer": somebody_else,
    "another role": other_role,
    "another role and wearer": other_role_and_wearer,
    "no wearer": wearer_as(Simulator.MISSING),
    "wearer null": wearer_as(None),
    "wearer empty": wearer_as(""),
    "wearer as number": wearer_as(7),
    "wearer in capitals": wearer_as("SIM_WEARER"),
    "no role": role_as(Simulator.MISSING),
    "role null": role_as(None),
    "unknown role": role_as("guest"),
}
every_other = pytest.mark.parametrize("show", OTHERS.values(), ids=OTHERS)


async def assert_starts(toy: Toy) -> None:
    """See that the device starts; each command counts in the service's allowance."""
    for start in (STARTS["vibrate"], STARTS["shock.start"]):
        await start(toy)
        assert toy.kinds()
        await toy.press("stop")
        assert not toy.kinds()


async def assert_not_confirmed(toy: Toy) -> None:
    """See that no start is accepted."""
    for start in STARTS.values():
        assert await refused(toy, start) == "device_not_confirmed"


@asynccontextmanager
async def confirmed(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, **settings: Any
) -> AsyncIterator[Toy]:
    """Add an account with a device that is confirmed for a lock."""
    given = consent(lock.lock_id, session_id=settings.get("extension_session_id"))
    device = subentry(cooldown=0, consent=given, **settings)
    async with loaded(hass, simulator, entry_with(simulator, device)) as (toy,):
        yield toy
