"""Actions: the table of commands, the reading of a session, and the stop of all devices."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final, cast

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
from homeassistant.util.async_ import create_eager_task

from .api import JsonValue
from .command_requests import DEVICE_COMMAND
from .command_table import COMMANDS
from .commands import GET_SESSION
from .connected_device import async_find_device
from .const import DOMAIN
from .device_commands import STOP_DEVICES, named_stop
from .failures import command_refused, is_without_lock
from .responses import ActionResponse, AssignTaskResponse, StopsResponse, lock_response
from .runtime_data import ChastifyConfigEntry
from .stops import async_stop, async_stop_devices

ASSIGN_TASK: Final = "assign_task"

type Response = ActionResponse | AssignTaskResponse | StopsResponse
type Handler = Callable[[ServiceCall], Awaitable[Response]]


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; each may answer, see docs/actions.md."""
    handlers: Mapping[str, Handler] = {
        **{command.name: _async_send for command in COMMANDS},
        GET_SESSION: _async_get_session,
        STOP_DEVICES: _async_stop_devices,
        DEVICE_COMMAND: _async_command_device,
    }
    for name, handler in handlers.items():
        # Without a schema: the fields are checked by what handles them, with translated errors.
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_respond, handler),
            supports_response=SupportsResponse.OPTIONAL,
        )


async def _async_respond(handler: Handler, call: ServiceCall) -> ServiceResponse:
    # A TypedDict is a dict of what JSON knows, but the type checker doesn't take it for one.
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
        wants_reading=call.return_response,
        context=call.context,
    )
    response: ActionResponse = {
        "result": outcome.result,
        "lock": lock_response(outcome.reading),
    }
    if call.service == ASSIGN_TASK:
        return {**response, "replaced_task": outcome.replaced_task}
    return response


async def _async_command_device(
    call: ServiceCall,
) -> ActionResponse | AssignTaskResponse:
    """Start or stop a connected device, which names the account.

    A stop needs no loaded account.
    """
    fields = _fields(call)
    entry_id = _entry_id(call)
    device_id = fields.get("device_id")
    found = (
        async_find_device(call.hass, device_id) if isinstance(device_id, str) else None
    )
    if found is None or entry_id not in (None, found[0].entry_id):
        raise command_refused(
            "field_missing" if device_id is None else "field_device",
            call.service,
            field="device_id",
        )
    device_entry, device = found
    if stop := named_stop(fields.get("command")):
        answer = await async_stop(call.hass, device_entry, stop, device.route)
        return await _async_stop_response(call, device_entry, answer)
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


async def _async_stop_devices(call: ServiceCall) -> ActionResponse | StopsResponse:
    """Stop all devices of one account or of all, loaded or not; other fields change nothing.

    Every account is stopped, whatever becomes of the others; then the first failure is raised.
    Where others were stopped, an account without a lock is none: nothing of it can be running.
    """
    entries = _entries_to_stop(call)
    # Eager, so that a caller who gives up at once has sent them all.
    stops = [create_eager_task(_async_stop_entry(call, entry)) for entry in entries]
    outcomes = await asyncio.gather(*stops, return_exceptions=True)
    responses: dict[str, ActionResponse] = {}
    failures: list[BaseException] = []
    for entry, outcome in zip(entries, outcomes, strict=True):
        if isinstance(outcome, BaseException):
            failures.append(outcome)
        else:
            responses[entry.entry_id] = outcome
    # What may still be running comes first.
    for failure in sorted(failures, key=is_without_lock):
        if not responses or not is_without_lock(failure):
            raise failure
    if len(entries) == 1:
        return responses[entries[0].entry_id]
    return {"accounts": responses}


async def _async_stop_entry(
    call: ServiceCall, entry: ChastifyConfigEntry
) -> ActionResponse:
    """Stop the devices of an account."""
    answer = await async_stop_devices(call.hass, entry)
    return await _async_stop_response(call, entry, answer)


async def _async_stop_response(
    call: ServiceCall, entry: ChastifyConfigEntry, answer: JsonValue
) -> ActionResponse:
    """Return the answer to a stop, with the lock as read after it where that is wanted."""
    reading = None
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data.coordinator
        if call.return_response:
            reading = await coordinator.async_read_again()
        else:
            coordinator.async_begin_reading()
    return {"result": answer, "lock": lock_response(reading)}


def _entries_to_stop(call: ServiceCall) -> list[ChastifyConfigEntry]:
    """Return the entry that the call names, without one all of them."""
    entry_id = _entry_id(call)
    entries: list[ChastifyConfigEntry] = [
        entry
        for entry in call.hass.config_entries.async_entries(
            DOMAIN, include_ignore=False
        )
        if entry_id in (None, entry.entry_id)
    ]
    if entries:
        return entries
    if entry_id is not None:
        # Raises what is wrong with the id.
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
    """Refuse fields where there are none but the entry's id."""
    for name in _fields(call):
        raise command_refused("field_unknown", call.service, field=name)
