"""The times of an account's readings: polls, repetitions of failed readings, and pauses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from .token_trust import APART, REFUSED_INTERVAL, are_apart

INTERVAL_WITH_LOCK: Final = timedelta(seconds=30)
INTERVAL_WITHOUT_LOCK: Final = timedelta(seconds=60)
# The time limit of a reading in seconds (api/transport.py).
LONGEST_REQUEST: Final = 15.0
LONGEST_INTERVAL_AFTER_FAILURE: Final = timedelta(minutes=5)


class ReadingPlan:
    """The due times of the next readings, in seconds of the loop's clock.

    read: begins a planned reading.
    """

    def __init__(self, hass: HomeAssistant, read: Callable[[], None]) -> None:
        """Start without a planned reading."""
        self._hass = hass
        self._read = read
        self._poll_due = 0.0
        self._paused_until = 0.0
        self._failing_since: float | None = None
        self._failed_polls = 0
        self._later_due: float | None = None
        self._cancel_later: CALLBACK_TYPE | None = None

    @property
    def poll_interval(self) -> timedelta:
        """The time until the next poll, from the last whole second.

        Never 0, which Home Assistant understands as no polls: an overdue poll follows after 5 s, or
        after the planned repetition, which plans it anew.
        """
        now = self._hass.loop.time()
        seconds = self._poll_due - int(now)
        if seconds <= 0:
            seconds = APART
            if self._later_due is not None:
                seconds += self._later_due - now + LONGEST_REQUEST
        return timedelta(seconds=seconds)

    @property
    def pause(self) -> float:
        """The seconds for which the service still wants no reading."""
        return max(0.0, self._paused_until - self._hass.loop.time())

    @callback
    def async_pause(self, seconds: float) -> None:
        """Plan no poll for so many seconds, as the service asked."""
        self._paused_until = self._hass.loop.time() + seconds
        self._poll_due = max(self._poll_due, self._paused_until)

    @callback
    def async_succeeded(self, *, has_lock: bool) -> None:
        """Plan the next poll after a good reading."""
        self._paused_until = 0.0
        self._failing_since = None
        self._failed_polls = 0
        self._poll_after(INTERVAL_WITH_LOCK if has_lock else INTERVAL_WITHOUT_LOCK)

    @callback
    def async_failed(self, began: float) -> bool:
        """Record a failed reading; return whether one at least 5 s earlier failed too."""
        if self._failing_since is None:
            self._failing_since = began
        return are_apart(self._failing_since, began)

    @callback
    def async_repeat(self) -> None:
        """Plan the repetition of a failed reading."""
        self.async_read_later(max(APART, self.pause))

    @callback
    def async_wait_longer(self) -> None:
        """Plan the poll after a failed one: after the service's pause, else with growing delays."""
        self._failed_polls += 1
        if pause := self.pause:
            self._poll_due = self._hass.loop.time() + max(APART, pause)
            return
        grown = INTERVAL_WITH_LOCK * (1 << min(self._failed_polls - 1, 8))
        self._poll_after(min(grown, LONGEST_INTERVAL_AFTER_FAILURE))

    @callback
    def async_wait_for_token(self) -> None:
        """Plan the next poll after the token was refused."""
        self.async_cancel()
        self._poll_after(REFUSED_INTERVAL)

    @callback
    def async_read_later(self, seconds: float) -> None:
        """Plan a reading beside the polls; if one is already planned, the later one counts."""
        due = self._hass.loop.time() + seconds
        if self._later_due is not None and self._later_due >= due:
            return
        self.async_cancel()
        self._later_due = due
        self._cancel_later = async_call_later(
            self._hass,
            seconds,
            HassJob(
                self._async_later, f"{DOMAIN} reading again", cancel_on_shutdown=True
            ),
        )

    @callback
    def _async_later(self, _now: datetime) -> None:
        self._cancel_later = self._later_due = None
        self._read()

    @callback
    def async_cancel(self) -> None:
        """Cancel the reading beside the polls."""
        if self._cancel_later is not None:
            self._cancel_later()
        self._cancel_later = self._later_due = None

    def _poll_after(self, interval: timedelta) -> None:
        # The base class adds a fraction of a second, so that accounts aren't all read at once.
        self._poll_due = int(self._hass.loop.time()) + interval.total_seconds()
