"""How many commands may be sent: the service takes 30 a minute of each account.

Source: the API's rate limits (actions 30 per minute, stops of devices included).
"""

from collections import deque
from collections.abc import Callable
from typing import Final

COMMANDS_PER_MINUTE: Final = 30
# So many of them the other commands leave to stops.
RESERVED_FOR_STOPS: Final = 4
WINDOW: Final = 60.0


class Allowance:
    """Counts the commands of one account; times are seconds of a clock that only goes forward."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start with everything allowed."""
        self._now = now
        self._in_flight = 0
        self._free_again: deque[float] = deque()
        self._paused_until = 0.0
        self.has_devices = False

    def begin(self) -> None:
        """Count a command that is being sent."""
        self._in_flight += 1

    def end(self, *, sent: bool) -> None:
        """Count a command as answered; one that was surely not sent costs nothing.

        The service counted it somewhere between sending and answer, so the minute starts now.
        """
        self._in_flight -= 1
        if sent:
            self._free_again.append(self._now() + WINDOW)

    def pause(self, seconds: float) -> None:
        """Send nothing for so long, as the service asked."""
        self._paused_until = max(self._paused_until, self._now() + seconds)

    def wait(self, ahead: int = 0) -> float:
        """Return the seconds until a command may be sent before which `ahead` others go.

        Where the account has connected devices, it leaves room for their stops.
        """
        now = self._now()
        while self._free_again and self._free_again[0] <= now:
            self._free_again.popleft()
        pause = max(0.0, self._paused_until - now)
        taken = len(self._free_again) + self._in_flight + ahead
        reserved = RESERVED_FOR_STOPS if self.has_devices else 0
        too_many = taken - (COMMANDS_PER_MINUTE - reserved)
        if too_many < 0:
            return pause
        if too_many < len(self._free_again):
            return max(pause, self._free_again[too_many] - now)
        return max(pause, WINDOW)
