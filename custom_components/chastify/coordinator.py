"""Readings of one account: when they happen, which of them counts, and how they fail."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later, async_track_point_in_utc_time
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .api import (
    ChastifyClient,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    Session,
)
from .const import _LOGGER, DOMAIN, SIGNAL_READING
from .failures import reading_failure
from .issues import async_manage_missing_scope_issue
from .lock_doubts import SECOND_LOOK
from .lock_events import LockEvents
from .lock_history import LockHistory
from .reading import TOLERANCE, Measurement, Reading
from .reauth import GoodReadings

if TYPE_CHECKING:
    from .runtime_data import ChastifyConfigEntry

INTERVAL_WITH_LOCK: Final = timedelta(seconds=30)
INTERVAL_WITHOUT_LOCK: Final = timedelta(seconds=60)
LONGEST_INTERVAL_AFTER_FAILURE: Final = timedelta(minutes=5)
# So long a reading that others share may take until the next one begins beside it.
SHARED_READING: Final = 1.0


class ChastifyCoordinator(DataUpdateCoordinator[Reading]):
    """Reads the session: every 30 s with a lock, every 60 s without, and when time is up."""

    config_entry: ChastifyConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        client: ChastifyClient,
        lock_history: LockHistory,
        lock_events: LockEvents,
    ) -> None:
        """Start with the lock as its history knows it; every reading is recorded there."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=INTERVAL_WITH_LOCK,
        )
        self.client = client
        self._lock_history = lock_history
        self._lock_events = lock_events
        self._begun = 0
        self._newest_answered = 0
        self._failures = 0
        self._good_readings = GoodReadings(hass, entry)
        self._scope_missing: bool | None = None
        self._unlock_reading_at: datetime | None = None
        self._cancel_unlock_timer: CALLBACK_TYPE | None = None
        self._cancel_second_look: CALLBACK_TYPE | None = None
        self._paused_until: datetime | None = None
        self._published: tuple[bool, Reading] | None = None
        self._reading_after_command: asyncio.Task[None] | None = None
        self._next_reading: asyncio.Task[None] | None = None

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell the listeners what is new to them.

        Not left to `always_update`: it compares with what was known when a reading began, and
        another reading may have been published meanwhile.
        """
        before, self._published = self._published, (self.last_update_success, self.data)
        if self._published != before:
            super().async_update_listeners()
        self._lock_events.async_tell()
        if self.last_update_success:
            async_dispatcher_send(
                self.hass, f"{SIGNAL_READING}{self.config_entry.entry_id}"
            )

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Tell the listeners also where the base class doesn't.

        It stays silent when a reading began and ended in a failure, though another one succeeded
        meanwhile.
        """
        self.async_update_listeners()

    async def async_read_now(self) -> None:
        """Read at once, beside a reading that may be under way and hang."""
        await self._async_refresh(log_failures=True)

    async def async_read_again(self) -> Reading | None:
        """Read after a command: a reading that begins from now on, shared by all who wait for it.

        Returns None where it failed, and where the service wants a pause.
        """
        reading = self.async_begin_reading()
        if reading is None:
            return None
        # Whoever gives up waiting doesn't end the reading of the others.
        await asyncio.wait([reading])
        if reading.cancelled() or not self.last_update_success:
            return None
        return self.data

    @callback
    def async_begin_reading(self) -> asyncio.Task[None] | None:
        """Begin such a reading without waiting for it."""
        if self._is_paused() or self._shutdown_requested:
            return None
        if self._next_reading is None:
            self._next_reading = self.config_entry.async_create_background_task(
                self.hass,
                self._async_read_next(),
                f"{DOMAIN} reading after a command",
                # So that it can be shared by all who have their answers now.
                eager_start=False,
            )
        return self._next_reading

    async def _async_read_next(self) -> None:
        """Wait for the reading under way, but not for one that hangs, then read."""
        if self._reading_after_command is not None:
            await asyncio.wait([self._reading_after_command], timeout=SHARED_READING)
        self._reading_after_command, self._next_reading = self._next_reading, None
        await self.async_read_now()

    def _is_paused(self) -> bool:
        """Tell whether the service asked not to be read for a while."""
        return self._paused_until is not None and dt_util.utcnow() < self._paused_until

    @override
    async def _async_update_data(self) -> Reading:
        """Read the session; an answer that a newer one overtook changes nothing.

        Raises ConfigEntryAuthFailed and UpdateFailed.
        """
        self._begun += 1
        number = self._begun
        began = dt_util.utcnow()
        began_monotonic = self.hass.loop.time()
        session: Session | None = None
        try:
            session = await self.client.get_session()
        except ChastifyNoActiveLockError, ChastifyLockEndedError:
            pass
        except ChastifyError as err:
            if self._is_overtaken(number):
                return self._newer_outcome()
            if err.status is not None:
                self._newest_answered = number
            self._failures += 1
            self._good_readings.async_failed()
            if isinstance(err, ChastifyForbiddenError):
                self._async_manage_issue(missing=True)
            raise reading_failure(err, self._retry_after_failure(err)) from err
        if self._is_overtaken(number):
            return self._newer_outcome()
        self._newest_answered = number
        self._failures = 0
        self._good_readings.async_succeeded()
        self._paused_until = None
        self._async_manage_issue(missing=False)
        reading = self._lock_history.async_take(
            session,
            Measurement(
                began=began,
                ended=dt_util.utcnow(),
                began_monotonic=began_monotonic,
                ended_monotonic=self.hass.loop.time(),
            ),
        )
        self._async_schedule_second_look()
        self.update_interval = (
            INTERVAL_WITHOUT_LOCK if reading.session is None else INTERVAL_WITH_LOCK
        )
        self._async_schedule_unlock_reading(reading)
        return reading

    def _is_overtaken(self, number: int) -> bool:
        """Tell whether a newer reading was answered, or nobody waits for readings any more."""
        return number < self._newest_answered or self._shutdown_requested

    def _newer_outcome(self) -> Reading:
        """End as the newer reading ended, and after the end of all without any effect."""
        if (
            self._shutdown_requested
            or self.last_update_success
            or self.last_exception is None
        ):
            return self.data
        raise self.last_exception

    def _retry_after_failure(self, error: ChastifyError) -> float:
        """Return the seconds until the next try: the server's wish, else growing ones."""
        if error.retry_after is not None:
            self._paused_until = dt_util.utcnow() + timedelta(seconds=error.retry_after)
            # The base class counts from the whole second that has passed.
            return error.retry_after + 1
        grown = INTERVAL_WITH_LOCK * (1 << min(self._failures - 1, 8))
        return min(grown, LONGEST_INTERVAL_AFTER_FAILURE).total_seconds()

    @callback
    def _async_manage_issue(self, *, missing: bool) -> None:
        """Say that the scope for reading is missing, until an answer says otherwise."""
        if missing is not self._scope_missing:
            self._scope_missing = missing
            async_manage_missing_scope_issue(
                self.hass, self.config_entry, missing=missing
            )

    @callback
    def _async_schedule_unlock_reading(self, reading: Reading) -> None:
        """Plan the reading at the second when the time is up."""
        moment = (
            None if self.config_entry.pref_disable_polling else _next_moment(reading)
        )
        if moment == self._unlock_reading_at:
            return
        self._async_cancel_unlock_reading()
        if moment is not None:
            self._unlock_reading_at = moment
            self._cancel_unlock_timer = async_track_point_in_utc_time(
                self.hass, self._async_unlock_time_reached, moment
            )

    @callback
    def _async_unlock_time_reached(self, _now: datetime) -> None:
        self._cancel_unlock_timer = None
        self._unlock_reading_at = None
        if self.hass.is_stopping or self._is_paused():
            return
        self.config_entry.async_create_background_task(
            self.hass, self.async_read_now(), f"{DOMAIN} reading at unlock time"
        )

    @callback
    def _async_cancel_unlock_reading(self) -> None:
        if self._cancel_unlock_timer is not None:
            self._cancel_unlock_timer()
        self._cancel_unlock_timer = None
        self._unlock_reading_at = None

    @callback
    def _async_schedule_second_look(self) -> None:
        """Plan the reading that decides what the newest one leaves open."""
        self._async_end_second_look()
        if self._lock_history.wants_second_look:
            self._cancel_second_look = async_call_later(
                self.hass, SECOND_LOOK, self._async_look_again
            )

    @callback
    def _async_look_again(self, _now: datetime) -> None:
        self._cancel_second_look = None
        if not self.hass.is_stopping:
            self.async_begin_reading()

    @callback
    def _async_end_second_look(self) -> None:
        if self._cancel_second_look is not None:
            self._cancel_second_look()
        self._cancel_second_look = None

    @override
    async def async_shutdown(self) -> None:
        """End the timers; what still runs belongs to the entry and ends with it."""
        self._async_cancel_unlock_reading()
        self._async_end_second_look()
        await super().async_shutdown()


def _next_moment(reading: Reading) -> datetime | None:
    """Return when the time is up, or when the server will have noticed that it is."""
    moment = reading.times.unlock_time
    lock = reading.lock_data
    if moment is None or lock is None or lock.time_remaining is None:
        return None
    now = reading.measurement.ended
    if moment > now:
        return moment
    # The server cuts its seconds off: it counts a last one after the timestamp, and with none
    # left it may not have unlocked yet.
    if lock.time_remaining > 0:
        return now + timedelta(seconds=lock.time_remaining + 1)
    if lock.unlockable is False and now <= moment + TOLERANCE:
        return now + timedelta(seconds=1)
    return None
