"""When a trigger fires at a moment that the readings of a lock tell.

It follows the remaining-time trigger of Home Assistant's timers, with these differences: it fires
only on what a reading of the last 90 s says; a moment that passes while nothing is known is kept
for the next good reading, since the lock runs on; and corrections of a few seconds neither lose the
moment nor bring it twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..lock.sessions import LockSession
from .lock_view import is_same_lock

# Three readings; what is older may have changed unseen.
FRESH: Final = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMoment:
    """A moment (UTC) as a reading tells it, None where there is none now.

    measured: when the reading that said so was answered.
    has_passed: whether it has passed all the same: a frozen timer shows less than that remains.
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
    """One moment of one lock, as readings move it."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        look: Callable[[], None],
        fire: Callable[[], None],
        correction: timedelta = timedelta(0),
    ) -> None:
        """Wait for nothing yet.

        look: called at the moment; it calls `follow` with what the newest reading tells, where
        anything is known.
        correction: a moment that moves by so much is still the same.
        """
        self._hass = hass
        self._look = look
        self._fire = fire
        self._correction = correction
        self._lock: LockSession | None = None
        self._pending: _Pending | None = None
        # The moment for which it fired, until it waits for another one.
        self._fired: datetime | None = None
        self._was_known = True

    @callback
    def follow(self, told: ToldMoment, *, is_new: bool = False) -> None:
        """Wait for the moment that a reading tells, fire where it has passed, or forget it.

        is_new: whether the reading is the first that could tell this moment; then it fires also
        where nothing was waited for.
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
            # Whatever is known now, the moment has come.
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
        """Tell whether it is the moment for which it fired, perhaps moved by a freeze.

        A timer that was frozen just then shows the same remaining time when it runs again.
        """
        if self._fired is None:
            return False
        same = self._fired if was_known or not self._correction else dt_util.utcnow()
        return abs(moment - same) <= self._correction
