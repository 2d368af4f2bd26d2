"""Connected devices that language models may let vibrate."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..devices.connected import ConnectedDevice
from .locks import AssistLock

VIBRATE: Final = "vibration.start"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistDevice:
    """A connected device that can vibrate and may; `device_id` is that of the device registry."""

    lock: AssistLock
    device: ConnectedDevice
    name: str
    device_id: str


@callback
def async_vibrating_devices(
    hass: HomeAssistant, locks: Iterable[AssistLock]
) -> dict[str, AssistDevice]:
    """Return what can vibrate of the devices of these locks, by names that no two of them have."""
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
