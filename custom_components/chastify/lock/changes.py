"""The differences between two readings of a lock, and the commands of ours that explain them.

The functions have no side effects; `events.py` keeps the state between readings.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from homeassistant.core import Context

from ..api import LockData
from .countdown import UNNOTICED, Countdown, measured
from .reading import TOLERANCE, Measurement, Reading

# The most sums of commands with unknown outcome that are compared with a change.
_MOST_SUMS: Final = 1000


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
    """

    now: KnownState
    events: Sequence[LockEvent] = ()
    taken: Sequence[SentCommand] = ()


def first_state(reading: Reading) -> KnownState:
    """Return the state of a lock after its first reading."""
    lock = reading.lock_data
    if lock is None:
        return KnownState(reading=reading)
    return KnownState(
        reading=reading,
        began=_began(lock, reading.measurement),
        frozen=lock.frozen,
        unlockable=lock.unlockable,
        task_assigned=lock.task_assigned,
        countdown=measured(lock, reading.measurement, frozen=bool(lock.frozen)),
    )


def compare(before: KnownState, reading: Reading, given: Circumstances) -> Changes:
    """Return the changes since the state before, which is of the same lock."""
    lock = reading.lock_data
    if lock is None:
        return Changes(now=first_state(reading))
    frozen = before.frozen if lock.frozen is None else lock.frozen
    time = _compare_time(before, lock, bool(frozen), reading.measurement, given)
    return Changes(
        now=KnownState(
            reading=reading,
            began=_newer(_began(lock, reading.measurement), before.began),
            frozen=frozen,
            unlockable=_newer(lock.unlockable, before.unlockable),
            task_assigned=_newer(lock.task_assigned, before.task_assigned),
            countdown=time.countdown,
        ),
        events=(
            *_freeze_events(before, lock, reading.measurement, given),
            *time.events,
            *_unlockable_events(before, lock, given),
            *_task_events(before, lock, given),
        ),
        taken=time.taken,
    )


def _newer[ValueT](new: ValueT | None, old: ValueT | None) -> ValueT | None:
    return old if new is None else new


def _began(lock: LockData, measurement: Measurement) -> float | None:
    if lock.time_locked is None:
        return None
    return measurement.ended_monotonic - lock.time_locked


def _freeze_events(
    before: KnownState, lock: LockData, measurement: Measurement, given: Circumstances
) -> Iterator[LockEvent]:
    if before.frozen is False and lock.frozen:
        yield given.event(LockEventType.FROZEN)
    if before.frozen and lock.frozen is False:
        event = given.event(LockEventType.UNFROZEN)
        tolerance = TOLERANCE.total_seconds()
        if (
            event.source is Source.ELSEWHERE
            and given.freeze_ends is not None
            and (
                before.reading.measurement.began.timestamp() - tolerance
                <= given.freeze_ends
                <= measurement.ended.timestamp() + tolerance
            )
        ):
            event = LockEvent(event.type, Source.HOME_ASSISTANT, is_expiry=True)
        yield event


def _unlockable_events(
    before: KnownState, lock: LockData, given: Circumstances
) -> Iterator[LockEvent]:
    if before.unlockable is False and lock.unlockable:
        yield given.event(LockEventType.BECAME_UNLOCKABLE)


def _task_events(
    before: KnownState, lock: LockData, given: Circumstances
) -> Iterator[LockEvent]:
    replaced = (
        before.task_assigned
        and lock.task_assigned
        and any(sent.effect.task_after for sent in given.acknowledged)
    )
    if replaced or (before.task_assigned and lock.task_assigned is False):
        yield given.event(LockEventType.TASK_CLOSED)
    if replaced or (before.task_assigned is False and lock.task_assigned):
        yield given.event(LockEventType.TASK_ASSIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TimeChanges:
    countdown: Countdown | None
    events: Sequence[LockEvent] = ()
    taken: Sequence[SentCommand] = ()


def _compare_time(
    before: KnownState,
    lock: LockData,
    frozen: bool,
    measurement: Measurement,
    given: Circumstances,
) -> _TimeChanges:
    """Separate the natural countdown, time changed by us, and time changed by others."""
    timer = before.countdown
    after = measured(lock, measurement, frozen=frozen)
    if timer is None:
        seconds = sum(sent.effect.seconds for sent in given.acknowledged)
        return _TimeChanges(
            countdown=after,
            events=(*_our_time_events(seconds, given.acknowledged, given),),
            taken=given.acknowledged,
        )
    since = before.reading.measurement.began.timestamp()
    until = measurement.ended.timestamp()

    def expected(commands: Sequence[SentCommand]) -> Countdown:
        shifted = timer
        for sent in commands:
            ended = until if sent.ended is None else sent.ended
            shifted = shifted.shifted(sent.effect.seconds, sent.began, ended)
        return shifted.turned(frozen, since, until)

    def gap(commands: Sequence[SentCommand]) -> float:
        return expected(commands).gap(after) if after else 0.0

    if after is None or given.clock_was_set:
        taken = given.acknowledged
    else:
        taken = _shown(given, gap)
    untouched, touched = expected(()), expected(taken)
    now = measurement.middle.timestamp()
    ours = touched.remaining(now) - untouched.remaining(now)
    others = 0.0
    if after and abs(touched.gap(after)) > UNNOTICED and not given.clock_was_set:
        others = after.remaining(now) - touched.remaining(now)
        if _is_consequence(others, ours, lock, given):
            ours, others = ours + others, 0.0
    return _TimeChanges(
        countdown=touched.agreed(after) if after else touched,
        events=(
            *_our_time_events(ours, taken, given),
            *_time_events(others, Source.ELSEWHERE),
        ),
        taken=taken,
    )


def _shown(
    given: Circumstances, gap: Callable[[Sequence[SentCommand]], float]
) -> Sequence[SentCommand]:
    """Return the commands whose time a reading shows.

    A reading that fits without a command lags behind it. Where no combination fits, somebody else
    changed the time too, and all acknowledged commands count; one that two readings didn't show
    explains only a change of exactly its size.
    """
    small = [sent for sent in given.acknowledged if sent.effect.is_small]
    large = [sent for sent in given.acknowledged if not sent.effect.is_small]
    found, left = _most_likely(small, (*large, *given.possible), gap)
    if left > UNNOTICED:
        others = [sent for sent in given.possible if not sent.is_late]
        found, _ = _most_likely(given.acknowledged, others, gap)
    return found


def _most_likely(
    certain: Sequence[SentCommand],
    possible: Sequence[SentCommand],
    gap: Callable[[Sequence[SentCommand]], float],
) -> tuple[Sequence[SentCommand], float]:
    """Return all of `certain` with the fewest others that leave the smallest gap, and that gap."""
    by_sum: dict[int, tuple[SentCommand, ...]] = {0: ()}
    for sent in possible:
        for seconds, taken in [*by_sum.items()]:
            if len(by_sum) < _MOST_SUMS:
                by_sum.setdefault(seconds + sent.effect.seconds, (*taken, sent))
    found: Sequence[SentCommand] = certain
    smallest: float | None = None
    for taken in sorted(by_sum.values(), key=len):
        left = abs(gap((*certain, *taken)))
        if smallest is None or left < smallest:
            found, smallest = (*certain, *taken), left
        if smallest <= UNNOTICED:
            break
    return found, smallest or 0.0


def _is_consequence(
    others: float, ours: float, lock: LockData, given: Circumstances
) -> bool:
    """Tell whether the rest of a change is a consequence of a command of ours.

    Closing a task can add or remove time, and the lock's maximum limits what is added.
    """
    event = LockEventType.TIME_ADDED if others > 0 else LockEventType.TIME_REMOVED
    if given.cause_of(event) is not None:
        return True
    remaining, limit = lock.time_remaining, lock.max_time_remaining
    return (
        remaining is not None
        and limit is not None
        and remaining >= limit - UNNOTICED
        and -ours <= others < 0
    )


def _our_time_events(
    change: float, taken: Sequence[SentCommand], given: Circumstances
) -> Iterator[LockEvent]:
    """Return the event of time that commands of ours changed, explained by the newest of them."""
    for event in _time_events(change, Source.HOME_ASSISTANT):
        is_added = event.type is LockEventType.TIME_ADDED
        cause = max(
            (
                sent
                for sent in taken
                if sent.effect.seconds and (sent.effect.seconds > 0) is is_added
            ),
            key=lambda sent: sent.began_steady,
            default=given.cause_of(event.type),
        )
        yield replace(event, context=cause.context if cause else None)


def _time_events(change: float, source: Source) -> Iterator[LockEvent]:
    seconds = round(change)
    if seconds > 0:
        yield LockEvent(LockEventType.TIME_ADDED, source, seconds)
    if seconds < 0:
        yield LockEvent(LockEventType.TIME_REMOVED, source, -seconds)
