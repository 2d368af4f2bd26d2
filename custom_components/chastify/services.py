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

from .command_table import COMMANDS
from .commands import GET_SESSION
from .const import DOMAIN
from .failures import command_refused, is_without_lock
from .responses import ActionResponse, AssignTaskResponse, StopsResponse, lock_response
from .runtime_data import ChastifyConfigEntry
from .stops import STOP_DEVICES, async_stop

ASSIGN_TASK: Final = "assign_task"

type Response = ActionResponse | AssignTaskResponse | StopsResponse
type Handler = Callable[[ServiceCall], Awaitable[Response]]


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; each may answer, see docs/actions.md."""
    handlers: Mapping[str, Handler] = {
        GET_SESSION: _async_get_session,
        STOP_DEVICES: _async_stop_devices,
        **{command.name: _async_send for command in COMMANDS},
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
    entry = _loaded_entry(call)
    outcome = await entry.runtime_data.commands.async_send(
        call.service, _fields(call), wants_reading=call.return_response
    )
    response: ActionResponse = {
        "result": outcome.result,
        "lock": lock_response(outcome.reading),
    }
    if call.service == ASSIGN_TASK:
        return {**response, "replaced_task": outcome.replaced_task}
    return response


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
    outcomes = await asyncio.gather(
        *(_async_stop_entry(call, entry) for entry in entries), return_exceptions=True
    )
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
    """Stop the devices of an account; only who wants a response waits for the reading after it."""
    answer = await async_stop(call.hass, entry)
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
