"""A timer as far as the answers tell: between which bounds it lies, and what doesn't fit them.

An answer counts in whole seconds and speaks of a moment between its request and its arrival. So each
gives an interval, and the intervals of a timer that nobody touches have something in common.
"""

from dataclasses import dataclass
import math
from typing import Final

from ..api import LockData
from .reading import Measurement

# A server's clock that is set by some seconds is no change of the lock; 10 s that somebody adds are.
UNNOTICED: Final = 6.0


@dataclass(frozen=True, slots=True)
class Countdown:
    """Bounds of a timer, in seconds since the epoch of when it reaches 0.

    frozen: the bounds are the seconds that remain instead.
    """

    frozen: bool
    low: float
    high: float

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
        # One that has run out starts again from then.
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
        """Return how far the other lies above (below: negative), 0 where both can be true."""
        if other.low > self.high:
            return other.low - self.high
        if other.high < self.low:
            return other.high - self.low
        return 0.0

    def agreed(self, other: Countdown) -> Countdown:
        """Return what both say; the other where they disagree.

        Where they disagree too little for a change, a slow answer replaces nothing: it can't tell
        a clock that was set a little from the beginning of a change.
        """
        if gap := self.gap(other):
            is_slow = other.high - other.low > self.high - self.low + 1
            return self if is_slow and abs(gap) <= UNNOTICED else other
        return Countdown(
            self.frozen, max(self.low, other.low), min(self.high, other.high)
        )

    def remaining(self, now: float) -> float:
        """Return the best guess at the seconds that remain, 0 at least."""
        middle = (self.low + self.high) / 2 if math.isfinite(self.low) else -math.inf
        return max(0.0, middle if self.frozen else middle - now)


def measured(
    lock: LockData, measurement: Measurement, *, frozen: bool
) -> Countdown | None:
    """Return what one answer says of the timer, None where it says nothing."""
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
