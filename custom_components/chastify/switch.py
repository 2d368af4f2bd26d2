"""Switches: the freeze of the timer, and whether devices may be started."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.durations import DurationKey
from .devices.runs import RUNS
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

# commands.py orders what is sent.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ChastifySwitchEntityDescription(ControlDescription, SwitchEntityDescription):
    """A switch; what it shows comes from the newest reading."""

    is_on_fn: Callable[[Reading], bool | None]
    turn_on_fn: Callable[[ChastifyData], Awaitable[object]]
    turn_off_fn: Callable[[ChastifyData], Awaitable[object]]


SWITCHES: Final[tuple[ChastifySwitchEntityDescription, ...]] = (
    ChastifySwitchEntityDescription(
        key="freeze",
        # So that "everything on" in an area doesn't freeze.
        entity_category=EntityCategory.CONFIG,
        exists_fn=all_enabled("freeze", "unfreeze"),
        is_on_fn=FACTS["frozen"],
        turn_on_fn=lambda data: data.commands.async_send(
            "freeze", {"duration": data.storage.durations[DurationKey.FREEZE]}
        ),
        turn_off_fn=lambda data: data.commands.async_send("unfreeze"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ChastifyLatchEntityDescription(ControlDescription, SwitchEntityDescription):
    """A switch that an emergency stop turns off and only a person or an automation turns on."""


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
        """Show a reading, and command with the parts of the loaded entry."""
        super().__init__(entry.runtime_data.coordinator, description)
        self._data = entry.runtime_data

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the newest reading says."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @override
    async def async_turn_on(self, **_kwargs: Any) -> None:
        """Send the command that turns it on."""
        await self.entity_description.turn_on_fn(self._data)

    @override
    async def async_turn_off(self, **_kwargs: Any) -> None:
        """Send the command that turns it off."""
        await self.entity_description.turn_off_fn(self._data)

    @override
    def _shown(self, reading: Reading) -> object:
        return self.entity_description.is_on_fn(reading)


class ChastifyLatch(ChastifyControl, SwitchEntity):
    """The latch of the emergency stop; it is known while the service is away."""

    entity_description: ChastifyLatchEntityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the latch."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.hass.data[RUNS].async_add_listener(self.async_write_ha_state)
        )

    @property
    @override
    def is_on(self) -> bool:
        """Return whether no emergency stop holds."""
        entry = self._data.coordinator.config_entry
        return not self.hass.data[RUNS].latch.holds(entry)

    @override
    async def async_turn_on(self, **_kwargs: Any) -> None:
        """End the emergency stop."""
        await self._data.commands.async_enable_devices()

    @override
    async def async_turn_off(self, **_kwargs: Any) -> None:
        """Stop all devices."""
        await self._data.commands.async_stop_devices()
