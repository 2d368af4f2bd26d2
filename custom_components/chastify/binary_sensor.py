"""Binary sensors: what is yes or no of the lock, and whether a device may be running."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .devices.run import Run
from .devices.runs import RUNS
from .entity import ChastifyEntity, ConnectedDeviceEntity
from .lock.reading import Reading
from .lock.values import FACTS
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0


BINARY_SENSORS: Final = tuple(BinarySensorEntityDescription(key=key) for key in FACTS)


@dataclass(frozen=True, kw_only=True)
class DeviceBinarySensorEntityDescription(BinarySensorEntityDescription):
    """A binary sensor of a connected device, which Home Assistant knows by itself.

    The functions get what may be running on it.
    """

    is_on_fn: Callable[[list[Run]], bool]
    attributes_fn: Callable[[list[Run]], Mapping[str, str | bool | None]]


def _running(runs: list[Run]) -> Mapping[str, str | bool | None]:
    """Return since when something runs, when all of it should have ended, and whether that is over.

    Moments in ISO 8601, None where nothing runs or where they aren't known.
    """
    since = [run.since for run in runs if run.since]
    ends = [run.plan.stop_at_wall for run in runs if run.plan]
    return {
        "since": min(since).isoformat() if since else None,
        "ends_at": max(ends).isoformat() if ends else None,
        "overdue": any(run.is_overdue for run in runs),
    }


DEVICE_BINARY_SENSORS: Final[tuple[DeviceBinarySensorEntityDescription, ...]] = (
    DeviceBinarySensorEntityDescription(
        key="running",
        device_class=BinarySensorDeviceClass.RUNNING,
        is_on_fn=bool,
        attributes_fn=_running,
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
        """Return what the newest reading says."""
        return self._shown(self.coordinator.data)

    @override
    def _shown(self, reading: Reading) -> bool | None:
        return FACTS[self.entity_description.key](reading)


class DeviceBinarySensor(ConnectedDeviceEntity, BinarySensorEntity):
    """A fact about a connected device; it is known while the service is away."""

    entity_description: DeviceBinarySensorEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what is started and stopped."""
        await super().async_added_to_hass()
        self._written = self._shown()
        self.async_on_remove(
            self.hass.data[RUNS].async_add_listener(self._write_a_change)
        )

    @callback
    def _write_a_change(self) -> None:
        shown = self._shown()
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()

    def _shown(self) -> object:
        return self.is_on, self.extra_state_attributes

    def _runs(self) -> list[Run]:
        return self.hass.data[RUNS].of_device(self._device.subentry_id)

    @property
    @override
    def is_on(self) -> bool:
        """Return what is so now."""
        return self.entity_description.is_on_fn(self._runs())

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, str | bool | None]:
        """Return what is known of it now."""
        return self.entity_description.attributes_fn(self._runs())
