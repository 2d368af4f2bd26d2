"""Stops: past everything that waits, and never disabled."""

import asyncio
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, answer, failure, key_of, press, sent, until_sent
from tests.added_account import Account
from tests.connected_devices import DEVICE_ROUTE, device_commands
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

from .stopping_accounts import Call, every_way, until_stops

pytestmark = pytest.mark.loop_debug


@every_way
async def test_stop_overtakes_what_waits_hangs_and_has_no_allowance_left(
    hass: HomeAssistant, account: Account, simulator: Simulator, stop: Call
) -> None:
    simulator.limits.actions = 1000
    simulator.device.run("vibration.start", {})
    await asyncio.gather(*(act(hass, "end_pillory") for _ in range(29)))
    simulator.order(Fault(hang=True), times=None, match="GET")
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    poll = asyncio.create_task(account.entry.runtime_data.coordinator.async_refresh())
    hanging = asyncio.create_task(press(account, "add_time"))
    await until_sent(simulator, 30)
    assert (
        key_of(await failure(hass, ServiceValidationError, "end_pillory"))
        == "too_many_commands"
    )

    stopping = asyncio.create_task(stop(hass, account))
    await until_stops(simulator, 1)

    assert not simulator.device.running
    (request,) = device_commands(simulator)
    assert request.body == {"command": "all.stop", "params": {}}
    assert "x-chastify-lock-id" not in request.headers
    assert not hanging.done()
    simulator.clear_faults()
    await asyncio.gather(stopping, hanging, poll)
    assert len(device_commands(simulator)) == 1


async def test_stop_by_name_sends_just_that_command(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(hass, "perform_action", name="Vibration.Stop", params={"x": 1})

    assert [request.body for request in sent(simulator)] == [
        {"command": "vibration.stop", "params": {}}
    ]


async def test_stop_by_name_answers_with_the_lock(
    hass: HomeAssistant, account: Account
) -> None:
    response = await answer(hass, "perform_action", name="shock.stop")

    lock = response["lock"]
    assert isinstance(lock, dict)
    assert lock["lock_state"] == "locked"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("stop_devices", {"entity_id": ["light.x"], "command": "all.stop"}),
        ("perform_action", {"name": " All.Stop ", "params": {1: 2}, "x": 1}),
    ],
)
async def test_stop_is_not_refused_for_what_changes_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
) -> None:
    await act(hass, action, **data)

    assert [request.body for request in sent(simulator)] == [
        {"command": "all.stop", "params": {}}
    ]


async def test_stop_is_never_disabled(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    hass.config_entries.async_update_entry(
        account.entry, options={"disabled_commands": ["perform_action"]}
    )
    await hass.async_block_till_done()

    await act(hass, "perform_action", name="all.stop")
    await act(hass, "stop_devices")

    assert len(device_commands(simulator)) == 2


async def test_stops_count_in_the_allowance(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    for _ in range(30):
        await act(hass, "stop_devices")

    error = await failure(hass, ServiceValidationError, "end_pillory")
    assert key_of(error) == "too_many_commands"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=204, body="", effect=True),
        Fault(body=" \n", effect=True),
        Fault(body={}, effect=True),
        Fault(body={"ok": True, "error": None, "data": {"error": False}}, effect=True),
        Fault(body={"result": "done", "session": {"result": True}}, effect=True),
        Fault(body={"data": ["false"], "message": "No problem."}, effect=True),
    ],
)
async def test_good_status_without_a_no_acknowledges(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.order(fault, match=DEVICE_ROUTE)

    await act(hass, "stop_devices")
    await advance(5)

    assert len(device_commands(simulator)) == 1


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault(status=400), "refused_invalid_request"),
        (Fault(status=403), "command_insufficient_scope"),
        (Fault(status=404), "refused_not_found"),
        (Fault(status=409), "command_no_active_lock"),
        (Fault(status=409, body={"error": "lock_ended"}), "command_lock_ended"),
        (Fault(status=410, body={"error": {"code": "gone"}}), "command_rejected"),
    ],
)
@every_way
async def test_refusal_is_told_at_once_and_not_repeated(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    stop: Call,
    fault: Fault,
    key: str,
) -> None:
    simulator.order(fault, times=None, match=DEVICE_ROUTE)

    with pytest.raises(HomeAssistantError) as caught:
        await stop(hass, account)

    assert key_of(caught.value) == key
    await advance(30)
    assert len(device_commands(simulator)) == 1


async def test_account_without_a_lock_says_so(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_no_active_lock"


async def test_refused_token_starts_reauth_and_the_stop_is_sent_again_after_it(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.device.run("vibration.start", {})
    simulator.revoke(WEARER_TOKEN)
    simulator.add_token("new-token", "wearer")

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_invalid_auth"
    await advance(5)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    await advance(20)
    assert len(device_commands(simulator)) == 1

    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_token": "new-token"}
    )
    assert result["type"] is FlowResultType.ABORT
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not simulator.device.running
    assert device_commands(simulator)[-1].headers["authorization"] == "Bearer new-token"
    await hass.config_entries.async_reload(account.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(device_commands(simulator)) == 2


async def test_lock_is_read_after_a_stop_without_holding_it_up(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), times=None, match="GET")

    await act(hass, "stop_devices")
    await press(account, "stop_devices")
    await act(hass, "perform_action", name="shock.stop")

    simulator.clear_faults()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert simulator.requests[-1].method == "GET"
