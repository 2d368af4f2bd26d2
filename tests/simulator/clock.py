"""The simulator's clock."""

from collections.abc import Callable
import time


def _system_time() -> float:
    """Return the system's time in seconds since the epoch."""
    # Looked up in the module at each call, so that a test that replaces
    # time.time() drives this clock.
    return time.time()


class Clock:
    """Simulated time: a source of time, run at a settable speed.

    All times are seconds since the epoch.
    """

    def __init__(
        self, speed: float = 1.0, now: Callable[[], float] | None = None
    ) -> None:
        """Start at the source's time; `now` is the source, the system's time if None."""
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._source = now or _system_time
        self._source_anchor = self._source()
        self._anchor = self._source_anchor
        self._speed = speed

    def now(self) -> float:
        """Return the simulated time."""
        return self._anchor + (self._source() - self._source_anchor) * self._speed

    @property
    def speed(self) -> float:
        """Simulated seconds per second of the source."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        """Change the speed from now on; the simulated time does not jump."""
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._anchor_here()
        self._speed = speed

    def advance(self, seconds: float) -> None:
        """Jump forward; seconds may not be negative."""
        if seconds < 0:
            raise ValueError("the clock only goes forward")
        self._anchor += seconds

    def _anchor_here(self) -> None:
        source = self._source()
        self._anchor += (source - self._source_anchor) * self._speed
        self._source_anchor = source
