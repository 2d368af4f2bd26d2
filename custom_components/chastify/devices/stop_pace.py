"""Turns of the stops of one token: they share its allowance, so no target may use it up alone."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN

if TYPE_CHECKING:
    from .stop_attempts import StopAttempts

# Seconds from one request to the next: 24 of the 30 that the service takes in a minute.
TURN: Final = 2.5


class StopPace:
    """Gives one target a turn every 2.5 s, in rounds, so that each gets one in every round."""

    def __init__(self, hass: HomeAssistant, has_room: Callable[[], bool]) -> None:
        """Start without members.

        has_room: tells whether the allowance leaves requests beside the turns.
        """
        self._hass = hass
        self._has_room = has_room
        self._members: set[StopAttempts] = set()
        self._waiting: list[StopAttempts] = []
        self._served: set[StopAttempts] = set()
        self._last_request = -TURN
        self._cancel_timer: CALLBACK_TYPE | None = None
        # While no connection can be made nothing is received, so no turns are needed.
        self.is_unreachable = False

    @callback
    def async_join(self, member: StopAttempts) -> None:
        """Add a member: it is told whether the service can be reached."""
        self._members.add(member)

    @callback
    def async_part(self, member: StopAttempts) -> bool:
        """Remove a member; return whether none is left."""
        self._members.discard(member)
        self.async_leave(member)
        return not self._members

    @callback
    def async_reach(self, *, reached: bool) -> None:
        """Note whether a request may have been received."""
        if self.is_unreachable is reached:
            self.is_unreachable = not reached
            for member in tuple(self._members):
                member.async_schedule()

    @callback
    def async_note_request(self) -> None:
        """Count the next turn from now."""
        self._last_request = self._hass.loop.time()
        self._arm()

    @callback
    def async_wait(self, member: StopAttempts) -> None:
        """Give a member turns, until `async_leave`."""
        if member not in self._waiting:
            self._waiting.append(member)
        self._arm()

    @callback
    def async_leave(self, member: StopAttempts) -> None:
        """Give a member no further turns."""
        if member in self._waiting:
            self._waiting.remove(member)
        self._served.discard(member)
        self._arm()

    @callback
    def async_serve_others(self, sender: StopAttempts, *, always: bool) -> None:
        """Give all other waiting members a turn at once: the service has changed its answer.

        always: also where the allowance leaves no requests beside the turns.
        """
        for member in list(self._waiting):
            if (
                member is sender
                or member not in self._waiting
                or member.sender.is_being_answered
            ):
                continue
            if always or self._has_room():
                self._served.add(member)
                member.async_take_turn()

    @callback
    def _arm(self) -> None:
        """Set the timer of the next turn."""
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
        if not self._waiting:
            return
        first = min(each.may_send_at for each in self._waiting)
        at = max(self._last_request + TURN, first)
        self._cancel_timer = async_call_later(
            self._hass,
            max(0, at - self._hass.loop.time()),
            HassJob(self._take_turn, f"{DOMAIN} next stop"),
        )

    @callback
    def _take_turn(self, _now: datetime) -> None:
        self._cancel_timer = None
        now = self._hass.loop.time()
        ready = [each for each in self._waiting if each.may_send_at <= now]
        if not self._served.issuperset(ready):
            ready = [each for each in ready if each not in self._served]
        else:
            self._served.clear()
        if ready:
            member = min(ready, key=lambda each: each.rank)
            self._served.add(member)
            # It notes its request, which sets the next timer.
            member.async_take_turn()
        if self._cancel_timer is None:
            self._arm()
