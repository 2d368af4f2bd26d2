"""The bounds of a timer that follow from answers, and the gap to an answer outside of them.

An answer counts in whole seconds, for an unknown moment between its request and its arrival. So
each gives an interval, and the intervals of an unchanged timer overlap.
"""

from dataclasses import dataclass
import math
from typing import Final

from ..api import LockData
from .reading import Measurement

# A server may set its clock by some seconds; the smallest change by a person is 10 s.
UNNOTICED: Final = 6.0


@dataclass(frozen=True, slots=True)
class Countdown:
    """The bounds of the moment when a timer reaches 0, in seconds since the epoch.

    frozen: the bounds are remaining seconds instead.
    """

    frozen: bool
    low: float
    high: float

    @property
    def is_over(self) -> bool:
        """Whether it reached 0 at an unknown moment."""
        return not math.isfinite(self.low)

    @property
    def middle(self) -> float:
        """The estimate between the bounds."""
        return (self.low + self.high) / 2

    def shifted(self, seconds: float, began: float, ended: float) -> Countdown:
        """Return the timer after seconds were added between two moments."""
        if self.frozen:
            return Countdown(
                frozen=True,
                low=max(0.0, self.low + seconds),
                high=max(0.0, self.high + seconds),
            )
        if seconds < 0:
            return Countdown(False, self.low + seconds, self.high + seconds)
        # A timer at 0 starts again at the moment of the addition.
        return Countdown(
            False, max(self.low, began) + seconds, max(self.high, ended) + seconds
        )

    def turned(self, frozen: bool, began: float, ended: float) -> Countdown:
        """Return the timer after it was frozen or unfrozen between two moments."""
        if frozen is self.frozen:
            return self
        if frozen:
            return Countdown(
                True, max(0.0, self.low - ended), max(0.0, self.high - began)
            )
        return Countdown(False, self.low + began, self.high + ended)

    def gap(self, other: Countdown) -> float:
        """Return how far the other lies above (negative: below) this one, 0 where they overlap."""
        if other.low > self.high:
            return other.low - self.high
        if other.high < self.low:
            return other.high - self.low
        return 0.0

    def agreed(self, other: Countdown) -> Countdown:
        """Return the common part of both; the other where they don't overlap.

        A slow answer with a gap too small for a change is ignored: it can't separate a clock that
        was set a little from the beginning of a change.
        """
        if gap := self.gap(other):
            is_slow = other.high - other.low > self.high - self.low + 1
            return self if is_slow and abs(gap) <= UNNOTICED else other
        return Countdown(
            self.frozen, max(self.low, other.low), min(self.high, other.high)
        )

    def remaining(self, now: float) -> float:
        """Return the estimated remaining seconds, at least 0."""
        # The middle of a timer that is over is minus infinity.
        return max(0.0, self.middle if self.frozen else self.middle - now)


def measured(
    lock: LockData, measurement: Measurement, *, frozen: bool
) -> Countdown | None:
    """Return the bounds that one answer gives, None where it has no remaining time."""
    seconds = lock.time_remaining
    if seconds is None:
        return None
    if frozen:
        return Countdown(True, seconds, seconds + 1)
    ended = measurement.ended.timestamp()
    if seconds == 0:
        return Countdown(False, -math.inf, ended + 1)
    return Countdown(
        False, measurement.began.timestamp() + seconds, ended + seconds + 1
    )
