"""The tools as Home Assistant gives them to the integrations of language models."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
import json
from typing import Any, Final, Self

from custom_components.chastify.assist.tool_results import ToolResult
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    APIInstance,
    LLMContext,
    Tool,
    ToolInput,
    async_get_api,
)
from homeassistant.util.json import JsonObjectType
from tests.added_account import DOMAIN, Account
from tests.voice.speaking import allow

PREFIX: Final = f"{DOMAIN}__"
# Home Assistant writes the parameters of tools with another library since 2026.10.
_OPENAPI: Final = (("probatio", "to_openapi"), ("voluptuous_openapi", "convert"))


@dataclass(frozen=True)
class Model:
    """A language model with the tools that it was offered when it began."""

    instance: APIInstance

    @classmethod
    async def begin(
        cls,
        hass: HomeAssistant,
        *,
        context: Context | None = None,
        language: str | None = "en",
        assistant: str = "conversation",
    ) -> Self:
        """Ask for the tools."""
        llm_context = LLMContext(
            platform="test",
            context=context or Context(),
            language=language,
            assistant=assistant,
            device_id=None,
        )
        return cls(await async_get_api(hass, LLM_API_ASSIST, llm_context))

    @property
    def tools(self) -> Mapping[str, Tool]:
        """The tools of this integration by their names without the domain."""
        return {
            tool.name.removeprefix(PREFIX): tool
            for tool in self.instance.tools
            if DOMAIN in tool.name.casefold()
        }

    def parameters(self, name: str) -> dict[str, Any]:
        """Return the parameters of a tool as a JSON schema."""
        library, function = next(pair for pair in _OPENAPI if find_spec(pair[0]))
        convert = getattr(import_module(library), function)
        schema: dict[str, Any] = convert(
            self.tools[name].parameters,
            custom_serializer=self.instance.custom_serializer,
        )
        assert json.loads(json.dumps(schema)) == schema
        return schema

    async def call(self, name: str, arguments: JsonObjectType) -> JsonObjectType:
        """Call a tool, and return its answer; errors of the tool are answers."""
        result: object = await self.instance.async_call_tool(
            ToolInput(tool_name=f"{PREFIX}{name}", tool_args=arguments)
        )
        # Before 2026.10 an answer is a plain object.
        if isinstance(result, dict):
            data: JsonObjectType = result
        else:
            assert isinstance(result, ToolResult)
            data = result.data
            assert result.error is ("error" in data)
        assert json.loads(json.dumps(data)) == data
        return data

    async def refusal(self, name: str, arguments: JsonObjectType) -> str:
        """Return the error that a tool answers with, and nothing but that."""
        answer = await self.call(name, arguments)
        assert answer.keys() == {"error"}
        error = answer["error"]
        assert isinstance(error, str)
        assert error
        return error


async def allowing(account: Account, *commands: str) -> Model:
    """Let assistants send these commands, and return a model that was offered their tools."""
    allow(account, *commands)
    await account.hass.async_block_till_done()
    return await Model.begin(account.hass, context=Context(user_id="anna"))


# read_only, destructive, idempotent
type Behaviour = tuple[bool, bool, bool]

READS: Final[Behaviour] = (True, False, True)
LASTS: Final = (False, True, False)
RELIEVES: Final = (False, False, True)
WRITES: Final = (False, False, False)
# The behaviour and the parameters of each tool; a question mark stands for optional.
COMMANDS: Final[Mapping[str, tuple[Behaviour, str]]] = {
    "add_time": (LASTS, "duration"),
    "remove_time": (LASTS, "duration"),
    "apply_time": (LASTS, "seconds"),
    "freeze": (LASTS, "duration"),
    "unfreeze": (RELIEVES, ""),
    "toggle_freeze": (LASTS, "duration"),
    "start_pillory": (LASTS, "duration reason?"),
    "end_pillory": (RELIEVES, ""),
    "assign_task": (LASTS, "task points? verification_required? duration?"),
    "start_task_timer": (LASTS, ""),
    "complete_task": (LASTS, "successful"),
    "start_hygienic_unlock": (LASTS, "duration"),
    "write_log": (WRITES, "title description? role?"),
    "send_notification": (WRITES, "message target title?"),
    "device_command": (LASTS, "device duration?"),
}
ALWAYS: Final[Mapping[str, tuple[Behaviour, str]]] = {
    "get_lock": (READS, ""),
    "get_history": (READS, "start? end?"),
    "stop_devices": (RELIEVES, ""),
}
TOOLS: Final[Mapping[str, tuple[Behaviour, str]]] = {**ALWAYS, **COMMANDS}
