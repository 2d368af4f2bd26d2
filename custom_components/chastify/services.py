"""Actions: the table of commands, the reading of a session, and the stop of all devices."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypedDict, cast

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    DOMAIN as HOMEASSISTANT_DOMAIN,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task

from .account.access import Access, account_entries
from .api import JsonValue
from .api.hardware import DEVICE_COMMAND, ENABLE_DEVICES, STOP_DEVICES, named_stop
from .commands.checked_fields import Fields, checked_fields
from .commands.fields import day
from .commands.sender import GET_SESSION
from .commands.table import COMMANDS
from .const import DOMAIN
from .devices.connected import async_find_device
from .devices.runs import RUNS
from .devices.starts import is_said
from .devices.stop_calls import (
    async_stop_by_token,
    async_stop_device,
    async_stop_devices,
    async_stop_everywhere,
)
from .failures.errors import command_refused, is_without_lock
from .lock.history_response import HistoryResponse
from .lock.values import lock_response
from .runtime_data import ChastifyConfigEntry

ASSIGN_TASK: Final = "assign_task"
PERFORM_ACTION: Final = "perform_action"
GET_HISTORY: Final = "get_history"
CLEAR_HISTORY: Final = "clear_history"
GET_HISTORY_FIELDS: Final[Fields] = {
    vol.Optional("start"): day,
    vol.Optional("end"): day,
}
CLEAR_HISTORY_FIELDS: Final[Fields] = {vol.Required("before"): day}
# Eight weeks with the last day.
DEFAULT_HISTORY: Final = timedelta(days=8 * 7 - 1)


class ActionResponse(TypedDict):
    """The API's answer, and the lock as read after it, None where it couldn't be read."""

    result: JsonValue
    lock: dict[str, JsonValue] | None


class AssignTaskResponse(ActionResponse):
    """Also whether an open task was replaced, None where that isn't known."""

    replaced_task: bool | None


class StopsResponse(TypedDict):
    """The answers of several accounts, by the ids of their entries."""

    accounts: dict[str, ActionResponse]


type Response = ActionResponse | AssignTaskResponse | StopsResponse | HistoryResponse
type Stop = Callable[
    [HomeAssistant, ChastifyConfigEntry], Coroutine[Any, Any, JsonValue]
]
type Handler = Callable[[ServiceCall], Awaitable[Response]]


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; each may return a response, see docs/actions.md."""
    handlers: Mapping[str, Handler] = {
        **{command.name: _async_send for command in COMMANDS},
        GET_SESSION: _async_get_session,
        STOP_DEVICES: _async_stop_devices,
        CLEAR_HISTORY: _async_clear_history,
        ENABLE_DEVICES: _async_enable_devices,
        DEVICE_COMMAND: _async_command_device,
        PERFORM_ACTION: _async_perform_action,
    }
    for name, handler in handlers.items():
        # Without a schema: the handlers check the fields, with translated errors.
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_respond, handler),
            supports_response=SupportsResponse.OPTIONAL,
        )
    hass.services.async_register(
        DOMAIN,
        GET_HISTORY,
        partial(_async_respond, _async_get_history),
        supports_response=SupportsResponse.ONLY,
    )


async def _async_respond(handler: Handler, call: ServiceCall) -> ServiceResponse:
    # The type checker doesn't take a TypedDict for a dict of JSON values.
    return cast("ServiceResponse", await handler(call))


async def _async_send(call: ServiceCall) -> ActionResponse | AssignTaskResponse:
    """Send a command of the table."""
    return await _async_send_fields(call, _loaded_entry(call), _fields(call))


async def _async_send_fields(
    call: ServiceCall, entry: ChastifyConfigEntry, fields: Mapping[str, object]
) -> ActionResponse | AssignTaskResponse:
    """Send a command of the table with these fields."""
    outcome = await entry.runtime_data.commands.async_send(
        call.service,
        fields,
        context=call.context,
        is_reading_wanted=call.return_response,
    )
    response: ActionResponse = {
        "result": outcome.result,
        "lock": lock_response(outcome.reading),
    }
    if call.service == ASSIGN_TASK:
        return {**response, "replaced_task": outcome.replaced_task}
    return response


async def _async_perform_action(call: ServiceCall) -> Response:
    """Send an action of any name; the stop of a device needs no loaded account."""
    stop = named_stop(call.data.get("name"))
    if stop is None:
        return await _async_send(call)
    return await _async_stop_entries(
        call, partial(async_stop_by_token, command=stop), _entries_to_stop(call)
    )


async def _async_command_device(call: ServiceCall) -> Response:
    """Start or stop a connected device, which names the account.

    A stop needs no loaded account, and without a device it is sent to all of them.
    """
    fields = _fields(call)
    device_id = fields.get("device_id")
    found = (
        async_find_device(call.hass, device_id) if isinstance(device_id, str) else None
    )
    stop = named_stop(fields.get("command"))
    if stop is not None and found is not None:
        stop_device = partial(async_stop_device, device=found[1], command=stop)
        return await _async_stop_entries(call, stop_device, [found[0]])
    if stop is not None:
        stop_all = partial(async_stop_everywhere, command=stop)
        return await _async_stop_entries(call, stop_all, _any_entries_to_stop(call))
    if found is None or _entry_id(call) not in (None, found[0].entry_id):
        raise command_refused(
            "field_missing" if device_id is None else "field_device",
            call.service,
            field="device_id",
        )
    device_entry, device = found
    entry: ChastifyConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, device_entry.entry_id
    )
    return await _async_send_fields(call, entry, {**fields, "device_id": device})


async def _async_get_session(call: ServiceCall) -> ActionResponse:
    """Read the session."""
    entry = _loaded_entry(call)
    _refuse_fields(call)
    answer, reading = await entry.runtime_data.commands.async_get_session()
    return {"result": answer, "lock": lock_response(reading)}


async def _async_get_history(call: ServiceCall) -> HistoryResponse:
    """Return the sums of days, and the lock sessions; nothing is sent."""
    storage = _loaded_entry(call).runtime_data.storage
    fields = checked_fields(call.service, GET_HISTORY_FIELDS, _fields(call))
    end: date = fields.get("end", dt_util.now().date())
    start: date = fields.get("start", end - DEFAULT_HISTORY)
    if start > end:
        raise command_refused("field_date_order", call.service, field="end")
    return storage.history.response(storage.running, start, end)


async def _async_clear_history(call: ServiceCall) -> ActionResponse:
    """Delete days and ended sessions; nothing is sent."""
    entry = _loaded_entry(call)
    fields = checked_fields(call.service, CLEAR_HISTORY_FIELDS, _fields(call))
    if is_said(call.hass, call.context):
        raise command_refused("assist_never_history", call.service)
    await entry.runtime_data.storage.async_clear_history(fields["before"])
    return {
        "result": {},
        "lock": lock_response(entry.runtime_data.coordinator.data),
    }


async def _async_enable_devices(call: ServiceCall) -> ActionResponse:
    """End the emergency stop, like the switch, which a person may have disabled."""
    entry, *others = _named_entries(call)
    if others:
        # Raises the error that an entry has to be named.
        async_get_config_entry(call.hass, DOMAIN, None)
    _refuse_fields(call)
    if is_said(call.hass, call.context):
        raise command_refused("assist_never", call.service)
    await call.hass.data[RUNS].latch.async_release(entry)
    is_loaded = entry.state is ConfigEntryState.LOADED
    reading = entry.runtime_data.coordinator.data if is_loaded else None
    return {"result": {}, "lock": lock_response(reading)}


async def _async_stop_devices(call: ServiceCall) -> ActionResponse | StopsResponse:
    """Stop all devices of one account or of all, and let nothing start any more."""
    return await _async_stop_entries(call, async_stop_devices, _entries_to_stop(call))


async def _async_stop_entries(
    call: ServiceCall, stop: Stop, entries: list[ChastifyConfigEntry]
) -> ActionResponse | StopsResponse:
    """Stop devices of these accounts, loaded or not; other fields are ignored.

    Every account is stopped, even where others fail; then the first failure is raised. Where
    others were stopped, an account without a lock is no failure: it can have no run.
    """
    # Entries with one token share a stop; the token may be renewed before that has ended. Eager, so
    # that all are sent even where the caller gives up at once.
    accesses = {entry.entry_id: Access.of(entry) for entry in entries}
    by_access = {accesses[entry.entry_id]: entry for entry in reversed(entries)}
    stops = {
        access: create_eager_task(stop(call.hass, entry))
        for access, entry in by_access.items()
    }
    await asyncio.gather(*stops.values(), return_exceptions=True)
    stopped = {entry_id: stops[access] for entry_id, access in accesses.items()}
    failures = [failure for task in stops.values() if (failure := task.exception())]
    # Failures of stops that may have left something running come first.
    for failure in sorted(failures, key=is_without_lock):
        if len(failures) == len(stops) or not is_without_lock(failure):
            raise failure
    answered = [
        entry for entry in entries if stopped[entry.entry_id].exception() is None
    ]
    responses = await asyncio.gather(
        *(
            _async_stop_response(call, entry, stopped[entry.entry_id].result())
            for entry in answered
        )
    )
    if len(entries) == 1:
        return responses[0]
    return {
        "accounts": {
            entry.entry_id: response
            for entry, response in zip(answered, responses, strict=True)
        }
    }


async def _async_stop_response(
    call: ServiceCall, entry: ChastifyConfigEntry, answer: JsonValue
) -> ActionResponse:
    """Return the answer to a stop, with the lock as read after it where a response is wanted."""
    reading = None
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data.coordinator
        if call.return_response:
            reading = await coordinator.async_read_again()
        else:
            coordinator.async_begin_reading()
    return {"result": answer, "lock": lock_response(reading)}


def _any_entries_to_stop(call: ServiceCall) -> list[ChastifyConfigEntry]:
    """Return the entry that the call names, all entries where it names none that exists."""
    entries: list[ChastifyConfigEntry] = account_entries(call.hass)
    named = call.data.get(ATTR_CONFIG_ENTRY_ID)
    named_one = [entry for entry in entries if entry.entry_id == named]
    return named_one or entries or _named_entries(call)


def _entries_to_stop(call: ServiceCall) -> list[ChastifyConfigEntry]:
    """Return the entry that the call names; an empty id, as language models send it, names none.

    For other commands an empty id is an error: they may be meant for a removed account.
    """
    if call.data.get(ATTR_CONFIG_ENTRY_ID) == "":
        return _any_entries_to_stop(call)
    return _named_entries(call)


def _named_entries(call: ServiceCall) -> list[ChastifyConfigEntry]:
    """Return the entry that the call names, loaded or not, all entries where it names none."""
    entry_id = _entry_id(call)
    entries: list[ChastifyConfigEntry] = [
        entry
        for entry in account_entries(call.hass)
        if entry_id in (None, entry.entry_id)
    ]
    if entries:
        return entries
    if entry_id is not None:
        # Raises the error of an unknown id.
        async_get_config_entry(call.hass, DOMAIN, entry_id)
    raise ServiceValidationError(
        translation_domain=HOMEASSISTANT_DOMAIN,
        translation_key="service_found_no_config_entry_for_domain",
        translation_placeholders={"domain": DOMAIN},
    )


def _loaded_entry(call: ServiceCall) -> ChastifyConfigEntry:
    """Return the entry that the call names, or the only one; raises ServiceValidationError."""
    entry: ChastifyConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, _entry_id(call)
    )
    return entry


def _entry_id(call: ServiceCall) -> str | None:
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    if entry_id is not None and not isinstance(entry_id, str):
        raise command_refused("field_entry", call.service, field=ATTR_CONFIG_ENTRY_ID)
    return entry_id


def _fields(call: ServiceCall) -> dict[str, object]:
    """Return the fields of the command."""
    return {
        name: value for name, value in call.data.items() if name != ATTR_CONFIG_ENTRY_ID
    }


def _refuse_fields(call: ServiceCall) -> None:
    """Refuse all fields but the entry's id."""
    for name in _fields(call):
        raise command_refused("field_unknown", call.service, field=name)
