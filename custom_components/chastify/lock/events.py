"""The events of a lock, found by comparing each reading with the one before."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, Context, callback
from homeassistant.util import dt as dt_util

from .changes import (
    Changes,
    Circumstances,
    Effect,
    KnownState,
    LockEvent,
    LockEventType,
    SentCommand,
    common_context,
    first_state,
)
from .comparison import compare
from .countdown import UNNOTICED
from .counting import changes_since
from .doubts import LAG, SECOND_LOOK, SLACK, Doubts, is_of_other_people
from .reading import TOLERANCE, KnownLock, Measurement, Reading
from .sessions import LockSession

type Listener = Callable[[Sequence[LockEvent]], None]

# Older than this, the last reading before a reload isn't compared with the first one after it.
_LONGEST_RELOAD: Final = 600.0
# A command that may never have arrived explains a change for so long after it was missed.
_LATEST_LOOK: Final = 10.0


class LockEvents:
    """Compares each reading with the one before, and passes the events to its listeners.

    It is kept over reloads of the account.
    """

    def __init__(self, steady_now: Callable[[], float]) -> None:
        """Start without a reading; steady_now: seconds of a clock that can't be set."""
        self._steady_now = steady_now
        self._before: KnownState | None = None
        self._source: Hashable = None
        self.is_source_new = False
        self._is_reloaded = self._is_held = False
        self._doubts = Doubts()
        # With the moments that aren't stored.
        self.known_lock: KnownLock | None = None
        self._sent: list[SentCommand] = []
        self._freeze_ends: float | None = None
        self._unpublished: list[LockEvent] = []
        self._listeners: list[Listener] = []

    @callback
    def async_add_listener(self, listener: Listener) -> CALLBACK_TYPE:
        """Call the listener with the events of each reading; returns a function that removes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def resume(self, source: Hashable, freeze_ends: datetime | None) -> None:
        """Continue after a reload or a restart; hold events until `async_release`.

        source: server and chosen lock; a difference between two of them is no event.
        freeze_ends: the stored end of a freeze of ours.
        """
        # Until a reading has shown the lock of the new one.
        self.is_source_new |= self._source not in (None, source)
        if source != self._source:
            self._forget()
        self._source = source
        self._is_reloaded = self._is_held = True
        if self._freeze_ends is None and freeze_ends is not None:
            self._freeze_ends = freeze_ends.timestamp()

    def _forget(self) -> None:
        """Drop the last reading; the next one may or may not show the commands in flight."""
        self._before = self.known_lock = None
        self._doubts.forget()
        for sent in self._sent:
            sent.is_uncertain = True

    @property
    def freeze_ends(self) -> datetime | None:
        """The end of a freeze of ours, None without one."""
        if self._freeze_ends is None:
            return None
        return datetime.fromtimestamp(self._freeze_ends, UTC)

    @property
    def wants_second_look(self) -> bool:
        """Whether the newest reading has to be followed by another one after 3 s."""
        return self._doubts.is_open or any(
            sent.missed_at is not None and not sent.is_late for sent in self._sent
        )

    @callback
    def async_release(self) -> None:
        """Send the events found during set-up, once the entities exist."""
        self._is_held = False
        self.async_publish()

    @callback
    def async_publish(self) -> None:
        """Send the new events to the listeners, unless they are held."""
        if self._is_held:
            return
        events, self._unpublished = self._unpublished, []
        if events:
            for listener in tuple(self._listeners):
                listener(events)

    @property
    def has_open_task(self) -> bool | None:
        """Whether a task is open, with the effect of commands that no reading shows yet."""
        for sent in reversed(self._sent):
            if sent.is_late:
                continue
            if sent.ended is not None and sent.effect.task_after is not None:
                return sent.effect.task_after if sent.done else None
        lock = self._before.reading.lock_data if self._before else None
        return lock.task_assigned if lock else None

    @property
    def context(self) -> Context | None:
        """The context of the commands that explain all new events, None where not all have one."""
        return common_context(self._unpublished)

    def begin(self, effect: Effect, context: Context | None) -> SentCommand:
        """Add a command that is about to be sent; context: that of its caller."""
        sent = SentCommand(
            effect=effect,
            context=context,
            began=_now(),
            began_steady=self._steady_now(),
        )
        self._sent.append(sent)
        return sent

    def end(self, sent: SentCommand, *, done: bool | None) -> None:
        """Record whether a command took effect, None where that is unknown."""
        sent.ended = _now()
        sent.ended_steady = self._steady_now()
        sent.done = done is True
        if done is False:
            self._sent = [other for other in self._sent if other is not sent]
        elif sent.effect.freezes_for is not None:
            self._freeze_ends = sent.ended + sent.effect.freezes_for
        elif sent.effect.frozen_after:
            self._freeze_ends = None

    def doubt(self, reading: Reading) -> Reading | None:
        """Return the last believed reading where this one may be older, else None."""
        self._end_reload(reading.measurement)
        began = reading.measurement.began_monotonic
        self._sent = [sent for sent in self._sent if not _is_past(sent, began)]
        before = self._before
        if (
            before is None
            or self._clock_moved(reading.measurement)
            or is_of_other_people(before.reading, reading)
        ):
            self._doubts.end()
            return None
        given = self._circumstances(reading)
        is_doubtful = self._doubts.doubts(before, reading, given)
        return before.reading if is_doubtful else None

    def _end_reload(self, measurement: Measurement) -> None:
        """At the first reading after a reload, drop a last reading that is too old."""
        if not self._is_reloaded:
            return
        self._is_reloaded = False
        if self._before is None:
            return
        last = self._before.reading.measurement
        # The steady clock stops while the machine sleeps.
        age = max(
            measurement.began_monotonic - last.ended_monotonic,
            (measurement.began - last.ended).total_seconds(),
        )
        if age > _LONGEST_RELOAD:
            self._forget()

    def _circumstances(self, reading: Reading) -> Circumstances:
        """Return what explains changes between a reading and the one before."""
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
        self,
        reading: Reading,
        stored: LockSession | None,
        *,
        started: bool,
        ended: bool,
        is_published: bool,
    ) -> tuple[Reading, Changes]:
        """Find the changes since the reading before.

        Returns the reading with `frozen_by` filled in, and the changes. After a restart they are
        those since a session was stored, which are no events.
        stored: that session, None where it isn't about the lock of the reading.
        started: the reading is the first of its lock.
        ended: the lock before has ended.
        is_published: whether the events are sent by the next `async_publish`.
        """
        given = self._circumstances(reading)
        moved = self._unseen_move(reading)
        if self._before is None:
            changes = Changes(now=first_state(reading))
        elif started or ended or not reading.is_known_lock:
            self._freeze_ends = None
            changes = _new_lock(reading, given, started=started, ended=ended)
        else:
            changes = compare(self._before, reading, given)
        unnoticed: Changes | None = None
        if self._before is None and stored is not None and reading.is_known_lock:
            unnoticed = changes_since(stored, reading, given)
        if self._before is not None and changes.events:
            self._doubts.changed(self._before, changes)
        is_first = (
            self._before is None or reading.lock_id != self._before.reading.lock_id
        )
        self._sent = [
            sent
            for sent in self._sent
            if _still_explains(sent, reading, changes, is_first=is_first)
        ]
        if is_published:
            self._unpublished += changes.events
        for event in changes.events:
            if event.type is LockEventType.UNFROZEN:
                self._freeze_ends = None
            if event.type is LockEventType.FROZEN:
                times = replace(reading.times, frozen_by=event.source.value)
                reading = replace(reading, times=times)
        # It is shown again in place of an answer that isn't believed.
        self._before = replace(changes.now, reading=reading)
        return reading, unnoticed or replace(changes, clock_moved=moved)

    def _unseen_move(self, reading: Reading) -> timedelta:
        """Return how far the clock was set where the lock doesn't show when it began."""
        if self._before is None or reading.times.locked_since is not None:
            return timedelta(0)
        if not self._clock_moved(reading.measurement):
            return timedelta(0)
        before = self._before.reading.measurement.clock_offset
        return timedelta(seconds=reading.measurement.clock_offset - before)

    def _clock_moved(self, measurement: Measurement) -> bool:
        """Tell whether the clock was set since the reading before, or the machine slept."""
        if self._before is None:
            return False
        before = self._before.reading.measurement.clock_offset
        return abs(measurement.clock_offset - before) > TOLERANCE.total_seconds()


def _is_over(sent: SentCommand, began: float) -> bool:
    """Tell whether a command was answered or given up before a moment of the steady clock."""
    return sent.ended_steady is not None and sent.ended_steady <= began


def _is_past(sent: SentCommand, began: float) -> bool:
    """Tell whether a command is too old to explain a reading that began then."""
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
    """Record whether a reading shows a command; return whether it may explain later readings.

    is_first: whether the reading is the first of its lock.
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
    # One without an acknowledgement, or with any possible effect, explains nothing later.
    sent.is_late = sent.done and not sent.effect.is_open
    return sent.is_late


def _awaits_unlocking(sent: SentCommand, reading: Reading, changes: Changes) -> bool:
    """Keep a command that removed the rest of the time: the lock unlocks a moment later."""
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
    """Return the events where a lock ended, another one started, or both."""
    events = [
        given.event(kind)
        for kind, happened in (
            (LockEventType.LOCK_ENDED, ended),
            (LockEventType.LOCK_STARTED, started),
        )
        if happened
    ]
    return Changes(now=first_state(reading), events=events)


def _now() -> float:
    return dt_util.utcnow().timestamp()
