"""What one way of stopping is wanted for: commands, and the calls that wait for their answers."""

import asyncio
from dataclasses import dataclass

from ..api import JsonValue
from ..api.hardware import STOP_ALL
from .runs import Stopped


@dataclass(slots=True, kw_only=True)
class Wish:
    """A command that is to be acknowledged.

    since, called_at: when it was first wanted, and when somebody last called for it, by a clock
    that nobody can set; None: nobody did, or the call was answered.
    last_call: the first request that answers the last call.
    tries: how many requests for it may have been received.
    """

    since: float
    called_at: float | None = None
    last_call: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """One request of a stop.

    stopped: what its acknowledgement ends. elsewhere: what it ends if the lock that the service
    picked has the same wearer.
    """

    number: int
    command: str
    stopped: Stopped
    elsewhere: Stopped

    def answers(self, command: str, first: int) -> bool:
        """Tell whether its answer is one to a command that the request `first` was sent for."""
        return self.number >= first and covers(self.command, command)


def covers(sent: str, wanted: str) -> bool:
    """Tell whether one stop does all that another does."""
    return sent in (STOP_ALL, wanted)


class StopCalls:
    """The calls that wait, each with the command and the first request that answers it."""

    def __init__(self) -> None:
        """Start with none."""
        self._calls: dict[asyncio.Future[JsonValue], tuple[int, str]] = {}

    def __bool__(self) -> bool:
        """Tell whether any is there, answered or not."""
        return bool(self._calls)

    def add(self, call: asyncio.Future[JsonValue], first: int, command: str) -> None:
        """Let a call wait."""
        self._calls[call] = (first, command)

    def remove(self, call: asyncio.Future[JsonValue]) -> None:
        """Let a call wait no longer."""
        self._calls.pop(call, None)
        call.cancel()

    def finish(self, request: StopRequest, outcome: JsonValue | Exception) -> None:
        """Tell the calls that a request, or one before it, was sent for.

        A call that came after it was sent isn't answered by it.
        """
        for call, (first, command) in self._calls.items():
            if request.answers(command, first) and not call.done():
                if isinstance(outcome, Exception):
                    call.set_exception(outcome)
                else:
                    call.set_result(outcome)

    def finish_without(self, wishes: dict[str, Wish]) -> None:
        """Tell the calls for what isn't wanted any more: it has ended in another way."""
        for call, (_, command) in self._calls.items():
            if command not in wishes and not call.done():
                call.set_result({})
