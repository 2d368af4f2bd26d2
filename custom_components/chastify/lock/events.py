"""What happens to the lock, told from one reading to the next."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from .changes import (
    Changes,
    Circumstances,
    Effect,
    KnownState,
    LockEvent,
    LockEventType,
    SentCommand,
    compare,
    first_state,
)
from .countdown import UNNOTICED
from .doubts import LAG, SECOND_LOOK, SLACK, Doubts, is_of_others
from .reading import TOLERANCE, KnownLock, Measurement, Reading

type Listener = Callable[[Sequence[LockEvent]], None]

# Older than this, the last reading before a reload isn't compared with the first one after it.
_LONGEST_RELOAD: Final = 600.0
# A second look at a command that may never have arrived comes by then, or not at all.
_LATEST_LOOK: Final = 10.0


class LockEvents:
    """Compares each reading with those before, and tells its listeners what changed."""

    def __init__(self, steady_now: Callable[[], float]) -> None:
        """Start without a reading; `steady_now` is a clock in seconds that nobody can set."""
        self._steady_now = steady_now
        self._before: KnownState | None = None
        self._newest: Reading | None = None
        self._server: str | None = None
        self._is_reloaded = self._is_held = False
        self._doubts = Doubts()
        # The lock of the newest reading, with the moments that a store doesn't keep.
        self.known_lock: KnownLock | None = None
        self._sent: list[SentCommand] = []
        self._freeze_ends: float | None = None
        self._clock_offset: float | None = None
        self._untold: list[LockEvent] = []
        self._listeners: list[Listener] = []

    @callback
    def async_add_listener(self, listener: Listener) -> CALLBACK_TYPE:
        """Call the listener with the events of each reading that has any; returns how to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def begin_again(self, server: str, freeze_ends: datetime | None) -> None:
        """Go on after a reload, or begin after a restart.

        server: which one is read; what another one shows is no change.
        freeze_ends: when a freeze of ours ends, as it is stored.
        """
        if server != self._server:
            self._forget()
        self._server = server
        self._is_reloaded = self._is_held = True
        if self._freeze_ends is None and freeze_ends is not None:
            self._freeze_ends = freeze_ends.timestamp()

    def _forget(self) -> None:
        """Begin without a reading: the first one may or may not show the commands on their way."""
        self._before = self._newest = self.known_lock = None
        self._clock_offset = None
        self._doubts.forget()
        for sent in self._sent:
            sent.is_uncertain = True

    @property
    def freeze_ends(self) -> datetime | None:
        """When a freeze of ours ends by itself."""
        if self._freeze_ends is None:
            return None
        return datetime.fromtimestamp(self._freeze_ends, UTC)

    @property
    def wants_second_look(self) -> bool:
        """Whether a reading 3 s after the newest one is to decide something."""
        return self._doubts.is_open or any(
            sent.missed_at is not None and not sent.is_late for sent in self._sent
        )

    @callback
    def async_release(self) -> None:
        """Tell what was found while the account was loaded, now that its entities are there."""
        self._is_held = False
        self.async_tell()

    @callback
    def async_tell(self) -> None:
        """Tell the listeners what was found since they were last told, once there can be any."""
        if self._is_held:
            return
        events, self._untold = self._untold, []
        if events:
            for listener in tuple(self._listeners):
                listener(events)

    @property
    def has_open_task(self) -> bool | None:
        """Whether a task is open, after commands that no reading has shown yet; None: unknown."""
        for sent in reversed(self._sent):
            if sent.is_late:
                continue
            if sent.ended is not None and sent.effect.task_after is not None:
                return sent.effect.task_after if sent.done else None
        lock = self._newest.lock_data if self._newest else None
        return lock.task_assigned if lock else None

    def begin(self, effect: Effect) -> SentCommand:
        """Note a command that is about to be sent."""
        sent = SentCommand(effect=effect, began=_now(), began_steady=self._steady_now())
        self._sent.append(sent)
        return sent

    def end(self, sent: SentCommand, *, done: bool | None) -> None:
        """Note whether a command took effect; None: nobody knows."""
        sent.ended = _now()
        sent.ended_steady = self._steady_now()
        sent.done = done is True
        if done is False:
            # A reading may have taken it for the cause of a change.
            self._sent = [other for other in self._sent if other is not sent]
        elif sent.effect.freezes_for is not None:
            self._freeze_ends = sent.ended + sent.effect.freezes_for

    def doubt(self, reading: Reading) -> Reading | None:
        """Return the reading that stands where this one may be older, None where it is believed."""
        self._end_reload(reading.measurement)
        began = reading.measurement.began_monotonic
        self._sent = [sent for sent in self._sent if not _is_past(sent, began)]
        before = self._before
        if (
            before is None
            or self._newest is None
            or self._clock_moved(reading.measurement)
            or is_of_others(self._newest, reading)
        ):
            self._doubts.end()
            return None
        given = self._circumstances(reading)
        is_doubtful = self._doubts.doubts(before, reading, given)
        return self._newest if is_doubtful else None

    def _end_reload(self, measurement: Measurement) -> None:
        """At the first reading after a reload, forget the one before it that is too old."""
        if not self._is_reloaded:
            return
        self._is_reloaded = False
        if self._before is None:
            return
        last = self._before.measurement
        # The steady clock stands while the machine sleeps.
        age = max(
            measurement.began_monotonic - last.ended_monotonic,
            (measurement.began - last.ended).total_seconds(),
        )
        if age > _LONGEST_RELOAD:
            self._forget()

    def _circumstances(self, reading: Reading) -> Circumstances:
        """Return what is known beside a reading and the one before it."""
        began = reading.measurement.began_monotonic
        acknowledged = [
            sent
            for sent in self._sent
            if _is_over(sent, began)
            and sent.done
            and not sent.is_uncertain
            and not sent.is_late
        ]
        return Circumstances(
            acknowledged=acknowledged,
            possible=[
                sent
                for sent in self._sent
                if sent.began_steady <= reading.measurement.ended_monotonic
                and sent not in acknowledged
            ],
            freeze_ends=self._freeze_ends,
            clock_was_set=self._clock_moved(reading.measurement),
        )

    def compare(
        self, reading: Reading, *, started: bool, ended: bool, told: bool
    ) -> Sequence[LockEvent]:
        """Return what changed since the reading before, which is told later unless told is false.

        started: it is the first of its lock; ended: the lock before is gone.
        """
        given = self._circumstances(reading)
        if self._before is None:
            changes = Changes(now=first_state(reading))
        elif started or ended or not reading.is_known_lock:
            self._freeze_ends = None
            changes = _new_lock(reading, given, started=started, ended=ended)
        else:
            changes = compare(self._before, reading, given)
        if self._before is not None and changes.events:
            self._doubts.changed(self._before, changes)
        is_first = self._before is None or changes.now.lock_id != self._before.lock_id
        self._before, self._newest = changes.now, reading
        self._clock_offset = reading.measurement.clock_offset
        self._sent = [
            sent
            for sent in self._sent
            if _still_explains(sent, reading, changes, is_first=is_first)
        ]
        if any(event.type is LockEventType.UNFROZEN for event in changes.events):
            self._freeze_ends = None
        if told:
            self._untold += changes.events
        return changes.events

    def _clock_moved(self, measurement: Measurement) -> bool:
        """Tell whether the clock was set since the reading before, or the machine slept.

        How much time passed is unknown then.
        """
        before = self._clock_offset
        return (
            before is not None
            and abs(measurement.clock_offset - before) > TOLERANCE.total_seconds()
        )


def _is_over(sent: SentCommand, began: float) -> bool:
    """Tell whether a command was answered or given up before a reading began."""
    return sent.ended_steady is not None and sent.ended_steady <= began


def _is_past(sent: SentCommand, began: float) -> bool:
    """Tell whether a command explains nothing more to a reading that began then."""
    if sent.is_late:
        return sent.ended_steady is not None and began - sent.ended_steady > LAG
    return (
        not sent.done
        and sent.missed_at is not None
        and began - sent.missed_at > _LATEST_LOOK
    )


def _still_explains(
    sent: SentCommand, reading: Reading, changes: Changes, *, is_first: bool
) -> bool:
    """Note whether a reading shows a command; return whether it may explain what later ones show.

    is_first: it is the first of its lock, or of all.
    """
    began = reading.measurement.began_monotonic
    is_over = _is_over(sent, began)
    if sent in changes.taken:
        return _awaits_unlocking(sent, reading, changes)
    if not is_over:
        return True
    lock = reading.lock_data
    if is_first or lock is None:
        return False
    is_shown = sent.effect.is_shown(lock, [event.type for event in changes.events])
    if abs(sent.effect.seconds) > UNNOTICED:
        is_shown = False
    if is_shown is not False:
        return False
    if sent.missed_at is None:
        sent.missed_at = reading.measurement.ended_monotonic
        return True
    if sent.is_late or began < sent.missed_at + SECOND_LOOK - SLACK:
        return True
    # Whether it reached the service, and what it does, isn't known well enough.
    sent.is_late = sent.done and not sent.effect.is_open
    return sent.is_late


def _awaits_unlocking(sent: SentCommand, reading: Reading, changes: Changes) -> bool:
    """Keep a command that took the last of the time, which unlocks a moment later."""
    event = LockEventType.BECAME_UNLOCKABLE
    lock = reading.lock_data
    if (
        lock is None
        or lock.unlockable is not False
        or lock.time_remaining != 0
        or event not in sent.effect.explains
        or sent.ended_steady is None
    ):
        return False
    sent.effect = Effect(explains=frozenset({event}))
    sent.is_late = True
    return True


def _new_lock(
    reading: Reading, given: Circumstances, *, started: bool, ended: bool
) -> Changes:
    """Return that a lock ended, that another one started, or both."""
    events = [
        LockEvent(event, given.source_of(event))
        for event, happened in (
            (LockEventType.LOCK_ENDED, ended),
            (LockEventType.LOCK_STARTED, started),
        )
        if happened
    ]
    return Changes(now=first_state(reading), events=events)


def _now() -> float:
    return dt_util.utcnow().timestamp()
