"""When the session of an account is read: polls, repetitions of what failed, and pauses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from .token_trust import APART, REFUSED_INTERVAL, are_apart

INTERVAL_WITH_LOCK: Final = timedelta(seconds=30)
INTERVAL_WITHOUT_LOCK: Final = timedelta(seconds=60)
# No reading takes longer, in seconds (api/transport.py).
LONGEST_REQUEST: Final = 15.0
LONGEST_INTERVAL_AFTER_FAILURE: Final = timedelta(minutes=5)


class ReadingPlan:
    """Knows when the next readings are due; times are seconds of the loop's clock.

    read: begins a planned reading.
    failed_polls: how many polls in a row have failed since a failure is news.
    """

    def __init__(self, hass: HomeAssistant, read: Callable[[], None]) -> None:
        """Start with nothing due."""
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
        """The time until the next poll, counted from the whole second that has passed.

        Never 0, which Home Assistant takes for no polls at all: one that is overdue comes soon, and
        after the repetition where one is planned, which plans it anew.
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
        """The seconds for which the service asked not to be read any more."""
        return max(0.0, self._paused_until - self._hass.loop.time())

    @callback
    def async_pause(self, seconds: float) -> None:
        """Note that the service asks not to be read for so long."""
        self._paused_until = self._hass.loop.time() + seconds
        self._poll_due = max(self._poll_due, self._paused_until)

    @callback
    def async_succeeded(self, *, has_lock: bool) -> None:
        """Note a good reading."""
        self._paused_until = 0.0
        self._failing_since = None
        self._failed_polls = 0
        self._poll_after(INTERVAL_WITH_LOCK if has_lock else INTERVAL_WITHOUT_LOCK)

    @callback
    def async_failed(self, began: float) -> bool:
        """Note a reading that failed; return whether that is news: one that fails alone isn't."""
        if self._failing_since is None:
            self._failing_since = began
        return are_apart(self._failing_since, began)

    @callback
    def async_repeat(self) -> None:
        """Plan the repetition of a reading that failed."""
        self.async_read_later(max(APART, self.pause))

    @callback
    def async_wait_longer(self) -> None:
        """Plan the next poll after one that failed: by the service's wish, else ever later."""
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
        """Plan a reading beside the polls; where one is planned, the later of them counts."""
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
        """Forget the reading beside the polls."""
        if self._cancel_later is not None:
            self._cancel_later()
        self._cancel_later = self._later_due = None

    def _poll_after(self, interval: timedelta) -> None:
        # The base class adds a part of a second, so that not all accounts are read at once.
        self._poll_due = int(self._hass.loop.time()) + interval.total_seconds()
