"""The tool by which language models start the vibration of connected devices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, override

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.llm import LLMContext
from homeassistant.util.json import JsonObjectType

from ..api.hardware import DEVICE_COMMAND, DeviceKind
from ..const import DOMAIN
from ..devices.connected import ConnectedDevice
from .locks import AssistLock, async_assist_locks, lock_of_tool
from .tool_commands import DEVICE_COMMAND_ANNOTATIONS, whole_number
from .tools import Arguments, LockTool, async_send

VIBRATE: Final = "vibration.start"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistDevice:
    """A connected device whose vibration may be started.

    device_id: its id in the device registry.
    """

    lock: AssistLock
    device: ConnectedDevice
    name: str
    device_id: str


class VibrateTool(LockTool):
    """Starts the vibration of a connected device, and nothing else."""

    title = "Start vibration"
    description = (
        "Start the vibration of a device that is connected to a chastity lock."
        " It ends by itself."
    )
    annotations = DEVICE_COMMAND_ANNOTATIONS

    def __init__(self, devices: Mapping[str, AssistDevice]) -> None:
        """Offer these devices by their names."""
        super().__init__(DEVICE_COMMAND)
        self._devices = devices
        longest = max(
            found.device.longest_of(DeviceKind.VIBRATION) for found in devices.values()
        )
        self.parameters = vol.Schema(
            {
                vol.Required("device"): vol.In(list(devices)),
                vol.Optional(
                    "duration", description="In seconds; left out: as long as is usual"
                ): whole_number(1, longest),
            }
        )

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        found = self._devices[arguments.pop("device")]
        locks = async_assist_locks(hass, llm_context.assistant)
        lock = lock_of_tool(locks, found.lock.entry.entry_id, DEVICE_COMMAND)
        fields = {
            "device_id": found.device_id,
            "command": VIBRATE,
            "params": found.device.vibration_params,
            **arguments,
        }
        return await async_send(hass, lock, DEVICE_COMMAND, fields, llm_context)


@callback
def async_vibrating_devices(
    hass: HomeAssistant, locks: Iterable[AssistLock]
) -> dict[str, AssistDevice]:
    """Return the devices of these locks that can vibrate, by unique names."""
    registry = dr.async_get(hass)
    found = [
        device for lock in locks for device in _vibrating_devices_of(registry, lock)
    ]
    alike = Counter(device.name for device in found)
    named: dict[str, AssistDevice] = {}
    for device in found:
        name, number = device.name, 1
        if alike[name] > 1:
            name = f"{device.name} ({device.lock.name})"
        while name in named or (name != device.name and name in alike):
            number += 1
            name = f"{device.name} {number} ({device.lock.name})"
        named[name] = device
    return named


def _vibrating_devices_of(
    registry: dr.DeviceRegistry, lock: AssistLock
) -> Iterator[AssistDevice]:
    registered = {
        identifier: entry
        for entry in dr.async_entries_for_config_entry(registry, lock.entry.entry_id)
        for identifier in entry.identifiers
    }
    devices = lock.entry.runtime_data.devices
    for device in devices.all:
        if not device.vibration or not devices.abilities(device).supports(VIBRATE):
            continue
        if entry := registered.get((DOMAIN, device.subentry_id)):
            yield AssistDevice(
                lock=lock,
                device=device,
                name=entry.name_by_user or device.name,
                device_id=entry.id,
            )
