"""The times that a reading adds to the ledger, and the changes since a stored session."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from .changes import Changes, Circumstances, KnownState
from .comparison import compare
from .countdown import Countdown
from .ledger import Span, Sums
from .reading import TOLERANCE, LockTimes, Measurement, Reading
from .sessions import LockSession, Step

# Two readings so far apart are consecutive ones.
_BETWEEN_READINGS: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A step with the sums of its sessions, and what the ledger counts by day.

    time_changes: the events that added or removed time.
    """

    step: Step
    spans: Sequence[Span]
    time_changes: Sums

    @property
    def is_by_event(self) -> bool:
        """Whether more was counted than the passing of time."""
        step = self.step
        return (
            self.time_changes != Sums()
            or step.is_other_lock
            or step.ended is not None
            or _is_frozen(step.before) is not _is_frozen(step.running)
        )


def counted(step: Step, known: Collection[LockSession], changes: Changes) -> Counted:
    """Return what a step counts; known: the ended sessions before it.

    Locks that ran at the same time count once in a day, and each in its own session.
    """
    spans: list[Span] = []
    ended, running, again = step.ended, step.running, step.again
    if ended is not None:
        last = _spans(ended.last_seen, counted_end(ended), ended.frozen_since)
        spans += last
        ended = replace(ended, sums=_with(ended.sums, last))
    time_changes = time_changes_of(changes)
    if running is not None:
        if step.is_other_lock:
            since = counted_end(again) if again else running.start
            new = _spans(since, running.last_seen, running.frozen_since)
            others = [each for each in known if each is not again]
            if ended is not None and step.ended is not again:
                others.append(ended)
            spans += without_known(new, others)
        else:
            new = _spans_between(step, changes)
            spans += new
        sums = ended.sums if ended and step.ended is again else running.sums
        running = replace(running, sums=_with(sums, new) + time_changes)
    return Counted(
        step=replace(step, ended=ended, running=running),
        spans=spans,
        time_changes=time_changes,
    )


def without_known(spans: Iterable[Span], known: Iterable[LockSession]) -> list[Span]:
    """Return the parts of spans in which none of the known locks ran."""
    others = [(session.start, counted_end(session)) for session in known]
    return [part for span in spans for part in span.without(others)]


def session_spans(session: LockSession) -> list[Span]:
    """Return the times of a session that is stored without having been counted."""
    end = counted_end(session)
    return _spans(session.start, end, None if session.end else session.frozen_since)


def counted_end(session: LockSession) -> datetime:
    """Return until when a lock is known to have run.

    Its timer proves it. One that ended early ran until somewhere between two readings; where an
    outage lay between them, only the first one proves anything.
    """
    end = session.end or session.last_seen
    gap = end - session.last_seen
    if end == session.unlock_time or gap <= timedelta(0):
        return end
    return session.last_seen + (gap / 2 if gap <= _BETWEEN_READINGS else timedelta(0))


def time_changes_of(changes: Changes) -> Sums:
    """Return the time that was added and removed, each command of ours by itself.

    One event tells what several commands and their consequences come to in a reading.
    """
    total = Sums.of_events(changes.events)
    seconds = [sent.effect.seconds for sent in changes.taken]
    added = float(sum(each for each in seconds if each > 0))
    removed = float(-sum(each for each in seconds if each < 0))
    # What no event shows, since one undid the other.
    net = total.added_by_us - total.removed_by_us
    hidden = min(added - max(0.0, net), removed + min(0.0, net))
    if hidden <= 0:
        return total
    return total + Sums(added_by_us=hidden, removed_by_us=hidden)


def _spans_between(step: Step, changes: Changes) -> list[Span]:
    """Return the times between two readings of the same lock.

    A start that moved means that the clock was set; the lock's own count goes on.
    """
    before, after = step.before, step.running
    if before is None or after is None:
        return []
    since = before.last_seen + (after.start - before.start) + changes.clock_moved
    now = max(since, after.last_seen)
    locked = Span(start=since, end=now)
    match _is_frozen(before), _is_frozen(after):
        case True, True:
            return [locked, Span(start=since, end=now, is_frozen=True)]
        case True, False:
            turn = _turn(since, now, changes.turned_ago, before.freeze_ends)
            return [locked, Span(start=since, end=turn or since, is_frozen=True)]
        case False, True:
            turn = _turn(since, now, changes.turned_ago, None)
            return [locked, Span(start=turn or now, end=now, is_frozen=True)]
    return [locked]


def _turn(
    since: datetime,
    now: datetime,
    turned_ago: timedelta | None,
    freeze_ends: datetime | None,
) -> datetime | None:
    """Return when the timer was frozen or unfrozen between two readings, None where unknown.

    Where the timer doesn't show it: at the end of a freeze of ours, else in the middle between
    consecutive readings. After an outage nobody knows.
    """
    if turned_ago is not None:
        return max(since, now - turned_ago)
    if freeze_ends is not None and since <= freeze_ends <= now:
        return freeze_ends
    gap = now - since
    return since + gap / 2 if gap <= _BETWEEN_READINGS else None


def _spans(start: datetime, end: datetime, frozen_since: datetime | None) -> list[Span]:
    """Return a time in which a lock ran, and that in which its timer was frozen."""
    spans = [Span(start=start, end=end)]
    if frozen_since is not None:
        spans.append(Span(start=max(start, frozen_since), end=end, is_frozen=True))
    return spans


def _is_frozen(session: LockSession | None) -> bool:
    return session is not None and session.frozen_since is not None


def _with(sums: Sums, spans: Iterable[Span]) -> Sums:
    return sum((span.sums for span in spans), sums)


def changes_since(
    session: LockSession, reading: Reading, given: Circumstances
) -> Changes:
    """Return the changes of a lock since its session was stored, as far as they can be known.

    A start that moved means that the clock was set; the unlock time moved as far.
    """
    since = session.last_seen
    moved = (reading.times.locked_since or session.start) - session.start
    standing = Measurement(
        began=since + moved, ended=since + moved, began_monotonic=0, ended_monotonic=0
    )
    countdown: Countdown | None = None
    if session.frozen_since is not None:
        if (seconds := session.frozen_remaining) is not None:
            countdown = Countdown(True, seconds, seconds + 1)
    elif session.unlock_time is not None:
        unlock_time = session.unlock_time + moved
        countdown = Countdown(
            False,
            (unlock_time - TOLERANCE).timestamp(),
            (unlock_time + TOLERANCE).timestamp(),
        )
    before = KnownState(
        reading=Reading(session=None, times=LockTimes(), measurement=standing),
        frozen=session.frozen_since is not None,
        countdown=countdown,
    )
    return compare(before, reading, given)
