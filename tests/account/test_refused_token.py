"""A token that the service refuses once, twice, and takes again."""

from collections.abc import Awaitable
import logging

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import CONF_API_TOKEN, EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, key_of, sent, settle
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance, PassTime
from tests.simulator import WEARER_TOKEN, Fault, Simulator

NEW_TOKEN = "another-token"
REFUSED = Fault(status=401, body={"error": "invalid_token"})


def reauth_flows(hass: HomeAssistant) -> list[str]:
    """Return the ids of the flows that ask for a new token."""
    return [
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == "reauth"
    ]


async def refuse(simulator: Simulator, advance: Advance, hass: HomeAssistant) -> str:
    """Let the service refuse the token until it asks for a new one; return the flow's id."""
    simulator.revoke(WEARER_TOKEN)
    await advance(30)
    await advance(5)
    (flow_id,) = reauth_flows(hass)
    return flow_id


async def test_poll_that_is_refused_once_changes_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "custom_components.chastify")
    simulator.order(REFUSED, match="GET")
    simulator.overrides["timeLockedSeconds"] = None
    await advance(30)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    caplog.clear()
    simulator.clear_requests()

    await advance(5)
    await advance(30)

    assert len(simulator.requests) == 2
    assert not reauth_flows(hass)
    assert account.state("sensor.lock_state") == "locked"
    unavailable = [e for e in changes if e.data["new_state"].state == STATE_UNAVAILABLE]
    assert not unavailable
    assert not [r for r in caplog.records if r.name == "custom_components.chastify"]


async def test_token_that_is_refused_again_after_5_s_is_asked_for(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.revoke(WEARER_TOKEN)
    await advance(30)
    await advance(4)
    assert not reauth_flows(hass)
    assert account.state("sensor.lock_state") == "locked"

    await advance(1)

    assert len(reauth_flows(hass)) == 1
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE


async def test_command_that_is_refused_once_has_an_error_of_its_own(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(REFUSED, match="POST")

    error = await failure(hass, HomeAssistantError, "unfreeze")
    assert key_of(error) == "command_invalid_auth"
    simulator.clear_requests()
    await advance(5)

    assert [request.method for request in simulator.requests] == ["GET"]
    assert not reauth_flows(hass)
    assert account.state("sensor.lock_state") == "locked"
    await act(hass, "unfreeze")


async def test_command_while_a_new_token_is_asked_for_says_that_it_is_wanted(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.revoke(WEARER_TOKEN)
    await advance(30)
    await advance(5)

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert key_of(error) == "invalid_auth"


async def refused_with_one_waiting(
    hass: HomeAssistant, simulator: Simulator
) -> Awaitable[None]:
    """Let a command be refused while another one waits; return that one's end."""
    refuse_now = hass.loop.create_future()
    simulator.order(
        Fault(before_answer=lambda: refuse_now, status=401, body=REFUSED.body),
        match="POST",
    )
    refused = hass.async_create_task(act(hass, "unfreeze"))
    await settle()
    waiting = hass.async_create_task(act(hass, "add_time", duration=60))
    await settle()
    refuse_now.set_result(None)
    with pytest.raises(HomeAssistantError):
        await refused
    await settle()
    assert len(sent(simulator)) == 1
    return waiting


async def test_command_that_waits_goes_on_once_the_token_is_taken(
    hass: HomeAssistant, account: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    waiting = await refused_with_one_waiting(hass, simulator)
    await pass_time(4.9)
    assert len(sent(simulator)) == 1

    await pass_time(0.1)
    await waiting

    assert len(sent(simulator)) == 2
    assert not reauth_flows(hass)


async def test_reading_that_came_too_early_decides_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    await pass_time(28)
    waiting = await refused_with_one_waiting(hass, simulator)
    simulator.clear_requests()

    # The poll.
    await pass_time(3)
    assert [request.method for request in simulator.requests] == ["GET"]
    await pass_time(2)
    await waiting

    assert [r.method for r in simulator.requests] == ["GET", "GET", "POST", "GET"]


async def test_command_that_waits_is_refused_once_the_token_is_refused_again(
    hass: HomeAssistant, account: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    waiting = await refused_with_one_waiting(hass, simulator)
    simulator.revoke(WEARER_TOKEN)

    await pass_time(5)

    with pytest.raises(ServiceValidationError) as caught:
        await waiting
    assert key_of(caught.value) == "token_refused"
    assert len(sent(simulator)) == 1
    assert len(reauth_flows(hass)) == 1


@pytest.mark.parametrize(
    "fault",
    [Fault(status=502), Fault(close="before"), Fault(status=429, retry_after=60)],
)
async def test_nothing_is_held_for_an_outage_after_a_refusal(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    pass_time: PassTime,
    fault: Fault,
) -> None:
    waiting = await refused_with_one_waiting(hass, simulator)
    simulator.order(fault, times=None, match="GET")

    await pass_time(5)
    await waiting

    assert len(sent(simulator)) == 2
    assert not reauth_flows(hass)


async def test_refused_token_is_tried_every_15_minutes_until_it_is_taken(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    await refuse(simulator, advance, hass)
    simulator.clear_requests()

    await advance(895)
    assert not simulator.requests
    await advance(5)
    assert len(simulator.requests) == 1
    assert len(reauth_flows(hass)) == 1

    simulator.restore(WEARER_TOKEN)
    await advance(900)
    assert account.state("sensor.lock_state") == "locked"
    assert len(reauth_flows(hass)) == 1
    await advance(30)
    assert not reauth_flows(hass)


async def test_reauth_that_was_closed_is_asked_for_again(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    flow_id = await refuse(simulator, advance, hass)
    hass.config_entries.flow.async_abort(flow_id)

    await advance(900)

    assert len(reauth_flows(hass)) == 1


async def test_command_shows_that_the_token_is_taken_again(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    await refuse(simulator, advance, hass)
    simulator.restore(WEARER_TOKEN)

    await act(hass, "unfreeze")
    await advance(30)

    assert account.state("sensor.lock_state") == "locked"
    assert not reauth_flows(hass)


@pytest.mark.parametrize("typed", [None, "wrong"])
async def test_form_that_somebody_answers_is_not_taken_away(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    typed: str | None,
) -> None:
    flow_id = await refuse(simulator, advance, hass)
    result = await hass.config_entries.flow.async_configure(
        flow_id, None if typed is None else {CONF_API_TOKEN: typed}
    )
    assert result["type"] is FlowResultType.FORM
    simulator.restore(WEARER_TOKEN)
    await act(hass, "unfreeze")

    for _ in range(5):
        await advance(30)

    assert reauth_flows(hass) == [flow_id]
    # Nobody tells when it was closed.
    await advance(3600)
    assert not reauth_flows(hass)


async def test_stop_that_is_refused_once_asks_for_no_token(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(REFUSED, match="POST")

    await failure(hass, HomeAssistantError, "stop_devices")
    await advance(5)
    assert not reauth_flows(hass)

    simulator.revoke(WEARER_TOKEN)
    await failure(hass, HomeAssistantError, "stop_devices")
    await advance(5)
    assert len(reauth_flows(hass)) == 1


async def test_refusal_of_an_extension_session_asks_for_no_token(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(REFUSED, times=None, match="POST /api/extensions")
    simulator.order(REFUSED, times=None, match="GET /api/extensions")

    with pytest.raises(HomeAssistantError):
        await session_toy.press("vibrate")
    await advance(5)
    await advance(5)

    assert not reauth_flows(hass)
    assert session_toy.account.state("sensor.lock_state") == "locked"


async def test_setup_that_is_refused_once_is_repeated(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock()
    simulator.order(REFUSED)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.value == "setup_retry"

    await advance(6)

    assert entry.state.value == "loaded"
    assert not reauth_flows(hass)


async def test_setup_that_is_refused_again_goes_on_by_itself_with_a_token_that_is_taken(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    entry = account.entry
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(entry.entry_id)
    await advance(6)
    assert entry.state.value == "setup_error"
    (flow_id,) = reauth_flows(hass)
    simulator.clear_requests()
    hass.config_entries.flow.async_abort(flow_id)

    await advance(899)
    assert not simulator.requests
    await advance(1)
    assert len(simulator.requests) == 1
    assert len(reauth_flows(hass)) == 1

    simulator.restore(WEARER_TOKEN)
    await advance(900)
    assert entry.state.value == "setup_error"
    await advance(30)
    assert entry.state.value == "loaded"
    assert account.state("sensor.lock_state") == "locked"
    assert not reauth_flows(hass)


async def test_setup_does_not_take_a_form_away_that_somebody_answers(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    entry = account.entry
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(entry.entry_id)
    await advance(6)
    (flow_id,) = reauth_flows(hass)
    simulator.restore(WEARER_TOKEN)
    await advance(890)
    await hass.config_entries.flow.async_configure(flow_id)

    for _ in range(5):
        await advance(30)

    assert reauth_flows(hass) == [flow_id]
    simulator.add_token(NEW_TOKEN, "wearer", "sim_wearer")
    result = await hass.config_entries.flow.async_configure(
        flow_id, {CONF_API_TOKEN: NEW_TOKEN}
    )
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.state.value == "loaded"
    simulator.clear_requests()
    await advance(899)
    assert {r.headers["authorization"] for r in simulator.requests} == {
        f"Bearer {NEW_TOKEN}"
    }


@pytest.mark.parametrize("how", ["remove", "unload"])
async def test_entry_that_is_gone_is_not_tried_any_more(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    how: str,
) -> None:
    entry = account.entry
    simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(entry.entry_id)
    await advance(6)
    await getattr(hass.config_entries, f"async_{how}")(entry.entry_id)
    simulator.clear_requests()

    await advance(2000)

    assert not simulator.requests
