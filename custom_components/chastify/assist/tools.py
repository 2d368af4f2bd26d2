"""Tools for language models: one that reads, one that stops, one for each command that is allowed."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, override

import voluptuous as vol

from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import LLMContext, Tool, ToolInput
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType, JsonValueType

from ..api.hardware import DEVICE_COMMAND, STOP_DEVICES, DeviceKind
from ..const import DOMAIN
from ..lock.values import VALUES, Value
from ..texts import async_texts
from .failures import async_failure_text
from .locks import (
    AssistLock,
    async_assist_locks,
    async_command,
    async_stop_everything,
    is_left_out,
    lock_of_tool,
    lock_to_read,
    which_lock,
)
from .tool_arguments import BadArgumentError, checked_arguments
from .tool_commands import (
    DEVICE_COMMAND_ANNOTATIONS,
    LLMCommand,
    Parameters,
    whole_number,
)
from .tool_devices import VIBRATE, AssistDevice
from .tool_results import ToolAnnotations, ToolResult

# What the schema of a tool has checked.
type _Arguments = dict[str, Any]


class _LockTool(Tool):
    """A tool that answers with what went wrong where something did."""

    integration = DOMAIN

    def __init__(self, name: str) -> None:
        """Name the tool after what it does, with the domain in front."""
        self.name = f"{DOMAIN}__{name}"

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Check the arguments and do it."""
        # Language models send something for what they leave out.
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

    def _checked(self, given: _Arguments) -> _Arguments:
        """Return the arguments as they are used; raises BadArgumentError or HomeAssistantError."""
        return checked_arguments(self.parameters, given)

    @abstractmethod
    async def _async_do(
        self, hass: HomeAssistant, arguments: _Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        """Return the answer; raises HomeAssistantError."""


class GetLockTool(_LockTool):
    """Tells what is exposed of the locks."""

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
        self, hass: HomeAssistant, arguments: _Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        locks = async_assist_locks(hass, llm_context.assistant)
        telling = [lock for lock in locks if lock.exposed]
        if not telling:
            # Raises how to expose it.
            lock_to_read(locks, None, VALUES)
        return {"locks": [_told(lock) for lock in telling]}


class StopDevicesTool(_LockTool):
    """Stops all devices of all accounts; it is always there."""

    title = "Stop devices"
    description = (
        "Stop everything that the devices connected to chastity locks do, at once. Use it whenever"
        " somebody wants that something stops. They don't start again until a person allows it."
    )
    annotations = ToolAnnotations(destructive=False, idempotent=True)
    # No argument that is made up keeps it from stopping.
    parameters = vol.Schema({}, extra=vol.REMOVE_EXTRA)

    def __init__(self) -> None:
        """Take no parameters: everything is stopped."""
        super().__init__(STOP_DEVICES)

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: _Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        await async_stop_everything(hass, llm_context.context)
        # That is what is known: whether a device obeys, nobody says.
        return {"acknowledged": True}


class CommandTool(_LockTool):
    """Sends a command to a lock that lets assistants send it."""

    def __init__(self, name: str, command: LLMCommand, locks: list[AssistLock]) -> None:
        """Offer the command for these locks; with several, one has to be named."""
        super().__init__(name)
        self._command = name
        self._entry_ids = {lock.name: lock.entry.entry_id for lock in locks}
        self.title = name.replace("_", " ").capitalize()
        self.description = command.description
        self.annotations = command.annotations
        self.parameters = vol.Schema(
            {**_lock_parameter(self._entry_ids), **command.parameters}
        )

    @override
    def _checked(self, given: _Arguments) -> _Arguments:
        if len(self._entry_ids) > 1 and given.get("lock") not in [*self._entry_ids]:
            raise which_lock(self._entry_ids)
        return super()._checked(given)

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: _Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        name = arguments.pop("lock", next(iter(self._entry_ids)))
        # What was allowed when the tool was offered may not be any more.
        locks = async_assist_locks(hass, llm_context.assistant)
        lock = lock_of_tool(locks, self._entry_ids[name], self._command)
        return await _async_done(hass, lock, self._command, arguments, llm_context)


class VibrateTool(_LockTool):
    """Starts the vibration of a connected device, and nothing else."""

    title = "Start vibration"
    description = "Start the vibration of a device that is connected to a chastity lock. It ends by itself."
    annotations = DEVICE_COMMAND_ANNOTATIONS

    def __init__(self, devices: Mapping[str, AssistDevice]) -> None:
        """Offer these devices by their names."""
        super().__init__(DEVICE_COMMAND)
        self._devices = devices
        longest = max(
            found.device.longest_of(DeviceKind.VIBRATION) for found in devices.values()
        )
        self.parameters = vol.Schema(
            {
                vol.Required("device"): vol.In(list(devices)),
                vol.Optional(
                    "duration", description="In seconds; left out: as long as is usual"
                ): whole_number(1, longest),
            }
        )

    @override
    async def _async_do(
        self, hass: HomeAssistant, arguments: _Arguments, llm_context: LLMContext
    ) -> JsonObjectType:
        found = self._devices[arguments.pop("device")]
        locks = async_assist_locks(hass, llm_context.assistant)
        lock = lock_of_tool(locks, found.lock.entry.entry_id, DEVICE_COMMAND)
        fields = {
            "device_id": found.device_id,
            "command": VIBRATE,
            "params": found.device.vibration_params,
            **arguments,
        }
        return await _async_done(hass, lock, DEVICE_COMMAND, fields, llm_context)


def _lock_parameter(names: Collection[str]) -> Parameters:
    """Return the parameter that names the lock, where there are several."""
    return {vol.Required("lock"): vol.In(list(names))} if len(names) > 1 else {}


async def _async_done(
    hass: HomeAssistant,
    lock: AssistLock,
    command: str,
    fields: Mapping[str, object],
    llm_context: LLMContext,
) -> JsonObjectType:
    """Send a command; return what is exposed of the lock after it."""
    await async_command(hass, lock, command, fields, llm_context.context)
    answer: JsonObjectType = {"done": True}
    # The account may have been unloaded meanwhile.
    if lock.is_loaded:
        answer["lock"] = _told(lock)
    return answer


def _told(lock: AssistLock) -> JsonObjectType:
    """Return what is exposed of a lock; moments in local time, ISO 8601."""
    told: JsonObjectType = {"name": lock.name, "reachable": lock.is_reachable}
    if lock.is_reachable:
        told |= {key: _json(value) for key, value in lock.values().items()}
    return told


def _json(value: Value) -> JsonValueType:
    if isinstance(value, datetime):
        return dt_util.as_local(value).isoformat()
    return value
