"""The examples that stop devices from a button, a tag or a watch."""

from typing import Final

import pytest

from homeassistant.components.tag.const import EVENT_TAG_SCANNED
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from tests.acting import bodies
from tests.added_account import Account
from tests.simulator import Fault, Simulator

from .example_automations import Add, device, named
from .files import ROOT
from .page_parts import examples

# The one for a watch.
SCRIPT: Final = next(
    example
    for example in examples(ROOT / "docs" / "examples.md")
    if "sequence" in example
)


@pytest.mark.parametrize("is_refused", [False, True])
async def test_the_rule_about_the_button_stops_and_tells_it_in_any_case(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    add: Add,
    is_refused: bool,
    messages: list[ServiceCall],
) -> None:
    if is_refused:
        simulator.order(Fault(status=403), times=None, match="POST")
    await add(named("Stop all devices"))
    hass.states.async_set("binary_sensor.stop_button", "on")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [device("all.stop")]
    assert [call.data["message"] for call in messages] == [
        "The stop was sent. Look whether the devices have stopped."
    ]


@pytest.mark.parametrize("is_its_tag", [True, False])
async def test_the_rule_about_the_tag_stops_when_that_tag_is_scanned(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    add: Add,
    is_its_tag: bool,
) -> None:
    rule = named("The tag stops all devices")
    await add(rule)
    tag = rule["triggers"][0]["tag_id"] if is_its_tag else "another"
    hass.bus.async_fire(EVENT_TAG_SCANNED, {"tag_id": tag, ATTR_DEVICE_ID: None})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == ([device("all.stop")] if is_its_tag else [])


async def test_the_script_for_a_watch_stops_and_keeps_stopped(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    assert await async_setup_component(hass, "script", {"script": {"stop": SCRIPT}})
    await hass.services.async_call("script", "stop", blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [device("all.stop")]
    assert account.state("switch.devices_enabled") == "off"
