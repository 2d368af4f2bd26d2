"""Whether the house is known to have settled, whatever the rules wait in."""

import asyncio
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .settling import settled

DELAY: dict[str, Any] = {"delay": {"minutes": 10}}
TRIGGER: dict[str, Any] = {
    "wait_for_trigger": [{"trigger": "event", "event_type": "never"}]
}
TEMPLATE: dict[str, Any] = {"wait_template": "{{ false }}"}
IS_TRUE = "{{ true }}"

pytestmark = pytest.mark.usefixtures("blueprint_folder")


async def use_scripts(hass: HomeAssistant, **steps: dict[str, Any]) -> None:
    """Make scripts of one step."""
    scripts = {
        name: {"mode": "queued", "sequence": [step]} for name, step in steps.items()
    }
    assert await async_setup_component(hass, "script", {"script": scripts})


async def turn(hass: HomeAssistant, to: str, entity_id: str) -> None:
    """Turn scripts on or off."""
    await hass.services.async_call(
        "script", f"turn_{to}", {"entity_id": entity_id}, blocking=True
    )


def running(hass: HomeAssistant) -> int:
    """Return how many runs there are, with those in the queue."""
    state = hass.states.get("script.outer")
    assert state is not None
    runs: int = state.attributes["current"]
    return runs


@pytest.mark.parametrize(
    "wait", [DELAY, TRIGGER, TEMPLATE], ids=lambda wait: [*wait][0]
)
@pytest.mark.parametrize(
    "within",
    [
        "nothing",
        "if",
        "choose",
        "repeat",
        "sequence",
        "parallel",
        "parallel in if",
        "script",
    ],
)
async def test_runs_that_wait_are_not_waited_for(
    hass: HomeAssistant, wait: dict[str, Any], within: str
) -> None:
    """Nor those in the queue behind them."""
    steps: dict[str, dict[str, Any]] = {
        "nothing": wait,
        "if": {"if": IS_TRUE, "then": [wait]},
        "choose": {"choose": [{"conditions": IS_TRUE, "sequence": [wait]}]},
        "repeat": {"repeat": {"count": 2, "sequence": [wait]}},
        "sequence": {"sequence": [wait]},
        "parallel": {"parallel": [wait, DELAY]},
        "parallel in if": {"if": IS_TRUE, "then": [{"parallel": [wait, DELAY]}]},
        "script": {"action": "script.inner"},
    }
    await use_scripts(hass, outer=steps[within], inner=wait)
    for runs in (1, 2, 3):
        await turn(hass, "on", "script.outer")
        await settled(hass)
        assert running(hass) == runs
    await turn(hass, "off", "all")
    await settled(hass)
    assert running(hass) == 0


async def test_what_goes_on_beside_a_run_that_waits_is_waited_for(
    hass: HomeAssistant,
) -> None:
    has_ended = False

    async def take_long() -> None:
        nonlocal has_ended
        for _ in range(1000):
            await asyncio.sleep(0)
        has_ended = True

    await use_scripts(hass, outer=DELAY)
    await turn(hass, "on", "script.outer")
    hass.async_create_task(take_long(), "take long")
    await settled(hass)
    assert has_ended
    assert running(hass) == 1
    await turn(hass, "off", "all")
