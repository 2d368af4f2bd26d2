"""The coordinator of an account: its readings, their order and their failures."""

import asyncio
from datetime import datetime, timedelta
import logging
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later, async_track_point_in_utc_time
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .account.followed_lock import FollowedLock, LockAnswer
from .account.memory import LockHistory
from .account.other_locks import OtherLocks
from .account.reading_plan import INTERVAL_WITH_LOCK, ReadingPlan
from .account.token_trust import TokenTrust, Trust, async_is_refused_again
from .api import (
    ChastifyAuthenticationError,
    ChastifyClient,
    ChastifyError,
    ChastifyForbiddenError,
    JsonObject,
    Session,
)
from .const import DOMAIN, SIGNAL_READING
from .failures.errors import pause_of, reading_failure, same_answer_failure
from .failures.issues import (
    async_manage_lock_ended_issue,
    async_manage_missing_scope_issue,
)
from .failures.service_words import async_keep_names
from .lock.doubts import SECOND_LOOK
from .lock.events import LockEvents
from .lock.reading import TOLERANCE, Measurement, Reading, has_moving_timer

if TYPE_CHECKING:
    from .runtime_data import ChastifyConfigEntry

_LOGGER = logging.getLogger(__name__)

# A shared reading may take so many seconds until the next one begins beside it.
LONGEST_SHARED_READING: Final = 1.0
# So many seconds after an answer with a running timer, the next one can't be the same.
SHORTEST_SAME_ANSWER: Final = 2.0
# The same answer for so many seconds is a failure.
LONGEST_SAME_ANSWER: Final = 120.0


class ChastifyCoordinator(DataUpdateCoordinator[Reading]):
    """Reads the lock: every 30 s with a lock, every 60 s without, and at the unlock time.

    A failed reading is repeated after 5 s; if that fails too, the entities become unavailable.
    While the service fails, only polls change the time of the next poll.
    """

    config_entry: ChastifyConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        client: ChastifyClient,
        lock_history: LockHistory,
        lock_events: LockEvents,
    ) -> None:
        """Start without a reading; each one is recorded in `lock_history`."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=INTERVAL_WITH_LOCK,
        )
        self.client = client
        self.followed = FollowedLock(hass, entry)
        self._other_locks = OtherLocks(hass, entry, client)
        self._lock_history = lock_history
        self._lock_events = lock_events
        self._plan = ReadingPlan(hass, self._async_read_as_planned)
        self.trust = TokenTrust(
            hass, entry, self._plan.async_read_later, lambda: self.pause > 0
        )
        self.failure: UpdateFailed | None = None
        self._begun = 0
        self._newest_answered = 0
        self._was_read = False
        self._is_poll = False
        self._answer: tuple[JsonObject, float] | None = None
        self._cancel_unlock_timer: CALLBACK_TYPE | None = None
        self._cancel_second_look: CALLBACK_TYPE | None = None
        self._published: tuple[bool, Reading] | None = None
        self._shared_reading: asyncio.Task[None] | None = None
        self._shared_since = 0.0
        self._next_reading: asyncio.Task[None] | None = None

    @property
    def context(self) -> Context | None:
        """The context of the commands that explain what the newest reading changed, if all of it.

        Only while the listeners are updated.
        """
        return self._lock_events.context

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Update the listeners where their data changed, then send the events.

        `always_update` compares with the data at the beginning of a reading, and another reading
        may have been published since.
        """
        before, self._published = self._published, (self.last_update_success, self.data)
        if self._published != before:
            super().async_update_listeners()
        self._lock_events.async_publish()
        if self.failure is None:
            async_dispatcher_send(
                self.hass, f"{SIGNAL_READING}{self.config_entry.entry_id}"
            )

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Update the listeners also where the base class doesn't.

        It doesn't when a reading began and ended in a failure, though another one succeeded
        meanwhile.
        """
        self.async_update_listeners()

    @override
    async def _async_refresh(
        self,
        log_failures: bool = True,
        raise_on_auth_failed: bool = False,
        scheduled: bool = False,
        raise_on_entry_error: bool = False,
    ) -> None:
        """Read; scheduled: whether this is a poll or its repetition."""
        # The base class begins the reading before anything else can run.
        self._is_poll = scheduled
        await super()._async_refresh(
            log_failures, raise_on_auth_failed, scheduled, raise_on_entry_error
        )

    @callback
    @override
    def _schedule_refresh(self) -> None:
        """Plan the next poll for its due time, independent of other readings."""
        self.update_interval = self._plan.poll_interval
        super()._schedule_refresh()

    async def async_read_now(self) -> None:
        """Read at once, also beside a reading in progress, which may hang."""
        await self._async_refresh(log_failures=True)

    async def async_read_again(self) -> Reading | None:
        """Read at once; callers share the next reading that begins.

        Returns None where it failed, and while the service wants a pause.
        """
        reading = self.async_begin_reading()
        if reading is None:
            return None
        # A cancelled caller must not cancel the reading of the others.
        await asyncio.wait([reading])
        if reading.cancelled() or self.failure is not None:
            return None
        return self.data

    @callback
    def async_begin_reading(self) -> asyncio.Task[None] | None:
        """Begin the reading of `async_read_again` without waiting for it."""
        if self.pause or self._shutdown_requested:
            return None
        if self._next_reading is None:
            self._next_reading = self.config_entry.async_create_background_task(
                self.hass,
                self._async_read_next(),
                f"{DOMAIN} shared reading",
                # Those who ask in the same moment share it.
                eager_start=False,
            )
        return self._next_reading

    async def _async_read_next(self) -> None:
        """Wait for the shared reading in progress until it has taken 1 s, then read."""
        if self._shared_reading is not None:
            age = self.hass.loop.time() - self._shared_since
            await asyncio.wait(
                [self._shared_reading], timeout=max(0.0, LONGEST_SHARED_READING - age)
            )
        self._shared_reading, self._next_reading = self._next_reading, None
        self._shared_since = self.hass.loop.time()
        await self.async_read_now()

    @property
    def pause(self) -> float:
        """The seconds for which the service still wants no reading."""
        return self._plan.pause

    @override
    async def _async_update_data(self) -> Reading:
        """Read the lock; an answer that arrives after a newer one changes nothing.

        Raises UpdateFailed and, before the first good reading, ConfigEntryAuthFailed.
        """
        self._begun += 1
        number, is_poll = self._begun, self._is_poll
        began = dt_util.utcnow()
        began_monotonic = self.hass.loop.time()
        try:
            answer = await self.followed.async_read(
                self.client, self._lock_history.lock_id
            )
        except ChastifyError as err:
            if self._is_overtaken(number):
                return self._newer_outcome()
            if err.status is not None:
                self._newest_answered = number
            self._note_error(err, began_monotonic)
            return self._failed(
                reading_failure(err),
                began_monotonic,
                is_poll=is_poll,
                missing_scope=isinstance(err, ChastifyForbiddenError),
            )
        if self._is_overtaken(number):
            return self._newer_outcome()
        self._newest_answered = number
        measurement = Measurement(
            began=began,
            ended=dt_util.utcnow(),
            began_monotonic=began_monotonic,
            ended_monotonic=self.hass.loop.time(),
        )
        session = answer.session
        if (age := self._age_of_same_answer(session, measurement)) is not None:
            # A cached answer doesn't prove that the token is still accepted.
            self.trust.async_reading_failed(began_monotonic, is_known=True)
            if age < LONGEST_SAME_ANSWER:
                return self._succeeded(self.data)
            return self._failed(same_answer_failure(), began_monotonic, is_poll=is_poll)
        self.trust.async_reading_succeeded(began_monotonic)
        return self._succeeded(self._measure(answer, measurement))

    def _measure(self, answer: LockAnswer, measurement: Measurement) -> Reading:
        """Record an answer and return its reading."""
        if answer.session is not None:
            async_keep_names(self.hass, self.config_entry.entry_id, answer.session)
        reading = self._lock_history.async_record(answer, measurement)
        self._async_schedule_second_look()
        self._async_schedule_unlock_reading(reading)
        async_manage_lock_ended_issue(
            self.hass,
            self.config_entry,
            ended=answer.is_next and self.followed.own_id is not None,
        )
        if reading.session is not None:
            self._other_locks.async_look_if_due()
        return reading

    def _age_of_same_answer(
        self, session: Session | None, measurement: Measurement
    ) -> float | None:
        """Return for how many seconds a cache has returned this answer, None for a new answer."""
        if session is None:
            return None
        if self._answer is None or self._answer[0] != session.answer:
            self._answer = session.answer, measurement.ended_monotonic
            return None
        age = measurement.began_monotonic - self._answer[1]
        return (
            age
            if age >= SHORTEST_SAME_ANSWER and has_moving_timer(session.lock_data)
            else None
        )

    def _succeeded(self, reading: Reading) -> Reading:
        """Record that a reading succeeded, and return it."""
        self.failure = None
        self._was_read = True
        self._plan.async_succeeded(has_lock=reading.session is not None)
        if self.trust.state is not Trust.DOUBTED:
            self._plan.async_cancel()
        async_manage_missing_scope_issue(self.hass, self.config_entry, missing=False)
        return reading

    def _note_error(self, error: ChastifyError, began: float) -> None:
        """Apply the pause of an error, and its meaning for the token.

        Raises ConfigEntryAuthFailed before the first good reading.
        """
        if (pause := pause_of(error)) is not None:
            self._plan.async_pause(pause)
        if not isinstance(error, ChastifyAuthenticationError):
            self.trust.async_reading_failed(
                began, is_known=isinstance(error, ChastifyForbiddenError)
            )
        elif self._was_read:
            self.trust.async_reading_refused(began)
        elif async_is_refused_again(self.hass, self.config_entry):
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="invalid_auth"
            )
        if self.pause:
            self.trust.async_end_doubt()

    def _failed(
        self,
        failure: UpdateFailed,
        began: float,
        *,
        is_poll: bool,
        missing_scope: bool = False,
    ) -> Reading:
        """Record a failed reading; the first one is only repeated.

        began: by the loop's clock. Raises the failure of later ones.
        """
        self.failure = failure
        is_repeated = self._plan.async_failed(began)
        is_refused = self.trust.state is Trust.REFUSED
        is_shown = self._was_read and self.last_update_success
        if is_shown and not is_repeated and not is_refused:
            self._plan.async_repeat()
            return self.data
        if missing_scope:
            async_manage_missing_scope_issue(self.hass, self.config_entry, missing=True)
        if not self._was_read and self.pause:
            # Home Assistant 2026.11 and later wait so long before the next set-up.
            failure.retry_after = self.pause
        if is_refused:
            self._plan.async_wait_for_token()
        elif is_poll:
            self._plan.async_wait_longer()
        raise failure

    @callback
    def _async_read_as_planned(self) -> None:
        """Repeat a failed reading, or decide about a doubted token."""
        if self.pause:
            self.trust.async_end_doubt()
            return
        self.config_entry.async_create_background_task(
            self.hass, self._async_refresh(scheduled=True), f"{DOMAIN} reading again"
        )

    def _is_overtaken(self, number: int) -> bool:
        """Tell whether a newer reading was answered, or the coordinator is shut down."""
        return number < self._newest_answered or self._shutdown_requested

    def _newer_outcome(self) -> Reading:
        """Return or raise the outcome of the newer reading."""
        if (
            self._shutdown_requested
            or self.last_update_success
            or self.last_exception is None
        ):
            return self.data
        raise self.last_exception

    @callback
    def _async_schedule_unlock_reading(self, reading: Reading) -> None:
        """Plan the reading at the second of the unlock time."""
        self._async_cancel_unlock_reading()
        moment = _next_moment(reading)
        if moment is not None and not self.config_entry.pref_disable_polling:
            self._cancel_unlock_timer = async_track_point_in_utc_time(
                self.hass, self._async_unlock_time_reached, moment
            )

    @callback
    def _async_unlock_time_reached(self, _now: datetime) -> None:
        self._cancel_unlock_timer = None
        if self.hass.is_stopping or self.pause:
            return
        self.config_entry.async_create_background_task(
            self.hass, self.async_read_now(), f"{DOMAIN} reading at unlock time"
        )

    @callback
    def _async_cancel_unlock_reading(self) -> None:
        if self._cancel_unlock_timer is not None:
            self._cancel_unlock_timer()
        self._cancel_unlock_timer = None

    @callback
    def _async_schedule_second_look(self) -> None:
        """Plan the reading after 3 s where the newest one needs it."""
        self._async_end_second_look()
        if self._lock_events.wants_second_look:
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
        """Cancel the timers; readings in progress are tasks of the entry and end with it."""
        self._async_cancel_unlock_reading()
        self._async_end_second_look()
        self._plan.async_cancel()
        await super().async_shutdown()


def _next_moment(reading: Reading) -> datetime | None:
    """Return the unlock time, or the next second at which the server may show it as reached."""
    moment = reading.times.unlock_time
    lock = reading.lock_data
    if moment is None or lock is None or lock.time_remaining is None:
        return None
    now = reading.measurement.ended
    if moment > now:
        return moment
    # The server rounds down: it counts one more second after the timestamp, and at 0 it may not
    # have unlocked yet.
    if lock.time_remaining > 0:
        return now + timedelta(seconds=lock.time_remaining + 1)
    if lock.unlockable is False and now <= moment + TOLERANCE:
        return now + timedelta(seconds=1)
    return None
