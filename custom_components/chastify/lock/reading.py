"""One reading of the account's lock, and the timestamps that follow from it.

The API counts in whole seconds and answers take time, so the calculated timestamps differ by some
seconds from poll to poll. A known timestamp therefore stays as long as readings agree with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..api import LockData, Session

# More than a slow answer can shift the start of the same lock.
LATEST_START: Final = timedelta(minutes=1)

# Whole seconds of the server, rounded up or down, and a clock that is set by a second or two.
TOLERANCE: Final = timedelta(seconds=3)


class LockState(StrEnum):
    """The states of the sensor `lock_state`."""

    NO_LOCK = "no_lock"
    LOCKED = "locked"
    FROZEN = "frozen"
    UNLOCKABLE = "unlockable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """When a request was sent and its answer arrived (UTC).

    began_monotonic, ended_monotonic: the same by a clock that can't be set, in seconds.
    """

    began: datetime
    ended: datetime
    began_monotonic: float
    ended_monotonic: float

    @property
    def middle(self) -> datetime:
        """The estimated moment that the answer describes."""
        return self.began + (self.ended - self.began) / 2

    @property
    def clock_offset(self) -> float:
        """Seconds by which the system clock is ahead of the monotonic clock."""
        return self.ended.timestamp() - self.ended_monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class LockTimes:
    """Timestamps of a lock (UTC, whole seconds), None where unknown.

    unlock_time and latest_unlock_time are unknown while the timer is frozen.
    frozen_since: the first reading with the current freeze.
    frozen_by: the source of the event `frozen`, None where there was no such event.
    """

    locked_since: datetime | None = None
    frozen_since: datetime | None = None
    frozen_by: str | None = None
    unlock_time: datetime | None = None
    latest_unlock_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLock:
    """A lock and its timestamps after earlier readings.

    last_seen: the newest reading of it (UTC).
    clock_offset: that of the newest measurement, None after a restart.
    """

    lock_id: str | None
    times: LockTimes
    last_seen: datetime
    clock_offset: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer about an account; session None: there is no active lock.

    Readings with the same values are equal, whenever they were measured.
    is_known_lock: whether it is about the lock of the reading before.
    lock_id: the lock's id from this answer or an earlier one.
    """

    session: Session | None
    times: LockTimes
    measurement: Measurement = field(compare=False)
    is_known_lock: bool = field(compare=False, default=False)
    lock_id: str | None = field(compare=False, default=None)

    @property
    def lock_data(self) -> LockData | None:
        """The lock, None where there is none."""
        return self.session.lock_data if self.session else None

    @property
    def lock_state(self) -> LockState:
        """The first that applies of: no lock, unlockable, frozen, locked."""
        if self.session is None:
            return LockState.NO_LOCK
        if self.session.lock_data.unlockable:
            return LockState.UNLOCKABLE
        if self.session.lock_data.frozen:
            return LockState.FROZEN
        return LockState.LOCKED


def has_moving_timer(lock: LockData) -> bool:
    """Tell whether the lock shows a timer that is known to move.

    It isn't documented whether the time locked counts while the timer is frozen.
    """
    timers = (lock.time_locked, lock.time_remaining, lock.max_time_remaining)
    return lock.frozen is not True and any(timers)


def of_lock[ValueT](
    value_fn: Callable[[LockData], ValueT],
) -> Callable[[Reading], ValueT | None]:
    """Return a function of a reading that returns None without a lock."""

    def value(reading: Reading) -> ValueT | None:
        session = reading.session
        return value_fn(session.lock_data) if session else None

    return value


def interpret(
    session: Session | None, measurement: Measurement, known: KnownLock | None
) -> Reading:
    """Return the reading of an answer; known timestamps that it agrees with stay."""
    if session is None:
        return Reading(session=None, measurement=measurement, times=LockTimes())
    if known is not None and _is_another(known, session, measurement):
        known = None
    before = known.times if known else LockTimes()
    lock = session.lock_data
    counts_down = not lock.frozen
    frozen_since = (
        before.frozen_since or _next_whole_second(measurement.middle)
        if lock.frozen
        else None
    )
    return Reading(
        session=session,
        measurement=measurement,
        is_known_lock=known is not None,
        lock_id=session.lock_id or (known.lock_id if known else None),
        times=LockTimes(
            locked_since=_past(before.locked_since, lock.time_locked, measurement),
            frozen_since=frozen_since,
            frozen_by=before.frozen_by if lock.frozen else None,
            unlock_time=_future(before.unlock_time, lock.time_remaining, measurement)
            if counts_down
            else None,
            latest_unlock_time=_future(
                before.latest_unlock_time, lock.max_time_remaining, measurement
            )
            if counts_down
            else None,
        ),
    )


def remember(reading: Reading, known: KnownLock | None) -> KnownLock | None:
    """Return the lock after a reading, None without a lock.

    Timestamps that the answer leaves out, or hides while the timer is frozen, stay known.
    """
    session = reading.session
    if session is None:
        return None
    times = reading.times
    before = known.times if known and reading.is_known_lock else LockTimes()
    freeze = before if session.lock_data.frozen is None else times
    return KnownLock(
        lock_id=reading.lock_id,
        times=LockTimes(
            locked_since=times.locked_since or before.locked_since,
            frozen_since=freeze.frozen_since,
            frozen_by=freeze.frozen_by,
            unlock_time=times.unlock_time or before.unlock_time,
            latest_unlock_time=times.latest_unlock_time or before.latest_unlock_time,
        ),
        last_seen=reading.measurement.middle,
        clock_offset=reading.measurement.clock_offset,
    )


def _is_another(known: KnownLock, session: Session, measurement: Measurement) -> bool:
    """Tell whether an answer is about another lock than the known one.

    An answer without an id is about the known lock, unless it started after the known one was last
    seen. A start that moved as far as the system clock did is not a later one.
    """
    if known.lock_id is not None and session.lock_id is not None:
        return known.lock_id != session.lock_id
    seconds, since = session.lock_data.time_locked, known.times.locked_since
    if seconds is None or since is None:
        return False
    start = measurement.began - timedelta(seconds=seconds)
    if start <= max(since + LATEST_START, known.last_seen - TOLERANCE):
        return False
    if known.clock_offset is None:
        return True
    moved = timedelta(seconds=measurement.clock_offset - known.clock_offset)
    return abs(start - since - moved) > LATEST_START


def _past(
    before: datetime | None, seconds: float | None, measurement: Measurement
) -> datetime | None:
    """Return the moment so many seconds before the measurement."""
    if seconds is None:
        return None
    return _standing(before, timedelta(seconds=-seconds), measurement)


def _future(
    before: datetime | None, seconds: float | None, measurement: Measurement
) -> datetime | None:
    """Return the moment so many seconds after the measurement; at 0 s a past one stays."""
    if seconds is None:
        return None
    if seconds == 0 and before is not None and before <= measurement.ended + TOLERANCE:
        return before
    return _standing(before, timedelta(seconds=seconds), measurement)


def _standing(
    before: datetime | None, offset: timedelta, measurement: Measurement
) -> datetime:
    """Return the known moment where the measurement agrees with it, else the new one."""
    earliest = measurement.began + offset - TOLERANCE
    latest = measurement.ended + offset + TOLERANCE
    if before is not None and earliest <= before <= latest:
        return before
    return _next_whole_second(measurement.middle + offset)


def _next_whole_second(moment: datetime) -> datetime:
    """Round up, since the server rounds down."""
    if moment.microsecond:
        moment += timedelta(seconds=1)
    return moment.replace(microsecond=0)
