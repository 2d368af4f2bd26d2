"""The tools that language models are offered, and their descriptions."""

import re
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chastify.llm import PROMPT
from homeassistant.components.llm import async_get_tools
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers.llm import Tool
from homeassistant.setup import async_setup_component
from tests.acting import bodies
from tests.added_account import DOMAIN, Account
from tests.connected_devices import Toy
from tests.simulator import Fault, Simulator
from tests.voice.speaking import allow

from .tools import ALWAYS, COMMANDS, PREFIX, TOOLS, Behaviour, Model

# From which number to which a parameter may be.
DURATION: Final = (1, 315_360_000)
RANGES: Final = {
    ("apply_time", "seconds"): (-315_360_000, 315_360_000),
    ("freeze", "duration"): (60, 86_400),
    ("toggle_freeze", "duration"): (60, 86_400),
    ("assign_task", "points"): (0, 1_000_000),
    ("device_command", "duration"): (1, 30),
}
# Commands that another command needs.
NEEDED_BY_OTHERS: Final = {"freeze": {"toggle_freeze"}, "unfreeze": {"toggle_freeze"}}


def behaviour(tool: Tool) -> Behaviour:
    """Return the annotations of a tool."""
    told = tool.annotations
    return told.read_only, told.destructive, told.idempotent


async def test_there_are_no_tools_without_an_account(hass: HomeAssistant) -> None:
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE).add_to_hass(hass)
    assert await async_setup_component(hass, DOMAIN, {})

    model = await Model.begin(hass)

    assert not model.tools
    assert PROMPT not in model.instance.api_prompt


async def test_what_is_always_there_reads_and_stops(
    hass: HomeAssistant, toy: Toy
) -> None:
    model = await Model.begin(hass)

    assert model.tools.keys() == ALWAYS.keys()
    assert PROMPT in model.instance.api_prompt
    assert len(re.findall(r"\.(?: |$)", PROMPT)) == 2


@pytest.mark.parametrize("reason", ["setup_retry", "not_loaded", "disabled"])
async def test_only_the_stop_is_there_while_no_account_is_loaded(
    hass: HomeAssistant, account: Account, simulator: Simulator, reason: str
) -> None:
    entry_id = account.entry.entry_id
    match reason:
        case "setup_retry":
            simulator.order(Fault(status=500), times=None, match="GET")
            await hass.config_entries.async_reload(entry_id)
            assert account.entry.state.value == reason
        case "not_loaded":
            await hass.config_entries.async_unload(entry_id)
        case "disabled":
            await hass.config_entries.async_set_disabled_by(
                entry_id, ConfigEntryDisabler.USER
            )
    model = await Model.begin(hass)

    assert model.tools.keys() == {"stop_devices"}
    assert await model.call("stop_devices", {}) == {"acknowledged": True}
    assert bodies(simulator) == [
        ("/device-command", {"command": "all.stop", "params": {}})
    ]


async def test_every_action_but_seven_can_be_allowed(
    hass: HomeAssistant, account: Account
) -> None:
    assert COMMANDS.keys() == hass.services.async_services_for_domain(DOMAIN).keys() - {
        "get_session",
        "get_history",
        "clear_history",
        "stop_devices",
        "enable_devices",
        "perform_action",
        "patch_settings",
    }


@pytest.mark.parametrize("name", COMMANDS)
async def test_allowed_command_is_a_tool_and_nothing_else_becomes_one(
    hass: HomeAssistant, toy: Toy, name: str
) -> None:
    allow(toy.account, name)
    await hass.async_block_till_done()

    model = await Model.begin(hass)

    assert model.tools.keys() == {*ALWAYS, name}


async def test_tools_say_what_they_are_what_they_do_and_what_they_take(
    hass: HomeAssistant, toy: Toy
) -> None:
    allow(toy.account, *COMMANDS)
    await hass.async_block_till_done()
    model = await Model.begin(hass)

    assert model.tools.keys() == TOOLS.keys()
    for name, (does, takes) in TOOLS.items():
        tool = model.tools[name]
        assert tool.name == f"{PREFIX}{name}"
        assert tool.integration == DOMAIN
        assert tool.title
        assert tool.description
        assert behaviour(tool) == does, name
        # They answer from what is known; nobody is asked for anything.
        assert tool.annotations.open_world is (name not in ("get_lock", "get_history"))
        schema = model.parameters(name)
        properties = schema["properties"]
        assert [*properties] == takes.replace("?", "").split()
        assert schema.get("required", []) == re.findall(r"\w+(?![\w?])", takes)
        assert {each["type"] for each in properties.values()} <= {
            "string",
            "integer",
            "boolean",
        }
        assert {
            parameter: (each["minimum"], each["maximum"])
            for parameter, each in properties.items()
            if each["type"] == "integer"
        } == {
            parameter: RANGES.get((name, parameter), DURATION)
            for parameter in properties
            if parameter in ("duration", "points", "seconds")
        }
    assert len({tool.title for tool in model.tools.values()}) == len(TOOLS)
    assert len({tool.description for tool in model.tools.values()}) == len(TOOLS)


@pytest.mark.parametrize("disabled", COMMANDS)
async def test_disabled_command_is_not_offered_nor_what_needs_it(
    hass: HomeAssistant, toy: Toy, disabled: str
) -> None:
    hass.config_entries.async_update_entry(
        toy.account.entry, options={"disabled_commands": [disabled]}
    )
    allow(toy.account, *COMMANDS)
    await hass.async_block_till_done()

    model = await Model.begin(hass)

    missing = {disabled} | NEEDED_BY_OTHERS.get(disabled, set())
    assert model.tools.keys() == TOOLS.keys() - missing


async def test_other_apis_have_none(hass: HomeAssistant, toy: Toy) -> None:
    allow(toy.account, *COMMANDS)
    await hass.async_block_till_done()
    model = await Model.begin(hass)

    found = await async_get_tools(hass, model.instance.llm_context, "another")

    assert not [tool for tool in found.tools if tool.name.startswith(PREFIX)]
    assert PROMPT not in (found.prompt or "")
