"""Binary sensors: what the API says of the lock that is yes or no."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import ChastifyEntity
from .reading import Reading, of_lock
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ChastifyBinarySensorEntityDescription(BinarySensorEntityDescription):
    """A binary sensor; the function gets the newest reading."""

    is_on_fn: Callable[[Reading], bool | None]


BINARY_SENSORS: Final[tuple[ChastifyBinarySensorEntityDescription, ...]] = (
    ChastifyBinarySensorEntityDescription(
        key="active",
        is_on_fn=lambda reading: reading.session is not None,
    ),
    ChastifyBinarySensorEntityDescription(
        key="frozen",
        is_on_fn=of_lock(lambda lock: lock.frozen),
    ),
    ChastifyBinarySensorEntityDescription(
        key="unlockable",
        is_on_fn=of_lock(lambda lock: lock.unlockable),
    ),
    ChastifyBinarySensorEntityDescription(
        key="trusted",
        is_on_fn=of_lock(lambda lock: lock.trusted),
    ),
    ChastifyBinarySensorEntityDescription(
        key="task_assigned",
        is_on_fn=of_lock(lambda lock: lock.task_assigned),
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


class ChastifyBinarySensor(ChastifyEntity, BinarySensorEntity):
    """A fact about the lock."""

    entity_description: ChastifyBinarySensorEntityDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the newest reading says."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @override
    def _shown(self, reading: Reading) -> object:
        return self.entity_description.is_on_fn(reading)
