"""One stop on one route, sent again and again until a request for it is acknowledged."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from .account_memory import async_memory
from .api import (
    ChastifyAuthenticationError,
    ChastifyConnectError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyRateLimitedError,
    JsonValue,
)
from .connected_device import AccountAccess, Route, connected_devices
from .const import DOMAIN
from .device_commands import STOP_DEVICES
from .device_failures import async_check_session, device_failure
from .failures import FAILURES, command_failure
from .issues import (
    StopProblem,
    async_create_running_issue,
    async_delete_running_issue,
    async_manage_command_scope_issue,
    async_manage_stop_issue,
)
from .missing_scope import async_missing_scope
from .run import Lane, Run
from .runs import Runs, Stopped

# From the beginning of a try to that of the next, whatever becomes of it.
NEXT_TRY: Final = 1.5
LONGEST_PAUSE: Final = 5.0
# A call waits so long for the acknowledgement; the tries go on after it.
CALL_ENDS: Final = 5.0
# So long it is tried where nothing of ours may be running, and then a person is told.
TRIES_END: Final = 120.0

_STILL_TRYING: Final = "stop_still_trying"

type Way = tuple[AccountAccess, Route]


def is_still_trying(error: HomeAssistantError) -> bool:
    """Tell whether a call ended because its stop wasn't acknowledged yet."""
    return (error.translation_key or "").startswith(_STILL_TRYING)


class StopTries:
    """The tries of one stop; they outlive the entry that they were begun for."""

    def __init__(
        self,
        hass: HomeAssistant,
        runs: Runs,
        entry_id: str,
        way: Way,
        command: str,
        *,
        on_refused: Callable[[], None],
    ) -> None:
        """Start with nothing to do.

        on_refused: called where the service refuses the stop of something that may be running.
        """
        self._hass = hass
        self._runs = runs
        self._entry_id = entry_id
        self._lane = Lane(entry_id, way[0].base_url, way[1].session_id)
        self._way = way
        self._command = command
        self._on_refused = on_refused
        self._allowance = async_memory(hass, entry_id).allowance
        self._tries: set[asyncio.Task[None]] = set()
        self._last_try = 0
        self._calls: dict[asyncio.Future[JsonValue], int] = {}
        self._last_call = 0
        # By a clock that nobody can set; None: there is nothing to do.
        self._unacknowledged_since: float | None = None
        self._called_at: float | None = None
        self._cancel_next_try: CALLBACK_TYPE | None = None
        self._wants_token = False
        self._ways_refused = 0
        self._problem = StopProblem.UNACKNOWLEDGED

    @property
    def is_trying(self) -> bool:
        """Whether a stop was sent, or is due, that isn't acknowledged."""
        return self._unacknowledged_since is not None

    async def async_call(self, way: Way | None = None) -> JsonValue:
        """Send at once and join what is tried already; return what the service answered.

        way: how the hardware is reached now.
        Raises a translated HomeAssistantError where the service refuses, and after 5 s without an
        acknowledgement; it is still tried then.
        """
        if way is not None:
            self._way = way
        call: asyncio.Future[JsonValue] = self._hass.loop.create_future()
        self._calls[call] = self._last_try + 1
        self._called_at = self._hass.loop.time()
        try:
            self.async_begin()
            async with asyncio.timeout(CALL_ENDS):
                return await call
        except TimeoutError:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=f"{_STILL_TRYING}_running"
                if self._running()
                else _STILL_TRYING,
            ) from None
        finally:
            del self._calls[call]

    @callback
    def async_resume(self) -> None:
        """Begin again where a token was refused."""
        if self._wants_token:
            self._called_at = self._hass.loop.time()
            self.async_begin()

    @callback
    def async_begin(self) -> None:
        """Send at once, and see to it that it is tried until it succeeds."""
        if self._runs.is_closed:
            return
        self._wants_token = False
        if self._unacknowledged_since is None:
            self._unacknowledged_since = self._hass.loop.time()
        self._last_call = self._last_try + 1
        self._async_try()

    @callback
    def async_close(self) -> None:
        """End the tries, when Home Assistant is about to be gone."""
        self._rest()

    def _running(self) -> list[Run]:
        """Return what may be running that this stop ends."""
        return self._runs.ended_by(self._lane, self._command)

    @property
    def _entry(self) -> ConfigEntry | None:
        """The account, None where it was removed meanwhile."""
        return self._hass.config_entries.async_get_entry(self._entry_id)

    @callback
    def _async_try(self, _now: datetime | None = None) -> None:
        """Send, beside what may hang, and plan the next try."""
        now = self._hass.loop.time()
        running = self._running()
        since, called_at = self._unacknowledged_since, self._called_at
        if not running and called_at is None:
            # Another stop ended it, or a person said that it is off.
            self._rest()
            return
        if since is not None and now - since >= TRIES_END:
            self.async_complain()
        if not running and called_at is not None and now - called_at >= TRIES_END:
            self._rest()
            return
        self._last_try += 1
        stopped = self._runs.async_stopping(self._lane, self._command)
        self._plan_next_try(NEXT_TRY)
        ways = self._ways(running)
        way = ways[self._ways_refused % len(ways)]
        task = self._hass.async_create_background_task(
            self._async_send(self._last_try, way, stopped),
            f"{DOMAIN} {self._command}",
        )
        self._tries.add(task)
        task.add_done_callback(self._tries.discard)

    def _ways(self, running: list[Run]) -> list[Way]:
        """Return how the hardware may be reached, what started it first.

        The next is used when one was refused: keys and tokens can be renewed while something runs.
        """
        entry = self._entry
        current = [self._way]
        if entry is not None:
            access = AccountAccess.of(entry)
            current = [
                (access, device.route)
                for device in connected_devices(entry)
                if device.route.session_id == self._lane.session_id
            ] or [(access, self._way[1])]
        ways = [*((run.access, run.route) for run in running), *current, self._way]
        # Another server can't stop what this one started.
        return list(
            dict.fromkeys(way for way in ways if way[0].base_url == self._lane.base_url)
        )

    def _plan_next_try(self, seconds: float) -> None:
        self._end_plan()
        self._cancel_next_try = async_call_later(
            self._hass,
            seconds,
            HassJob(
                self._async_try,
                f"{DOMAIN} next stop",
                cancel_on_shutdown=not self._running(),
            ),
        )

    def _end_plan(self) -> None:
        if self._cancel_next_try is not None:
            self._cancel_next_try()
            self._cancel_next_try = None

    def _rest(self) -> None:
        """Send no more; what is still on its way is no stop of what starts from now on."""
        self._end_plan()
        self._unacknowledged_since = None
        self._called_at = None
        self._last_call = self._last_try + 1
        for task in self._tries - {asyncio.current_task()}:
            task.cancel()

    async def _async_send(self, number: int, way: Way, stopped: Stopped) -> None:
        """Send one request and do what its answer calls for."""
        access, route = way
        is_counted = True
        self._allowance.begin()
        try:
            answer = await route.async_command(access.client(self._hass), self._command)
        except ChastifyError as err:
            is_counted = not isinstance(err, ChastifyConnectError)
            self._async_failed(number, err, stopped)
        else:
            self._async_acknowledged(number, answer, stopped)
        finally:
            self._allowance.end(sent=is_counted)

    @callback
    def _async_failed(
        self, number: int, error: ChastifyError, stopped: Stopped
    ) -> None:
        """End the tries where the service refused and nothing of ours may be running."""
        if FAILURES[type(error)].is_outcome_unknown:
            # Whatever stands in the body: the status says that it was carried out.
            if error.status is not None and 200 <= error.status < 300:
                self._async_acknowledged(number, None, stopped)
            return
        match error:
            case ChastifyConnectError():
                return
            case ChastifyRateLimitedError(retry_after=wait):
                is_next = number == self._last_try and self._cancel_next_try is not None
                if is_next and wait is not None and wait > NEXT_TRY:
                    self._plan_next_try(min(wait, LONGEST_PAUSE))
                return
        self._async_refused(number, error)

    @callback
    def _async_refused(self, number: int, error: ChastifyError) -> None:
        """Tell the person; where something may be running, go on as well."""
        running = self._running()
        failure = self._async_failure(number, error, is_running=bool(running))
        if not running:
            self._finish(number, failure)
            return
        self._problem = StopProblem.REFUSED
        self.async_complain()
        self._on_refused()
        if isinstance(error, (ChastifyAuthenticationError, ChastifyForbiddenError)):
            self._ways_refused += 1
            if self._ways_refused % len(self._ways(running)):
                # Other keys may do; when all were refused it is not tried faster than usual.
                self._async_try()

    @callback
    def _async_failure(
        self, number: int, error: ChastifyError, *, is_running: bool
    ) -> HomeAssistantError:
        """Do what a refusal calls for; return what the person is told."""
        entry = self._entry
        if self._lane.session_id is not None:
            if entry is not None and self._problem is not StopProblem.REFUSED:
                async_check_session(self._hass, entry)
            return device_failure(error, STOP_DEVICES)
        match error:
            case ChastifyAuthenticationError():
                self._wants_token = not is_running and number >= self._last_call
                if entry is not None and not entry.disabled_by:
                    entry.async_start_reauth(self._hass)
            case ChastifyForbiddenError() if entry is not None:
                return async_missing_scope(self._hass, entry, STOP_DEVICES, error)
        return command_failure(error, STOP_DEVICES)

    @callback
    def async_complain(self) -> None:
        """Tell the person that the stop doesn't get through."""
        running = self._running()
        entry = self._entry
        # Home Assistant may be started without this account, and then nobody sends the stop.
        is_left = entry is None or entry.disabled_by is not None
        for run in running:
            async_create_running_issue(
                self._hass, run, StopProblem.LEFT if is_left else self._problem
            )
        if not running and entry is not None:
            self._async_manage_issue(entry, unacknowledged=True)

    @callback
    def _async_manage_issue(self, entry: ConfigEntry, *, unacknowledged: bool) -> None:
        async_manage_stop_issue(
            self._hass,
            entry,
            self._command,
            self._way[1].subentry_id,
            unacknowledged=unacknowledged,
        )

    @callback
    def _async_acknowledged(
        self, number: int, answer: JsonValue, stopped: Stopped
    ) -> None:
        for run in self._runs.async_acknowledged(stopped):
            if not self._runs.may_run(run.subentry_id):
                async_delete_running_issue(self._hass, run)
        is_last = number >= self._last_call
        self._finish(number, answer)
        if not is_last:
            return
        self._ways_refused = 0
        self._problem = StopProblem.UNACKNOWLEDGED
        if (entry := self._entry) is not None:
            self._async_manage_issue(entry, unacknowledged=False)
            if self._lane.session_id is None:
                async_manage_command_scope_issue(
                    self._hass, entry, STOP_DEVICES, missing=False
                )

    def _finish(self, number: int, outcome: JsonValue | HomeAssistantError) -> None:
        """Tell the calls that this try or one before was sent for; rest where none is left.

        A call that came after this try was sent isn't answered by it.
        """
        for call, own in self._calls.items():
            if own <= number and not call.done():
                if isinstance(outcome, HomeAssistantError):
                    call.set_exception(outcome)
                else:
                    call.set_result(outcome)
        if number < self._last_call:
            return
        if self._running():
            # A start without an answer may take effect at any time until it has one.
            self._called_at = None
            self._unacknowledged_since = self._hass.loop.time()
        else:
            self._rest()
