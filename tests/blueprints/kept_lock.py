"""Rules that are kept to some locks, and locks that take the place of theirs."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

import pytest

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, callback
from tests.added_account import DOMAIN
from tests.simulator import WEARER_TOKEN, Lock, person_named

from .house import House

ROLE: Final = {"only_as": "wearer"}
NAME: Final = {"only_wearer": "  Sim_WEARER "}
MEANT: Final = ROLE | NAME
OTHER_ROLE: Final = {"only_as": "keyholder"}
OTHER_NAME: Final = {"only_wearer": "somebody"}

type Inputs = Mapping[str, object]

every_kept = pytest.mark.parametrize(
    "kept", [ROLE, NAME, MEANT], ids=["role", "name", "both"]
)
every_other = pytest.mark.parametrize(
    "kept",
    [OTHER_ROLE, OTHER_NAME, MEANT | OTHER_ROLE, MEANT | OTHER_NAME],
    ids=["role", "name", "role_alone_differs", "name_alone_differs"],
)


def replace(house: House) -> Lock:
    """Let the lock end and an older one, which the account holds, be the current one."""
    another = house.simulator.add_lock(
        wearer=person_named("another_wearer", None),
        keyholder=house.simulator.wearer,
        roles={WEARER_TOKEN: "keyholder"},
        locked=10 * 86400,
        remaining=100 * 86400,
        max_remaining=None,
    )
    house.simulator.move_on(another)
    return another


async def replaced(house: House) -> Lock:
    """Replace the lock, and let that be read."""
    another = replace(house)
    await house.wait(30)
    return another


def at_reading(house: House, number: int, act: Callable[[House], object]) -> None:
    """Act right before so manieth reading that a rule asks for, counted from now."""
    numbers = count(1)

    @callback
    def follow(event: Event) -> None:
        if (
            event.data["domain"] == DOMAIN
            and event.data["service"] == "get_session"
            and next(numbers) == number
        ):
            act(house)

    house.hass.bus.async_listen(EVENT_CALL_SERVICE, follow)


def at_command(house: House, command: str, act: Callable[[House], object]) -> None:
    """Act right before the reading that a rule asks for after a command."""
    has_come = False

    @callback
    def follow(event: Event) -> None:
        nonlocal has_come
        if event.data["domain"] != DOMAIN:
            return
        if event.data["service"] == "get_session" and has_come:
            has_come = False
            act(house)
        elif event.data["service"] == command:
            has_come = True

    house.hass.bus.async_listen(EVENT_CALL_SERVICE, follow)


def be_unreadable(house: House) -> None:
    """Let readings fail from now on."""
    house.lose_service()


def nothing_happened(house: House) -> bool:
    """Tell whether nothing was sent and nobody was told."""
    return not (house.sent() or house.told() or house.notices())
