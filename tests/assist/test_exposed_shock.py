"""Assistants that press an exposed button for a shock outside of a conversation."""

from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import ToolInput
from homeassistant.setup import async_setup_component
from tests.connected_devices import Toy, device_commands, names

from .tools import Model


@pytest.fixture(autouse=True)
async def exposed(hass: HomeAssistant, tools: None, toy: Toy) -> None:
    """Set up the intents, and expose the buttons that start something."""
    assert await async_setup_component(hass, "intent", {})
    for key in ("shock", "vibrate"):
        async_expose_entity(
            hass, "conversation", toy.entity_ids()[f"button.{key}"], True
        )


async def test_tool_that_a_client_calls_gives_no_shock(
    toy: Toy, caplog: pytest.LogCaptureFixture
) -> None:
    """A client of the Model Context Protocol has no conversation with Home Assistant."""
    model = await Model.begin(toy.hass)
    (tool,) = (
        tool.name
        for tool in model.instance.tools
        if tool.name.removeprefix("intent__") == "HassTurnOn"
    )

    async def turn_on(name: str) -> None:
        arguments = {"name": name, "domain": ["button"]}
        await model.instance.async_call_tool(
            ToolInput(tool_name=tool, tool_args=arguments)
        )

    with pytest.raises(HomeAssistantError):
        await turn_on("Toy Shock")
    assert "is exposed to Assist" in caplog.text
    assert not device_commands(toy.simulator)
    await turn_on("Toy Vibrate")
    assert names(toy.simulator) == ["vibration.start"]


async def test_intent_that_is_sent_to_home_assistant_gives_no_shock(
    toy: Toy, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()

    async def turn_on(name: str) -> str:
        answer = await client.post(
            "/api/intent/handle",
            json={"name": "HassTurnOn", "data": {"name": name, "domain": "button"}},
        )
        assert answer.status == HTTPStatus.OK
        await toy.hass.async_block_till_done()
        kind: str = (await answer.json())["response_type"]
        return kind

    assert await turn_on("Toy Shock") == "error"
    assert not device_commands(toy.simulator)
    assert await turn_on("Toy Vibrate") == "action_done"
    assert names(toy.simulator) == ["vibration.start"]


async def test_press_that_looks_like_one_of_a_person_gives_no_shock(
    toy: Toy, hass_ws_client: WebSocketGenerator
) -> None:
    """Google Assistant and Alexa press so, and a tap on a dashboard is no different."""
    client = await hass_ws_client(toy.hass)
    await client.send_json_auto_id(
        {
            "type": "call_service",
            "domain": "button",
            "service": "press",
            "target": {"entity_id": toy.entity_ids()["button.shock"]},
        }
    )
    answer = await client.receive_json()

    assert not answer["success"]
    assert answer["error"]["translation_key"] == "shock_exposed"
    assert not device_commands(toy.simulator)
