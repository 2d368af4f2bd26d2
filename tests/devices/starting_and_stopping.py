"""Every way to start and to stop a connected device."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import pytest

from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, key_of, on_entity, press
from tests.connected_devices import Toy, device_commands

type Call = Callable[[Toy], Coroutine[Any, Any, None]]

STARTS: Final[dict[str, Call]] = {
    "vibrate": lambda toy: toy.press("vibrate"),
    "vibration.start": lambda toy: toy.start(1),
    "shock": lambda toy: toy.press("shock"),
    "shock.start": lambda toy: toy.command("shock.start", duration=1),
    "shock.random.set": lambda toy: toy.command("shock.random.set"),
}
STOPS: Final[dict[str, Call]] = {
    "stop": lambda toy: toy.press("stop"),
    "vibration.stop": lambda toy: toy.command("vibration.stop"),
    "all.stop": lambda toy: act(toy.hass, "device_command", command="all.stop"),
    "stop_devices": lambda toy: act(toy.hass, "stop_devices"),
    "perform_action": lambda toy: act(toy.hass, "perform_action", name="all.stop"),
}
every_start = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
every_stop = pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)


async def by_action(toy: Toy) -> None:
    """Stop everything by the action."""
    await act(toy.hass, "stop_devices")


async def by_button(toy: Toy) -> None:
    """Stop everything by the button."""
    await press(toy.account, "stop_devices")


async def by_switch(toy: Toy) -> None:
    """Stop everything by the switch."""
    await on_entity(toy.account, "switch.turn_off", "switch.devices_enabled")


every_way = pytest.mark.parametrize(
    "stop", [by_action, by_button, by_switch], ids=lambda way: way.__name__
)


async def refused(toy: Toy, start: Call) -> str | None:
    """Return the key of the error that refuses a start before anything is sent."""
    before = len(device_commands(toy.simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await start(toy)
    assert len(device_commands(toy.simulator)) == before
    return key_of(caught.value)


async def refused_command(toy: Toy, command: object, **data: object) -> str | None:
    """Return the key of the error by which the action refuses a command, unsent."""
    return await refused(toy, lambda toy: toy.command(command, **data))
