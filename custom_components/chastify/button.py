"""Buttons: commands that a person sends with one press, to the lock and to connected devices."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.options import DurationKey
from .api.hardware import DEVICE_COMMAND, STOP_DEVICES, DeviceKind
from .commands.fields import Entered
from .devices.connected import ConnectedDevice
from .devices.exposed_shock import async_refuse_exposed
from .entity import (
    ChastifyControl,
    ConnectedDeviceEntity,
    ControlDescription,
    DeviceDescription,
    all_enabled,
    async_existing,
    async_existing_of_device,
    starts,
)
from .runtime_data import ChastifyConfigEntry, ChastifyData

# commands/sender.py orders commands; a limit here would hold a stop behind a press that hangs.
PARALLEL_UPDATES = 0

type Press = Callable[[ChastifyData, Context | None], Awaitable[object]]
type DevicePress = Callable[
    [ChastifyData, ConnectedDevice, Context | None], Awaitable[object]
]


@dataclass(frozen=True, kw_only=True)
class ChastifyButtonEntityDescription(ControlDescription, ButtonEntityDescription):
    """A button of the lock; `press_fn` gets the parts of the loaded entry and the press's context."""

    press_fn: Press


@dataclass(frozen=True, kw_only=True)
class DeviceButtonEntityDescription(DeviceDescription, ButtonEntityDescription):
    """A button of a connected device; `press_fn` also gets the device and the context of the press.

    is_refused_exposed: whether presses are refused while it is exposed to an assistant.
    """

    press_fn: DevicePress
    is_refused_exposed: bool = False


def _send(command: str, **fields: Entered) -> Press:
    """Return a function that sends a command with these fields."""
    return lambda data, context: data.commands.async_send(
        command, fields, context=context
    )


def _send_for(command: str, duration: DurationKey) -> Press:
    """Return a function that sends a command with the duration of a number; 0 leaves it out."""

    def press(data: ChastifyData, context: Context | None) -> Awaitable[object]:
        chosen = data.storage.durations[duration]
        return data.commands.async_send(
            command, {"duration": chosen} if chosen else {}, context=context
        )

    return press


# Commands that can't be undone are of category config: this keeps them off automatic dashboards,
# where a tap presses a button at once, and out of "press everything in this area".
BUTTONS: Final[tuple[ChastifyButtonEntityDescription, ...]] = (
    *(
        ChastifyButtonEntityDescription(
            key=command,
            entity_category=EntityCategory.CONFIG,
            # The switch and the two buttons of the freeze do as much.
            entity_registry_enabled_default=command != "toggle_freeze",
            exists_fn=all_enabled(command),
            press_fn=_send_for(command, duration),
        )
        for command, duration in (
            ("add_time", DurationKey.TIME_STEP),
            ("remove_time", DurationKey.TIME_STEP),
            ("freeze", DurationKey.FREEZE),
            ("toggle_freeze", DurationKey.FREEZE),
            ("start_pillory", DurationKey.PILLORY),
            ("start_hygienic_unlock", DurationKey.HYGIENIC_UNLOCK),
        )
    ),
    *(
        ChastifyButtonEntityDescription(
            key=command, exists_fn=all_enabled(command), press_fn=_send(command)
        )
        for command in ("unfreeze", "end_pillory")
    ),
    *(
        ChastifyButtonEntityDescription(
            key=command,
            entity_category=EntityCategory.CONFIG,
            exists_fn=all_enabled(command),
            press_fn=_send(command),
        )
        for command in ("start_task_timer", "complete_task")
    ),
    ChastifyButtonEntityDescription(
        key="fail_task",
        entity_category=EntityCategory.CONFIG,
        exists_fn=all_enabled("complete_task"),
        press_fn=_send("complete_task", successful=False),
    ),
    ChastifyButtonEntityDescription(
        key="refresh",
        entity_category=EntityCategory.DIAGNOSTIC,
        press_fn=lambda data, _context: data.commands.async_get_session(),
    ),
    ChastifyButtonEntityDescription(
        key=STOP_DEVICES,
        press_fn=lambda data, _context: data.devices.async_stop_all(),
    ),
)


def _start(command: str, kind: DeviceKind) -> DevicePress:
    """Return a function that starts a device with the params of its button."""
    return lambda data, device, context: data.commands.async_send(
        DEVICE_COMMAND,
        {
            "device_id": device,
            "command": command,
            "params": device.params_of(kind),
        },
        context=context,
    )


# Starts are of category config like all commands that can't be undone; a stop is never hidden.
DEVICE_BUTTONS: Final[tuple[DeviceButtonEntityDescription, ...]] = (
    *(
        DeviceButtonEntityDescription(
            key=key,
            entity_category=EntityCategory.CONFIG,
            device_exists_fn=starts(kind),
            press_fn=_start(command, kind),
            is_refused_exposed=kind is DeviceKind.SHOCK,
        )
        for key, kind, command in (
            ("vibrate", DeviceKind.VIBRATION, "vibration.start"),
            ("shock", DeviceKind.SHOCK, "shock.start"),
        )
    ),
    DeviceButtonEntityDescription(
        key="stop",
        press_fn=lambda data, device, _context: data.devices.async_stop(device),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of an account."""
    async_add_entities(
        ChastifyButton(entry, description)
        for description in async_existing(hass, entry, Platform.BUTTON, BUTTONS)
    )
    for device in entry.runtime_data.devices.all:
        async_add_entities(
            (
                DeviceButton(entry, device, description)
                for description in async_existing_of_device(
                    hass, entry, Platform.BUTTON, device, DEVICE_BUTTONS
                )
            ),
            config_subentry_id=device.subentry_id,
        )


class ChastifyButton(ChastifyControl, ButtonEntity):
    """A button that sends a command."""

    entity_description: ChastifyButtonEntityDescription

    @override
    async def async_press(self) -> None:
        """Send the command; raises its refusal or failure."""
        await self.entity_description.press_fn(self._data, self._context)


class DeviceButton(ConnectedDeviceEntity, ButtonEntity):
    """A button that starts or stops a connected device."""

    entity_description: DeviceButtonEntityDescription

    @override
    async def async_press(self) -> None:
        """Send the command; raises its refusal or failure."""
        if self.entity_description.is_refused_exposed:
            async_refuse_exposed(self.hass, self.entity_id, self._device)
        await self.entity_description.press_fn(self._data, self._device, self._context)
