"""The stored data of an account: its running lock, its user name and its durations."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.storage import Store

from ..api import Role
from ..api.hardware import DeviceKind
from ..const import DOMAIN
from ..failures.issues import (
    async_create_lost_data_issue,
    async_create_lost_history_issue,
)
from ..lock.changes import Changes, common_context
from ..lock.counting import counted
from ..lock.ledger import Sums
from ..lock.reading import KnownLock, Reading
from ..lock.sessions import LockSession, LockSessionJson, Step, next_step
from ..lock.values import HeldValue, HeldValueJson, advance_held, held_from_json
from .history import DaysJson, History, RunningPart, days_json, days_of, session_of
from .identity import ShownAccount
from .options import DEFAULT_DEVICE_DURATIONS, DEFAULT_DURATIONS, DurationKey
from .stored_file import (
    DamagedError,
    account_store,
    async_read,
    async_remove,
    async_set_aside,
    entry_errors,
)

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

SAVE_DELAY: Final = 5
# With the running lock; more are written to their own file.
MOST_UNWRITTEN: Final = 3
# Home Assistant compiles statistics every five clock minutes; totals are written shortly before.
TOTAL_MINUTES: Final = range(9, 60, 10)
TOTAL_SECOND: Final = 55


class AccountJson(TypedDict):
    """The content of an account's store; durations in seconds.

    days: those whose sums aren't in their own file, until `last_seen` of the running lock.
    revision: which of the two files is newer.
    """

    username: str | None
    role: NotRequired[str | None]
    lock_id: NotRequired[str | None]
    running: LockSessionJson | None
    held: NotRequired[dict[str, HeldValueJson]]
    revision: NotRequired[int]
    days: NotRequired[DaysJson]
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
        self._store: Store[AccountJson] = account_store(hass, entry_id)
        self.shown_account = ShownAccount()
        self.running: LockSession | None = None
        # The running lock's values by their keys.
        self.held: dict[str, HeldValue] = {}
        # Those of the lock that has ended, which may appear again.
        self._held_before: dict[str, HeldValue] = {}
        self.history = History(hass, entry_id)
        # The sums of all days as they are stored, which is as much as may be shown.
        self.stored_total = Sums()
        self._saving = asyncio.Lock()
        self._listeners: list[Callable[[Context | None], None]] = []
        self.durations = dict(DEFAULT_DURATIONS)
        # By the ids of the devices' subentries.
        self._device_durations: dict[str, dict[DeviceKind, timedelta]] = {}
        self._is_damaged = self._has_lost_days = False
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
        stored: Mapping[str, Any] | None = None
        with entry_errors():
            try:
                stored = await async_read(self._store, dict)
            except DamagedError:
                self._is_damaged = True
        former: list[LockSession] | None = None
        if stored is not None:
            former = self._take_over(stored)
        part = RunningPart() if stored is None else self._part(stored)
        self.running = await self.history.async_load(former, part)
        if self.running is None:
            self.held = {}
        self.stored_total = self.history.ledger.total

    def _part(self, stored: Mapping[str, object]) -> RunningPart:
        """Return what the history has to know of this file."""
        unwritten, is_lost = days_of(stored.get("days", {}))
        self._has_lost_days = is_lost
        self._is_damaged |= is_lost
        is_readable = not is_lost and (
            self.running is not None or stored.get("running") is None
        )
        revision = stored.get("revision", 0)
        return RunningPart(
            revision=revision if is_readable and isinstance(revision, int) else -1,
            running=self.running,
            unwritten=unwritten,
        )

    def _take_over(self, stored: Mapping[str, object]) -> list[LockSession] | None:
        """Use the parts that can be read, and count the others.

        Returns the ended sessions of a version that kept them here.
        """
        ended = stored.get("ended", [])
        if not isinstance(ended, list) or "running" not in stored:
            self._is_damaged = True
            return None
        username, lock_id = stored.get("username"), stored.get("lock_id")
        self.shown_account = ShownAccount(
            username=username if isinstance(username, str) else None,
            lock_id=lock_id if isinstance(lock_id, str) else None,
            role=next((role for role in Role if role == stored.get("role")), None),
        )
        running = stored["running"]
        self.running = None if running is None else session_of(running)
        self.held = held_from_json(stored.get("held")) if self.running else {}
        sessions = [session_of(each) for each in ended]
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
        return [session for session in sessions if session is not None]

    async def async_mend(self, entry: ChastifyConfigEntry) -> None:
        """Copy a damaged store, create an issue about the lost parts, and write the store anew.

        Raises ConfigEntryNotReady where no copy can be written.
        """
        if not self._is_damaged:
            await self.history.async_mend(entry.entry_id, self.running)
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
        # The sessions that a former version kept here are written to their own file first.
        await self.history.async_mend(entry.entry_id, self.running)
        if self._has_lost_days:
            async_create_lost_history_issue(self._hass, entry.entry_id, self._store.key)
        await self._store.async_save(self._as_json())
        self._is_damaged = self._has_lost_days = False

    async def async_remove(self) -> None:
        """Delete the stores."""
        await async_remove(self._store)
        await self.history.async_remove()

    @callback
    def async_save_with(self, entry: ChastifyConfigEntry) -> None:
        """Write when the entry is unloaded and when Home Assistant stops.

        Readings that change only `last_seen` aren't written.
        """

        async def save(_event: Event | None = None) -> None:
            async with self._saving:
                await self._store.async_save(self._as_json())

        entry.async_on_unload(
            async_track_time_change(
                self._hass, self.async_write_days, hour=0, minute=0, second=0
            )
        )
        entry.async_on_unload(
            async_track_time_change(
                self._hass,
                self.async_save_passed_time,
                minute=TOTAL_MINUTES,
                second=TOTAL_SECOND,
            )
        )
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

    def next_step(self, reading: Reading) -> Step:
        """Return the change of the lock sessions that a reading makes."""
        return next_step(self.running, self.history.ended, reading)

    @callback
    def async_record(
        self,
        step: Step,
        reading: Reading,
        changes: Changes,
        freeze_ends: datetime | None,
    ) -> None:
        """Record a reading; changes are written within seconds, except of `last_seen`.

        What the ledger counts beside the passing of time is written at once.
        step: the change of the sessions, from `next_step`.
        freeze_ends: the end of a freeze of ours.
        """
        before = (self.shown_account, _lasting(self.running), self.held)
        if reading.session is not None:
            self.shown_account = self.shown_account.after(reading.session)
        count = counted(step, self.history.ended, changes)
        self.history.async_count(count, reading.measurement.middle)
        is_resumed = step.again is not None and step.again is step.ended
        ended = None if is_resumed else count.step.ended
        self.history.async_end(ended, step.again)
        self.running = count.step.running
        if self.running is not None:
            self.running = replace(
                self.running,
                frozen_by=reading.times.frozen_by or self.running.frozen_by,
                freeze_ends=freeze_ends,
            )
        if step.again is not None:
            self.held = self._held_before
        if step.ended is not None:
            self._held_before = self.held
        self.held = advance_held({} if step.started else self.held, reading)
        if count.is_by_event:
            self._hass.async_create_task(
                self._async_save_count(
                    ended, step.again, common_context(changes.events)
                ),
                f"{DOMAIN} what was counted",
            )
        elif before != (self.shown_account, _lasting(self.running), self.held):
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    async def _async_save_count(
        self,
        ended: LockSession | None = None,
        again: LockSession | None = None,
        context: Context | None = None,
    ) -> None:
        """Write what was counted, then call the listeners.

        A crash between two files leaves a session in both rather than in none.
        context: that of the commands that explain all of it.
        """
        async with self._saving:
            if ended is not None:
                await self.history.async_save_sessions()
            if len(self.history.unwritten_days) > MOST_UNWRITTEN:
                await self.history.async_save_days(self.running)
            # A reading may be counted while this is written.
            total = self.history.ledger.total
            await self._store.async_save(self._as_json())
            self.stored_total = total
            if again is not None:
                await self.history.async_save_sessions()
        for listener in tuple(self._listeners):
            listener(context)

    async def async_save_passed_time(self, _now: datetime | None = None) -> None:
        """Write how far the running lock is counted, then let the totals show it.

        A crash must not take away what they have shown.
        """
        if self.stored_total != self.history.ledger.total:
            await self._async_save_count()

    @callback
    def async_listen_to_counts(
        self, listener: Callable[[Context | None], None]
    ) -> CALLBACK_TYPE:
        """Call the listener when something was counted and written, every ten minutes at least.

        It gets the context of the commands that explain it.

        Returns a function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def async_write_days(self, _now: datetime) -> None:
        """Write the days of the ledger where they changed, at midnight."""
        async with self._saving:
            if self.history.unwritten_days:
                await self.history.async_save_days(self.running)

    async def async_clear_history(self, before: date) -> None:
        """Delete days before a date, and sessions that ended before it; totals stay."""
        async with self._saving:
            self.history.async_clear(before)
            await self.history.async_save_days(self.running)
            await self.history.async_save_sessions()

    def _as_json(self) -> AccountJson:
        return {
            "username": self.shown_account.username,
            "role": self.shown_account.role,
            "lock_id": self.shown_account.lock_id,
            "running": self.running.as_json() if self.running else None,
            "held": {key: held.as_json() for key, held in self.held.items()},
            "revision": self.history.async_next_revision(),
            "days": days_json(self.history.unwritten_days),
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
        session.frozen_by,
        session.freeze_ends,
        session.frozen_remaining,
        session.task_points,
    )


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
