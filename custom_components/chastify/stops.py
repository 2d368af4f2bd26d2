"""Stops of hardware: sent at once, past everything that waits, until they are acknowledged.

They belong to the domain and not to a loaded entry: an account whose setup failed can be stopped too.
"""

import asyncio
from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from .account_memory import async_memory
from .api import (
    ChastifyAuthenticationError,
    ChastifyClient,
    ChastifyConnectError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyRateLimitedError,
    JsonValue,
)
from .command_table import STOP_ALL
from .const import CONF_BASE_URL, DOMAIN
from .failures import FAILURES, command_failure
from .issues import async_manage_command_scope_issue, async_manage_stop_issue
from .missing_scope import async_missing_scope

STOP_DEVICES: Final = "stop_devices"

# From the beginning of a try to that of the next, whatever becomes of it.
NEXT_TRY: Final = 1.5
LONGEST_PAUSE: Final = 5.0
# A call waits so long for the acknowledgement; the tries go on after it.
CALL_ENDS: Final = 5.0
TRIES_END: Final = 120.0


async def async_stop(
    hass: HomeAssistant, entry: ConfigEntry, command: str = STOP_ALL
) -> JsonValue:
    """Stop hardware by the route of the account's token; return what the service answered.

    Raises a translated HomeAssistantError where the service refuses, and after 5 s without an
    acknowledgement; it is still tried then.
    """
    stops = hass.data.setdefault(_STOPS, {}).setdefault(entry.entry_id, {})
    if command not in stops:
        stops[command] = Stop(hass, entry, command)
    return await stops[command].async_call()


@callback
def async_resume_stops(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Send again what a refused token had ended: there may be another token now."""
    for stop in hass.data.get(_STOPS, {}).get(entry.entry_id, {}).values():
        stop.async_resume()


@callback
def async_remove_stops(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget an account that goes; what was called for is still tried to its end."""
    hass.data.get(_STOPS, {}).pop(entry.entry_id, None)


class Stop:
    """One stop of one account, repeated until a request that was sent for it is acknowledged."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, command: str) -> None:
        """Start with nothing to do."""
        self._hass = hass
        self._entry = entry
        self._command = command
        self._allowance = async_memory(hass, entry.entry_id).allowance
        self._tries: set[asyncio.Task[None]] = set()
        self._last_try = 0
        self._calls: dict[asyncio.Future[JsonValue], int] = {}
        self._last_call = 0
        # By a clock that nobody can set; None: there is nothing to do.
        self._unacknowledged_since: float | None = None
        self._called_at = 0.0
        self._cancel_next_try: CALLBACK_TYPE | None = None
        self._wants_token = False

    async def async_call(self) -> JsonValue:
        """Send at once and join what is tried already; see `async_stop`."""
        call: asyncio.Future[JsonValue] = self._hass.loop.create_future()
        self._calls[call] = self._last_try + 1
        try:
            self._begin()
            async with asyncio.timeout(CALL_ENDS):
                return await call
        except TimeoutError:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="stop_still_trying",
            ) from None
        finally:
            del self._calls[call]

    @callback
    def async_resume(self) -> None:
        """Begin again where a token was refused."""
        if self._wants_token:
            self._begin()

    @callback
    def _begin(self) -> None:
        """Send at once, and see to it that it is tried until it succeeds."""
        now = self._hass.loop.time()
        self._wants_token = False
        self._called_at = now
        if self._unacknowledged_since is None:
            self._unacknowledged_since = now
        self._last_call = self._last_try + 1
        self._async_try()

    @callback
    def _async_try(self, _now: datetime | None = None) -> None:
        """Send, beside what may hang, and plan the next try."""
        now = self._hass.loop.time()
        since = self._unacknowledged_since
        if since is not None and now - since >= TRIES_END and self._is_known():
            async_manage_stop_issue(
                self._hass, self._entry, self._command, unacknowledged=True
            )
        if now - self._called_at >= TRIES_END:
            self._rest()
            return
        self._last_try += 1
        self._plan_next_try(NEXT_TRY)
        task = self._hass.async_create_background_task(
            self._async_send(self._last_try), f"{DOMAIN} {self._command}"
        )
        self._tries.add(task)
        task.add_done_callback(self._tries.discard)

    def _plan_next_try(self, seconds: float) -> None:
        self._end_plan()
        self._cancel_next_try = async_call_later(
            self._hass,
            seconds,
            HassJob(self._async_try, f"{DOMAIN} next stop", cancel_on_shutdown=True),
        )

    def _end_plan(self) -> None:
        if self._cancel_next_try is not None:
            self._cancel_next_try()
            self._cancel_next_try = None

    def _rest(self) -> None:
        """Send no more."""
        self._end_plan()
        self._unacknowledged_since = None

    async def _async_send(self, number: int) -> None:
        """Send one request and do what its answer calls for."""
        is_counted = True
        self._allowance.begin()
        try:
            answer = await ChastifyClient(
                async_get_clientsession(self._hass),
                self._entry.data[CONF_API_TOKEN],
                self._entry.data[CONF_BASE_URL],
            ).device_command(self._command)
        except ChastifyError as err:
            is_counted = not isinstance(err, ChastifyConnectError)
            self._async_failed(number, err)
        else:
            self._async_acknowledged(number, answer)
        finally:
            self._allowance.end(sent=is_counted)

    @callback
    def _async_failed(self, number: int, error: ChastifyError) -> None:
        """End the tries where the service refused; leave them as they are elsewhere."""
        if FAILURES[type(error)].is_outcome_unknown:
            # Whatever stands in the body: the status says that it was carried out.
            if error.status is not None and 200 <= error.status < 300:
                self._async_acknowledged(number, None)
            return
        match error:
            case ChastifyConnectError():
                return
            case ChastifyRateLimitedError(retry_after=wait):
                is_next = number == self._last_try and self._cancel_next_try is not None
                if is_next and wait is not None and wait > NEXT_TRY:
                    self._plan_next_try(min(wait, LONGEST_PAUSE))
                return
            case ChastifyAuthenticationError():
                self._wants_token = number >= self._last_call
                if self._is_known() and not self._entry.disabled_by:
                    self._entry.async_start_reauth(self._hass)
            case ChastifyForbiddenError() if self._is_known():
                failure = async_missing_scope(
                    self._hass, self._entry, STOP_DEVICES, error
                )
                self._finish(number, failure)
                return
        self._finish(number, command_failure(error, STOP_DEVICES))

    @callback
    def _async_acknowledged(self, number: int, answer: JsonValue) -> None:
        if self._finish(number, answer) and self._is_known():
            async_manage_stop_issue(
                self._hass, self._entry, self._command, unacknowledged=False
            )
            async_manage_command_scope_issue(
                self._hass, self._entry, STOP_DEVICES, missing=False
            )

    def _finish(self, number: int, outcome: JsonValue | HomeAssistantError) -> bool:
        """Tell the calls that this try or one before was sent for; rest where none is left.

        A call that came after this try was sent isn't answered by it.
        """
        for call, own in self._calls.items():
            if own <= number and not call.done():
                if isinstance(outcome, HomeAssistantError):
                    call.set_exception(outcome)
                else:
                    call.set_result(outcome)
        is_last = number >= self._last_call
        if is_last:
            self._rest()
            for task in self._tries - {asyncio.current_task()}:
                task.cancel()
        return is_last

    def _is_known(self) -> bool:
        """Tell whether the account wasn't removed meanwhile."""
        return (
            self._hass.config_entries.async_get_entry(self._entry.entry_id) is not None
        )


_STOPS: Final[HassKey[dict[str, dict[str, Stop]]]] = HassKey(f"{DOMAIN}_stops")
