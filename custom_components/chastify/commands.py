"""The one place that sends commands: checked, in order, within the limits, once.

Whatever commands the lock of an account goes through here. Stops of hardware have a lane of their
own, `stops.py`, because nothing may hold them up.
"""

import asyncio
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .account_memory import AccountMemory
from .api import (
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
    Session,
)
from .command_check import checked_request
from .command_fields import Entered
from .command_requests import Request
from .command_table import COMMANDS_BY_NAME, Command
from .connected_device import AccountAccess, ConnectedDevice
from .const import DOMAIN
from .coordinator import ChastifyCoordinator
from .daily_limit import CountedTime
from .device_failures import async_check_session, device_failure
from .device_starts import DeviceStart, is_said
from .devices import Devices
from .failures import FAILURES, command_failure, command_refused
from .issues import async_manage_command_scope_issue
from .missing_scope import async_missing_scope
from .options import Options
from .precautions import Precaution
from .reading import Reading
from .runs import RUNS
from .send_queue import DroppedError, QueueClosedError, SendQueue, TooLateError
from .stops import ACCOUNT_ROUTE, async_stop, async_stop_devices

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

    is_said: whether an assistant sends it.
    """

    is_said: bool = False
    done: bool | None = False
    replaced_task: bool | None = None


class Commands:
    """Sends the commands of one account.

    Every method raises ServiceValidationError for what is refused before anything is sent, and
    HomeAssistantError for what failed after that; both are translated.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
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
        self._access = AccountAccess.of(entry)
        self._lock_events = memory.lock_events
        self._added_time = memory.added_time
        self._allowance = memory.allowance
        self._queue = SendQueue(hass, memory.allowance)
        self._is_loaded = True

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
        wants_reading: bool = False,
        context: Context | None = None,
    ) -> Outcome:
        """Send the command of that name, once; `data` are the fields of its action.

        The lock is read after it. A stop waits for that only where `wants_reading`.
        context: of whom it is from.
        """
        command = COMMANDS_BY_NAME[name]
        stop = command.stop_fn(data or {})
        if stop is not None:
            device = (data or {}).get("device_id")
            route = (
                device.route if isinstance(device, ConnectedDevice) else ACCOUNT_ROUTE
            )
            result = await async_stop(self._hass, self._entry, stop, route)
            return Outcome(
                result, await self._async_read_after_stop(wanted=wants_reading)
            )
        request = checked_request(command, data or {})
        self._check_enabled(command, request)
        lock_id = _lock_id(self._coordinator.data.session)
        attempt = _Attempt(is_said=is_said(self._hass, context))
        sending = self._async_take_turn(command, request, lock_id, attempt)
        try:
            result = await (
                self._async_to_the_end(sending, attempt) if request.start else sending
            )
        except TooLateError as err:
            raise command_refused(
                "too_many_commands", command.name, seconds=err.seconds
            ) from None
        except DroppedError:
            raise command_refused("start_dropped", command.name) from None
        except QueueClosedError:
            raise command_refused("account_unloaded", command.name) from None
        except ChastifyError as err:
            raise await self._async_failure(command, request, err, lock_id) from err
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
            error = self._coordinator.last_exception
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=getattr(error, "translation_key", None)
                or "rate_limited",
                translation_placeholders=getattr(
                    error, "translation_placeholders", None
                ),
            )
        if reading.session is None:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_active_lock"
            )
        return deepcopy(reading.session.answer), reading

    async def async_stop_devices(self) -> None:
        """Stop all devices of the account; the reading after it is not waited for."""
        await async_stop_devices(self._hass, self._entry)
        await self._async_read_after_stop(wanted=False)

    @property
    def devices_enabled(self) -> bool:
        """Whether no emergency stop holds."""
        return not self._hass.data[RUNS].is_latched(self._entry.entry_id)

    def may_run(self, device: ConnectedDevice) -> bool:
        """Tell whether something that was started from here may be running on a device."""
        return self._hass.data[RUNS].may_run(device.subentry_id)

    @callback
    def async_add_device_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener when one of those two may have changed; returns how to end it."""
        return self._hass.data[RUNS].async_add_listener(listener)

    async def async_enable_devices(self) -> None:
        """Let devices start again after an emergency stop; starts nothing."""
        await self._hass.data[RUNS].async_unlatch(self._entry.entry_id)

    async def async_stop_device(self, device: ConnectedDevice) -> None:
        """Stop everything that a device does; other devices may go on."""
        await async_stop(self._hass, self._entry, route=device.route)
        await self._async_read_after_stop(wanted=False)

    async def _async_read_after_stop(self, *, wanted: bool) -> Reading | None:
        """Read the lock; a stop is over when it is acknowledged, so only who asks waits for it."""
        if wanted:
            return await self._coordinator.async_read_again()
        self._coordinator.async_begin_reading()
        return None

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
                    abilities=self._devices.abilities(order.device),
                    usual_seconds=self._devices.duration(
                        order.device, order.command.kind
                    ),
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
            return await asyncio.shield(task)
        except CancelledError:
            if attempt.done is False:
                task.cancel()
            raise

    async def _async_take_turn(
        self,
        command: Command,
        request: Request,
        lock_id: str | None,
        attempt: _Attempt,
    ) -> JsonValue:
        """Wait for the turn and send.

        Raises TooLateError, QueueClosedError, DroppedError, ChastifyError, and what the checks raise.
        """
        precautions = self._precautions(command, request, attempt)
        try:
            for precaution in precautions:
                precaution.check()
            async with self._queue.turn(attempt) as turn:
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
                return await self._async_send_once(request, lock_id, attempt)
        finally:
            for precaution in precautions:
                precaution.end(done=attempt.done)

    async def _async_send_once(
        self, request: Request, lock_id: str | None, attempt: _Attempt
    ) -> JsonValue:
        """Send, and note what became of it; raises ChastifyError."""
        sent = self._lock_events.begin(request.effect)
        self._allowance.begin()
        attempt.done = None
        is_counted = True
        try:
            result = await request.send(self._coordinator.client, lock_id)
            attempt.done = True
        except ChastifyError as err:
            if not FAILURES[type(err)].is_outcome_unknown:
                attempt.done = False
            is_counted = not isinstance(
                err, (ChastifyConnectError, ChastifyRequestError)
            )
            raise
        finally:
            self._allowance.end(sent=is_counted)
            self._lock_events.end(sent, done=attempt.done)
        return result

    async def _async_failure(
        self,
        command: Command,
        request: Request,
        error: ChastifyError,
        lock_id: str | None,
    ) -> HomeAssistantError:
        """Do what an error calls for; return what the person is told."""
        key: str | None = None
        reading: Reading | None = None
        if FAILURES[type(error)].is_state_stale:
            reading = await self._coordinator.async_read_again()
        if isinstance(error, ChastifyRateLimitedError) and error.retry_after:
            self._allowance.pause(error.retry_after)
        if request.start and FAILURES[type(error)].is_outcome_unknown:
            return command_failure(error, command.name, "start_outcome_unknown")
        if request.start and request.start.device.route.session_id is not None:
            async_check_session(self._hass, self._entry)
            return device_failure(error, command.name)
        match error:
            case ChastifyAuthenticationError() if self._is_loaded:
                self._entry.async_start_reauth(self._hass)
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
                current = _lock_id(reading.session)
                if lock_id is not None and current not in (None, lock_id):
                    key = "command_lock_replaced"
            case ChastifyRejectedError():
                key = command.rejected
        return command_failure(error, command.name, key)


def _lock_id(session: Session | None) -> str | None:
    return session.lock_id if session else None
