"""Binary sensors: facts about the lock, and whether a device may be running."""

from collections.abc import Mapping
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import ChastifyEntity, ShownDeviceEntity
from .lock.reading import Reading
from .lock.values import FACTS
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0


BINARY_SENSORS: Final = tuple(BinarySensorEntityDescription(key=key) for key in FACTS)


DEVICE_BINARY_SENSORS: Final = (
    BinarySensorEntityDescription(
        key="running", device_class=BinarySensorDeviceClass.RUNNING
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of an account."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities(
        ChastifyBinarySensor(coordinator, description) for description in BINARY_SENSORS
    )
    for device in entry.runtime_data.devices.all:
        async_add_entities(
            (
                DeviceBinarySensor(entry, device, description)
                for description in DEVICE_BINARY_SENSORS
            ),
            config_subentry_id=device.subentry_id,
        )


class ChastifyBinarySensor(ChastifyEntity, BinarySensorEntity):
    """A fact about the lock."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the fact in the newest reading."""
        return self._shown(self.coordinator.data)

    @override
    def _shown(self, reading: Reading) -> bool | None:
        return FACTS[self.entity_description.key](reading)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, str] | None:
        """Return since when the timer is frozen, in ISO 8601; None while it runs."""
        since = self.coordinator.data.times.frozen_since
        if self.entity_description.key != "frozen" or since is None:
            return None
        return {"since": since.isoformat()}


class DeviceBinarySensor(ShownDeviceEntity, BinarySensorEntity):
    """Whether a device may be running."""

    @override
    def _shown(self) -> object:
        return self.is_on, self.extra_state_attributes

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the device has a run."""
        return bool(self._data.devices.runs(self._device))

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, str | bool | None]:
        """Return the start of the first run, the planned end of the last, and any lateness.

        Moments in ISO 8601, None without a run or where they aren't known.
        """
        runs = self._data.devices.runs(self._device)
        since = [run.since for run in runs if run.since]
        ends = [run.plan.stop_at_wall for run in runs if run.plan]
        return {
            "since": min(since).isoformat() if since else None,
            "ends_at": max(ends).isoformat() if ends else None,
            "overdue": any(run.is_overdue for run in runs),
        }
