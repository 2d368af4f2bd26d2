"""The entities that `entity_id: all` reaches, as the page about entities says."""

from contextlib import suppress

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.connected_devices import Toy
from tests.simulator import Simulator


async def sent_by_all(
    hass: HomeAssistant, simulator: Simulator, domain: str, action: str, **data: object
) -> set[str]:
    """Call an action of Home Assistant on all entities of a domain; return the commands."""
    simulator.clear_requests()
    # A button that is refused is the error of the whole call.
    with suppress(HomeAssistantError):
        await hass.services.async_call(
            domain, action, {"entity_id": "all", **data}, blocking=True
        )
    await hass.async_block_till_done(wait_background_tasks=True)
    return {
        str(request.body.get("name") or request.body.get("command") or request.path)
        if isinstance(request.body, dict)
        else request.path
        for request in simulator.requests
        if request.method == "POST"
    }


BUTTONS = {
    "/api/apps/v1/lock/freeze",
    "/api/apps/v1/lock/unfreeze",
    "add_time",
    "all.stop",
    "hygienic_unlock.start",
    "pillory",
    "pillory.end",
    "remove_time",
    "task.complete",
    "task.start_timer",
}


async def test_all_buttons_are_those_of_the_category_configuration_too(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    sent = await sent_by_all(hass, simulator, "button", "press")
    assert sent >= BUTTONS
    assert toy.account.state("switch.devices_enabled") == "off"


async def test_all_switches_freeze_and_end_the_emergency_stop(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.account.hass.services.async_call(
        "chastify", "stop_devices", blocking=True
    )
    assert toy.account.state("switch.devices_enabled") == "off"
    sent = await sent_by_all(hass, simulator, "switch", "turn_on")
    assert sent == {"/api/apps/v1/lock/freeze"}
    assert toy.account.state("switch.devices_enabled") == "on"
    sent = await sent_by_all(hass, simulator, "switch", "turn_off")
    assert sent == {"/api/apps/v1/lock/unfreeze", "all.stop"}
    assert toy.account.state("switch.devices_enabled") == "off"


async def test_all_notify_entities_write_to_both_people_and_to_the_history(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    sent = await sent_by_all(
        hass, simulator, "notify", "send_message", message="Dinner is ready."
    )
    assert sent == {"/api/apps/v1/notifications/custom", "/api/apps/v1/logs/custom"}
