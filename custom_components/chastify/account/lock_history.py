"""What the readings of one account add up to: its lock, its sessions and its events."""

from dataclasses import replace

from homeassistant.core import callback

from ..api import Session
from ..lock.changes import LockEventType
from ..lock.events import LockEvents
from ..lock.reading import Measurement, Reading, interpret, remember
from .storage import AccountStorage


class LockHistory:
    """Takes the answers of a loaded account, the older before the newer."""

    def __init__(
        self, server: str, storage: AccountStorage, lock_events: LockEvents
    ) -> None:
        """Start with the lock as the storage knows it."""
        self._storage = storage
        self._lock_events = lock_events
        running = storage.running
        lock_events.begin_again(server, running.freeze_ends if running else None)
        self._known = lock_events.known_lock or storage.known_lock

    @property
    def wants_second_look(self) -> bool:
        """Whether a reading 3 s after the newest one is to decide something."""
        return self._lock_events.wants_second_look

    @callback
    def async_take(self, session: Session | None, measurement: Measurement) -> Reading:
        """Record an answer; return its reading, or the one before where it may be older."""
        reading = interpret(session, measurement, self._known)
        if (standing := self._lock_events.doubt(reading)) is not None:
            return standing
        username = self._storage.shown_account.username
        started, ended = self._storage.async_record(reading)
        # Another account's lock, after a person entered its token, is no change of this one.
        is_other_account = (
            started
            and username is not None
            and username != self._storage.shown_account.username
        )
        for event in self._lock_events.compare(
            reading, started=started, ended=ended, told=not is_other_account
        ):
            if event.type is LockEventType.FROZEN:
                times = replace(reading.times, frozen_by=event.source.value)
                reading = replace(reading, times=times)
                self._storage.async_record(reading)
        self._storage.async_keep_freeze_end(self._lock_events.freeze_ends)
        self._known = self._lock_events.known_lock = remember(reading, self._known)
        return reading
