"""The order of the commands of one account: one at a time, as they were called.

This is no plain lock: a pause that the service asks for belongs to a route, and the commands on
other routes go out meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
import math
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.event import async_call_later

from ..account.allowance import Allowance
from ..const import DOMAIN
from ..failures.errors import command_refused
from .requests import Request

# A command that can't be sent so many seconds after its call is refused.
PATIENCE: Final = 10.0
# No request takes longer (api/transport.py).
LONGEST_REQUEST: Final = 15.0


@dataclass(frozen=True, eq=False, slots=True)
class Turn:
    """The turn of one call of a command.

    deadline: when it has to be sent at the latest, by the loop's clock.
    begun: done as soon as it is the command's turn; its exception is the refusal.
    """

    command: str
    request: Request
    deadline: float
    begun: asyncio.Future[None]

    def refuse(self, error: ServiceValidationError) -> None:
        """Refuse the command, unless its turn has begun or it was refused before."""
        if not self.begun.done():
            self.begun.set_exception(error)

    def refusal(self, key: str, **placeholders: str | int) -> ServiceValidationError:
        """Return the error of a command that isn't sent."""
        return command_refused(key, self.command, **placeholders)

    def too_late(self, seconds: float) -> ServiceValidationError:
        """Return the error of a command that can only be sent in so many seconds."""
        return self.refusal("too_many_commands", seconds=_rounded_up(seconds))

    def paused(self, seconds: float) -> ServiceValidationError:
        """Return the error of a command whose route is paused for so many seconds."""
        return self.refusal(
            "device_paused" if self.request.is_of_session else "command_paused",
            seconds=_rounded_up(seconds),
        )


class SendQueue:
    """Gives turns in the order of the calls, within the allowance."""

    def __init__(self, hass: HomeAssistant, allowance: Allowance) -> None:
        """Start open and empty."""
        self._hass = hass
        self._loop = hass.loop
        self._allowance = allowance
        self._waiting: list[Turn] = []
        self._current: Turn | None = None
        self._current_since = 0.0
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._is_closed = False
        self._is_held = False
        # Set while no command waits or has its turn.
        self.idle = asyncio.Event()
        self.idle.set()

    @asynccontextmanager
    async def turn(self, command: str, request: Request) -> AsyncIterator[Turn]:
        """Wait for the turn of a command, which lasts for the block.

        Raises ServiceValidationError when it can't begin within 10 s of the call, at once where
        that is known; when the account is unloaded, its token is refused, or the request is
        dropped.
        """
        turn = Turn(
            command, request, self._loop.time() + PATIENCE, self._loop.create_future()
        )
        if self._is_closed:
            raise turn.refusal("account_unloaded")
        if (pause := self._pause_of(turn)) > PATIENCE:
            raise turn.paused(pause)
        if (wait := self._allowance.wait(len(self._waiting))) > PATIENCE:
            raise turn.too_late(wait)
        self._waiting.append(turn)
        self.idle.clear()
        try:
            self._advance()
            try:
                async with asyncio.timeout_at(turn.deadline):
                    await turn.begun
            except TimeoutError:
                if pause := self._pause_of(turn):
                    raise turn.paused(pause) from None
                raise turn.too_late(self._expected_wait(turn)) from None
            yield turn
        finally:
            self._end(turn)

    def check(self, turn: Turn) -> None:
        """Refuse a command whose preparation took too long, or whose account was unloaded."""
        if self._is_closed:
            raise turn.refusal("account_unloaded")
        if self._loop.time() > turn.deadline:
            raise turn.too_late(self._allowance.wait())

    def refuse(self, key: str, request: Request | None = None) -> None:
        """Refuse the waiting commands, or only that of a request, with the error of that key."""
        for turn in self._waiting:
            if request is None or turn.request is request:
                turn.refuse(turn.refusal(key))

    def hold(self) -> None:
        """Begin no turn until the queue is released."""
        self._is_held = True

    def release(self) -> None:
        """Begin turns again."""
        self._is_held = False
        self._advance()

    def close(self) -> None:
        """Refuse all commands from now on, the waiting ones too."""
        self._is_closed = True
        self._end_timer()
        self.refuse("account_unloaded")

    @callback
    def _advance(self, _now: datetime | None = None) -> None:
        """Begin the next turn, or come back when the allowance lets it begin."""
        self._end_timer()
        self._refuse_paused()
        # A turn that was refused or given up is still in the list until its task has run.
        waiting = [turn for turn in self._waiting if not turn.begun.done()]
        if self._is_closed or self._is_held or self._current or not waiting:
            return
        turn = min(waiting, key=self._pause_of)
        if wait := max(self._pause_of(turn), self._allowance.wait()):
            self._cancel_timer = async_call_later(
                self._hass,
                wait,
                HassJob(self._advance, f"{DOMAIN} next turn", cancel_on_shutdown=True),
            )
            return
        self._waiting.remove(turn)
        self._current = turn
        self._current_since = self._loop.time()
        turn.begun.set_result(None)

    def _refuse_paused(self) -> None:
        """Refuse the commands whose route is paused beyond their deadline."""
        now = self._loop.time()
        for turn in self._waiting:
            pause = self._pause_of(turn)
            if pause and now + pause > turn.deadline:
                turn.refuse(turn.paused(pause))

    def _pause_of(self, turn: Turn) -> float:
        return self._allowance.pause_of(turn.request.paused_with)

    def _end(self, turn: Turn) -> None:
        if self._current is turn:
            self._current = None
        elif turn in self._waiting:
            self._waiting.remove(turn)
        if not self._current and not self._waiting:
            self.idle.set()
        self._advance()

    def _expected_wait(self, turn: Turn) -> float:
        """Return the seconds until a turn is likely, if the current one takes as long as it can."""
        ahead = self._waiting.index(turn) if turn in self._waiting else 0
        wait = self._allowance.wait(ahead)
        if self._current is not None:
            wait = max(wait, self._current_since + LONGEST_REQUEST - self._loop.time())
        return wait

    def _end_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None


def _rounded_up(seconds: float) -> int:
    """Return whole seconds, at least one, so that the next call doesn't come too early."""
    return max(1, math.ceil(seconds))
