"""The user of a token: renamed, of another account, or unknown."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.flows.account_forms import (
    NEW_TOKEN,
    assert_polls,
    form,
    read,
    reauth_flow,
    refuse_running_account,
    submit,
)
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Simulator
from tests.simulator.accounts import person_named

type Enter = Callable[[str], Awaitable[ConfigFlowResult]]

SUCCESSFUL = {"reauth_successful", "reconfigure_successful"}


@pytest.fixture(params=["reauth", "reauth after a failed start", "reconfigure"])
async def enter(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    advance: Advance,
) -> Enter:
    """Return a function that enters a token in a form of the account's entry."""
    if request.param == "reconfigure":
        flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]
    else:
        flow_id = await refuse_running_account(hass, simulator, account, advance)
    if request.param == "reauth after a failed start":
        await hass.config_entries.async_reload(account.entry.entry_id)
        await hass.async_block_till_done()
        assert account.entry.state is ConfigEntryState.SETUP_ERROR
        flow_id = reauth_flow(hass)
    is_reconfigure = request.param == "reconfigure"

    async def enter(token: str) -> ConfigFlowResult:
        entered: dict[str, object] = {CONF_API_TOKEN: token}
        if is_reconfigure:
            entered = form(token, simulator.url)
        return await submit(hass, flow_id, entered)

    return enter


def token_of(simulator: Simulator, username: str | None, role: str = "wearer") -> str:
    """Make a token of a user."""
    simulator.add_token(NEW_TOKEN, role, username)
    return NEW_TOKEN


def other_lock(simulator: Simulator) -> None:
    """Let another lock be the account's current one."""
    simulator.start_lock(title="Another lock")


async def choose(
    hass: HomeAssistant, asked: ConfigFlowResult, step: str
) -> ConfigFlowResult:
    """Answer the question whether the account is the same."""
    assert asked["type"] is FlowResultType.MENU
    assert asked["step_id"] == "same_account"
    return await submit(hass, asked["flow_id"], {"next_step_id": step})


async def test_renamed_user_is_no_other_account(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    advance: Advance,
    enter: Enter,
) -> None:
    before = account.entity_ids()

    result = await enter(token_of(simulator, "renamed_wearer"))

    assert result["reason"] in SUCCESSFUL
    await assert_polls(simulator, account, advance, NEW_TOKEN)
    assert account.state("sensor.wearer") == "renamed_wearer"
    assert account.entity_ids() == before


async def test_same_user_at_another_lock_is_no_other_account(
    simulator: Simulator, enter: Enter
) -> None:
    other_lock(simulator)

    result = await enter(token_of(simulator, "sim_wearer"))

    assert result["reason"] in SUCCESSFUL


async def test_same_user_in_another_role_is_no_other_account(
    simulator: Simulator, enter: Enter
) -> None:
    other_lock(simulator)

    result = await enter(token_of(simulator, "sim_wearer", "keyholder"))

    assert result["reason"] in SUCCESSFUL


@pytest.mark.parametrize("is_other_lock", [False, True])
async def test_other_account_is_an_error_of_the_form(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    enter: Enter,
    is_other_lock: bool,
) -> None:
    if is_other_lock:
        other_lock(simulator)

    result = await enter(KEYHOLDER_TOKEN)

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "wrong_account"}
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN
    result = await enter(token_of(simulator, "sim_wearer"))
    assert result["reason"] in SUCCESSFUL
    assert account.entry.state is ConfigEntryState.LOADED


def renamed_at_another_lock(simulator: Simulator) -> None:
    """Give the user another name and another lock."""
    other_lock(simulator)
    simulator.wearer = person_named("renamed_wearer", None)


def without_name(simulator: Simulator) -> None:
    """Hide the names, at another lock."""
    other_lock(simulator)
    simulator.overrides["wearerUsername"] = None


def without_lock_id(simulator: Simulator) -> None:
    """Show another name and no id of the lock."""
    simulator.wearer = person_named("renamed_wearer", None)
    simulator.session_overrides["lock"] = Simulator.MISSING


def without_role(simulator: Simulator) -> None:
    """Show no role, so that nobody can tell which of the names is the user's."""
    simulator.session_overrides["role"] = None


def without_lock(simulator: Simulator) -> None:
    """End the lock."""
    simulator.end_lock()


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (renamed_at_another_lock, "renamed_wearer"),
        (without_lock_id, "renamed_wearer"),
        (without_name, "–"),
        (without_role, "–"),
        (without_lock, "–"),
    ],
)
async def test_where_nobody_can_tell_a_person_is_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    account: Account,
    enter: Enter,
    change: Callable[[Simulator], None],
    shown: str,
) -> None:
    change(simulator)

    asked = await enter(token_of(simulator, None))

    assert asked["description_placeholders"] == {"known": "sim_wearer", "shown": shown}
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN
    result = await choose(hass, asked, "take_token")
    assert result["reason"] in SUCCESSFUL
    assert account.entry.data[CONF_API_TOKEN] == NEW_TOKEN
    assert account.entry.state is ConfigEntryState.LOADED


async def test_name_that_is_hidden_at_the_same_lock_is_the_same_account(
    simulator: Simulator, enter: Enter
) -> None:
    simulator.overrides["wearerUsername"] = None

    assert (await enter(token_of(simulator, None)))["reason"] in SUCCESSFUL


async def test_question_leads_back_to_the_form(
    hass: HomeAssistant, simulator: Simulator, account: Account, enter: Enter
) -> None:
    renamed_at_another_lock(simulator)
    asked = await enter(token_of(simulator, None))
    again = await hass.config_entries.flow.async_configure(asked["flow_id"])
    assert again["menu_options"] == asked["menu_options"]
    options = asked["menu_options"]
    assert isinstance(options, list)
    (back,) = [option for option in options if option != "take_token"]

    result = await choose(hass, asked, back)

    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == back
    assert not result["errors"]
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN
    simulator.restore(WEARER_TOKEN)
    assert (await enter(WEARER_TOKEN))["reason"] in SUCCESSFUL


async def test_token_that_was_taken_while_a_person_was_asked_is_an_error_of_the_form(
    hass: HomeAssistant, simulator: Simulator, account: Account, enter: Enter
) -> None:
    renamed_at_another_lock(simulator)
    asked = await enter(token_of(simulator, None))
    MockConfigEntry(
        domain=DOMAIN,
        data={CONF_API_TOKEN: NEW_TOKEN, CONF_BASE_URL: simulator.url},
    ).add_to_hass(hass)

    result = await choose(hass, asked, "take_token")

    assert result["errors"] == {"base": "already_configured"}
    assert account.entry.data[CONF_API_TOKEN] == WEARER_TOKEN


async def test_question_whose_account_it_is_is_not_ended_by_good_readings(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    flow_id = await refuse_running_account(hass, simulator, account, advance)
    renamed_at_another_lock(simulator)
    token = token_of(simulator, None)
    asked = await submit(hass, flow_id, {CONF_API_TOKEN: token})
    simulator.restore(WEARER_TOKEN)

    await read(account, advance)
    await read(account, advance)

    assert (await choose(hass, asked, "take_token"))["reason"] in SUCCESSFUL


async def test_account_of_which_nothing_was_ever_shown_is_asked_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    account = await add(hass, entry)
    flow_id = (await account.entry.start_reconfigure_flow(hass))["flow_id"]

    asked = await submit(hass, flow_id, form(KEYHOLDER_TOKEN, simulator.url))

    assert asked["description_placeholders"] == {"known": "–", "shown": "–"}
    result = await choose(hass, asked, "take_token")
    assert result["reason"] == "reconfigure_successful"


async def test_renamed_user_is_known_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, account: Account, advance: Advance
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_setup(account.entry.entry_id)
    await advance(6)
    token = token_of(simulator, "renamed_wearer")

    result = await submit(hass, reauth_flow(hass), {CONF_API_TOKEN: token})

    assert result["reason"] == "reauth_successful"
    await assert_polls(simulator, account, advance, NEW_TOKEN)


async def test_same_token_is_never_asked_about(
    simulator: Simulator, account: Account, enter: Enter
) -> None:
    simulator.restore(WEARER_TOKEN)
    renamed_at_another_lock(simulator)

    assert (await enter(WEARER_TOKEN))["reason"] in SUCCESSFUL
