"""What all entities of an account share: device, unique id, and when they write."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .command_table import COMMANDS_BY_NAME
from .const import DOMAIN, NAME
from .coordinator import ChastifyCoordinator
from .options import Options
from .reading import Reading
from .runtime_data import ChastifyConfigEntry


def lock_device_info(entry: ConfigEntry) -> DeviceInfo:
    """Return the service device that stands for the account's locks, one after the other."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=NAME,
        translation_key="lock",
    )


class AccountEntity(Entity):
    """An entity of the lock's device, named by the key of its description."""

    _attr_has_entity_name = True

    def _describe(self, entry: ConfigEntry, description: EntityDescription) -> None:
        """Derive unique id and translation from the description's key."""
        self.entity_description = description
        self._attr_unique_id = _unique_id(entry, description)
        self._attr_translation_key = description.key
        self._attr_device_info = lock_device_info(entry)


def _unique_id(entry: ConfigEntry, description: EntityDescription) -> str:
    return f"{entry.entry_id}_{description.key}"


class ChastifyEntity(CoordinatorEntity[ChastifyCoordinator], AccountEntity):
    """An entity that shows a reading and writes its state only when something changed.

    `_shown` of a subclass returns all of a reading that its state depends on.
    """

    def __init__(
        self, coordinator: ChastifyCoordinator, description: EntityDescription
    ) -> None:
        """Show what the coordinator reads."""
        super().__init__(coordinator)
        self._describe(coordinator.config_entry, description)
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


@dataclass(frozen=True, kw_only=True)
class ControlDescription(EntityDescription):
    """An entity that commands; `exists_fn` tells whether the options leave anything for it."""

    exists_fn: Callable[[Options], bool] = lambda _options: True


def all_enabled(*commands: str) -> Callable[[Options], bool]:
    """Return a function that tells whether the options allow all of these commands."""
    needs = frozenset[str]().union(
        *(COMMANDS_BY_NAME[command].all_needs for command in commands)
    )
    return lambda options: options.is_enabled(needs)


def any_enabled(*commands: str) -> Callable[[Options], bool]:
    """Return a function that tells whether the options allow one of these commands."""
    functions = [all_enabled(command) for command in commands]
    return lambda options: any(is_enabled(options) for is_enabled in functions)


class ChastifyControl(AccountEntity):
    """An entity that commands and shows nothing of a reading.

    It is always available: Home Assistant skips an unavailable entity without a word, and whoever
    presses a button in an outage has to be told.
    """

    _attr_should_poll = False

    def __init__(
        self, entry: ChastifyConfigEntry, description: ControlDescription
    ) -> None:
        """Work with the parts of a loaded entry."""
        self._describe(entry, description)
        self._data = entry.runtime_data


@callback
def async_existing[DescriptionT: ControlDescription](
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    platform: Platform,
    descriptions: Iterable[DescriptionT],
) -> list[DescriptionT]:
    """Return the descriptions that the options leave; take the others' entities away."""
    registry = er.async_get(hass)
    existing: list[DescriptionT] = []
    for description in descriptions:
        if description.exists_fn(entry.runtime_data.options):
            existing.append(description)
        elif entity_id := registry.async_get_entity_id(
            platform, DOMAIN, _unique_id(entry, description)
        ):
            registry.async_remove(entity_id)
    return existing
