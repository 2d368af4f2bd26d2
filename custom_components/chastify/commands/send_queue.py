"""The order in which the commands of one account go out: one at a time, as they were called."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
import math
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..account.allowance import Allowance
from ..const import DOMAIN

# What can't be sent so many seconds after its call is refused.
PATIENCE: Final = 10.0
# No request takes longer (api/transport.py).
LONGEST_REQUEST: Final = 15.0


class TooLateError(Exception):
    """A command can't be sent in time; `seconds`: when to try again."""

    def __init__(self, seconds: float) -> None:
        """Round up, so that it isn't too early then."""
        super().__init__(seconds)
        self.seconds = max(1, math.ceil(seconds))


class PausedError(TooLateError):
    """The service asked for a pause on the route of a command."""


class TokenRefusedError(Exception):
    """The service doesn't take the token, so nothing that waits is sent."""


class QueueClosedError(Exception):
    """The account was unloaded before the command's turn came."""


class DroppedError(Exception):
    """A command was taken out of the queue."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of a command; `deadline` by the loop's clock."""

    queue: SendQueue
    deadline: float

    def check(self) -> None:
        """Raise TooLateError or QueueClosedError where it took too long to get ready."""
        self.queue.check(self.deadline)


class SendQueue:
    """Gives turns in the order of the calls, within the allowance."""

    def __init__(self, hass: HomeAssistant, allowance: Allowance) -> None:
        """Start open and empty."""
        self._hass = hass
        self._loop = hass.loop
        self._allowance = allowance
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._owners: dict[asyncio.Future[None], object] = {}
        self._routes: dict[asyncio.Future[None], Hashable] = {}
        self._deadlines: dict[asyncio.Future[None], float] = {}
        self._holder: asyncio.Future[None] | None = None
        self._held_since = 0.0
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._closed = False
        self._held = False

    @asynccontextmanager
    async def turn(self, route: Hashable, owner: object = None) -> AsyncIterator[Turn]:
        """Wait for the turn and hold it for the length of a block.

        route: on which the command goes out, of which the service may want a pause.
        Raises TooLateError when it can't come within 10 s of the call, at once where that is known,
        as PausedError where the service asked for it; QueueClosedError when the account is
        unloaded; DroppedError where the owner is dropped; TokenRefusedError.
        """
        if self._closed:
            raise QueueClosedError
        deadline = self._loop.time() + PATIENCE
        pause = self._allowance.pause_of(route)
        if pause > PATIENCE:
            raise PausedError(pause)
        wait = self._allowance.wait(len(self._waiting))
        if wait > PATIENCE:
            raise TooLateError(wait)
        ticket = self._loop.create_future()
        self._waiting.append(ticket)
        self._owners[ticket] = owner
        self._routes[ticket] = route
        self._deadlines[ticket] = deadline
        try:
            self._advance()
            try:
                async with asyncio.timeout_at(deadline):
                    await ticket
            except TimeoutError:
                if (pause := self._allowance.pause_of(route)) > 0:
                    raise PausedError(pause) from None
                raise TooLateError(self._expected_wait(ticket)) from None
            yield Turn(self, deadline)
        finally:
            self._leave(ticket)

    def check(self, deadline: float) -> None:
        """Tell whoever has the turn whether it may still send; raises what `turn` raises."""
        if self._closed:
            raise QueueClosedError
        if self._loop.time() > deadline:
            raise TooLateError(self._allowance.wait())

    def drop(self, owner: object) -> None:
        """Refuse what waits for the turn of an owner."""
        for ticket in self._waiting:
            if self._owners[ticket] is owner and not ticket.done():
                ticket.set_exception(DroppedError)

    def hold(self) -> None:
        """Give no turn until the queue is released."""
        self._held = True

    def release(self) -> None:
        """Give turns again."""
        self._held = False
        self._advance()

    def refuse_waiting(self) -> None:
        """Refuse what waits, since the token isn't taken."""
        for ticket in self._waiting:
            if not ticket.done():
                ticket.set_exception(TokenRefusedError)

    def close(self) -> None:
        """Refuse what waits, what comes, and who has the turn and asks whether it may still send."""
        self._closed = True
        self._end_timer()
        for ticket in self._waiting:
            if not ticket.done():
                ticket.set_exception(QueueClosedError)

    @callback
    def _advance(self, _now: datetime | None = None) -> None:
        """Give the turn to the next, or come back when the allowance lets it go."""
        self._end_timer()
        self._refuse_paused()
        # Whoever gave up hasn't left yet.
        waiting = [ticket for ticket in self._waiting if not ticket.done()]
        if self._closed or self._held or self._holder or not waiting:
            return
        # A pause of one route is none of the others, which go on in their order.
        ticket = min(waiting, key=self._pause_of)
        if wait := max(self._pause_of(ticket), self._allowance.wait()):
            self._cancel_timer = async_call_later(
                self._hass,
                wait,
                HassJob(self._advance, f"{DOMAIN} next turn", cancel_on_shutdown=True),
            )
            return
        self._waiting.remove(ticket)
        self._holder = ticket
        self._held_since = self._loop.time()
        self._holder.set_result(None)

    def _pause_of(self, ticket: asyncio.Future[None]) -> float:
        return self._allowance.pause_of(self._routes[ticket])

    def _refuse_paused(self) -> None:
        """Refuse what can't be sent in time, since the service wants a pause on its route."""
        now = self._loop.time()
        for ticket in self._waiting:
            pause = self._pause_of(ticket)
            if pause and now + pause > self._deadlines[ticket] and not ticket.done():
                ticket.set_exception(PausedError(pause))

    def _leave(self, ticket: asyncio.Future[None]) -> None:
        del self._owners[ticket], self._routes[ticket], self._deadlines[ticket]
        if self._holder is ticket:
            self._holder = None
        elif ticket in self._waiting:
            self._waiting.remove(ticket)
        self._advance()

    def _expected_wait(self, ticket: asyncio.Future[None]) -> float:
        """Return when a turn is likely, where the one before hangs as long as it can."""
        ahead = self._waiting.index(ticket) if ticket in self._waiting else 0
        wait = self._allowance.wait(ahead)
        if self._holder is not None:
            wait = max(wait, self._held_since + LONGEST_REQUEST - self._loop.time())
        return wait

    def _end_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
