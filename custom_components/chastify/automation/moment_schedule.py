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
class ToldMoment:
    """The moment (UTC) of a trigger by one reading, None where there is none now.

    measured: when the reading was answered.
    has_passed: whether it has passed although there is none: a frozen timer shows less time.
    """

    lock: LockSession
    measured: datetime
    moment: datetime | None
    has_passed: bool = False


@dataclass(frozen=True, slots=True)
class _Pending:
    lock: LockSession
    moment: datetime
    cancel: CALLBACK_TYPE | None


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
        self._pending: _Pending | None = None
        # The moment for which it fired, until another one is scheduled.
        self._fired: datetime | None = None
        self._was_known = True

    @callback
    def follow(self, told: ToldMoment, *, is_new: bool = False) -> None:
        """Schedule the moment of a reading, fire where it has passed, or forget it.

        is_new: whether the reading is the first that can show this moment; then it also fires
        where nothing was scheduled.
        """
        if self._lock is not None and not is_same_lock(self._lock, told.lock):
            self.forget()
        self._lock = told.lock
        now = dt_util.utcnow()
        before, moment = self._pending, told.moment
        was_known, self._was_known = self._was_known, moment is not None
        self._cancel()
        was_due = before is not None and before.moment <= now
        is_fresh = abs(now - told.measured) <= FRESH
        if moment is None:
            if before is not None and was_due and told.has_passed:
                self._end(before.moment, is_fresh=is_fresh)
        elif self._has_fired(moment, was_known):
            if not was_known:
                self._fired = moment
        elif moment > now:
            self._fired = None
            self._pending = _Pending(
                told.lock,
                moment,
                async_track_point_in_utc_time(self._hass, self._on_time, moment),
            )
        elif is_new or (
            before is not None
            and (was_due or before.moment - moment <= self._correction)
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
        if self._pending is not None and self._pending.cancel is not None:
            self._pending.cancel()
        self._pending = None

    @callback
    def _on_time(self, _now: datetime) -> None:
        if self._pending is not None:
            # The moment has come, even if there is no reading now.
            self._pending = _Pending(self._pending.lock, self._pending.moment, None)
        self._look()

    @callback
    def _end(self, moment: datetime, *, is_fresh: bool) -> None:
        """Fire for a moment that has passed, or keep it until a reading confirms it."""
        if is_fresh:
            self._fired = moment
            self._fire()
        elif self._lock is not None:
            self._pending = _Pending(self._lock, moment, None)

    def _has_fired(self, moment: datetime, was_known: bool) -> bool:
        """Tell whether it fired for this moment already, which a freeze may have moved since.

        A timer that was frozen at the moment shows the same remaining time when it runs again.
        """
        if self._fired is None:
            return False
        same = self._fired if was_known or not self._correction else dt_util.utcnow()
        return abs(moment - same) <= self._correction
