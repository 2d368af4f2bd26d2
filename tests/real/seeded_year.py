"""A year of locks, written as Home Assistant would have kept it for an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
import json
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from .json_types import JsonObject

_HOUR = 3600.0
_DAYS = 380
# The running lock of the simulator began two days ago.
_FREE = timedelta(days=4)
_TITLES = ("Long week", "Weekend", "October", "Until the review", "Quiet days")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lock:
    title: str
    start: datetime
    end: datetime


def write(folder: Path, entry_id: str, zone: ZoneInfo) -> None:
    """Write the files of ended locks and of days; the entry must not be loaded."""
    now = datetime.now(UTC)
    locks = list(_locks(now))
    days = _days(locks, zone)
    _store(
        folder,
        f"{entry_id}.sessions",
        [_session(number, lock) for number, lock in enumerate(locks)],
    )
    _store(
        folder,
        f"{entry_id}.days",
        {
            "revision": 0,
            "running": None,
            "since": min(days).isoformat(),
            "kept_from": None,
            "days": {day.isoformat(): sums for day, sums in sorted(days.items())},
            "forgotten": [0.0] * 6,
        },
    )


def _store(folder: Path, name: str, data: object) -> None:
    key = f"chastify.{name}"
    content = {"version": 1, "minor_version": 1, "key": key, "data": data}
    (folder / ".storage" / key).write_text(json.dumps(content), "utf-8")


def _locks(now: datetime) -> Iterator[_Lock]:
    """Return locks of some days, with days between them."""
    chosen = Random(0)
    start = now - timedelta(days=_DAYS)
    while True:
        end = start + timedelta(
            days=chosen.choice((2, 3, 5, 8, 12, 20)), hours=chosen.randrange(20)
        )
        if end > now - _FREE:
            return
        yield _Lock(title=chosen.choice(_TITLES), start=start, end=end)
        start = end + timedelta(
            days=chosen.choice((1, 2, 4, 6)), hours=chosen.randrange(12)
        )


def _session(number: int, lock: _Lock) -> JsonObject:
    end = lock.end.isoformat()
    return {
        "lock_id": f"seeded-{number}",
        "title": lock.title,
        "start": lock.start.isoformat(),
        "last_seen": end,
        "unlock_time": end,
        "latest_unlock_time": None,
        "end": end,
    }


def _days(locks: list[_Lock], zone: ZoneInfo) -> dict[date, list[float]]:
    """Return the sums of each day with a lock.

    They are the seconds locked, frozen, added by Home Assistant and by others, removed by both.
    """
    chosen = Random(1)
    days: dict[date, list[float]] = {}
    for lock in locks:
        day = lock.start.astimezone(zone).date()
        while (begin := _midnight(day, zone)) < lock.end:
            end = _midnight(day + timedelta(days=1), zone)
            locked = (min(end, lock.end) - max(begin, lock.start)).total_seconds()
            before = days.get(day, [0.0] * 6)
            more = [
                locked,
                min(locked, chosen.choice((0, 0, 0, 2, 6)) * _HOUR),
                chosen.choice((0, 0, 0.5, 1)) * _HOUR,
                chosen.choice((0, 0, 0, 2, 3)) * _HOUR,
                chosen.choice((0, 0, 0, 0.25)) * _HOUR,
                chosen.choice((0, 0, 0, 0, 1)) * _HOUR,
            ]
            days[day] = [one + other for one, other in zip(before, more, strict=True)]
            day += timedelta(days=1)
    return days


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
