"""Locks as spans of time: the running one, and how it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self, TypedDict

from .reading import KnownLock, LockTimes, Reading

MAX_ENDED: Final = 500

# More than a slow answer can shift the start of a lock that is still the same.
LATEST_START: Final = timedelta(minutes=1)


class LockSessionJson(TypedDict):
    """A lock session as it is stored; moments in ISO 8601."""

    lock_id: str | None
    title: str | None
    start: str
    last_seen: str
    unlock_time: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSession:
    """One lock from its start to its end (UTC).

    start: when it was locked, or when it was first seen where the API doesn't say.
    last_seen: the newest reading that showed it.
    unlock_time: when its time is up, as last known.
    end: None while it runs.
    """

    lock_id: str | None
    title: str | None
    start: datetime
    last_seen: datetime
    unlock_time: datetime | None = None
    end: datetime | None = None

    def as_json(self) -> LockSessionJson:
        """Return the session for the store."""
        return {
            "lock_id": self.lock_id,
            "title": self.title,
            "start": self.start.isoformat(),
            "last_seen": self.last_seen.isoformat(),
            "unlock_time": self.unlock_time.isoformat() if self.unlock_time else None,
            "end": self.end.isoformat() if self.end else None,
        }

    @classmethod
    def from_json(cls, stored: LockSessionJson) -> Self:
        """Return a session from the store; raises ValueError, KeyError, TypeError."""
        return cls(
            lock_id=stored["lock_id"],
            title=stored["title"],
            start=datetime.fromisoformat(stored["start"]),
            last_seen=datetime.fromisoformat(stored["last_seen"]),
            unlock_time=datetime.fromisoformat(stored["unlock_time"])
            if stored["unlock_time"]
            else None,
            end=datetime.fromisoformat(stored["end"]) if stored["end"] else None,
        )

    @property
    def known_lock(self) -> KnownLock:
        """The lock as a reading after a restart is to compare with it."""
        return KnownLock(
            lock_id=self.lock_id,
            times=LockTimes(locked_since=self.start, unlock_time=self.unlock_time),
        )


def advance(
    running: LockSession | None, reading: Reading
) -> tuple[LockSession | None, LockSession | None]:
    """Return the running session after a reading, and the one that the reading ended."""
    now = reading.measurement.middle
    found = _found(reading, now)
    if running is None:
        return found, None
    if found is None or _is_another(running, found, reading.times.locked_since):
        return found, _ended(running, min(found.start, now) if found else now)
    return found if reading.times.locked_since else _from(running, found), None


def _found(reading: Reading, now: datetime) -> LockSession | None:
    """Return the session that a reading shows, as if it were seen for the first time."""
    if reading.session is None:
        return None
    return LockSession(
        lock_id=reading.session.lock_id,
        title=reading.session.lock_data.lock_title,
        start=min(reading.times.locked_since or now, now),
        last_seen=now,
        unlock_time=reading.times.unlock_time,
    )


def _from(running: LockSession, found: LockSession) -> LockSession:
    """Return what was found with the start that is known; the answer doesn't say it."""
    return LockSession(
        lock_id=found.lock_id,
        title=found.title,
        start=running.start,
        last_seen=found.last_seen,
        unlock_time=found.unlock_time,
    )


def _is_another(
    running: LockSession, found: LockSession, locked_since: datetime | None
) -> bool:
    """Tell locks apart by their ids; without them by the start, which doesn't come later."""
    if running.lock_id is not None and found.lock_id is not None:
        return running.lock_id != found.lock_id
    return locked_since is not None and found.start > running.start + LATEST_START


def _ended(running: LockSession, latest: datetime) -> LockSession:
    """Return the session with its end.

    It ended between its last sight and `latest`, most likely when its time was up.
    """
    end = running.unlock_time or latest
    return LockSession(
        lock_id=running.lock_id,
        title=running.title,
        start=running.start,
        last_seen=running.last_seen,
        unlock_time=running.unlock_time,
        end=max(min(end, latest), running.last_seen),
    )
