"""Stops: past everything that waits, and repeated until they are acknowledged."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import (
    act,
    answer,
    failure,
    key_of,
    press,
    sent,
    settle,
    until,
    until_sent,
)
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.simulator import (
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    Fault,
    RecordedRequest,
    Simulator,
)

STOP = "POST /api/apps/v1/device-command"

type Call = Callable[[HomeAssistant, Account], Coroutine[Any, Any, None]]


def stops(simulator: Simulator) -> list[RecordedRequest]:
    """Return the stops that reached the service."""
    return [
        request
        for request in sent(simulator)
        if request.path.endswith("device-command")
    ]


async def until_stops(simulator: Simulator, count: int) -> None:
    """Let the event loop run until so many stops have arrived."""
    await until(lambda: len(stops(simulator)) >= count)


async def by_action(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action."""
    await act(hass, "stop_devices")


async def by_entry(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action, for one account."""
    await act(hass, "stop_devices", config_entry_id=account.entry.entry_id)


async def by_button(hass: HomeAssistant, account: Account) -> None:
    """Stop by the button."""
    await press(account, "stop_devices")


async def by_name(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action that performs any action of the API."""
    await act(hass, "perform_action", name="all.stop")


every_way = pytest.mark.parametrize(
    "stop", [by_action, by_entry, by_button, by_name], ids=lambda way: way.__name__
)


def issue_of(
    issue_registry: ir.IssueRegistry, account: Account
) -> ir.IssueEntry | None:
    """Return the issue that a stop doesn't get through."""
    return issue_registry.async_get_issue(
        DOMAIN, f"stop_not_acknowledged_all.stop_{account.entry.entry_id}"
    )


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
    (request,) = stops(simulator)
    assert request.body == {"command": "all.stop", "params": {}}
    assert "x-chastify-lock-id" not in request.headers
    assert not hanging.done()
    simulator.clear_faults()
    await asyncio.gather(stopping, hanging, poll)
    assert len(stops(simulator)) == 1


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

    assert len(stops(simulator)) == 2


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
    simulator.order(fault, match=STOP)

    await act(hass, "stop_devices")
    await advance(5)

    assert len(stops(simulator)) == 1


FAILING = {
    "hanging": Fault(hang=True),
    "closed": Fault(close="before"),
    "closed after the effect": Fault(close="after"),
    "half an answer": Fault(truncate=True),
    "server error": Fault(status=503),
    "redirection": Fault(status=302, body=""),
    "too many": Fault(status=429),
    "page": Fault(body="<html>", effect=True),
    "text": Fault(body="Device currently not connected."),
    "no text": Fault(body=b"\xff", effect=True),
    "list": Fault(body=[{"ok": True}]),
    "null": Fault(body="null"),
    "no": Fault(body={"ok": False, "error": "no_device"}),
    "no success": Fault(body={"success": False}),
    "no result": Fault(body={"result": False}),
    "error": Fault(body={"error": "Device currently not connected."}),
    "no in data": Fault(body={"ok": True, "data": {"success": False}}),
    "error of 0": Fault(body={"error": 0}),
    "no in result": Fault(body={"result": {"ok": False}}),
    "no in session": Fault(body={"session": {"error": {"code": "no_device"}}}),
    "proxy's challenge": Fault(status=403, body="<html>Just a moment</html>"),
    "proxy's page": Fault(status=404, body="<html>Not found</html>"),
    "proxy's time limit": Fault(status=408, body=""),
    "proxy's json": Fault(status=403, body={"message": "Forbidden"}),
    "proxy's 401": Fault(status=401, body="<html>Log in</html>"),
}


@pytest.mark.parametrize("fault", FAILING.values(), ids=FAILING)
async def test_stop_is_tried_until_it_is_acknowledged(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.order(fault, times=4, match=STOP)
    call = asyncio.create_task(act(hass, "stop_devices"))
    for count, until_next in ((1, 1.5), (2, 2.5), (3, 2.5), (4, 2.5)):
        await until_stops(simulator, count)
        await pass_time(hass, now, until_next - 0.1)
        assert len(stops(simulator)) == count
        await pass_time(hass, now, 0.1)
    await until_stops(simulator, 5)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    assert not hass.config_entries.flow.async_progress()
    simulator.clear_faults()
    await advance(10)
    assert len(stops(simulator)) == 5


@every_way
async def test_call_ends_after_5_seconds_and_not_before(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    stop: Call,
) -> None:
    simulator.order(Fault(close="before"), times=4, match=STOP)
    call = asyncio.create_task(stop(hass, account))
    await until_stops(simulator, 1)
    await pass_time(hass, now, 4.9)
    assert not call.done()

    await pass_time(hass, now, 0.1)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    await advance(10)


async def pass_time(
    hass: HomeAssistant, now: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let just so much time pass, and what is on its way arrive."""
    now.tick(timedelta(seconds=seconds))
    async_fire_time_changed_exact(hass)
    await settle()


async def test_unreachable_service_gets_the_stop_when_it_is_back(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.device.run("shock.start", {})
    await simulator.stop()
    call = asyncio.create_task(act(hass, "stop_devices"))
    await settle()
    await advance(5)
    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    await advance(20)
    await simulator.start()

    await advance(1.5)

    assert not simulator.device.running
    assert len(stops(simulator)) == 1


@pytest.mark.parametrize(("retry_after", "wait"), [(3, 3), (60, 5)])
async def test_stop_waits_as_long_as_the_service_asks_but_5_seconds_at_most(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    retry_after: int,
    wait: int,
) -> None:
    simulator.order(Fault(status=429, retry_after=retry_after), match=STOP)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await settle()

    await pass_time(hass, now, wait - 0.1)
    assert len(stops(simulator)) == 1
    await pass_time(hass, now, 0.1)
    await until_stops(simulator, 2)

    await asyncio.gather(call, return_exceptions=True)


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
    simulator.order(fault, times=None, match=STOP)

    with pytest.raises(HomeAssistantError) as caught:
        await stop(hass, account)

    assert key_of(caught.value) == key
    await advance(30)
    assert len(stops(simulator)) == 1


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
    assert len(stops(simulator)) == 1

    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_token": "new-token"}
    )
    assert result["type"] is FlowResultType.ABORT
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not simulator.device.running
    assert stops(simulator)[-1].headers["authorization"] == "Bearer new-token"
    await hass.config_entries.async_reload(account.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(stops(simulator)) == 2


async def test_after_2_minutes_an_issue_says_so_and_the_tries_end(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.order(Fault(status=503), times=None, match=STOP)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await advance(1.5)
    for _ in range(47):
        await advance(2.5)
    assert issue_of(issue_registry, account) is None
    assert len(stops(simulator)) == 49
    with pytest.raises(HomeAssistantError):
        await call

    await advance(2.5)
    await advance(60)

    issue = issue_of(issue_registry, account)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.ERROR
    assert len(stops(simulator)) == 49

    simulator.clear_faults()
    await act(hass, "perform_action", name="vibration.stop")
    assert issue_of(issue_registry, account) is not None
    await act(hass, "stop_devices")
    assert issue_of(issue_registry, account) is None


async def test_calls_that_are_repeated_put_the_issue_off_by_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.order(Fault(status=503), times=None, match=STOP)
    for _ in range(2):
        await failing_call(hass, simulator, advance)
        for _ in range(21):
            await advance(2.5)
    assert issue_of(issue_registry, account) is None
    await advance(2.5)
    await advance(2.5)

    assert issue_of(issue_registry, account) is not None
    simulator.clear_faults()
    await advance(2.5)
    assert issue_of(issue_registry, account) is None


async def test_issue_goes_with_the_account(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.order(Fault(status=503), times=None, match=STOP)
    await failing_call(hass, simulator, advance)
    await hass.config_entries.async_remove(account.entry.entry_id)

    for _ in range(80):
        await advance(1.5)

    assert issue_of(issue_registry, account) is None
    count = len(stops(simulator))
    # It was called for before the account was removed, so it was still tried to its end.
    assert count >= 40
    await advance(30)
    assert len(stops(simulator)) == count


async def failing_call(
    hass: HomeAssistant, simulator: Simulator, advance: Advance
) -> None:
    """Call a stop that fails and let the call end."""
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await settle()
    await advance(5)
    with pytest.raises(HomeAssistantError):
        await call


async def test_removed_account_whose_token_is_refused_starts_no_flow(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None, match=STOP)
    await failing_call(hass, simulator, advance)
    await hass.config_entries.async_remove(account.entry.entry_id)
    simulator.clear_faults()
    simulator.revoke(WEARER_TOKEN)

    await advance(2)

    assert not hass.config_entries.flow.async_progress()


async def test_further_calls_join_and_send_once_at_once(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(hang=True), times=3, match=STOP)
    calls = [asyncio.create_task(act(hass, "stop_devices")) for _ in range(3)]
    await until_stops(simulator, 3)

    # Only the fourth request is answered: it was sent after all three calls.
    await pass_time(hass, now, 1.5)
    await asyncio.gather(*calls)

    assert len(stops(simulator)) == 4
    await advance(10)
    assert len(stops(simulator)) == 4


async def test_call_is_not_acknowledged_by_a_request_that_was_sent_before_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=STOP)
    simulator.order(Fault(hang=True), match=STOP)
    first = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    second = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 2)

    release.set()
    await first
    assert not second.done()

    await pass_time(hass, now, 1.5)
    await second
    assert len(stops(simulator)) == 3


async def test_call_that_gives_up_doesn_t_end_the_tries(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.device.run("vibration.start", {})
    simulator.order(Fault(close="before"), times=2, match=STOP)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    call.cancel()

    await advance(1.5)
    await advance(2.5)

    assert not simulator.device.running
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.parametrize("state", ["setup_retry", "not_loaded", "disabled"])
async def test_account_that_is_not_loaded_is_stopped(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    state: str,
) -> None:
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    entry.add_to_hass(hass)
    if state == "setup_retry":
        simulator.order(Fault(status=500), match="GET")
    assert await hass.config_entries.async_setup(entry.entry_id) is (
        state != "setup_retry"
    )
    if state == "not_loaded":
        await hass.config_entries.async_unload(entry.entry_id)
    if state == "disabled":
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )

    response = await answer(hass, "stop_devices")

    assert not simulator.device.running
    assert response["lock"] is None
    assert response["result"]


async def test_disabled_account_whose_token_is_refused_starts_no_flow(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_set_disabled_by(
        account.entry.entry_id, ConfigEntryDisabler.USER
    )
    simulator.revoke(WEARER_TOKEN)

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_invalid_auth"
    assert not hass.config_entries.flow.async_progress()


async def test_all_accounts_are_stopped_though_one_fails(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)
    simulator.revoke(WEARER_TOKEN)

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_invalid_auth"
    assert {request.headers["authorization"] for request in stops(simulator)} == {
        f"Bearer {WEARER_TOKEN}",
        f"Bearer {KEYHOLDER_TOKEN}",
    }


async def test_answers_of_several_accounts_stand_side_by_side(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)

    response = await answer(hass, "stop_devices")

    accounts = response["accounts"]
    assert isinstance(accounts, dict)
    assert accounts.keys() == {account.entry.entry_id, keyholder_entry.entry_id}
    for each in accounts.values():
        assert isinstance(each, dict)
        assert each["result"]
        lock = each["lock"]
        assert isinstance(lock, dict)
        assert lock["lock_state"] == "locked"


async def test_one_account_is_stopped_where_it_is_named(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)

    await act(hass, "stop_devices", config_entry_id=keyholder_entry.entry_id)

    (request,) = stops(simulator)
    assert request.headers["authorization"] == f"Bearer {KEYHOLDER_TOKEN}"


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


@pytest.mark.parametrize("entry_id", ["nobody", 7, ["a"], {}])
async def test_account_that_is_none_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator, entry_id: object
) -> None:
    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices", config_entry_id=entry_id)

    assert not sent(simulator)


async def test_without_an_account_there_is_nothing_to_stop(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_remove(account.entry.entry_id)

    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices")


async def test_entry_of_another_integration_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)

    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices", config_entry_id=other.entry_id)

    assert not sent(simulator)
