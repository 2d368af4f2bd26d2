"""Switches: the freeze of the timer, and whether devices may be started."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.options import DurationKey
from .entity import (
    ChastifyControl,
    ChastifyEntity,
    ControlDescription,
    all_enabled,
    async_existing,
)
from .lock.reading import Reading
from .lock.values import FACTS
from .runtime_data import ChastifyConfigEntry, ChastifyData

# Commands are ordered by commands/sender.py.
PARALLEL_UPDATES = 0

type Turn = Callable[[ChastifyData, Context | None], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class ChastifySwitchEntityDescription(ControlDescription, SwitchEntityDescription):
    """A switch whose state comes from the newest reading.

    turn_on_fn, turn_off_fn: get the parts of the loaded entry and the context of the call.
    """

    is_on_fn: Callable[[Reading], bool | None]
    turn_on_fn: Turn
    turn_off_fn: Turn


SWITCHES: Final[tuple[ChastifySwitchEntityDescription, ...]] = (
    ChastifySwitchEntityDescription(
        key="freeze",
        # So that "everything on" in an area doesn't freeze.
        entity_category=EntityCategory.CONFIG,
        exists_fn=all_enabled("freeze", "unfreeze"),
        is_on_fn=FACTS["frozen"],
        turn_on_fn=lambda data, context: data.commands.async_send(
            "freeze",
            {"duration": data.storage.durations[DurationKey.FREEZE]},
            context=context,
        ),
        turn_off_fn=lambda data, context: data.commands.async_send(
            "unfreeze", context=context
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ChastifyLatchEntityDescription(ControlDescription, SwitchEntityDescription):
    """A latch of devices."""


LATCHES: Final[tuple[ChastifyLatchEntityDescription, ...]] = (
    ChastifyLatchEntityDescription(
        key="devices_enabled",
        # So that "everything on" in an area doesn't reset an emergency stop.
        entity_category=EntityCategory.CONFIG,
        exists_fn=lambda data: bool(data.devices.all),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of an account."""
    async_add_entities(
        ChastifySwitch(entry, description)
        for description in async_existing(hass, entry, Platform.SWITCH, SWITCHES)
    )
    async_add_entities(
        ChastifyLatch(entry, description)
        for description in async_existing(hass, entry, Platform.SWITCH, LATCHES)
    )


class ChastifySwitch(ChastifyEntity, SwitchEntity):
    """A state of the lock that commands turn on and off."""

    entity_description: ChastifySwitchEntityDescription

    def __init__(
        self, entry: ChastifyConfigEntry, description: ChastifySwitchEntityDescription
    ) -> None:
        """Show readings, and send commands with the parts of the loaded entry."""
        super().__init__(entry.runtime_data.coordinator, description)
        self._data = entry.runtime_data

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the state in the newest reading."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @override
    async def async_turn_on(self, **_kwargs: Any) -> None:
        """Send the command that turns it on."""
        await self.entity_description.turn_on_fn(self._data, self._context)

    @override
    async def async_turn_off(self, **_kwargs: Any) -> None:
        """Send the command that turns it off."""
        await self.entity_description.turn_off_fn(self._data, self._context)

    @override
    def _shown(self, reading: Reading) -> object:
        return self.entity_description.is_on_fn(reading)


class ChastifyLatch(ChastifyControl, SwitchEntity):
    """The latch of the emergency stop; it is known also while the service can't be reached."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the changes of its state."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._data.devices.async_add_listener(self.async_write_ha_state)
        )

    @property
    @override
    def is_on(self) -> bool:
        """Return whether devices may be started."""
        return self._data.devices.are_enabled

    @override
    async def async_turn_on(self, **_kwargs: Any) -> None:
        """Let devices be started again; starts nothing."""
        await self._data.devices.async_enable()

    @override
    async def async_turn_off(self, **_kwargs: Any) -> None:
        """Stop all devices, as `stop_devices` does."""
        await self._data.devices.async_stop_all()
