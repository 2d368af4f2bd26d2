"""The config flow: adding an account, a new token, another server."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_API_TOKEN, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.account import CONF_BASE_URL, DOMAIN, Account
from tests.conftest import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator

NEW_TOKEN = "new-token-of-the-same-user"
SESSION = "GET /api/apps/v1/session"


def form(token: str, base_url: str) -> dict[str, object]:
    """Return what a person enters in the form."""
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
    """Send a form and wait for what follows from it."""
    result = await hass.config_entries.flow.async_configure(flow_id, user_input)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


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


@pytest.mark.parametrize(
    "entered",
    [
        f"  {WEARER_TOKEN}\n",
        f'"{WEARER_TOKEN}"',
        f"'{WEARER_TOKEN}'",
        f"Bearer {WEARER_TOKEN}",
        f' "bearer  {WEARER_TOKEN}" ',
        f"Bearer '{WEARER_TOKEN}'",
        f"Bearer Bearer {WEARER_TOKEN}",
    ],
)
async def test_what_copying_brings_along_is_taken_off_the_token(
    hass: HomeAssistant, simulator: Simulator, entered: str
) -> None:
    result = await submit(hass, await start(hass), form(entered, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_TOKEN] == WEARER_TOKEN


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


@pytest.mark.parametrize("token", ["", '""', "two words", "line\nbreak", "tökén"])
async def test_what_can_be_no_token_is_refused_unsent(
    hass: HomeAssistant, simulator: Simulator, token: str
) -> None:
    result = await submit(hass, await start(hass), form(token, simulator.url))

    assert result["errors"] == {"base": "invalid_auth"}
    assert not simulator.requests


async def test_service_that_is_down(hass: HomeAssistant, simulator: Simulator) -> None:
    await simulator.stop()

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, simulator.url))

    assert result["errors"] == {"base": "cannot_connect"}


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "chastify.net",
        "http://chastify.net",
        "http://192.168.1.2",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "https://chastify..net",
        "https://.",
        "ftp://127.0.0.1",
        "https://",
        "https://user:password@chastify.net",
        "https://chastify.net?token=1",
        "https://chastify.net#top",
        "https://chastify.net:99999",
        "https://[::1",
        "https://exa mple.net",
        "javascript:alert(1)",
    ],
)
async def test_address_that_the_token_must_not_go_to(
    hass: HomeAssistant, simulator: Simulator, base_url: str
) -> None:
    flow_id = await start(hass)

    result = await submit(hass, flow_id, form(WEARER_TOKEN, base_url))
    assert result["errors"] == {"base": "invalid_url"}

    result = await submit(hass, flow_id, form(WEARER_TOKEN, simulator.url))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("form_of_address", ["{url}/", " {url} ", "{url}//"])
async def test_address_is_kept_in_one_spelling(
    hass: HomeAssistant, simulator: Simulator, form_of_address: str
) -> None:
    entered = form_of_address.format(url=simulator.url)

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, entered))

    assert result["data"][CONF_BASE_URL] == simulator.url


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


async def test_another_users_token_is_refused_right_after_setup(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

    result = await submit(hass, flow_id, form(KEYHOLDER_TOKEN, simulator.url))

    assert result["reason"] == "wrong_account"


async def test_refused_token_asks_for_a_new_one_and_keeps_the_entities(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    before = account.entity_ids()
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")

    result = await submit(hass, flow_id, {CONF_API_TOKEN: f" {NEW_TOKEN} "})

    assert result["reason"] == "reauth_successful"
    assert account.entry.data[CONF_API_TOKEN] == NEW_TOKEN
    await assert_polls(simulator, account, advance, NEW_TOKEN)
    assert account.entity_ids() == before


async def test_refused_token_is_accepted_again(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    before = account.entity_ids()
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    simulator.restore(WEARER_TOKEN)

    result = await submit(hass, flow_id, {CONF_API_TOKEN: WEARER_TOKEN})

    assert result["reason"] == "reauth_successful"
    await assert_polls(simulator, account, advance, WEARER_TOKEN)
    assert account.entity_ids() == before


async def test_token_refused_at_start_is_replaced(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    before = account.entity_ids()
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(account.entry.entry_id)
    await advance(6)
    assert account.entry.state is ConfigEntryState.SETUP_ERROR
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")

    result = await submit(hass, reauth_flow(hass), {CONF_API_TOKEN: NEW_TOKEN})

    assert result["reason"] == "reauth_successful"
    await assert_polls(simulator, account, advance, NEW_TOKEN)
    assert account.entity_ids() == before


async def test_reauth_with_a_wrong_token_asks_again(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)

    result = await submit(hass, flow_id, {CONF_API_TOKEN: "wrong"})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reauth_confirm"
    assert result["errors"] == {"base": "invalid_auth"}

    simulator.restore(WEARER_TOKEN)
    result = await submit(hass, flow_id, {CONF_API_TOKEN: WEARER_TOKEN})
    assert result["reason"] == "reauth_successful"


@pytest.mark.parametrize("restart", [False, True])
async def test_reauth_with_another_users_token_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    advance: Advance,
    restart: bool,
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    if restart:
        await hass.config_entries.async_reload(account.entry.entry_id)
        await hass.async_block_till_done()
        flow_id = reauth_flow(hass)

    result = await submit(hass, flow_id, {CONF_API_TOKEN: KEYHOLDER_TOKEN})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN


async def test_another_users_token_passes_while_no_lock_shows_the_names(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]

    result = await submit(hass, flow_id, form(KEYHOLDER_TOKEN, simulator.url))

    assert result["reason"] == "reconfigure_successful"


async def test_token_of_another_entry_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    keyholder_entry: MockConfigEntry,
) -> None:
    keyholder_entry.add_to_hass(hass)
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

    result = await submit(hass, flow_id, form(KEYHOLDER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


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


async def refuse_running_account(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> str:
    """Let the service refuse the token twice from the next poll; return the reauth flow's id."""
    simulator.revoke(WEARER_TOKEN)
    await advance(31)
    await advance(5)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE
    return reauth_flow(hass)


def reauth_flow(hass: HomeAssistant) -> str:
    """Return the id of the only flow, which asks for a new token."""
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    return flow["flow_id"]


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
