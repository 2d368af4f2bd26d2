"""The connected devices of a loaded account: what they can do and how long they are started for."""

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..account.storage import AccountStorage
from ..api.hardware import DeviceKind
from ..const import DOMAIN
from ..coordinator import ChastifyCoordinator
from .abilities import Abilities
from .connected import ConnectedDevice, connected_devices
from .failures import check_signal
from .issues import async_delete_device_issues
from .sessions import DeviceSession

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


class Devices:
    """Knows them as they were when the account was loaded: a change loads it anew."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
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

    @callback
    def async_start(self) -> None:
        """Read the sessions, and go on reading them while the account is loaded."""
        known = {device.subentry_id for device in self.all}
        async_delete_device_issues(self._hass, self._entry, known)
        self._storage.async_keep_devices(known)
        self._read_sessions()
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass, check_signal(self._entry.entry_id), self._read_sessions
            )
        )
        for session in self._sessions.values():
            # A session is read every five minutes as long as somebody listens.
            self._entry.async_on_unload(session.async_add_listener(lambda: None))

    def abilities(self, device: ConnectedDevice) -> Abilities:
        """Return what is known of what a device can do."""
        if session := self._sessions.get(device.subentry_id):
            return session.data
        if account := self._coordinator.data.session:
            self._account_abilities = Abilities.of(account.answer)
        # Without a lock nothing new is known.
        return self._account_abilities

    def duration(self, device: ConnectedDevice, kind: DeviceKind) -> float:
        """Return for how many seconds a device's button starts it, never above the cap."""
        chosen = self._storage.device_duration(device.subentry_id, kind)
        return min(chosen.total_seconds(), device.longest_of(kind))

    @callback
    def _read_sessions(self) -> None:
        for session in self._sessions.values():
            self._entry.async_create_background_task(
                self._hass, session.async_refresh(), f"{DOMAIN} device session"
            )
