"""The one place that sends commands: checked, in order, within the limits, once.

Whatever commands the lock of an account goes through here. Stops of hardware go another way,
`stop_calls.py`, because nothing may hold them up.
"""

import asyncio
from asyncio import CancelledError
from collections.abc import Coroutine, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..account.access import Access
from ..account.allowance import async_allowance
from ..account.memory import AccountMemory
from ..account.options import Options
from ..account.token_trust import Trust
from ..api import (
    ChastifyAuthenticationError,
    ChastifyConnectError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyRateLimitedError,
    ChastifyRejectedError,
    ChastifyRequestError,
    JsonObject,
    JsonValue,
)
from ..const import DOMAIN
from ..coordinator import ChastifyCoordinator
from ..devices.consent import ShownLock
from ..devices.failures import (
    async_check_session,
    device_failure,
    has_started_nothing,
    start_key,
)
from ..devices.loaded import Devices
from ..devices.runs import RUNS
from ..devices.starts import DeviceStart, is_said
from ..devices.stops import reserved_for_stops
from ..failures.errors import (
    FAILURES,
    command_failure,
    command_refused,
    is_state_stale,
    pause_of,
    sentence_key,
    unread_failure,
)
from ..failures.issues import async_manage_command_scope_issue, async_missing_scope
from ..lock.reading import Reading
from .check import checked_request
from .daily_limit import CountedTime
from .fields import Entered
from .precautions import Precaution
from .requests import Request
from .send_queue import (
    DroppedError,
    PausedError,
    QueueClosedError,
    SendQueue,
    TokenRefusedError,
    TooLateError,
)
from .table import COMMANDS_BY_NAME, Command

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

GET_SESSION: Final = "get_session"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command that was carried out.

    result: what the API answered.
    reading: the lock as it was read after it, None where it could not be read.
    replaced_task: for a command that assigns a task: whether an open one was replaced, None where
    nobody knows.
    """

    result: JsonValue
    reading: Reading | None
    replaced_task: bool | None = None


@dataclass(slots=True)
class _Attempt:
    """Whether a command took effect, and whether it replaced an open task; None: nobody knows.

    lock: the lock that it is meant for, None where the account shows none.
    lock_id: that to which it is pinned.
    is_said: whether an assistant sends it.
    error: in which the request ended.
    """

    lock: ShownLock | None = None
    lock_id: str | None = None
    is_said: bool = False
    done: bool | None = False
    error: ChastifyError | None = None
    replaced_task: bool | None = None


class Commands:
    """Sends the commands of one account.

    Every method raises ServiceValidationError for what is refused before anything is sent, and
    HomeAssistantError for what failed after that; both are translated.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        coordinator: ChastifyCoordinator,
        memory: AccountMemory,
        devices: Devices,
    ) -> None:
        """Start with nothing waiting."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._devices = devices
        # What the coordinator's client sends with, until the account is loaded anew.
        self._access = Access.of(entry)
        self._lock_events = memory.lock_events
        self._added_time = memory.added_time
        self._allowance = async_allowance(hass, self._access)
        self._allowance.reserved = lambda: reserved_for_stops(hass, self._access)
        self._queue = SendQueue(hass, self._allowance)
        self._is_loaded = True
        coordinator.trust.async_add_listener(self._async_token_news)

    @callback
    def _async_token_news(self, trust: Trust) -> None:
        """Hold what waits while a reading is to show whether the token is taken."""
        if trust is Trust.DOUBTED:
            self._queue.hold()
            return
        if trust is Trust.REFUSED:
            self._queue.refuse_waiting()
        self._queue.release()

    @callback
    def async_close(self) -> None:
        """Refuse what waits; what is on its way gets its answer."""
        self._is_loaded = False
        self._queue.close()

    async def async_send(
        self,
        name: str,
        data: Mapping[str, Entered] | None = None,
        *,
        context: Context | None = None,
    ) -> Outcome:
        """Send the command of that name, once; `data` are the fields of its action.

        The lock is read after it. Stops go another way, see `stop_calls.py`.
        context: of whom it is from.
        """
        command = COMMANDS_BY_NAME[name]
        request = checked_request(command, data or {})
        self._check_enabled(command, request)
        lock = self._lock_now()
        shown_id = lock.lock_id if lock else None
        attempt = _Attempt(
            lock=lock,
            # Hardware is started at no lock that the newest answer doesn't name.
            lock_id=shown_id if request.start else self._coordinator.data.lock_id,
            is_said=is_said(self._hass, context),
        )
        sending = self._async_take_turn(command, request, attempt)
        try:
            result = await (
                self._async_to_the_end(sending, attempt) if request.start else sending
            )
        except PausedError as err:
            raise command_refused(
                "device_paused" if request.is_of_session else "command_paused",
                command.name,
                seconds=err.seconds,
                route=request.route,
            ) from None
        except TokenRefusedError:
            raise command_refused("token_refused", command.name) from None
        except TooLateError as err:
            raise command_refused(
                "too_many_commands", command.name, seconds=err.seconds
            ) from None
        except DroppedError:
            raise command_refused("start_dropped", command.name) from None
        except QueueClosedError:
            raise command_refused("account_unloaded", command.name) from None
        except ChastifyError as err:
            raise await self._async_failure(command, request, err, attempt) from err
        except CancelledError:
            if attempt.done is None:
                self._coordinator.async_begin_reading()
            raise
        async_manage_command_scope_issue(
            self._hass, self._entry, command.name, missing=False
        )
        reading = await self._coordinator.async_read_again()
        return Outcome(result, reading, attempt.replaced_task)

    async def async_get_session(self) -> tuple[JsonObject, Reading]:
        """Read the session; return a copy of the whole answer and what it says."""
        reading = await self._coordinator.async_read_again()
        if not self._is_loaded:
            raise command_refused("account_unloaded", GET_SESSION)
        if reading is None:
            raise unread_failure(self._coordinator.failure, self._coordinator.pause)
        if reading.session is None:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_active_lock"
            )
        return deepcopy(reading.session.answer), reading

    def _lock_now(self) -> ShownLock | None:
        """Return the lock of the newest reading."""
        session = self._coordinator.data.session
        return ShownLock.of(session) if session else None

    def _check_enabled(self, command: Command, request: Request) -> None:
        """Refuse a command that is disabled, whatever it is called."""
        disabled = Options.of(self._entry).disabled_commands
        for name in sorted(request.needs & disabled):
            if name == command.name:
                raise command_refused("command_disabled", command.name)
            raise command_refused("effect_disabled", command.name, disabled=name)

    def _precautions(
        self, command: Command, request: Request, attempt: _Attempt
    ) -> list[Precaution]:
        """Return what has to hold for a request beyond its fields."""
        precautions: list[Precaution] = []
        if request.adds:
            precautions.append(
                CountedTime(self._entry, self._added_time, command.name, request.adds)
            )
        if order := request.start:
            precautions.append(
                DeviceStart(
                    self._hass,
                    self._entry,
                    order,
                    access=self._access,
                    devices=self._devices,
                    lock=attempt.lock,
                    lock_now=self._lock_now,
                    leave_queue=lambda: self._queue.drop(attempt),
                    is_said=attempt.is_said,
                )
            )
        return precautions

    async def _async_to_the_end(
        self, sending: Coroutine[Any, Any, JsonValue], attempt: _Attempt
    ) -> JsonValue:
        """Send a start; on the wire it isn't given up with its caller, but brought to its answer.

        Only that tells whether a stop that went out meanwhile has ended it.
        """
        task = self._hass.data[RUNS].async_send(sending)
        try:
            await asyncio.wait([task])
        except CancelledError:
            if attempt.done is False:
                task.cancel()
            raise
        return task.result()

    async def _async_take_turn(
        self,
        command: Command,
        request: Request,
        attempt: _Attempt,
    ) -> JsonValue:
        """Wait for the turn and send.

        Raises TooLateError, QueueClosedError, DroppedError, ChastifyError, and what the checks raise.
        """
        precautions = self._precautions(command, request, attempt)
        try:
            for precaution in precautions:
                precaution.check()
            async with self._queue.turn(request.paused_with, attempt) as turn:
                for precaution in precautions:
                    await precaution.async_prepare()
                # Much may have changed since the call; nothing can between this and the sending.
                turn.check()
                self._check_enabled(command, request)
                for precaution in precautions:
                    precaution.check()
                for precaution in precautions:
                    precaution.begin()
                if request.effect.task_after:
                    attempt.replaced_task = self._lock_events.has_open_task
                return await self._async_send_once(request, attempt)
        finally:
            for precaution in precautions:
                precaution.end(done=attempt.done, error=attempt.error)

    async def _async_send_once(self, request: Request, attempt: _Attempt) -> JsonValue:
        """Send, and note what became of it; raises ChastifyError."""
        sent = self._lock_events.begin(request.effect)
        self._allowance.begin()
        attempt.done = None
        is_counted = True
        try:
            result = await request.send(self._coordinator.client, attempt.lock_id)
            attempt.done = True
        except ChastifyError as err:
            attempt.error = err
            # Before the turn of the next one.
            self._hold_others(request, err)
            if not err.is_outcome_unknown:
                attempt.done = False
            is_counted = not isinstance(
                err, (ChastifyConnectError, ChastifyRequestError)
            )
            raise
        finally:
            self._allowance.end(sent=is_counted)
            self._lock_events.end(sent, done=attempt.done)
        return result

    def _hold_others(self, request: Request, error: ChastifyError) -> None:
        """Hold what an error says that the service won't take now."""
        match error:
            case ChastifyRateLimitedError() if pause := pause_of(error):
                self._allowance.pause(request.paused_with, pause)
            case ChastifyAuthenticationError() if self._is_loaded:
                if not request.is_of_session:
                    self._coordinator.trust.async_doubt()

    async def _async_failure(
        self,
        command: Command,
        request: Request,
        error: ChastifyError,
        attempt: _Attempt,
    ) -> HomeAssistantError:
        """Do what an error calls for; return what the person is told."""
        key: str | None = None
        reading: Reading | None = None
        if is_state_stale(error):
            reading = await self._coordinator.async_read_again()
        if isinstance(error, ChastifyRateLimitedError):
            key = "device_rate_limited" if request.is_of_session else None
            return command_failure(error, command.name, key, route=request.route)
        if request.start and not has_started_nothing(error):
            return command_failure(error, command.name, start_key(error))
        if request.is_of_session:
            async_check_session(self._entry)
            return device_failure(error, command.name)
        match error:
            case ChastifyForbiddenError() if self._is_loaded:
                session = self._coordinator.data.session
                return async_missing_scope(
                    self._hass,
                    self._entry,
                    command.name,
                    error,
                    session.scopes if session else None,
                )
            case ChastifyLockEndedError() if reading is not None:
                current = reading.session.lock_id if reading.session else None
                if attempt.lock_id is not None and current not in (
                    None,
                    attempt.lock_id,
                ):
                    key = "command_lock_replaced"
            case ChastifyAuthenticationError() if (
                self._coordinator.trust.state is Trust.REFUSED
            ):
                # A person is asked already.
                key = FAILURES[ChastifyAuthenticationError].reading
            case ChastifyRejectedError(is_outcome_unknown=False):
                key = sentence_key(error, command.rejected)
        return command_failure(error, command.name, key)
