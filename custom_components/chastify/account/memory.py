"""State of an account that is kept over reloads of its entry, and the recording of its answers."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..lock.events import LockEvents
from ..lock.reading import KnownLock, Measurement, Reading, interpret, remember
from .added_time import AddedTime
from .followed_lock import LockAnswer
from .storage import AccountStorage


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMemory:
    """The added time, and the newest reading with the commands that explain its events."""

    added_time: AddedTime
    lock_events: LockEvents


_MEMORY: Final[HassKey[dict[str, AccountMemory]]] = HassKey(f"{DOMAIN}_memory")


@callback
def async_memory(hass: HomeAssistant, entry_id: str) -> AccountMemory:
    """Return the memory of an account, loaded or not."""
    memory = hass.data.setdefault(_MEMORY, {})
    if entry_id not in memory:
        memory[entry_id] = AccountMemory(
            added_time=AddedTime(hass, entry_id),
            lock_events=LockEvents(hass.loop.time),
        )
    return memory[entry_id]


async def async_remove_memory(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the memory of an account that is removed."""
    memory = async_memory(hass, entry_id)
    del hass.data[_MEMORY][entry_id]
    await memory.added_time.async_remove()


class LockHistory:
    """Records the answers of a loaded account, in the order of their requests."""

    def __init__(
        self, source: Hashable, storage: AccountStorage, lock_events: LockEvents
    ) -> None:
        """Continue with the lock of the storage.

        source: a difference between readings from two of them is no event.
        """
        self._storage = storage
        self._lock_events = lock_events
        running = storage.running
        lock_events.resume(source, running.freeze_ends if running else None)

    @property
    def _known_lock(self) -> KnownLock | None:
        return self._lock_events.known_lock or self._storage.known_lock

    @property
    def lock_id(self) -> str | None:
        """The id of the running lock, None where it isn't known."""
        # The stored lock may be none of a new source's.
        known = None if self._lock_events.is_source_new else self._known_lock
        return known.lock_id if known else None

    @callback
    def async_record(self, answer: LockAnswer, measurement: Measurement) -> Reading:
        """Record an answer; return its reading, or the one before where the answer may be older."""
        session, known = answer.session, self._known_lock
        stored = None if self._lock_events.is_source_new else self._storage.running
        self._lock_events.is_source_new = False
        if answer.is_next and session is not None and session.lock_id is None:
            known = None
        reading = interpret(session, measurement, known)
        if (standing := self._lock_events.doubt(reading)) is not None:
            return standing
        step = self._storage.next_step(reading)
        reading, changes = self._lock_events.compare(
            reading,
            stored,
            started=step.started,
            ended=step.ended is not None,
            # Another account's lock, after a person entered its token, is no change of this one.
            is_published=not (
                step.started and self._storage.shown_account.is_other_name(session)
            ),
        )
        self._storage.async_record(
            step, reading, changes, self._lock_events.freeze_ends
        )
        self._lock_events.known_lock = remember(reading, known)
        return reading
