"""The changes of a lock: events, what commands of ours can cause, and what is known of a lock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import chain
from typing import Final

from homeassistant.core import Context

from ..api import LockData
from .countdown import UNNOTICED, Countdown, measured
from .reading import Measurement, Reading


class LockEventType(StrEnum):
    """The kinds of events of a lock."""

    LOCK_STARTED = "lock_started"
    LOCK_ENDED = "lock_ended"
    TIME_ADDED = "time_added"
    TIME_REMOVED = "time_removed"
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    BECAME_UNLOCKABLE = "became_unlockable"
    TASK_ASSIGNED = "task_assigned"
    TASK_CLOSED = "task_closed"


class Source(StrEnum):
    """Who changed the lock."""

    HOME_ASSISTANT = "home_assistant"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class LockEvent:
    """An event of a lock.

    seconds: the time that was added or removed, None for other events.
    freezes_for: the seconds for which a command of ours freezes the timer, None where unknown.
    context: that of the command that explains it, None without one.
    is_expiry: whether it is the end of a freeze of ours that nobody ended early.
    """

    type: LockEventType
    source: Source
    seconds: int | None = None
    freezes_for: int | None = None
    context: Context | None = None
    is_expiry: bool = False


def common_context(events: Sequence[LockEvent]) -> Context | None:
    """Return the context of the commands that explain all events, None where not all have one.

    Of several commands it is the newest event's.
    """
    contexts = [event.context for event in events]
    return contexts[-1] if contexts and None not in contexts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of a command on a lock.

    seconds: the time that it adds, negative where it removes time.
    explains: the events that it can cause, beside those of `seconds`.
    freezes_for: the seconds until its freeze ends.
    frozen_after: whether the timer is frozen after it, None where that is unknown.
    task_after: whether a task is open after it, None where it doesn't change tasks.
    """

    seconds: int = 0
    explains: frozenset[LockEventType] = frozenset()
    freezes_for: int | None = None
    frozen_after: bool | None = None
    task_after: bool | None = None

    @property
    def is_small(self) -> bool:
        """Whether it adds or removes too little time to be seen in readings."""
        return 0 < abs(self.seconds) <= UNNOTICED

    @property
    def is_open(self) -> bool:
        """Whether it can have any effect."""
        return self.explains == ANY_EVENT

    def is_shown(
        self, lock: LockData, happened: Collection[LockEventType]
    ) -> bool | None:
        """Tell whether a reading shows the effect, in an event or in the state after it.

        None where no reading can show it. Added and removed time is not considered.
        """
        if not self.explains:
            return None
        return (
            not self.explains.isdisjoint(happened)
            or (self.frozen_after is not None and lock.frozen is self.frozen_after)
            or (self.task_after is not None and lock.task_assigned is self.task_after)
        )


ANY_EVENT: Final = frozenset(LockEventType)


@dataclass(slots=True, eq=False, kw_only=True)
class SentCommand:
    """A command in flight or answered; times are seconds since the epoch.

    context: that of its caller.
    began_steady, ended_steady: the same moments by a clock that can't be set.
    ended: when it was answered or given up, None while it is in flight.
    done: whether it is known to have taken effect.
    is_uncertain: whether the first reading may already have shown its effect.
    missed_at: when a later reading without its effect arrived, by the steady clock.
    is_late: whether a second reading didn't show its effect either.
    """

    effect: Effect
    context: Context | None
    began: float
    began_steady: float
    ended: float | None = None
    ended_steady: float | None = None
    done: bool = False
    is_uncertain: bool = False
    missed_at: float | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownState:
    """The lock as known after a reading; a value that no answer has shown yet is None.

    reading: the newest one that was believed.
    began: the latest possible start of the lock by the answers' own count, in seconds of the
    steady clock; an answer that gives a later start is older than the newest reading.
    """

    reading: Reading
    began: float | None = None
    frozen: bool | None = None
    unlockable: bool | None = None
    task_assigned: bool | None = None
    countdown: Countdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything beside two readings that is needed to find the events between them.

    acknowledged: commands that took effect before the newer reading, which may still lag behind.
    possible: commands that may have taken effect, and those that two readings didn't show.
    freeze_ends: the end of a freeze of ours, in seconds since the epoch.
    clock_was_set: whether the time between the readings is unknown; the timer isn't compared then.
    """

    acknowledged: Sequence[SentCommand] = ()
    possible: Sequence[SentCommand] = ()
    freeze_ends: float | None = None
    clock_was_set: bool = False

    def cause_of(self, event: LockEventType) -> SentCommand | None:
        """Return the command of ours that caused an event, None where somebody else did.

        Of several it is the newest, and rather one that took effect and can't have any effect.
        """
        return max(
            (
                sent
                for sent in chain(self.acknowledged, self.possible)
                if event in sent.effect.explains
            ),
            key=lambda sent: (sent.done, not sent.effect.is_open, sent.began_steady),
            default=None,
        )

    def event(self, kind: LockEventType) -> LockEvent:
        """Return an event of a kind, explained by the command that caused it."""
        cause = self.cause_of(kind)
        if cause is None:
            return LockEvent(kind, Source.ELSEWHERE)
        is_freeze = kind is LockEventType.FROZEN
        return LockEvent(
            kind,
            Source.HOME_ASSISTANT,
            freezes_for=cause.effect.freezes_for if is_freeze else None,
            context=cause.context,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The result of a comparison.

    now: the state to compare the next reading with.
    taken: the commands whose time the reading shows, and those whose time no reading can show.
    turned_ago: how long before the newer reading the timer was frozen or unfrozen, None where it
    wasn't, or where that isn't known.
    clock_moved: how far the clock was set forward where the reading doesn't show when the lock began.
    """

    now: KnownState
    events: Sequence[LockEvent] = ()
    taken: Sequence[SentCommand] = ()
    turned_ago: timedelta | None = None
    clock_moved: timedelta = timedelta(0)


def first_state(reading: Reading) -> KnownState:
    """Return the state of a lock after its first reading."""
    lock = reading.lock_data
    if lock is None:
        return KnownState(reading=reading)
    return KnownState(
        reading=reading,
        began=began_at(lock, reading.measurement),
        frozen=lock.frozen,
        unlockable=lock.unlockable,
        task_assigned=lock.task_assigned,
        countdown=measured(lock, reading.measurement, frozen=bool(lock.frozen)),
    )


def began_at(lock: LockData, measurement: Measurement) -> float | None:
    """Return the latest possible start of a lock by an answer, in seconds of the steady clock."""
    if lock.time_locked is None:
        return None
    return measurement.ended_monotonic - lock.time_locked
