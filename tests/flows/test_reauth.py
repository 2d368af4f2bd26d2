"""A refused token: how an account is used again, refused entries, and the end of the question."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import (
    ConfigEntryDisabler,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.acting import until
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator

from .account_forms import (
    NEW_TOKEN,
    assert_polls,
    form,
    read,
    reauth_flow,
    refuse_running_account,
    submit,
)

pytestmark = pytest.mark.loop_debug


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


async def move_by_reconfigure(
    hass: HomeAssistant, account: Account, simulator: Simulator, token: str
) -> ConfigFlowResult:
    """Enter a token where an account is changed."""
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]
    return await submit(hass, flow_id, form(token, simulator.url))


async def test_token_of_another_entry_is_an_error_of_the_form_that_asks(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    keyholder_entry: MockConfigEntry,
    advance: Advance,
) -> None:
    await add(hass, keyholder_entry)
    flow_id = await refuse_running_account(hass, simulator, account, advance)

    result = await submit(hass, flow_id, {CONF_API_TOKEN: KEYHOLDER_TOKEN})

    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reauth_confirm"
    assert result["errors"] == {"base": "already_configured"}
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")
    result = await submit(hass, flow_id, {CONF_API_TOKEN: NEW_TOKEN})
    assert result["reason"] == "reauth_successful"
    assert account.entry.state is ConfigEntryState.LOADED


async def test_token_of_another_entry_is_an_error_where_an_account_is_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    keyholder_entry: MockConfigEntry,
    advance: Advance,
) -> None:
    keyholder_entry.add_to_hass(hass)
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

    result = await submit(hass, flow_id, form(KEYHOLDER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    assert result["errors"] == {"base": "already_configured"}
    result = await submit(hass, flow_id, form("", simulator.url))
    assert result["reason"] == "reconfigure_successful"
    await assert_polls(simulator, account, advance, WEARER_TOKEN)


async def test_another_flow_that_was_quicker_is_an_error_of_the_form(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")
    simulator.order(Fault(hang=True), match="GET")
    answer = asyncio.create_task(
        hass.config_entries.flow.async_configure(flow_id, {CONF_API_TOKEN: NEW_TOKEN})
    )
    await until(
        lambda: simulator.requests[-1].headers["authorization"].endswith(NEW_TOKEN)
    )
    MockConfigEntry(
        domain=DOMAIN,
        data={CONF_API_TOKEN: NEW_TOKEN, CONF_BASE_URL: simulator.url},
    ).add_to_hass(hass)

    simulator.clear_faults()

    assert (await answer)["errors"] == {"base": "already_configured"}


async def test_question_that_was_closed_is_asked_again_at_the_next_refused_reading(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    await submit(hass, flow_id, {CONF_API_TOKEN: "wrong"})
    hass.config_entries.flow.async_abort(flow_id)
    assert not hass.config_entries.flow.async_progress()

    await read(account, advance)
    await advance(6)

    flow_id = reauth_flow(hass)
    simulator.restore(WEARER_TOKEN)
    result = await submit(hass, flow_id, {CONF_API_TOKEN: WEARER_TOKEN})
    assert result["reason"] == "reauth_successful"
    await assert_polls(simulator, account, advance, WEARER_TOKEN)


def twin_of(entry: MockConfigEntry, token: str = WEARER_TOKEN) -> MockConfigEntry:
    """Return a further entry at the same server."""
    return MockConfigEntry(domain=DOMAIN, data={**entry.data, CONF_API_TOKEN: token})


async def test_new_token_is_taken_for_all_entries_that_had_the_old_one(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    twin = await add(hass, twin_of(account.entry))
    failed = await add(hass, twin_of(account.entry))
    disabled = MockConfigEntry(
        domain=DOMAIN, data=account.entry.data, disabled_by=ConfigEntryDisabler.USER
    )
    disabled.add_to_hass(hass)
    other = await add(hass, twin_of(account.entry, KEYHOLDER_TOKEN))
    elsewhere = MockConfigEntry(
        domain=DOMAIN,
        data={**account.entry.data, CONF_BASE_URL: "https://elsewhere.example"},
        disabled_by=ConfigEntryDisabler.USER,
    )
    elsewhere.add_to_hass(hass)
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(failed.entry.entry_id)
    await advance(31)
    await advance(6)
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")

    (flow_id,) = (
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["entry_id"] == account.entry.entry_id
    )
    result = await submit(hass, flow_id, {CONF_API_TOKEN: NEW_TOKEN})

    assert result["reason"] == "reauth_successful"
    assert not hass.config_entries.flow.async_progress()
    for each in (account, twin, failed):
        assert each.entry.data[CONF_API_TOKEN] == NEW_TOKEN
        assert each.entry.state is ConfigEntryState.LOADED
    assert disabled.data[CONF_API_TOKEN] == NEW_TOKEN
    assert disabled.state is ConfigEntryState.NOT_LOADED
    assert other.entry.data[CONF_API_TOKEN] == KEYHOLDER_TOKEN
    assert elsewhere.data[CONF_API_TOKEN] == WEARER_TOKEN
    simulator.clear_requests()
    await advance(31)
    tokens = [request.headers["authorization"] for request in simulator.requests]
    assert sorted(tokens) == sorted(
        [*[f"Bearer {NEW_TOKEN}"] * 3, f"Bearer {KEYHOLDER_TOKEN}"]
    )


async def test_token_that_is_accepted_again_is_so_for_all_its_entries(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    twin = await add(hass, twin_of(account.entry))
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(twin.entry.entry_id)
    await advance(31)
    await advance(6)
    simulator.restore(WEARER_TOKEN)

    flow_id = next(
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["entry_id"] == account.entry.entry_id
    )
    result = await submit(hass, flow_id, {CONF_API_TOKEN: WEARER_TOKEN})

    assert result["reason"] == "reauth_successful"
    for each in (account, twin):
        assert each.entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_new_token_at_another_server_is_not_sent_to_the_old_one(
    hass: HomeAssistant, simulator: Simulator, account: Account
) -> None:
    twin = await add(hass, twin_of(account.entry))
    async with Simulator() as other:
        other.start_lock()
        other.add_token(NEW_TOKEN, "wearer", "sim_wearer")

        result = await move_by_reconfigure(hass, account, other, NEW_TOKEN)

        assert result["reason"] == "reconfigure_successful"
        assert account.entry.data[CONF_API_TOKEN] == NEW_TOKEN
        assert twin.entry.data[CONF_API_TOKEN] == WEARER_TOKEN
        await hass.config_entries.async_unload(account.entry.entry_id)


async def test_two_good_readings_in_a_row_end_the_question(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    await refuse_running_account(hass, simulator, account, advance)
    simulator.restore(WEARER_TOKEN)

    await read(account, advance)
    assert reauth_flow(hass)
    await read(account, advance)

    assert not hass.config_entries.flow.async_progress()
    await assert_polls(simulator, account, advance, WEARER_TOKEN)


@pytest.mark.parametrize("fault", [Fault(status=401), Fault(status=502)])
async def test_good_readings_with_a_failed_one_between_them_end_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    advance: Advance,
    fault: Fault,
) -> None:
    await refuse_running_account(hass, simulator, account, advance)
    simulator.restore(WEARER_TOKEN)

    await read(account, advance)
    simulator.order(fault, times=1, match="GET")
    # It is repeated within 5 s, which is the first good one again.
    await read(account, advance)

    assert reauth_flow(hass)
    await read(account, advance)
    assert not hass.config_entries.flow.async_progress()


async def test_question_that_a_person_has_opened_is_not_ended(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    result = await hass.config_entries.flow.async_configure(flow_id)
    assert result["step_id"] == "reauth_confirm"
    simulator.restore(WEARER_TOKEN)

    for _ in range(3):
        await read(account, advance)

    assert reauth_flow(hass) == flow_id
    result = await submit(hass, flow_id, {CONF_API_TOKEN: WEARER_TOKEN})
    assert result["reason"] == "reauth_successful"
    await assert_polls(simulator, account, advance, WEARER_TOKEN)


async def test_question_is_not_ended_while_its_answer_is_tried(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")
    simulator.order(Fault(hang=True), times=1, match="GET")
    answer = asyncio.create_task(
        hass.config_entries.flow.async_configure(flow_id, {CONF_API_TOKEN: NEW_TOKEN})
    )
    await until(
        lambda: simulator.requests[-1].headers["authorization"].endswith(NEW_TOKEN)
    )
    simulator.restore(WEARER_TOKEN)

    simulator.clear_requests()
    await read(account, advance, times=2)
    assert [request.headers["authorization"] for request in simulator.requests] == (
        [f"Bearer {WEARER_TOKEN}"] * 2
    )

    assert reauth_flow(hass) == flow_id
    simulator.clear_faults()
    assert (await answer)["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert account.entry.data[CONF_API_TOKEN] == NEW_TOKEN


async def test_question_that_was_opened_and_left_is_ended_later(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    await submit(hass, flow_id, {CONF_API_TOKEN: "wrong"})
    simulator.restore(WEARER_TOKEN)
    await read(account, advance)
    await read(account, advance)
    assert reauth_flow(hass) == flow_id

    for _ in range(3):
        await advance(1201)
        await read(account, advance)

    assert not hass.config_entries.flow.async_progress()
