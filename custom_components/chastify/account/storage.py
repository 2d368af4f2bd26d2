"""The stored data of an account: its lock sessions, its user name and its durations."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..api import Role
from ..api.hardware import DeviceKind
from ..const import DOMAIN
from ..failures.issues import async_create_lost_data_issue
from ..lock.reading import KnownLock, Reading
from ..lock.sessions import (
    MAX_ENDED,
    LockSession,
    LockSessionJson,
    advance,
    former,
    resumed,
)
from ..lock.values import HeldValue, HeldValueJson, advance_held, held_from_json
from .identity import ShownAccount
from .options import DEFAULT_DEVICE_DURATIONS, DEFAULT_DURATIONS, DurationKey
from .stored_file import (
    DamagedError,
    async_read,
    async_remove,
    async_set_aside,
    entry_errors,
)

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

STORAGE_VERSION: Final = 1
SAVE_DELAY: Final = 5


class AccountJson(TypedDict):
    """The content of an account's store; durations in seconds."""

    username: str | None
    role: NotRequired[str | None]
    lock_id: NotRequired[str | None]
    running: LockSessionJson | None
    held: NotRequired[dict[str, HeldValueJson]]
    ended: list[LockSessionJson]
    durations: NotRequired[dict[str, float]]
    device_durations: NotRequired[dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class LostParts:
    """The numbers of parts of a store that can't be read."""

    sessions: int
    durations: int


class AccountStorage:
    """The store of one account; it is removed with the entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Create the store; `async_load` reads it."""
        self._hass = hass
        self._store = Store[AccountJson](
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
        )
        self.shown_account = ShownAccount()
        self.running: LockSession | None = None
        # The running lock's values by their keys.
        self.held: dict[str, HeldValue] = {}
        # Those of the lock that has ended, which may appear again.
        self._held_before: dict[str, HeldValue] = {}
        self.ended: list[LockSession] = []
        self.durations = dict(DEFAULT_DURATIONS)
        # By the ids of the devices' subentries.
        self._device_durations: dict[str, dict[DeviceKind, timedelta]] = {}
        self._is_damaged = False
        # None where no part of the store can be read.
        self._lost: LostParts | None = None

    @property
    def known_lock(self) -> KnownLock | None:
        """The running lock, for the first reading after a restart."""
        return self.running.known_lock if self.running else None

    async def async_load(self) -> None:
        """Read the store without the parts that can't be read; the file stays unchanged.

        Raises ConfigEntryNotReady where it can't be opened, and ConfigEntryError where a newer
        version of the integration has written it.
        """
        with entry_errors():
            try:
                stored = await async_read(self._store, dict)
            except DamagedError:
                self._is_damaged = True
                return
        if stored is not None:
            self._take_over(stored)

    def _take_over(self, stored: Mapping[str, object]) -> None:
        """Use the parts that can be read, and count the others."""
        ended = stored.get("ended")
        if not isinstance(ended, list):
            self._is_damaged = True
            return
        username, lock_id = stored.get("username"), stored.get("lock_id")
        self.shown_account = ShownAccount(
            username=username if isinstance(username, str) else None,
            lock_id=lock_id if isinstance(lock_id, str) else None,
            role=next((role for role in Role if role == stored.get("role")), None),
        )
        running = stored.get("running")
        self.running = None if running is None else _session(running)
        self.held = held_from_json(stored.get("held")) if self.running else {}
        sessions = [_session(each) for each in ended]
        self.ended = [session for session in sessions if session is not None]
        own, lost_durations = _durations(stored.get("durations", {}), DurationKey)
        self.durations |= own
        devices = stored.get("device_durations", {})
        if not isinstance(devices, dict):
            devices = {}
            lost_durations += 1
        for subentry_id, each in devices.items():
            found, lost = _durations(each, DeviceKind)
            self._device_durations[subentry_id] = found
            lost_durations += lost
        self._lost = LostParts(
            sessions=sessions.count(None)
            + (running is not None and self.running is None),
            durations=lost_durations,
        )
        self._is_damaged = (
            self._lost != LostParts(0, 0) or username != self.shown_account.username
        )

    async def async_mend(self, entry: ChastifyConfigEntry) -> None:
        """Copy a damaged store, create an issue about the lost parts, and write the store anew.

        Raises ConfigEntryNotReady where no copy can be written.
        """
        if not self._is_damaged:
            return
        with entry_errors():
            await async_set_aside(self._store)
        lost = self._lost
        if lost != LostParts(0, 0):
            async_create_lost_data_issue(
                self._hass,
                entry,
                self._store.key,
                None if lost is None else asdict(lost),
            )
        await self._store.async_save(self._as_json())
        self._is_damaged = False

    async def async_add_ended(self, sessions: Collection[LockSession]) -> None:
        """Add ended sessions that come from elsewhere, those alone that aren't known; write at once."""
        known = {session.start for session in self.ended}
        new = [session for session in sessions if session.start not in known]
        self.ended = sorted([*self.ended, *new], key=lambda session: session.start)[
            -MAX_ENDED:
        ]
        await self._store.async_save(self._as_json())

    async def async_remove(self) -> None:
        """Delete the store."""
        await async_remove(self._store)

    @callback
    def async_save_with(self, entry: ChastifyConfigEntry) -> None:
        """Write when the entry is unloaded and when Home Assistant stops.

        Readings that change only `last_seen` aren't written.
        """

        async def save(_event: Event | None = None) -> None:
            await self._store.async_save(self._as_json())

        entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, save)
        )
        entry.async_on_unload(save)

    @callback
    def async_set_duration(self, key: DurationKey, duration: timedelta) -> None:
        """Store a duration; written within seconds."""
        self.durations[key] = duration
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    def device_duration(self, subentry_id: str, kind: DeviceKind) -> timedelta:
        """Return the duration of a device's button."""
        durations = self._device_durations.get(subentry_id, {})
        return durations.get(kind, DEFAULT_DEVICE_DURATIONS[kind])

    @callback
    def async_keep_devices(self, subentry_ids: Collection[str]) -> None:
        """Remove the durations of all devices but these."""
        self._device_durations = {
            subentry_id: durations
            for subentry_id, durations in self._device_durations.items()
            if subentry_id in subentry_ids
        }

    @callback
    def async_set_device_duration(
        self, subentry_id: str, kind: DeviceKind, duration: timedelta
    ) -> None:
        """Store the duration of a device's button; written within seconds."""
        self._device_durations.setdefault(subentry_id, {})[kind] = duration
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    @callback
    def async_record(self, reading: Reading) -> tuple[bool, bool]:
        """Record a reading; changes are written within seconds, except of `last_seen`.

        Returns whether a lock started and whether the one before ended. A lock that appears again
        after it was considered ended doesn't start: its session continues.
        """
        before = (self.shown_account, _lasting(self.running), self.held)
        had_lock = self.running is not None
        if reading.session is not None:
            self.shown_account = self.shown_account.after(reading.session)
        self.running, ended = advance(self.running, reading)
        if ended is not None:
            self.ended = [*self.ended, ended][-MAX_ENDED:]
        started = self.running is not None and (not had_lock or ended is not None)
        if started and self.running and (again := former(self.running, self.ended)):
            self.running = resumed(self.running, again)
            self.held = self._held_before
            self.ended = [session for session in self.ended if session is not again]
            started = False
        if ended is not None:
            self._held_before = self.held
        self.held = advance_held({} if started else self.held, reading)
        if before != (self.shown_account, _lasting(self.running), self.held):
            self._store.async_delay_save(self._as_json, SAVE_DELAY)
        return started, ended is not None

    @callback
    def async_keep_freeze(self, frozen_by: str | None, ends: datetime | None) -> None:
        """Store the source of the current freeze and the end of a freeze of ours.

        frozen_by: None leaves the known source.
        """
        before = self.running
        if before is None:
            return
        self.running = replace(
            before, frozen_by=frozen_by or before.frozen_by, freeze_ends=ends
        )
        if self.running != before:
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    def _as_json(self) -> AccountJson:
        return {
            "username": self.shown_account.username,
            "role": self.shown_account.role,
            "lock_id": self.shown_account.lock_id,
            "running": self.running.as_json() if self.running else None,
            "held": {key: held.as_json() for key, held in self.held.items()},
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
    """Return the values whose changes are written."""
    if session is None:
        return None
    return (
        session.lock_id,
        session.title,
        session.start,
        session.unlock_time,
        session.frozen_since,
    )


def _session(stored: Any) -> LockSession | None:
    """Return a stored session, None for one that can't be read."""
    try:
        session = LockSession.from_json(stored)
    except AttributeError, KeyError, TypeError, ValueError:
        return None
    texts: tuple[object, ...] = (session.lock_id, session.title, session.frozen_by)
    return session if all(isinstance(text, str | None) for text in texts) else None


def _durations[KeyT: StrEnum](
    stored: object, keys: type[KeyT]
) -> tuple[dict[KeyT, timedelta], int]:
    """Return stored durations, and the number of those that can't be read."""
    if not isinstance(stored, dict):
        return {}, 1
    found: dict[KeyT, timedelta] = {}
    for key, seconds in stored.items():
        with suppress(TypeError, ValueError, OverflowError):
            duration = timedelta(seconds=seconds)
            if duration >= timedelta(0):
                found[keys(key)] = duration
    return found, len(stored) - len(found)
