"""No sentence and no language model starts a shock; a person's own press or automation does."""

import asyncio
from typing import Final

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.chat_session import (
    CONVERSATION_TIMEOUT,
    async_get_chat_session,
)
from homeassistant.helpers.llm import ToolInput
from homeassistant.setup import async_setup_component
from tests.acting import act, key_of
from tests.assistant import set_up_assistant
from tests.connected_devices import Toy, device_commands, names
from tests.frozen_time import Advance
from tests.voice.speaking import said

from .tools import Model

STARTS: Final = ("shock.start", "shock.random.set", "shock.berserk.set")
REFUSAL: Final = "a shock is never started by voice or by an assistant"
# Said of a button that is exposed, whoever presses it.
EXPOSED: Final = "is exposed to Assist"


@pytest.fixture(autouse=True)
async def intents(hass: HomeAssistant, tools: None) -> None:
    """Set up the tools of intents; few tests need the assistant, whose set-up takes long."""
    assert await async_setup_component(hass, "intent", {})


@pytest.fixture
async def assistant(hass: HomeAssistant, templates_parsed_once: None) -> None:
    """Set up Home Assistant's assistant with a person's own sentence for buttons."""
    own = {"conversation": {"intents": {"HassTurnOn": ["zap [the] {name}"]}}}
    await set_up_assistant(hass, own)


def expose(toy: Toy, *buttons: str, should_expose: bool = True) -> None:
    """Expose buttons of a device to assistants, or take that back."""
    for button in buttons:
        entity_id = toy.entity_ids()[f"button.{button}"]
        async_expose_entity(toy.hass, "conversation", entity_id, should_expose)


async def turn_on(model: Model, name: str) -> None:
    """Turn something on by the tool that Home Assistant has for it."""
    (tool,) = (
        tool.name
        for tool in model.instance.tools
        if tool.name.removeprefix("intent__") == "HassTurnOn"
    )
    await model.instance.async_call_tool(
        ToolInput(tool_name=tool, tool_args={"name": name, "domain": ["button"]})
    )


@pytest.mark.parametrize("command", STARTS)
async def test_action_that_a_conversation_calls_starts_no_shock(
    hass: HomeAssistant, toy: Toy, command: str
) -> None:
    fields = {"device_id": toy.device_id, "command": command, "duration": 1}
    with async_get_chat_session(hass), pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "chastify", "device_command", fields, blocking=True, context=Context()
        )

    assert key_of(caught.value) == "assist_no_shock"
    assert not device_commands(toy.simulator)
    await act(hass, "device_command", **fields)
    assert names(toy.simulator) == [command]


async def test_language_model_that_presses_an_exposed_button_starts_no_shock(
    hass: HomeAssistant, toy: Toy, caplog: pytest.LogCaptureFixture
) -> None:
    expose(toy, "shock", "vibrate")
    with async_get_chat_session(hass):
        model = await Model.begin(hass)
        with pytest.raises(HomeAssistantError):
            await turn_on(model, "Toy Shock")
        assert not device_commands(toy.simulator)
        await turn_on(model, "Toy Vibrate")

    assert EXPOSED in caplog.text
    assert names(toy.simulator) == ["vibration.start"]


@pytest.mark.parametrize(
    ("language", "error"),
    [("en", "unexpected error"), ("de", "unerwarteter Fehler")],
)
async def test_exposed_button_that_is_named_to_the_assistant_starts_no_shock(
    hass: HomeAssistant,
    toy: Toy,
    assistant: None,
    caplog: pytest.LogCaptureFixture,
    language: str,
    error: str,
) -> None:
    expose(toy, "shock")

    # Home Assistant has an answer of its own for an error of an intent.
    assert error in await said(hass, "zap the Toy Shock", language)

    assert not device_commands(toy.simulator)
    assert EXPOSED in caplog.text
    # Nothing of the conversation lasts.
    expose(toy, "shock", should_expose=False)
    await toy.press("shock")
    assert names(toy.simulator) == ["shock.start"]


async def test_script_that_the_assistant_runs_starts_no_shock(
    hass: HomeAssistant, toy: Toy, caplog: pytest.LogCaptureFixture
) -> None:
    step = {
        "action": "chastify.device_command",
        "data": {"device_id": toy.device_id, "command": "shock.start"},
    }
    assert await async_setup_component(
        hass, "script", {"script": {"punish": {"sequence": [step]}}}
    )
    async_expose_entity(hass, "conversation", "script.punish", True)
    with async_get_chat_session(hass):
        model = await Model.begin(hass)
        (tool,) = (tool.name for tool in model.instance.tools if "punish" in tool.name)
        with pytest.raises(ServiceValidationError) as caught:
            await model.instance.async_call_tool(
                ToolInput(tool_name=tool, tool_args={})
            )

    assert key_of(caught.value) == "assist_no_shock"
    assert not device_commands(toy.simulator)
    await hass.services.async_call("script", "punish", blocking=True)
    assert names(toy.simulator) == ["shock.start"]


async def test_button_that_a_person_presses_after_a_conversation_starts_it(
    hass: HomeAssistant,
    toy: Toy,
    assistant: None,
    hass_ws_client: WebSocketGenerator,
) -> None:
    client = await hass_ws_client(hass)
    expose(toy, "shock")
    await said(hass, "zap the Toy Shock")
    expose(toy, "shock", should_expose=False)
    await client.send_json_auto_id(
        {
            "type": "call_service",
            "domain": "button",
            "service": "press",
            "target": {"entity_id": toy.entity_ids()["button.shock"]},
        }
    )

    assert (await client.receive_json())["success"]
    assert names(toy.simulator) == ["shock.start"]


async def automate(toy: Toy, **trigger: str) -> None:
    """Add an automation that presses the button for a shock."""
    button = toy.entity_ids()["button.shock"]
    assert await async_setup_component(
        toy.hass,
        "automation",
        {
            "automation": {
                "triggers": trigger,
                "actions": {"action": "button.press", "target": {"entity_id": button}},
            }
        },
    )
    await toy.hass.async_block_till_done()


async def test_automation_that_a_sentence_starts_gives_no_shock(
    hass: HomeAssistant,
    toy: Toy,
    assistant: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await automate(toy, trigger="conversation", command="punish me")

    # Home Assistant doesn't report the result of the automation.
    assert await said(hass, "punish me") == "Done"

    assert not device_commands(toy.simulator)
    assert REFUSAL in caplog.text


async def test_conversation_that_an_automation_begins_gives_no_shock(
    hass: HomeAssistant, toy: Toy, assistant: None, caplog: pytest.LogCaptureFixture
) -> None:
    await automate(toy, trigger="conversation", command="punish me")
    of_automation = Context(parent_id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    press = ("button", "press", {"entity_id": toy.entity_ids()["button.shock"]})
    await hass.services.async_call(
        "conversation",
        "process",
        {"text": "punish me"},
        blocking=True,
        context=of_automation,
    )
    await hass.async_block_till_done()
    assert not device_commands(toy.simulator)
    assert REFUSAL in caplog.text

    # Later actions of the automation are its own.
    await hass.services.async_call(*press, blocking=True, context=of_automation)
    assert names(toy.simulator) == ["shock.start"]


async def test_automation_that_reacts_to_what_a_conversation_changes_gives_no_shock(
    hass: HomeAssistant, toy: Toy, advance: Advance, caplog: pytest.LogCaptureFixture
) -> None:
    await automate(toy, trigger="state", entity_id="light.lamp")
    later = asyncio.Event()

    async def change_later() -> None:
        await later.wait()
        hass.states.async_set("light.lamp", "dim", context=Context())

    with async_get_chat_session(hass):
        hass.states.async_set("light.lamp", "on", context=Context())
        await hass.async_block_till_done()
        left_behind = asyncio.create_task(change_later())

    assert not device_commands(toy.simulator)
    assert REFUSAL in caplog.text
    # Changes that a conversation caused earlier are no part of it any more.
    await advance(CONVERSATION_TIMEOUT.total_seconds() + 1)
    later.set()
    await left_behind
    await hass.async_block_till_done()
    assert names(toy.simulator) == ["shock.start"]


async def test_automation_that_what_is_said_runs_gives_no_shock(
    hass: HomeAssistant, toy: Toy, assistant: None, caplog: pytest.LogCaptureFixture
) -> None:
    button = toy.entity_ids()["button.shock"]
    shock = {
        "alias": "Shock",
        "triggers": [],
        "actions": {"action": "button.press", "target": {"entity_id": button}},
    }
    run = {"action": "automation.trigger", "target": {"entity_id": "automation.shock"}}
    spoken = {
        "alias": "Spoken",
        "triggers": {"trigger": "conversation", "command": "punish me"},
        "actions": run,
    }
    assert await async_setup_component(
        hass, "automation", {"automation": [shock, spoken]}
    )
    await hass.async_block_till_done()

    await said(hass, "punish me")
    await hass.async_block_till_done()

    assert not device_commands(toy.simulator)
    assert REFUSAL in caplog.text
