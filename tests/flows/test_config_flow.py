"""The config flow: adding an account, and moving it to another server."""

import asyncio

import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.added_account import CONF_BASE_URL, Account
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator

from .account_forms import assert_polls, form, start, submit

pytestmark = pytest.mark.loop_debug


@pytest.mark.parametrize(
    ("token", "title"),
    [(WEARER_TOKEN, "sim_wearer"), (KEYHOLDER_TOKEN, "sim_keyholder")],
)
async def test_account_is_added_under_its_own_user_name(
    hass: HomeAssistant, simulator: Simulator, token: str, title: str
) -> None:
    simulator.start_lock()

    result = await submit(hass, await start(hass), form(token, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title
    assert result["data"] == {CONF_API_TOKEN: token, CONF_BASE_URL: simulator.url}
    assert result["result"].state is ConfigEntryState.LOADED


async def test_account_without_a_lock_is_added(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await submit(hass, await start(hass), form(WEARER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Chastify"


async def test_section_may_be_left_out(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "custom_components.chastify.config_flow.DEFAULT_BASE_URL", simulator.url
    )

    result = await submit(hass, await start(hass), {CONF_API_TOKEN: WEARER_TOKEN})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_BASE_URL] == simulator.url


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=401), "invalid_auth"),
        (Fault(status=401, body="<html>no</html>"), "invalid_auth"),
        (
            Fault(status=403, body={"error": "insufficient_scope", "message": "no"}),
            "insufficient_scope",
        ),
        (Fault(status=403, body="<html>blocked</html>"), "unknown"),
        (Fault(status=404, body="nothing here"), "unknown"),
        (Fault(status=302, headers={"Location": "/"}, body=""), "unknown"),
        (Fault(status=429, retry_after=5), "cannot_connect"),
        (Fault(status=500), "cannot_connect"),
        (Fault(close="before"), "cannot_connect"),
        (Fault(truncate=True), "cannot_connect"),
        (Fault(body="<html>welcome</html>"), "unknown"),
        (Fault(body=[]), "unknown"),
        (Fault(body={"hello": "world"}), "unknown"),
    ],
)
async def test_failed_try_says_why_and_the_next_one_succeeds(
    hass: HomeAssistant, simulator: Simulator, fault: Fault, error: str
) -> None:
    simulator.order(fault, times=None)
    flow_id = await start(hass)

    result = await submit(hass, flow_id, form(WEARER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}
    assert result["data_schema"] is not None
    assert WEARER_TOKEN not in str(result["data_schema"].schema)

    simulator.clear_faults()
    result = await submit(hass, flow_id, form(WEARER_TOKEN, simulator.url))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_service_that_is_down(hass: HomeAssistant, simulator: Simulator) -> None:
    await simulator.stop()

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, simulator.url))

    assert result["errors"] == {"base": "cannot_connect"}


async def test_same_token_at_the_same_server_is_refused(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    result = await submit(
        hass, await start(hass), form(f"Bearer {WEARER_TOKEN}", f"{simulator.url}/")
    )

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_two_forms_at_once_make_one_entry(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    flows = [await start(hass), await start(hass)]

    results = await asyncio.gather(
        *(submit(hass, flow, form(WEARER_TOKEN, simulator.url)) for flow in flows)
    )

    assert sorted(result["type"] for result in results) == [
        FlowResultType.ABORT,
        FlowResultType.CREATE_ENTRY,
    ]


async def test_account_moves_to_another_server_with_its_stored_token(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    before = account.entity_ids()
    async with Simulator() as other:
        other.start_lock(title="At the other server")
        flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

        result = await submit(hass, flow_id, {"advanced": {CONF_BASE_URL: other.url}})

        assert result["reason"] == "reconfigure_successful"
        assert dict(account.entry.data) == {
            CONF_API_TOKEN: WEARER_TOKEN,
            CONF_BASE_URL: other.url,
        }
        await assert_polls(other, account, advance, WEARER_TOKEN)
        assert account.state("sensor.lock_title") == "At the other server"
        assert account.entity_ids() == before


async def test_reconfigure_shows_errors_and_no_token(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    shown = await account.entry.start_reconfigure_flow(hass)
    assert shown["data_schema"] is not None
    assert WEARER_TOKEN not in str(shown["data_schema"].schema)

    result = await submit(hass, shown["flow_id"], form("wrong", simulator.url))
    assert result["step_id"] == "reconfigure"
    assert result["errors"] == {"base": "invalid_auth"}

    result = await submit(hass, shown["flow_id"], form("  ", simulator.url))
    assert result["reason"] == "reconfigure_successful"


async def test_account_without_a_lock_moves_with_its_token_and_nobody_is_asked(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    async with Simulator() as other:
        flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

        result = await submit(hass, flow_id, {"advanced": {CONF_BASE_URL: other.url}})

        assert result["reason"] == "reconfigure_successful"
        assert account.entry.data[CONF_BASE_URL] == other.url
        await hass.config_entries.async_unload(account.entry.entry_id)
