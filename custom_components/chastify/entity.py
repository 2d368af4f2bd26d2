"""What all entities of an account share: device, unique id, and when they write."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, NAME
from .coordinator import ChastifyConfigEntry, ChastifyCoordinator
from .reading import Reading


def lock_device_info(entry: ChastifyConfigEntry) -> DeviceInfo:
    """Return the service device that stands for the account's locks, one after the other."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=NAME,
        translation_key="lock",
    )


class ChastifyEntity(CoordinatorEntity[ChastifyCoordinator]):
    """An entity of the lock that writes its state only when something changed.

    `_shown` of a subclass returns all of a reading that its state depends on.
    """

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: ChastifyCoordinator, description: EntityDescription
    ) -> None:
        """Derive unique id and translation from the description's key."""
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_translation_key = description.key
        self._attr_device_info = lock_device_info(entry)
        self._written: tuple[bool, object] | None = None

    def _shown(self, reading: Reading) -> object:
        """Return all of a reading that the state depends on, comparable."""
        raise NotImplementedError

    def _current(self) -> tuple[bool, object]:
        """Return what a state written now depends on."""
        coordinator = self.coordinator
        return coordinator.last_update_success, self._shown(coordinator.data)

    @override
    async def async_added_to_hass(self) -> None:
        """Remember what is written when the entity is added."""
        await super().async_added_to_hass()
        self._written = self._current()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write where the reading changed something."""
        current = self._current()
        if current != self._written:
            self._written = current
            self.async_write_ha_state()
