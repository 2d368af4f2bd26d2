"""Pending stops of one target, the requests for them, and the calls that wait for an answer."""

import asyncio
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from ..api import JsonValue
from ..api.hardware import STOP_ALL
from .runs import StartNumbers

# After so many attempts that may have been received, the others take turns.
QUICK_ATTEMPTS: Final = 2


@dataclass(slots=True, kw_only=True)
class PendingStop:
    """A command that is sent until it is acknowledged.

    since: when it became pending; called_at: when somebody last called for it, None: nobody did,
    or the call was answered. Both in seconds by the loop's clock.
    first_request: the number of the first request that answers the last call.
    attempts: how many requests for it may have been received.
    """

    since: float
    called_at: float | None = None
    first_request: int = 0
    attempts: int = 0

    @property
    def is_quick(self) -> bool:
        """Whether its next attempt needs no turn."""
        return self.attempts < QUICK_ATTEMPTS


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """One request of a stop.

    ends: the runs that its acknowledgement ends.
    ends_at_ended_locks: the runs that it ends if it reached another lock of the same wearer.
    """

    number: int
    command: str
    ends: StartNumbers
    ends_at_ended_locks: StartNumbers

    def answers(self, command: str, first_request: int) -> bool:
        """Tell whether its answer is one to a command that was sent from `first_request` on."""
        return self.number >= first_request and covers(self.command, command)


def covers(sent: str, wanted: str) -> bool:
    """Tell whether one stop ends all that another ends."""
    return sent in (STOP_ALL, wanted)


class WaitingCalls:
    """Calls, each with its command and the number of the first request that answers it."""

    def __init__(self) -> None:
        """Start with none."""
        self._calls: dict[asyncio.Future[JsonValue], tuple[int, str]] = {}

    def __bool__(self) -> bool:
        """Tell whether any is left, answered or not."""
        return bool(self._calls)

    def add(
        self, call: asyncio.Future[JsonValue], first_request: int, command: str
    ) -> None:
        """Add a call."""
        self._calls[call] = (first_request, command)

    def remove(self, call: asyncio.Future[JsonValue]) -> None:
        """Remove a call; without an answer it is cancelled."""
        self._calls.pop(call, None)
        call.cancel()

    def answer(self, request: StopRequest, outcome: JsonValue | Exception) -> None:
        """Answer the calls that came before a request was sent."""
        for call, (first_request, command) in self._calls.items():
            if request.answers(command, first_request) and not call.done():
                if isinstance(outcome, Exception):
                    call.set_exception(outcome)
                else:
                    call.set_result(outcome)

    def answer_ended(self, pending: Container[str]) -> None:
        """Answer the calls for commands that aren't pending: their runs ended in another way."""
        for call, (_, command) in self._calls.items():
            if command not in pending and not call.done():
                call.set_result({})
