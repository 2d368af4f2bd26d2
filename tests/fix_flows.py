"""The repair flows of issues as a person goes through them."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN


async def open_fix(hass: HomeAssistant, issue_id: str) -> RepairsFlowResult:
    """Open the repair of an issue."""
    assert await async_setup_component(hass, "repairs", {})
    flows = repairs_flow_manager(hass)
    assert flows is not None
    return await flows.async_init(DOMAIN, data={"issue_id": issue_id})


async def confirm_fix(hass: HomeAssistant, flow: RepairsFlowResult) -> Any:
    """Confirm the form of a repair, and wait for all that follows."""
    flows = repairs_flow_manager(hass)
    assert flows is not None
    result = await flows.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return result
