"""The connected devices of a loaded account: what they can do and how long they are started for."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .connected_device import ConnectedDevice, connected_devices
from .const import DOMAIN
from .coordinator import ChastifyCoordinator
from .device_abilities import Abilities
from .device_commands import DeviceKind
from .device_failures import check_signal
from .device_sessions import DeviceSession
from .issues import async_delete_device_issues
from .runs import RUNS
from .storage import AccountStorage

# So long the set-up waits for what the sessions say.
FIRST_READING_ENDS: Final = 3.0


class Devices:
    """Knows them as they were when the account was loaded: a change loads it anew."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        coordinator: ChastifyCoordinator,
        storage: AccountStorage,
    ) -> None:
        """Read nothing yet."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._storage = storage
        self.all = connected_devices(entry)
        self._account_abilities = Abilities()
        self._sessions = {
            device.subentry_id: DeviceSession(hass, entry, coordinator, device)
            for device in self.all
            if device.route.session_id is not None
        }

    async def async_start(self) -> None:
        """Read the sessions, and go on reading them while the account is loaded."""
        known = {device.subentry_id for device in self.all}
        async_delete_device_issues(self._hass, self._entry, known)
        self._storage.async_keep_devices(known)
        if readings := self._read_sessions():
            await asyncio.wait(readings, timeout=FIRST_READING_ENDS)
        offered = self._offered()

        @callback
        def reload_where_others_are_offered() -> None:
            if self._offered() != offered and not self._may_run():
                self._hass.config_entries.async_schedule_reload(self._entry.entry_id)

        for source in (self._coordinator, *self._sessions.values()):
            self._entry.async_on_unload(
                source.async_add_listener(reload_where_others_are_offered)
            )
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass,
                check_signal(self._entry.entry_id),
                callback(lambda: self._read_sessions() and None),
            )
        )

    def abilities(self, device: ConnectedDevice) -> Abilities:
        """Return what is known of what a device can do."""
        if session := self._sessions.get(device.subentry_id):
            return session.data
        if account := self._coordinator.data.session:
            self._account_abilities = Abilities.of(account.answer)
        # Without a lock nothing new is known.
        return self._account_abilities

    def can(self, device: ConnectedDevice, kind: DeviceKind) -> bool:
        """Tell whether a device is allowed to do something and may be able to."""
        return device.allows(kind) and self.abilities(device).can(kind)

    def duration(self, device: ConnectedDevice, kind: DeviceKind) -> float:
        """Return for how many seconds a device's button starts it, never above the cap."""
        chosen = self._storage.device_duration(device.subentry_id, kind)
        return min(chosen.total_seconds(), device.longest_of(kind))

    @callback
    def _read_sessions(self) -> list[asyncio.Task[None]]:
        return [
            self._entry.async_create_background_task(
                self._hass, session.async_refresh(), f"{DOMAIN} device session"
            )
            for session in self._sessions.values()
        ]

    def _offered(self) -> list[bool]:
        return [self.can(device, kind) for device in self.all for kind in DeviceKind]

    def _may_run(self) -> bool:
        runs = self._hass.data[RUNS]
        return any(runs.may_run(device.subentry_id) for device in self.all)
