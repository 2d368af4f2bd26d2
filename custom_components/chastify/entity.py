"""Bases of the entities: device, unique id, and when they write their state."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .account.access import account_entries
from .api import Session
from .api.hardware import DEVICE_COMMAND, DeviceKind
from .commands.table import COMMANDS_BY_NAME
from .const import CONF_LOCK_ID, DOMAIN, NAME
from .coordinator import ChastifyCoordinator
from .devices.connected import ConnectedDevice
from .lock.reading import Reading
from .runtime_data import ChastifyConfigEntry, ChastifyData


def lock_device_info(
    hass: HomeAssistant, entry: ChastifyConfigEntry, session: Session | None
) -> DeviceInfo:
    """Return the service device that stands for the locks of an entry, one after the other.

    It is named when the entry is made: a further entry after its account or, where it follows one
    lock, after the wearer. Nothing is called twice, and no name changes later.
    """
    info = DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=NAME,
    )
    devices = dr.async_get(hass)
    if any(
        info["identifiers"] == device.identifiers
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
    ):
        return info
    if len(account_entries(hass)) == 1:
        return {**info, "translation_key": "lock"}
    wearer = session.lock_data.wearer.username if session else None
    name = wearer if wearer and CONF_LOCK_ID in entry.data else entry.title
    return {
        **info,
        "translation_key": "named_lock",
        "translation_placeholders": {"name": name},
    }


def device_info(entry: ChastifyConfigEntry, device: ConnectedDevice) -> DeviceInfo:
    """Return the device that stands for a connected one, below the lock's."""
    return DeviceInfo(
        identifiers={(DOMAIN, device.subentry_id)},
        manufacturer=NAME,
        name=device.name,
        via_device_id=entry.runtime_data.lock_device_id,
    )


class AccountEntity(Entity):
    """An entity of the lock's device, named by the key of its description."""

    _attr_has_entity_name = True

    def _describe(
        self, entry: ChastifyConfigEntry, description: EntityDescription
    ) -> None:
        """Derive unique id and translation from the description's key."""
        self.entity_description = description
        self._attr_unique_id = _unique_id(entry.entry_id, description)
        self._attr_translation_key = description.key
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, entry.entry_id)})

    @callback
    def _async_write_explained(self, context: Context | None) -> None:
        """Write the state with the context of the command that explains it, None without one."""
        # Home Assistant uses the last one for five seconds, whoever changes the lock meanwhile.
        self._context = self._context_set = None
        if context is not None:
            self.async_set_context(context)
        self.async_write_ha_state()


def _unique_id(owner_id: str, description: EntityDescription) -> str:
    """Return the unique id of an entity of an entry or of a subentry."""
    return f"{owner_id}_{description.key}"


class ChastifyEntity(CoordinatorEntity[ChastifyCoordinator], AccountEntity):
    """An entity that shows a reading and writes its state only when something changed.

    `_shown` of a subclass returns all of a reading that its state depends on.
    """

    def __init__(
        self, coordinator: ChastifyCoordinator, description: EntityDescription
    ) -> None:
        """Show the readings of the coordinator."""
        super().__init__(coordinator)
        self._describe(coordinator.config_entry, description)
        self._written: tuple[bool, object] | None = None

    def _shown(self, reading: Reading) -> object:
        """Return a comparable value of all in a reading that the state depends on."""
        raise NotImplementedError

    def _current(self) -> tuple[bool, object]:
        """Return all that a state written now depends on."""
        coordinator = self.coordinator
        return coordinator.last_update_success, self._shown(coordinator.data)

    @override
    async def async_added_to_hass(self) -> None:
        """Remember the state that is written when the entity is added."""
        await super().async_added_to_hass()
        self._written = self._current()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state where a reading changed it."""
        current = self._current()
        if current != self._written:
            self._written = current
            self._async_write_explained(self.coordinator.context)


@dataclass(frozen=True, kw_only=True)
class ControlDescription(EntityDescription):
    """An entity that sends commands; `exists_fn` tells whether the options allow one of them."""

    exists_fn: Callable[[ChastifyData], bool] = lambda _data: True


def all_enabled(*commands: str) -> Callable[[ChastifyData], bool]:
    """Return a function that tells whether the options allow all of these commands."""
    needs = frozenset[str]().union(
        *(COMMANDS_BY_NAME[command].all_needs for command in commands)
    )
    return lambda data: data.options.is_enabled(needs)


def any_enabled(*commands: str) -> Callable[[ChastifyData], bool]:
    """Return a function that tells whether the options allow one of these commands."""
    functions = [all_enabled(command) for command in commands]
    return lambda data: any(is_enabled(data) for is_enabled in functions)


class ChastifyControl(AccountEntity):
    """An entity that sends commands and shows nothing of a reading.

    It is always available: Home Assistant skips an unavailable entity without an error, and a press
    during an outage needs one.
    """

    _attr_should_poll = False

    def __init__(
        self, entry: ChastifyConfigEntry, description: ControlDescription
    ) -> None:
        """Work with the parts of a loaded entry."""
        self._describe(entry, description)
        self._data = entry.runtime_data


@dataclass(frozen=True, kw_only=True)
class DeviceDescription(EntityDescription):
    """An entity of a connected device.

    `device_exists_fn` tells whether device and options allow its command.
    """

    device_exists_fn: Callable[[ChastifyData, ConnectedDevice], bool] = (
        lambda _data, _device: True
    )


def starts(*kinds: DeviceKind) -> Callable[[ChastifyData, ConnectedDevice], bool]:
    """Return a function that tells whether starts of one of the kinds are allowed."""
    is_enabled = all_enabled(DEVICE_COMMAND)
    return lambda data, device: is_enabled(data) and any(map(device.allows, kinds))


class ConnectedDeviceEntity(Entity):
    """An entity of a connected device; it is always available, like `ChastifyControl`."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        entry: ChastifyConfigEntry,
        device: ConnectedDevice,
        description: EntityDescription,
    ) -> None:
        """Derive unique id and translation from the description's key."""
        self.entity_description = description
        self._attr_unique_id = _unique_id(device.subentry_id, description)
        self._attr_translation_key = description.key
        self._attr_device_info = device_info(entry, device)
        self._data = entry.runtime_data
        self._device = device


class ShownDeviceEntity(ConnectedDeviceEntity):
    """One that shows what was started; it is known also while the service can't be reached.

    `_shown` of a subclass returns all that its state depends on.
    """

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the starts and stops."""
        await super().async_added_to_hass()
        self._written = self._shown()
        self.async_on_remove(
            self._data.devices.async_add_listener(self._async_write_change)
        )

    @callback
    def _async_write_change(self) -> None:
        """Write the state where it changed."""
        shown = self._shown()
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()

    def _shown(self) -> object:
        """Return a comparable value of all that the state depends on."""
        raise NotImplementedError


@callback
def async_existing[DescriptionT: ControlDescription](
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    platform: Platform,
    descriptions: Iterable[DescriptionT],
) -> list[DescriptionT]:
    """Return the descriptions that the options allow; remove the entities of the others."""
    return _async_existing(
        hass,
        platform,
        entry.entry_id,
        descriptions,
        lambda description: description.exists_fn(entry.runtime_data),
    )


@callback
def async_existing_of_device[DescriptionT: DeviceDescription](
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    platform: Platform,
    device: ConnectedDevice,
    descriptions: Iterable[DescriptionT],
) -> list[DescriptionT]:
    """Return the descriptions that a device allows; remove the entities of the others."""
    return _async_existing(
        hass,
        platform,
        device.subentry_id,
        descriptions,
        lambda description: description.device_exists_fn(entry.runtime_data, device),
    )


def _async_existing[DescriptionT: EntityDescription](
    hass: HomeAssistant,
    platform: Platform,
    owner_id: str,
    descriptions: Iterable[DescriptionT],
    exists: Callable[[DescriptionT], bool],
) -> list[DescriptionT]:
    registry = er.async_get(hass)
    existing: list[DescriptionT] = []
    for description in descriptions:
        if exists(description):
            existing.append(description)
        elif entity_id := registry.async_get_entity_id(
            platform, DOMAIN, _unique_id(owner_id, description)
        ):
            registry.async_remove(entity_id)
    return existing
