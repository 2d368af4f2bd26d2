"""The one place that sends commands: checked, in order, within the limits, once.

Stops of hardware are sent by `devices/stop_calls.py`, because nothing may delay them.
"""

import asyncio
from asyncio import CancelledError
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
    ChastifyRateLimitedError,
    ChastifyRequestError,
    JsonObject,
    JsonValue,
)
from ..const import DOMAIN
from ..coordinator import ChastifyCoordinator
from ..devices.consent import ShownLock
from ..devices.failures import async_note_session
from ..devices.loaded import Devices
from ..devices.runs import RUNS
from ..devices.starts import DeviceStart, is_said
from ..devices.stops import reserved_for_stops
from ..failures.errors import command_refused, pause_of, unread_failure
from ..failures.issues import async_manage_command_scope_issue
from ..lock.reading import Reading
from .attempts import Attempt, async_failure
from .fields import Entered
from .precautions import DailyLimit, Precaution
from .readings import ReadingsAfterCommands
from .send_queue import SendQueue
from .table import COMMANDS_BY_NAME

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

GET_SESSION: Final = "get_session"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a command that was carried out.

    result: the answer of the API.
    reading: the reading after it, None where it failed or wasn't waited for.
    replaced_task: whether an open task was replaced, None: unknown, or none is assigned.
    """

    result: JsonValue
    reading: Reading | None
    replaced_task: bool | None = None


class Commands:
    """Sends the commands of one account.

    Every method raises ServiceValidationError for a command that is refused before anything is
    sent, and HomeAssistantError for one that failed after that; both are translated.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        coordinator: ChastifyCoordinator,
        memory: AccountMemory,
        devices: Devices,
    ) -> None:
        """Start with an empty queue."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._followed = coordinator.followed
        self._devices = devices
        # The one of the coordinator's client, until the account is reloaded.
        self._access = Access.of(entry)
        self._lock_events = memory.lock_events
        self._added_time = memory.added_time
        self._allowance = async_allowance(hass, self._access)
        self._allowance.reserved = lambda: reserved_for_stops(hass, self._access)
        self._queue = SendQueue(hass, self._allowance)
        self._readings = ReadingsAfterCommands(hass, coordinator, self._queue.idle)
        self._is_loaded = True
        coordinator.trust.async_add_listener(self._async_trust_changed)

    @callback
    def _async_trust_changed(self, trust: Trust) -> None:
        """Hold the waiting commands until a reading shows whether the token is accepted."""
        if trust is Trust.DOUBTED:
            self._queue.hold()
            return
        if trust is Trust.REFUSED:
            self._queue.refuse("token_refused")
        self._queue.release()

    @callback
    def async_close(self) -> None:
        """Refuse the waiting commands; the one that was sent gets its answer."""
        self._is_loaded = False
        self._queue.close()

    async def async_send(
        self,
        name: str,
        data: Mapping[str, Entered] | None = None,
        *,
        context: Context | None = None,
        is_reading_wanted: bool = False,
    ) -> Outcome:
        """Send the command of that name, once; the lock is read after it.

        data: the fields of its action.
        context: that of the caller; Home Assistant shows by it who caused the events.
        is_reading_wanted: whether to wait for the reading, 5 s at most.
        """
        command = COMMANDS_BY_NAME[name]
        request = command.request(data or {})
        lock = self._shown_lock()
        attempt = Attempt(
            command=command,
            request=request,
            lock=lock,
            # Hardware is started at no lock that the newest answer doesn't name.
            lock_id=(lock.lock_id if lock else None)
            if request.start
            else self._followed.own_id or self._coordinator.data.lock_id,
            context=context,
            is_said=is_said(self._hass, context),
        )
        self._check_enabled(attempt)
        self._check_lock(attempt)
        try:
            result = await (
                self._async_send_start(attempt)
                if request.start
                else self._async_take_turn(attempt)
            )
        except ChastifyError as err:
            raise await async_failure(
                self._hass,
                self._entry,
                self._readings,
                attempt,
                err,
                is_loaded=self._is_loaded,
            ) from err
        except CancelledError:
            if attempt.done is None:
                self._readings.async_begin()
            raise
        async_manage_command_scope_issue(self._hass, self._entry, name, missing=False)
        if request.session_id is not None:
            async_note_session(self._entry, request.session_id, None)
        self._readings.async_begin()
        reading = await self._readings.async_read() if is_reading_wanted else None
        return Outcome(result, reading, attempt.replaced_task)

    async def async_get_session(self) -> tuple[JsonObject, Reading]:
        """Read the session; return a copy of the whole answer, and the reading."""
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

    def _shown_lock(self) -> ShownLock | None:
        """Return the lock of the newest reading."""
        session = self._coordinator.data.session
        return ShownLock.of(session) if session else None

    def _check_enabled(self, attempt: Attempt) -> None:
        """Refuse a command that is disabled, or amounts to one that is."""
        own = attempt.command.name
        needs = attempt.command.all_needs | attempt.request.needs
        disabled = Options.of(self._entry).disabled_commands
        for name in sorted(needs & disabled):
            if name == own:
                raise command_refused("command_disabled", own)
            raise command_refused("effect_disabled", own, disabled=name)

    def _check_lock(self, attempt: Attempt) -> None:
        """Refuse a command that would reach the lock of another entry."""
        if attempt.lock_id is None and self._followed.passes_over:
            raise command_refused("lock_of_another_entry", attempt.command.name)

    async def _async_check_ambiguous(self, attempt: Attempt) -> None:
        """Read the lock where the service may not heed the pin; refuse if it is another one."""
        must_be_shown = attempt.request.start or self._followed.own_id
        if not must_be_shown or not self._followed.is_ambiguous:
            return
        reading = await self._coordinator.async_read_again()
        shown_id = reading.session.lock_id if reading and reading.session else None
        if shown_id != attempt.lock_id:
            raise command_refused("lock_not_shown", attempt.command.name)

    def _precautions(self, attempt: Attempt) -> list[Precaution]:
        """Return the conditions of a call beyond its fields."""
        request = attempt.request
        precautions: list[Precaution] = []
        if request.adds:
            precautions.append(
                DailyLimit(
                    self._entry, self._added_time, attempt.command.name, request.adds
                )
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
                    lock_now=self._shown_lock,
                    leave_queue=lambda: self._queue.refuse("start_dropped", request),
                    is_said=attempt.is_said,
                )
            )
        return precautions

    async def _async_send_start(self, attempt: Attempt) -> JsonValue:
        """Send a start; once it is sent, wait for its answer even if the caller gives up.

        Only the answer tells whether a stop that was sent meanwhile has ended it.
        """
        task = self._hass.data[RUNS].async_send(self._async_take_turn(attempt))
        try:
            await asyncio.wait([task])
        except CancelledError:
            if attempt.done is False:
                task.cancel()
            raise
        return task.result()

    async def _async_take_turn(self, attempt: Attempt) -> JsonValue:
        """Wait for the turn and send; raises ChastifyError or ServiceValidationError."""
        request = attempt.request
        precautions = self._precautions(attempt)
        try:
            for precaution in precautions:
                precaution.check()
            async with self._queue.turn(attempt.command.name, request) as turn:
                await self._async_check_ambiguous(attempt)
                for precaution in precautions:
                    await precaution.async_prepare()
                # Much may have changed since the call. Nothing can between this and the sending.
                self._queue.check(turn)
                self._check_enabled(attempt)
                self._check_lock(attempt)
                for precaution in precautions:
                    precaution.check()
                for precaution in precautions:
                    precaution.begin()
                if request.effect.task_after:
                    attempt.replaced_task = self._lock_events.has_open_task
                return await self._async_send_once(attempt)
        finally:
            for precaution in precautions:
                precaution.end(done=attempt.done, error=attempt.error)

    async def _async_send_once(self, attempt: Attempt) -> JsonValue:
        """Send, and note the outcome in the attempt; raises ChastifyError."""
        request = attempt.request
        sent = self._lock_events.begin(request.effect, attempt.context)
        self._allowance.begin()
        attempt.done = None
        is_counted = True
        try:
            result = await request.send(self._coordinator.client, attempt.lock_id)
            attempt.done = True
        except ChastifyError as err:
            attempt.error = err
            # Before the next turn begins.
            self._hold_others(attempt, err)
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

    def _hold_others(self, attempt: Attempt, error: ChastifyError) -> None:
        """Pause the route, or doubt the token, where the error says so."""
        request = attempt.request
        match error:
            case ChastifyRateLimitedError() if pause := pause_of(error):
                self._allowance.pause(request.paused_with, pause)
            case ChastifyAuthenticationError() if self._is_loaded:
                if not request.is_of_session:
                    self._coordinator.trust.async_doubt()
