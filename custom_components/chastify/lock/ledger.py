"""The ledger: for each local day, how long locks ran and were frozen, and what changed their time.

It knows time and neither files nor Home Assistant. It is counted up to the newest reading of the
running lock; a session that is stored knows until when that was, so that nothing has to be stored
because time passes: after a crash the rest is counted from the lock's own moments.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
import math
from typing import Final, Self, TypedDict

from .changes import LockEvent, LockEventType, Source

# So many days are kept: three years.
KEPT_DAYS: Final = 3 * 366


class BySource(TypedDict):
    """Seconds by who caused them."""

    home_assistant: int
    elsewhere: int


class SumsResponse(TypedDict):
    """Sums in whole seconds, as `get_history` answers them."""

    locked: int
    frozen: int
    added: BySource
    removed: BySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Seconds in which locks ran and were frozen, and that were added and removed, by source."""

    locked: float = 0.0
    frozen: float = 0.0
    added_by_us: float = 0.0
    added_elsewhere: float = 0.0
    removed_by_us: float = 0.0
    removed_elsewhere: float = 0.0

    @property
    def added(self) -> float:
        """All seconds that were added."""
        return self.added_by_us + self.added_elsewhere

    @property
    def removed(self) -> float:
        """All seconds that were removed."""
        return self.removed_by_us + self.removed_elsewhere

    def __add__(self, other: Sums) -> Sums:
        """Return the sums of both."""
        return Sums(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(Sums)
            }
        )

    @classmethod
    def of_events(cls, events: Iterable[LockEvent]) -> Sums:
        """Return the seconds that events add and remove."""
        total = cls()
        for event in events:
            seconds = float(event.seconds or 0)
            match event.type, event.source:
                case LockEventType.TIME_ADDED, Source.HOME_ASSISTANT:
                    total += cls(added_by_us=seconds)
                case LockEventType.TIME_ADDED, _:
                    total += cls(added_elsewhere=seconds)
                case LockEventType.TIME_REMOVED, Source.HOME_ASSISTANT:
                    total += cls(removed_by_us=seconds)
                case LockEventType.TIME_REMOVED, _:
                    total += cls(removed_elsewhere=seconds)
        return total

    def response(self) -> SumsResponse:
        """Return the sums in whole seconds."""
        return {
            "locked": round(self.locked),
            "frozen": round(self.frozen),
            "added": {
                "home_assistant": round(self.added_by_us),
                "elsewhere": round(self.added_elsewhere),
            },
            "removed": {
                "home_assistant": round(self.removed_by_us),
                "elsewhere": round(self.removed_elsewhere),
            },
        }

    def as_json(self) -> list[float]:
        """Return the sums for a store, in the order of their fields."""
        return list(astuple(self))

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """Return stored sums; raises TypeError and ValueError."""
        if not isinstance(stored, list):
            raise TypeError(stored)
        names = [each.name for each in fields(cls)]
        numbers = dict(zip(names, map(float, stored), strict=True))
        if not all(math.isfinite(each) and each >= 0 for each in numbers.values()):
            raise ValueError(stored)
        return cls(**numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time in which a lock ran (UTC), or its timer was frozen."""

    start: datetime
    end: datetime
    is_frozen: bool = False

    @property
    def sums(self) -> Sums:
        """Its seconds."""
        seconds = max(0.0, (self.end - self.start).total_seconds())
        return Sums(frozen=seconds) if self.is_frozen else Sums(locked=seconds)

    def by_day(self, zone: tzinfo) -> Iterator[tuple[date, Sums]]:
        """Yield its seconds in each local day, a day of 23 or 25 hours too."""
        start, end = self.start.astimezone(UTC), self.end.astimezone(UTC)
        while start < end:
            day = start.astimezone(zone).date()
            until = min(end, midnight(day + timedelta(days=1), zone))
            yield day, Span(start=start, end=until, is_frozen=self.is_frozen).sums
            start = until

    def without(self, others: Iterable[tuple[datetime, datetime]]) -> list[Span]:
        """Return the parts of it that lie in none of the other times."""
        parts: list[Span] = []
        start = self.start
        for other_start, other_end in sorted(others):
            if other_start > start:
                parts.append(self._part(start, min(other_start, self.end)))
            start = max(start, other_end)
        parts.append(self._part(start, self.end))
        return [part for part in parts if part.start < part.end]

    def since(self, moment: datetime) -> Span:
        """Return the part of it since a moment."""
        return self._part(max(self.start, moment), self.end)

    def _part(self, start: datetime, end: datetime) -> Span:
        return Span(start=start, end=end, is_frozen=self.is_frozen)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a local day, also where the clocks change at midnight."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    # Where midnight doesn't exist, or comes twice, Python takes the time before the change.
    while start.astimezone(zone).date() < day:
        start += timedelta(minutes=15)
    return start


class Ledger:
    """The sums of the days until the newest reading."""

    def __init__(
        self, days: Mapping[date, Sums] | None = None, forgotten: Sums | None = None
    ) -> None:
        """Continue with stored days; forgotten: the sums of those that aren't kept."""
        self._days = dict(days or {})
        self.forgotten = forgotten or Sums()
        self._total = sum(self._days.values(), self.forgotten)

    @property
    def days(self) -> Mapping[date, Sums]:
        """The days in which something was counted."""
        return self._days

    @property
    def total(self) -> Sums:
        """The sums of all days, those that are forgotten too; it never gets less."""
        return self._total

    def add_spans(self, spans: Iterable[Span], zone: tzinfo) -> None:
        """Count times in which a lock ran or its timer was frozen."""
        for span in spans:
            for day, sums in span.by_day(zone):
                self.add(day, sums)

    def add(self, day: date, sums: Sums) -> None:
        """Count the sums of a day."""
        self._days[day] = self._days.get(day, Sums()) + sums
        self._total += sums

    def forget(self, before: date) -> bool:
        """Forget the days before a date, of which only the total remains; return whether any was."""
        old = [day for day in self._days if day < before]
        for day in old:
            self.forgotten += self._days.pop(day)
        return bool(old)
