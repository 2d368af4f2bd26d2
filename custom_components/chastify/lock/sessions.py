"""Lock sessions: each lock from its start to its end, with its sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NotRequired, Self, TypedDict

from ..clock import stored_moment
from .ledger import Sums
from .reading import LATEST_START, KnownLock, LockTimes, Reading

MAX_ENDED: Final = 500
# The starts of one lock that two have derived from how long it was locked differ by less.
SAME_START: Final = timedelta(minutes=2)


class LockSessionJson(TypedDict):
    """A stored lock session; moments in ISO 8601."""

    lock_id: str | None
    title: str | None
    start: str
    last_seen: str
    unlock_time: str | None
    latest_unlock_time: str | None
    frozen_since: NotRequired[str | None]
    frozen_by: NotRequired[str | None]
    freeze_ends: NotRequired[str | None]
    frozen_remaining: NotRequired[float | None]
    task_points: NotRequired[float | None]
    task_points_required: NotRequired[float | None]
    sums: NotRequired[list[float]]
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSession:
    """One lock from its start to its end (UTC).

    start: when it was locked; the first reading where the API doesn't say.
    last_seen: the newest reading of it.
    unlock_time, latest_unlock_time: as in the newest reading.
    frozen_since: the first reading with the current freeze, None while the timer runs.
    frozen_by: the source of that freeze.
    freeze_ends: the end of the newest freeze of ours, None without one.
    frozen_remaining: the remaining seconds while the timer is frozen.
    task_points, task_points_required: as in the newest reading that has them.
    sums: until `last_seen`, of an ended one until its end.
    end: None while it runs.
    """

    lock_id: str | None
    title: str | None
    start: datetime
    last_seen: datetime
    unlock_time: datetime | None = None
    latest_unlock_time: datetime | None = None
    frozen_since: datetime | None = None
    frozen_by: str | None = None
    freeze_ends: datetime | None = None
    frozen_remaining: float | None = None
    task_points: float | None = None
    task_points_required: float | None = None
    sums: Sums = field(default_factory=Sums)
    end: datetime | None = None

    def as_json(self) -> LockSessionJson:
        """Return the session for the store."""
        return {
            "lock_id": self.lock_id,
            "title": self.title,
            "start": self.start.isoformat(),
            "last_seen": self.last_seen.isoformat(),
            "unlock_time": _text(self.unlock_time),
            "latest_unlock_time": _text(self.latest_unlock_time),
            "frozen_since": _text(self.frozen_since),
            "frozen_by": self.frozen_by,
            "freeze_ends": _text(self.freeze_ends),
            "frozen_remaining": self.frozen_remaining,
            "task_points": self.task_points,
            "task_points_required": self.task_points_required,
            "sums": self.sums.as_json(),
            "end": _text(self.end),
        }

    @classmethod
    def from_json(cls, stored: LockSessionJson) -> Self:
        """Return a session from the store; raises ValueError, KeyError, TypeError."""
        session = cls(
            lock_id=stored["lock_id"],
            title=stored["title"],
            start=stored_moment(stored["start"]),
            last_seen=stored_moment(stored["last_seen"]),
            unlock_time=_moment_or_none(stored["unlock_time"]),
            latest_unlock_time=_moment_or_none(stored["latest_unlock_time"]),
            frozen_since=_moment_or_none(stored.get("frozen_since")),
            frozen_by=stored.get("frozen_by"),
            freeze_ends=_moment_or_none(stored.get("freeze_ends")),
            frozen_remaining=_number_or_none(stored.get("frozen_remaining")),
            task_points=_number_or_none(stored.get("task_points")),
            task_points_required=_number_or_none(stored.get("task_points_required")),
            end=_moment_or_none(stored["end"]),
        )
        if "sums" in stored:
            return replace(session, sums=Sums.from_json(stored["sums"]))
        # Of a version that counted nothing else.
        length = (session.end or session.last_seen) - session.start
        return replace(session, sums=Sums(locked=max(0.0, length.total_seconds())))

    def is_same(self, other: Self) -> bool:
        """Tell whether another record is of the same session."""
        return (self.lock_id, self.start) == (other.lock_id, other.start)

    @property
    def known_lock(self) -> KnownLock:
        """The lock that the first reading after a restart is compared with."""
        return KnownLock(
            lock_id=self.lock_id,
            times=LockTimes(
                locked_since=self.start,
                unlock_time=self.unlock_time,
                latest_unlock_time=self.latest_unlock_time,
                frozen_since=self.frozen_since,
                frozen_by=self.frozen_by,
            ),
            last_seen=self.last_seen,
        )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else stored_moment(text)


def _number_or_none(value: float | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The change from one reading to the next.

    before, running: the running session before and after it.
    ended: the session that ended with it.
    again: the ended session of a lock that appears again, which `running` continues.
    """

    before: LockSession | None
    running: LockSession | None
    ended: LockSession | None
    again: LockSession | None

    @property
    def is_other_lock(self) -> bool:
        """Whether the running lock isn't the one before."""
        return self.running is not None and (
            self.before is None or self.ended is not None
        )

    @property
    def started(self) -> bool:
        """Whether a lock started that isn't known yet."""
        return self.is_other_lock and self.again is None


def next_step(
    before: LockSession | None, known: Sequence[LockSession], reading: Reading
) -> Step:
    """Return the change that a reading makes; known: the ended sessions."""
    running, ended = advance(before, reading)
    again: LockSession | None = None
    if running is not None and (before is None or ended is not None):
        again = former(running, [*known, ended] if ended else known)
    return Step(
        before=before,
        running=resumed(running, again) if running and again else running,
        ended=ended,
        again=again,
    )


def advance(
    running: LockSession | None, reading: Reading
) -> tuple[LockSession | None, LockSession | None]:
    """Return the running session after a reading, and the session that ended."""
    now = reading.measurement.middle
    found = _found(reading, now)
    if running is None:
        return found, None
    if found is None or not reading.is_known_lock:
        return found, _ended(running, min(found.start, now) if found else now)
    found = replace(
        found,
        title=found.title or running.title,
        freeze_ends=running.freeze_ends,
        task_points=_newer(found.task_points, running.task_points),
        task_points_required=_newer(
            found.task_points_required, running.task_points_required
        ),
        sums=running.sums,
    )
    if reading.times.locked_since is None:
        found = replace(found, start=running.start)
    if reading.lock_data is not None and reading.lock_data.frozen is None:
        found = replace(
            found,
            frozen_since=running.frozen_since,
            frozen_by=running.frozen_by,
            frozen_remaining=running.frozen_remaining,
        )
    return found, None


def _newer(new: float | None, old: float | None) -> float | None:
    return old if new is None else new


def former(found: LockSession, ended: Sequence[LockSession]) -> LockSession | None:
    """Return the ended session of a lock that appears again, None for a new lock.

    Without ids it can only be the newest session, with the same start.
    """
    if found.lock_id is not None:
        for session in reversed(ended):
            if session.lock_id == found.lock_id:
                return session
    newest = ended[-1] if ended else None
    if (
        newest is not None
        and None in (newest.lock_id, found.lock_id)
        and abs(newest.start - found.start) <= SAME_START
        and newest.last_seen - found.start > LATEST_START
    ):
        return newest
    return None


def resumed(found: LockSession, before: LockSession) -> LockSession:
    """Return the session of a lock that appears again after it was considered ended."""
    return replace(
        found,
        lock_id=found.lock_id or before.lock_id,
        title=found.title or before.title,
        start=min(found.start, before.start),
        sums=before.sums,
    )


def _found(reading: Reading, now: datetime) -> LockSession | None:
    """Return the session of a reading alone, None without a lock."""
    lock = reading.lock_data
    if lock is None:
        return None
    return LockSession(
        lock_id=reading.lock_id,
        title=lock.lock_title,
        start=min(reading.times.locked_since or now, now),
        last_seen=now,
        unlock_time=reading.times.unlock_time,
        latest_unlock_time=reading.times.latest_unlock_time,
        frozen_since=reading.times.frozen_since,
        frozen_by=reading.times.frozen_by,
        frozen_remaining=lock.time_remaining if lock.frozen else None,
        task_points=lock.task_points,
        task_points_required=lock.task_points_required,
    )


def _ended(running: LockSession, latest: datetime) -> LockSession:
    """Return the session with its end.

    It lies between the last reading and `latest`; the unlock time is the best estimate.
    """
    end = running.unlock_time or latest
    return replace(running, end=max(min(end, latest), running.last_seen))
