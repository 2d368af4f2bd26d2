"""Tools that Home Assistant offers to language models."""

from typing import Final

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, Tool

from .api.hardware import DEVICE_COMMAND
from .assist.locks import AssistLock, async_assist_locks
from .assist.tool_commands import LLM_COMMANDS
from .assist.tool_devices import VibrateTool, async_vibrating_devices
from .assist.tool_history import GetHistoryTool
from .assist.tools import CommandTool, GetLockTool, StopDevicesTool
from .commands.table import COMMANDS_BY_NAME
from .const import DOMAIN

PROMPT: Final = (
    "The chastify tools concern a chastity lock that an adult wears by their own wish; send to it"
    " only what the person who speaks has just asked for, and never a second time what may have"
    " been carried out. When somebody wants that a device stops, call chastify__stop_devices at"
    " once and without a question."
)


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools to stop and to read, and those of the commands that the options allow.

    None where no account is set up.
    """
    if api_id != LLM_API_ASSIST:
        return None
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        return None
    tools: list[Tool] = [StopDevicesTool()]
    if hass.config_entries.async_loaded_entries(DOMAIN):
        locks = [
            lock
            for lock in async_assist_locks(hass, llm_context.assistant)
            if lock.is_loaded
        ]
        tools += [GetLockTool(), GetHistoryTool(locks), *_command_tools(hass, locks)]
    return LLMTools(tools=tools, prompt=PROMPT)


def _command_tools(hass: HomeAssistant, locks: list[AssistLock]) -> list[Tool]:
    tools: list[Tool] = []
    for name, command in LLM_COMMANDS.items():
        if allowing := [lock for lock in locks if _is_offered(lock, name)]:
            tools.append(CommandTool(name, command, allowing))
    of_devices = [lock for lock in locks if _is_offered(lock, DEVICE_COMMAND)]
    if devices := async_vibrating_devices(hass, of_devices):
        tools.append(VibrateTool(devices))
    return tools


def _is_offered(lock: AssistLock, name: str) -> bool:
    """Tell whether a command is allowed and none that it amounts to is disabled."""
    options = lock.entry.runtime_data.options
    return name in lock.allowed and options.is_enabled(COMMANDS_BY_NAME[name].all_needs)
