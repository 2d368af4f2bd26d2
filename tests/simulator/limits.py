"""Rate limits: so many reads and so many actions a minute for each token."""

from collections import deque
from enum import StrEnum
import math

from .clock import Clock

_WINDOW = 60.0


class RequestKind(StrEnum):
    """The kind that a request counts as."""

    READ = "read"
    ACTION = "action"


class RateLimits:
    """Counts the accepted requests of the last minute, for each token apart.

    A minute is a minute of the client, so it does not shrink with a clock that
    is sped up.
    """

    def __init__(self, clock: Clock) -> None:
        """Start with the documented limits."""
        self._clock = clock
        self._accepted: dict[tuple[str, RequestKind], deque[float]] = {}
        self.reads = 300
        self.actions = 30
        self.retry_after = True
        """Whether a refusal carries Retry-After."""

    def take(self, token: str, kind: RequestKind) -> int | None:
        """Count a request; where the limit is reached, return the whole seconds to wait."""
        accepted = self._accepted.setdefault((token, kind), deque())
        now = self._clock.now()
        window = _WINDOW * self._clock.speed
        # Times ahead of now are from before a test moved the time back.
        while accepted and not now - window < accepted[0] <= now:
            accepted.popleft()
        limit = self.reads if kind is RequestKind.READ else self.actions
        if len(accepted) < limit:
            accepted.append(now)
            return None
        # The wait ends when so many have left the window that one more fits.
        oldest = accepted[len(accepted) - limit] if limit > 0 else now
        return max(1, math.ceil((oldest + window - now) / self._clock.speed))

    def reset(self) -> None:
        """Forget all counted requests."""
        self._accepted.clear()
