"""The differences between two readings of a lock, and the commands of ours that explain them.

The functions have no side effects; `events.py` keeps the state between readings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ..api import LockData
from .changes import (
    Changes,
    Circumstances,
    KnownState,
    LockEvent,
    LockEventType,
    SentCommand,
    Source,
    began_at,
    first_state,
)
from .countdown import UNNOTICED, Countdown, measured
from .reading import TOLERANCE, Measurement, Reading

# The most sums of commands with unknown outcome that are compared with a change.
_MOST_SUMS: Final = 1000


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
            began=_newer(began_at(lock, reading.measurement), before.began),
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
        turned_ago=None
        if given.clock_was_set
        else _turned_ago(before, lock, reading.measurement, time),
    )


def _turned_ago(
    before: KnownState, lock: LockData, measurement: Measurement, time: _TimeChanges
) -> timedelta | None:
    """Return how long before a reading the timer was frozen or unfrozen, None where unknown.

    A frozen timer keeps the time that remained, so the moment follows from both readings.
    """
    was_frozen, is_frozen = before.frozen, lock.frozen
    if None in (was_frozen, is_frozen) or was_frozen is is_frozen:
        return None
    timer = before.countdown
    after = measured(lock, measurement, frozen=bool(is_frozen))
    if timer is None or after is None or timer.is_over or after.is_over:
        return None
    change = sum(
        (event.seconds or 0) * (1 if event.type is LockEventType.TIME_ADDED else -1)
        for event in time.events
    )
    if is_frozen:
        moment = timer.middle + change - after.middle
    else:
        moment = after.middle - change - timer.middle
    now = measurement.middle.timestamp()
    earliest = before.reading.measurement.middle.timestamp()
    return timedelta(seconds=min(max(0.0, now - moment), max(0.0, now - earliest)))


def _newer[ValueT](new: ValueT | None, old: ValueT | None) -> ValueT | None:
    return old if new is None else new


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
    """Return the event of time that commands of ours changed.

    It has the context of the newest of them where one person sent them all, or there is only one.
    """
    commands = sorted(
        (sent for sent in taken if sent.effect.seconds),
        key=lambda sent: sent.began_steady,
    )
    senders = {
        sent.context and (sent.context.user_id or sent.context.id) for sent in commands
    }
    for event in _time_events(change, Source.HOME_ASSISTANT):
        cause = commands[-1] if commands else given.cause_of(event.type)
        is_known = len(senders) <= 1
        yield replace(event, context=cause.context if cause and is_known else None)


def _time_events(change: float, source: Source) -> Iterator[LockEvent]:
    seconds = round(change)
    if seconds > 0:
        yield LockEvent(LockEventType.TIME_ADDED, source, seconds)
    if seconds < 0:
        yield LockEvent(LockEventType.TIME_REMOVED, source, -seconds)
