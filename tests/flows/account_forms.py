"""The forms of an account as a person goes through them."""

from typing import Final

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_API_TOKEN, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
from tests.added_account import CONF_BASE_URL, DOMAIN, Account
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Simulator

NEW_TOKEN: Final = "new-token-of-the-same-user"
SESSION: Final = "GET /api/apps/v1/session"


def form(token: str, base_url: str) -> dict[str, object]:
    """Return the fields of the form as a person fills them in."""
    return {CONF_API_TOKEN: token, "advanced": {CONF_BASE_URL: base_url}}


async def start(hass: HomeAssistant) -> str:
    """Open the form and return the flow's id."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return result["flow_id"]


async def submit(
    hass: HomeAssistant, flow_id: str, user_input: dict[str, object]
) -> ConfigFlowResult:
    """Send a form and wait for all tasks that it starts."""
    result = await hass.config_entries.flow.async_configure(flow_id, user_input)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def refuse_running_account(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> str:
    """Let the service refuse the token until a new one is asked for; return the flow's id."""
    simulator.revoke(WEARER_TOKEN)
    await advance(31)
    # A reading that fails may be repeated before anything is told.
    await advance(6)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE
    return reauth_flow(hass)


def reauth_flow(hass: HomeAssistant) -> str:
    """Return the id of the only flow, which asks for a new token."""
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    return flow["flow_id"]


async def read(account: Account, advance: Advance, times: int = 1) -> None:
    """Have the lock read; Home Assistant waits ten seconds before it does it a second time."""
    assert await async_setup_component(account.hass, "homeassistant", {})
    for _ in range(times):
        await account.hass.services.async_call(
            "homeassistant",
            "update_entity",
            {"entity_id": account.entity_ids()["sensor.lock_state"]},
            blocking=True,
        )
    await advance(11)


async def assert_polls(
    simulator: Simulator, account: Account, advance: Advance, token: str
) -> None:
    """Assert that the entry is loaded and reads with this token."""
    assert account.entry.state is ConfigEntryState.LOADED
    simulator.clear_requests()
    await advance(31)
    assert [
        (f"{request.method} {request.path}", request.headers["authorization"])
        for request in simulator.requests
    ] == [(SESSION, f"Bearer {token}")]
    assert account.state("sensor.lock_state") == "locked"
