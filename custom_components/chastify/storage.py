"""What is kept of an account over restarts: its lock sessions, its user name, its durations."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, NotRequired, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store

from .button_durations import DEFAULT_DEVICE_DURATIONS, DEFAULT_DURATIONS, DurationKey
from .const import _LOGGER, DOMAIN
from .device_commands import DeviceKind
from .lock_sessions import MAX_ENDED, LockSession, LockSessionJson, advance
from .reading import KnownLock, Reading

STORAGE_VERSION: Final = 1
SAVE_DELAY: Final = 5


class AccountJson(TypedDict):
    """The content of an account's store; durations in seconds."""

    username: str | None
    running: LockSessionJson | None
    ended: list[LockSessionJson]
    durations: NotRequired[dict[str, float]]
    device_durations: NotRequired[dict[str, dict[str, float]]]


class AccountStorage:
    """The store of one account; it goes with the entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the store; `async_load` fills it."""
        self._hass = hass
        self._store = Store[AccountJson](
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
        )
        self.username: str | None = None
        self.running: LockSession | None = None
        self.ended: list[LockSession] = []
        self.durations = dict(DEFAULT_DURATIONS)
        # By the ids of the devices' subentries.
        self._device_durations: dict[str, dict[DeviceKind, timedelta]] = {}

    @property
    def known_lock(self) -> KnownLock | None:
        """The lock as it was when Home Assistant last ran."""
        return self.running.known_lock if self.running else None

    async def async_load(self) -> None:
        """Read the store; what can't be understood is left out.

        Raises ConfigEntryError where a newer version of the integration has written it.
        """
        try:
            stored = await self._store.async_load()
        except UnsupportedStorageVersionError as err:
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="newer_storage"
            ) from err
        if stored is None:
            return
        try:
            self.username = stored["username"]
            self.running = _readable(stored["running"])
            self.ended = [
                session for each in stored["ended"] if (session := _readable(each))
            ]
            self.durations |= {
                DurationKey(key): timedelta(seconds=seconds)
                for key, seconds in stored.get("durations", {}).items()
            }
            self._device_durations = {
                subentry_id: {
                    DeviceKind(kind): timedelta(seconds=seconds)
                    for kind, seconds in durations.items()
                }
                for subentry_id, durations in stored.get("device_durations", {}).items()
            }
        except AttributeError, KeyError, TypeError, ValueError, OverflowError:
            _LOGGER.warning("What was kept of an account can't be read and is left out")

    async def async_remove(self) -> None:
        """Delete the store."""
        await self._store.async_remove()

    @callback
    def async_save_with(self, entry: ConfigEntry) -> None:
        """Write when the entry is unloaded and when Home Assistant stops.

        Every reading moves the time when the lock was last seen, which isn't written each time.
        """

        async def save(_event: Event | None = None) -> None:
            await self._store.async_save(self._as_json())

        entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, save)
        )
        entry.async_on_unload(save)

    @callback
    def async_set_duration(self, key: DurationKey, duration: timedelta) -> None:
        """Keep how long something lasts; written within seconds."""
        self.durations[key] = duration
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    def device_duration(self, subentry_id: str, kind: DeviceKind) -> timedelta:
        """Return how long what a device's button starts is to last."""
        durations = self._device_durations.get(subentry_id, {})
        return durations.get(kind, DEFAULT_DEVICE_DURATIONS[kind])

    @callback
    def async_keep_devices(self, subentry_ids: Collection[str]) -> None:
        """Forget what was kept of all devices but these."""
        self._device_durations = {
            subentry_id: durations
            for subentry_id, durations in self._device_durations.items()
            if subentry_id in subentry_ids
        }

    @callback
    def async_set_device_duration(
        self, subentry_id: str, kind: DeviceKind, duration: timedelta
    ) -> None:
        """Keep how long what a device's button starts is to last; written within seconds."""
        self._device_durations.setdefault(subentry_id, {})[kind] = duration
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    @callback
    def async_record(self, reading: Reading) -> tuple[bool, bool]:
        """Keep what a reading says; what lasts is written within seconds.

        Returns whether a lock started and whether the one before ended.
        """
        before = (self.username, _lasting(self.running))
        had_lock = self.running is not None
        if reading.session and (username := reading.session.own_username):
            self.username = username
        self.running, ended = advance(self.running, reading)
        if ended is not None:
            self.ended = [*self.ended, ended][-MAX_ENDED:]
        if before != (self.username, _lasting(self.running)):
            self._store.async_delay_save(self._as_json, SAVE_DELAY)
        started = self.running is not None and (not had_lock or ended is not None)
        return started, ended is not None

    def _as_json(self) -> AccountJson:
        return {
            "username": self.username,
            "running": self.running.as_json() if self.running else None,
            "ended": [session.as_json() for session in self.ended],
            "durations": {
                key: duration.total_seconds()
                for key, duration in self.durations.items()
            },
            "device_durations": {
                subentry_id: {
                    kind: duration.total_seconds()
                    for kind, duration in durations.items()
                }
                for subentry_id, durations in self._device_durations.items()
            },
        }


def _lasting(session: LockSession | None) -> tuple[object, ...] | None:
    """Return what is worth a write when it changes."""
    if session is None:
        return None
    return (
        session.lock_id,
        session.title,
        session.start,
        session.unlock_time,
        session.frozen_since,
    )


def _readable(stored: LockSessionJson | None) -> LockSession | None:
    """Return a stored session, None for one that can't be understood."""
    try:
        return LockSession.from_json(stored) if stored else None
    except KeyError, TypeError, ValueError:
        return None
