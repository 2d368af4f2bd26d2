"""Tools for language models: to read, to stop, and one for each allowed command.

The texts here are read by language models, so they are English and are not translated.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, override

import voluptuous as vol

from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import LLMContext, Tool, ToolInput
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType

from ..api.hardware import STOP_DEVICES
from ..const import DOMAIN
from ..failures.texts import async_texts
from ..lock.values import VALUES
from .failures import async_failure_text
from .locks import (
    AssistLock,
    async_assist_locks,
    async_command,
    async_stop_everything,
    is_left_out,
    lock_to_command,
    lock_to_read,
    which_lock,
)
from .tool_commands import LLMCommand, Parameters
from .tool_results import ToolAnnotations, ToolResult

# By the names of the parameters of a tool.
type Arguments = dict[str, Any]


class BadArgumentError(Exception):
    """An argument is missing, unknown or invalid; the text says which, and what to do."""


class LockTool(Tool):
    """A tool whose answer is the error where it failed."""

    integration = DOMAIN

    def __init__(self, name: str) -> None:
        """Name the tool, with the domain in front."""
        self.name = f"{DOMAIN}__{name}"

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Check the arguments and do it."""
        # Language models send blanks for arguments that they leave out.
        given = {
            name: value
            for name, value in tool_input.tool_args.items()
            if not is_left_out(value)
        }
        try:
            arguments = self._checked(given)
            return ToolResult(data=await self._async_do(hass, arguments, llm_context))
        except BadArgumentError as err:
            return ToolResult(data={"error": str(err)}, error=True)
        except HomeAssistantError as err:
            language = llm_context.language
            if language is None or language == MATCH_ALL:
                language = hass.config.language
            texts = await async_texts(hass, language)
            said = await async_failure_text(hass, texts, err)
            return ToolResult(data={"error": said}, error=True)

    def _checked(self, given: Arguments) -> Arguments:
        """Return the converted arguments; raises BadArgumentError or HomeAssistantError."""
        schema = self.parameters
        markers: dict[str, vol.Marker] = {
            str(marker): marker for marker in schema.schema
        }
        for name, marker in markers.items():
            if isinstance(marker, vol.Required) and name not in given:
                meaning = _meaning(marker, schema.schema[marker])
                raise BadArgumentError(
                    f'Nothing was done: "{name}" is missing{meaning}. Ask the person for it.'
                )
        if schema.extra == vol.PREVENT_EXTRA:
            for name in given:
                if name not in markers:
                    raise BadArgumentError(
                        f'Nothing was done: there is no argument "{name}".'
                    )
        try:
            checked: Arguments = schema(given)
        except vol.MultipleInvalid as err:
            first = err.errors[0]
            raise BadArgumentError(
                f'Nothing was done: "{first.path[0]}" doesn\'t fit, {first.msg}.'
            ) from None
        return checked

    @abstractmethod
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        """Return the answer; raises HomeAssistantError."""


class GetLockTool(LockTool):
    """Returns the exposed values of the locks."""

    title = "Get chastity lock"
    description = (
        "Read how the chastity lock stands: remaining time, unlock time, frozen, unlockable, task,"
        " keyholder, as far as it is exposed. Durations are seconds, null is unknown."
    )
    # It answers from the newest poll.
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )

    def __init__(self) -> None:
        """Take no parameters: it answers for all locks."""
        super().__init__("get_lock")

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        locks = async_assist_locks(hass, llm_context.assistant)
        exposing = [lock for lock in locks if not lock.exposed.isdisjoint(VALUES)]
        if not exposing:
            # Its error says how to expose them.
            lock_to_read(locks, None, VALUES)
        return {"locks": [_exposed_values(lock) for lock in exposing]}


class StopDevicesTool(LockTool):
    """Stops all devices of all accounts; it is always there."""

    title = "Stop devices"
    description = (
        "Stop everything that the devices connected to chastity locks do, at once. Use it whenever"
        " somebody wants that something stops. They don't start again until a person allows it."
    )
    annotations = ToolAnnotations(destructive=False, idempotent=True)
    # A made-up argument must not prevent a stop.
    parameters = vol.Schema({}, extra=vol.REMOVE_EXTRA)

    def __init__(self) -> None:
        """Take no parameters: everything is stopped."""
        super().__init__(STOP_DEVICES)

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        await async_stop_everything(hass, llm_context.context)
        # Nobody says whether a device has obeyed.
        return {"acknowledged": True}


class OneLockTool(LockTool):
    """A tool for one lock, which has to be named where there are several."""

    def __init__(
        self, name: str, locks: Iterable[AssistLock], parameters: Parameters
    ) -> None:
        """Offer the tool for these locks."""
        super().__init__(name)
        self._entry_ids = {lock.name: lock.entry.entry_id for lock in locks}
        names = [*self._entry_ids]
        lock = {vol.Required("lock"): vol.In(names)} if len(names) > 1 else {}
        self.parameters = vol.Schema({**lock, **parameters})

    @override
    def _checked(self, given: Arguments) -> Arguments:
        if len(self._entry_ids) > 1 and given.get("lock") not in [*self._entry_ids]:
            raise which_lock(self._entry_ids)
        return super()._checked(given)

    def meant(
        self, arguments: Arguments, locks: Iterable[AssistLock]
    ) -> list[AssistLock]:
        """Take the lock from the arguments and return it; all where the tool was offered for none."""
        name = arguments.pop("lock", next(iter(self._entry_ids), None))
        return [
            lock
            for lock in locks
            if name is None or lock.entry.entry_id == self._entry_ids[name]
        ]


class CommandTool(OneLockTool):
    """Sends a command to a lock that lets assistants send it."""

    def __init__(self, name: str, command: LLMCommand, locks: list[AssistLock]) -> None:
        """Offer the command for these locks."""
        super().__init__(name, locks, command.parameters)
        self._command = name
        self.title = name.replace("_", " ").capitalize()
        self.description = command.description
        self.annotations = command.annotations

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        # The command may have been disallowed since the tool was offered.
        locks = self.meant(arguments, async_assist_locks(hass, llm_context.assistant))
        lock = lock_to_command(locks, None, self._command)
        return await async_send(hass, lock, self._command, arguments, llm_context)


def _meaning(marker: vol.Marker, validator: object) -> str:
    """Return the choices or the description of a parameter in brackets, nothing without them."""
    if isinstance(validator, vol.In):
        return f" (one of: {', '.join(map(str, validator.container))})"
    return f" ({marker.description})" if marker.description else ""


async def async_send(
    hass: HomeAssistant,
    lock: AssistLock,
    command: str,
    fields: Mapping[str, object],
    llm_context: LLMContext,
) -> JsonObjectType:
    """Send a command; return the exposed values of the lock after it."""
    await async_command(
        hass, lock, command, fields, llm_context.context, is_reading_wanted=True
    )
    answer: JsonObjectType = {"done": True}
    # The account may have been unloaded meanwhile.
    if lock.is_loaded:
        answer["lock"] = _exposed_values(lock)
    return answer


def _exposed_values(lock: AssistLock) -> JsonObjectType:
    """Return the exposed values of a lock; moments in local time, ISO 8601."""
    values: JsonObjectType = {"name": lock.name, "reachable": lock.is_reachable}
    if lock.is_reachable:
        for key, value in lock.values().items():
            if isinstance(value, datetime):
                value = dt_util.as_local(value).isoformat()
            values[key] = value
    return values
