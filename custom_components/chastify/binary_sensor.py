"""Binary sensors: facts about the lock, and whether a device may be running."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import ChastifyEntity, ShownDeviceEntity
from .lock.reading import LockTimes, Reading
from .lock.values import FACTS
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ChastifyBinarySensorEntityDescription(BinarySensorEntityDescription):
    """A sensor with the fact of its key in `FACTS`; `since_fn` returns since when it is one."""

    since_fn: Callable[[LockTimes], datetime | None] | None = None


BINARY_SENSORS: Final = tuple(
    ChastifyBinarySensorEntityDescription(
        key=key,
        since_fn=(lambda times: times.frozen_since) if key == "frozen" else None,
    )
    for key in FACTS
)


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

    entity_description: ChastifyBinarySensorEntityDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the fact in the newest reading."""
        return FACTS[self.entity_description.key](self.coordinator.data)

    def _since(self, reading: Reading) -> datetime | None:
        since_fn = self.entity_description.since_fn
        return since_fn(reading.times) if since_fn else None

    @override
    def _shown(self, reading: Reading) -> object:
        return FACTS[self.entity_description.key](reading), self._since(reading)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, str] | None:
        """Return since when it is so, in ISO 8601; None where that isn't shown."""
        since = self._since(self.coordinator.data)
        return {"since": since.isoformat()} if since else None


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
