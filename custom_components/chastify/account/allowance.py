"""The allowance of a token: the service accepts 30 commands a minute.

Source: the API's rate limits (actions 30 per minute, stops of devices included).
"""

from collections import deque
from collections.abc import Callable, Hashable
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .access import Access, entries_of_token

COMMANDS_PER_MINUTE: Final = 30
WINDOW: Final = 60.0


class Allowance:
    """Counts the commands of one token; times are seconds of a monotonic clock.

    reserved: returns the number of commands that is kept free for stops of connected devices.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Start without a command."""
        self._now = now
        self.reserved: Callable[[], int] = lambda: 0
        self._in_flight = 0
        self._free_again: deque[float] = deque()
        self._paused_until: dict[Hashable, float] = {}

    def begin(self) -> None:
        """Count a command that is being sent."""
        self._in_flight += 1

    def end(self, *, sent: bool) -> None:
        """Count a command as answered; sent: False where it is known not to have been sent.

        The service counted it at an unknown moment before the answer, so the minute starts now.
        """
        self._in_flight -= 1
        if sent:
            self._free_again.append(self._now() + WINDOW)

    def pause(self, route: Hashable, seconds: float) -> None:
        """Block a route for so many seconds, as the service asked."""
        before = self._paused_until.get(route, 0.0)
        self._paused_until[route] = max(before, self._now() + seconds)

    def pause_of(self, route: Hashable) -> float:
        """Return the seconds for which a route is still blocked."""
        return max(0.0, self._paused_until.get(route, 0.0) - self._now())

    @property
    def taken(self) -> int:
        """The number of commands that count at the moment."""
        now = self._now()
        while self._free_again and self._free_again[0] <= now:
            self._free_again.popleft()
        return len(self._free_again) + self._in_flight

    def wait(self, ahead: int = 0) -> float:
        """Return the seconds until a command may be sent; ahead: the number of commands before it.

        The reserved commands stay free.
        """
        taken = self.taken + ahead
        too_many = taken - (COMMANDS_PER_MINUTE - self.reserved())
        if too_many < 0:
            return 0.0
        if too_many < len(self._free_again):
            return self._free_again[too_many] - self._now()
        return WINDOW


_ALLOWANCES: Final[HassKey[dict[Access, Allowance]]] = HassKey(f"{DOMAIN}_allowances")


@callback
def async_allowance(hass: HomeAssistant, access: Access) -> Allowance:
    """Return the allowance of a token at a server; all entries with the token share it."""
    allowances = hass.data.setdefault(_ALLOWANCES, {})
    if access not in allowances:
        allowances[access] = Allowance(hass.loop.time)
    return allowances[access]


@callback
def async_forget_allowance(hass: HomeAssistant, access: Access) -> None:
    """Delete the allowance of a token that no entry uses any more."""
    if not entries_of_token(hass, access):
        hass.data.get(_ALLOWANCES, {}).pop(access, None)
