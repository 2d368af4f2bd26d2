"""Turns of the stops of one token: they share an allowance, so none may use up that of another."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN

# From one request to the next: 24 of the 30 that the service takes in a minute.
TURN: Final = 2.5


class TakesTurns(Protocol):
    """Whose requests wait for a turn."""

    @property
    def rank(self) -> int:
        """Its place in a round; the lowest is first."""

    @property
    def may_send_at(self) -> float:
        """The moment by the loop's clock before which its turn passes to another."""

    def async_take_turn(self) -> None:
        """Send one request, or leave."""

    @property
    def is_being_answered(self) -> bool:
        """Whether its newest request was sent a moment ago and has no answer yet."""

    def async_schedule(self) -> None:
        """Plan the next request anew."""


class StopPace:
    """Gives one turn every 2.5 s, in rounds, so that everyone gets one in each."""

    def __init__(self, hass: HomeAssistant, has_room: Callable[[], bool]) -> None:
        """Start with nobody waiting.

        has_room: tells whether the service takes more than the turns use up.
        """
        self._hass = hass
        self._has_room = has_room
        self._members: set[TakesTurns] = set()
        self._waiting: list[TakesTurns] = []
        self._served: set[TakesTurns] = set()
        self._last_request = -TURN
        self._cancel_timer: CALLBACK_TYPE | None = None
        # While no connection can be made nothing is received, so nobody has to wait for a turn.
        self.is_unreachable = False

    @callback
    def async_join(self, who: TakesTurns) -> None:
        """Tell somebody from now on whether the service can be reached."""
        self._members.add(who)

    @callback
    def async_part(self, who: TakesTurns) -> bool:
        """Tell it no longer; return whether nobody is left."""
        self._members.discard(who)
        self.async_leave(who)
        return not self._members

    @callback
    def async_reach(self, *, reached: bool) -> None:
        """Note whether a request may have been received."""
        if self.is_unreachable is reached:
            self.is_unreachable = not reached
            for who in tuple(self._members):
                who.async_schedule()

    @callback
    def async_note_request(self) -> None:
        """Count the next turn from now."""
        self._last_request = self._hass.loop.time()
        self._arm()

    @callback
    def async_wait(self, who: TakesTurns) -> None:
        """Let somebody take part in the rounds, until `async_leave`."""
        if who not in self._waiting:
            self._waiting.append(who)
        self._arm()

    @callback
    def async_leave(self, who: TakesTurns) -> None:
        """Let somebody take no further part."""
        if who in self._waiting:
            self._waiting.remove(who)
        self._served.discard(who)
        self._arm()

    @callback
    def async_hurry(self, but: TakesTurns, *, always: bool) -> None:
        """Let all others send at once: the service has answered as it hasn't before.

        always: also where the service takes no more than the turns use up.
        """
        for who in list(self._waiting):
            if who is but or who not in self._waiting or who.is_being_answered:
                continue
            if always or self._has_room():
                self._served.add(who)
                who.async_take_turn()

    @callback
    def _arm(self) -> None:
        """Come back for the next turn."""
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
        if not self._waiting:
            return
        first = min(who.may_send_at for who in self._waiting)
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
        ready = [who for who in self._waiting if who.may_send_at <= now]
        if not self._served.issuperset(ready):
            ready = [who for who in ready if who not in self._served]
        else:
            self._served.clear()
        if ready:
            who = min(ready, key=lambda each: each.rank)
            self._served.add(who)
            # Notes its request, which plans the next turn.
            who.async_take_turn()
        if self._cancel_timer is None:
            self._arm()
