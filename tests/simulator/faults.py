"""Faults that a test orders for requests to come."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .json_types import JsonObject, JsonValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The fault of one request."""

    delay: float = 0.0
    """Real seconds between computing the answer and sending it."""
    hang: bool = False
    """Not answered until the faults are cleared (then as if there had been no
    hanging) or the simulator stops (then never)."""
    close: Literal["before", "after"] | None = None
    """The connection is closed without an answer, before or after the write took effect."""
    truncate: bool = False
    """Half of the body is sent, then the connection is closed."""
    status: int | None = None
    """Replaces the status; without `body` the answer is the API's error for it."""
    body: bytes | JsonValue = None
    """Replaces the body; a str is sent as it is, other values as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Added to the answer's headers."""
    content_type: str | None = None
    retry_after: int | str | None = None
    """Value of a Retry-After header added to the answer."""
    before_answer: Callable[[], object] | None = None
    """Called before the answer is computed; an awaitable that it returns is awaited."""
    effect: bool = False
    """Whether a write takes effect although `status` or `body` replace its answer."""
    cached: int | None = None
    """A reading gets the very body that the reading so many before (1: the last) got, as a cache
    answers. Readings that a cache answers aren't counted."""
    lag: int | None = None
    """A reading is answered by a replica that knows of no change since the reading so many before
    (1: the last); its clock is right."""
    overrides: JsonObject = field(default_factory=dict)
    """As `overrides` of the simulator, in the answers to these readings."""
    session_overrides: JsonObject = field(default_factory=dict)
    """As `session_overrides` of the simulator, in the answers to these readings."""

    @property
    def replaces_answer(self) -> bool:
        """Whether the answer's status or body is another one."""
        return self.status is not None or self.body is not None


@dataclass(slots=True)
class _Order:
    fault: Fault
    times: int | None
    match: str | None


class FaultOrders:
    """Faults in the order in which they were ordered; the first that matches is used."""

    def __init__(self) -> None:
        """Start without faults."""
        self._orders: list[_Order] = []
        self._released = asyncio.Event()

    def __len__(self) -> int:
        """Return how many orders are open."""
        return len(self._orders)

    def order(self, fault: Fault, times: int | None, match: str | None) -> None:
        """Use the fault for so many requests (None: for all) that start with `match`.

        `match` is compared with "METHOD path", with " pinned" after it where the request names a
        lock; None matches every request.
        """
        if times is not None and times < 1:
            raise ValueError("times must be 1 or more")
        self._orders.append(_Order(fault, times, match))

    def take(self, request_line: str) -> Fault:
        """Return the fault for a request given as "METHOD path" or "METHOD path pinned"."""
        for order in self._orders:
            if order.match is not None and not request_line.startswith(order.match):
                continue
            if order.times is not None:
                order.times -= 1
                if order.times == 0:
                    self._orders.remove(order)
            return order.fault
        return Fault()

    def clear(self) -> None:
        """Forget all orders and let the hanging requests go on."""
        self._orders.clear()
        self.release()

    def release(self) -> None:
        """Let the hanging requests go on; the orders stay."""
        self._released.set()
        self._released = asyncio.Event()

    async def until_released(self) -> None:
        """Wait for the next release."""
        await self._released.wait()
