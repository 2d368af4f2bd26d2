"""The record of one request."""

from dataclasses import dataclass

from .json_types import JsonValue


@dataclass(kw_only=True, slots=True)
class RecordedRequest:
    """A request that reached the API, whatever became of it."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: JsonValue
    """The parsed JSON; None where there is none."""
    raw_body: bytes
    arrived: float
    """time.monotonic() at arrival, in seconds."""
    arrived_at: float
    """Simulated time at arrival, in seconds since the epoch."""
    status: int | None = None
    """Status of the answer; None: no answer was sent."""
    set_cookie: str | None = None
    """The cookie that the answer sets."""
    effect: bool = False
    """Whether the write took effect."""
    lock_id: str | None = None
    """The lock at which the request was carried out; None: it wasn't carried out."""

    @property
    def is_pinned(self) -> bool:
        """Whether the request names the lock that it is about."""
        return "x-chastify-lock-id" in self.headers
