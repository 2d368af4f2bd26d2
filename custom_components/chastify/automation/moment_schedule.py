"""The schedule of a trigger that fires at a moment of a lock, as its readings say it.

It follows the remaining-time trigger of Home Assistant's timers, with these differences: it fires
only if a reading of the last 90 s confirms the moment; one that passes without a reading waits for
the next good one, since the lock runs on; and after corrections of a few seconds it still fires
once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..lock.sessions import LockSession
from .targets import is_same_lock

# Three polls; since an older reading the lock may have changed.
FRESH: Final = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMoment:
    """The moment (UTC) of a trigger by one reading, None where there is none now.

    measured: when the reading was answered.
    has_passed: whether it has passed although there is none: a frozen timer shows less time.
    """

    lock: LockSession
    measured: datetime
    moment: datetime | None
    has_passed: bool = False


class MomentSchedule:
    """One moment of one lock, which readings move."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        look: Callable[[], None],
        fire: Callable[[], None],
        correction: timedelta = timedelta(0),
    ) -> None:
        """Schedule nothing yet.

        look: called at the moment; it calls `follow` for the newest reading, if there is one.
        fire: called when the trigger is to fire.
        correction: a moment that moves by so much is still the same.
        """
        self._hass = hass
        self._look = look
        self._fire = fire
        self._correction = correction
        self._lock: LockSession | None = None
        # The scheduled moment; without a timer it has come and is to be confirmed.
        self._moment: datetime | None = None
        self._cancel_timer: CALLBACK_TYPE | None = None
        # The moment for which it fired, until another one is scheduled.
        self._fired: datetime | None = None
        self._was_known = True

    @callback
    def follow(self, shown: ShownMoment, *, is_new: bool = False) -> None:
        """Schedule the moment of a reading, fire where it has passed, or forget it.

        is_new: whether the reading is the first that can show this moment; then it also fires
        where nothing was scheduled.
        """
        if self._lock is not None and not is_same_lock(self._lock, shown.lock):
            self.forget()
        self._lock = shown.lock
        now = dt_util.utcnow()
        before, moment = self._moment, shown.moment
        was_known, self._was_known = self._was_known, moment is not None
        self._cancel()
        was_due = before is not None and before <= now
        is_fresh = abs(now - shown.measured) <= FRESH
        if moment is None:
            if before is not None and was_due and shown.has_passed:
                self._end(before, is_fresh=is_fresh)
        elif self._has_fired(moment, was_known):
            if not was_known:
                self._fired = moment
        elif moment > now:
            self._fired = None
            self._moment = moment
            self._cancel_timer = async_track_point_in_utc_time(
                self._hass, self._on_time, moment
            )
        elif is_new or (
            before is not None and (was_due or before - moment <= self._correction)
        ):
            self._end(moment, is_fresh=is_fresh)

    @callback
    def forget(self) -> None:
        """Forget the lock with its moment."""
        self._cancel()
        self._lock = self._fired = None
        self._was_known = True

    @callback
    def _cancel(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
        self._moment = self._cancel_timer = None

    @callback
    def _on_time(self, _now: datetime) -> None:
        self._cancel_timer = None
        self._look()

    @callback
    def _end(self, moment: datetime, *, is_fresh: bool) -> None:
        """Fire for a moment that has passed, or keep it until a reading confirms it."""
        if is_fresh:
            self._fired = moment
            self._fire()
        else:
            self._moment = moment

    def _has_fired(self, moment: datetime, was_known: bool) -> bool:
        """Tell whether it fired for this moment already, which a freeze may have moved since.

        A timer that was frozen at the moment shows the same remaining time when it runs again.
        """
        if self._fired is None:
            return False
        same = self._fired if was_known or not self._correction else dt_util.utcnow()
        return abs(moment - same) <= self._correction
