"""The log of what really happened to the locks, and its sums by day, reckoned independently."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

HOUR: Final = 3600

type DaySums = dict[str, float]


@dataclass
class LockLog:
    """Moments in seconds since the epoch."""

    zone: ZoneInfo
    locked: list[tuple[float, float]] = field(default_factory=list)
    frozen: list[tuple[float, float]] = field(default_factory=list)
    changes: list[tuple[float, str, float]] = field(default_factory=list)
    """Moment, name of the sum, seconds."""

    def sums(self) -> dict[date, DaySums]:
        """Return the sums of each local day."""
        found: dict[date, DaySums] = defaultdict(lambda: defaultdict(float))
        for name, spans in (("locked", self.locked), ("frozen", self.frozen)):
            for start, end in spans:
                # Days of this time zone begin at whole hours of UTC.
                while start < end:
                    until = min(end, (start // HOUR + 1) * HOUR)
                    found[self.day(start)][name] += until - start
                    start = until
        for moment, name, seconds in self.changes:
            found[self.day(moment)][name] += seconds
        return found

    def day(self, moment: float) -> date:
        """Return the local day of a moment."""
        return datetime.fromtimestamp(moment, UTC).astimezone(self.zone).date()

    def locks_on(self, day: date) -> int:
        """Return how many locks ran on a day."""
        return sum(
            self.day(start) <= day <= self.day(end) for start, end in self.locked
        )

    def is_near_midnight(self, moment: float, ahead: float = 120) -> bool:
        """Tell whether the day changes so soon that the next reading may be of either day."""
        return self.day(moment - 120) != self.day(moment + ahead)
