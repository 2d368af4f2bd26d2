"""A stop is tried until it is acknowledged, and its call ends after 5 seconds."""

import asyncio

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, key_of, settle
from tests.added_account import Account
from tests.connected_devices import DEVICE_ROUTE, device_commands
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Simulator

from .stopping_accounts import Call, every_way, failing_call, issue_of, until_stops

pytestmark = pytest.mark.loop_debug

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
    account: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
    fault: Fault,
) -> None:
    simulator.order(fault, times=4, match=DEVICE_ROUTE)
    call = asyncio.create_task(act(hass, "stop_devices"))
    for count, until_next in ((1, 1.5), (2, 2.5), (3, 2.5), (4, 2.5)):
        await until_stops(simulator, count)
        await pass_time(until_next - 0.1)
        assert len(device_commands(simulator)) == count
        await pass_time(0.1)
    await until_stops(simulator, 5)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    assert not hass.config_entries.flow.async_progress()
    simulator.clear_faults()
    await advance(10)
    assert len(device_commands(simulator)) == 5


@every_way
async def test_call_ends_after_5_seconds_and_not_before(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
    stop: Call,
) -> None:
    simulator.order(Fault(close="before"), times=4, match=DEVICE_ROUTE)
    call = asyncio.create_task(stop(hass, account))
    await until_stops(simulator, 1)
    await pass_time(4.9)
    assert not call.done()

    await pass_time(0.1)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying"
    await advance(10)


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
    assert len(device_commands(simulator)) == 1


@pytest.mark.parametrize(("retry_after", "wait"), [(3, 3), (60, 5)])
async def test_stop_waits_as_long_as_the_service_asks_but_5_seconds_at_most(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    pass_time: PassTime,
    retry_after: int,
    wait: int,
) -> None:
    simulator.order(Fault(status=429, retry_after=retry_after), match=DEVICE_ROUTE)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await settle()

    await pass_time(wait - 0.1)
    assert len(device_commands(simulator)) == 1
    await pass_time(0.1)
    await until_stops(simulator, 2)

    await asyncio.gather(call, return_exceptions=True)


async def test_after_2_minutes_an_issue_says_so_and_the_tries_end(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.order(Fault(status=503), times=None, match=DEVICE_ROUTE)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    await advance(1.5)
    for _ in range(47):
        await advance(2.5)
    assert issue_of(issue_registry, account) is None
    assert len(device_commands(simulator)) == 49
    with pytest.raises(HomeAssistantError):
        await call

    await advance(2.5)
    await advance(60)

    issue = issue_of(issue_registry, account)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.ERROR
    assert len(device_commands(simulator)) == 49

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
    simulator.order(Fault(status=503), times=None, match=DEVICE_ROUTE)
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
    simulator.order(Fault(status=503), times=None, match=DEVICE_ROUTE)
    await failing_call(hass, simulator, advance)
    await hass.config_entries.async_remove(account.entry.entry_id)

    for _ in range(80):
        await advance(1.5)

    assert issue_of(issue_registry, account) is None
    count = len(device_commands(simulator))
    # It was called for before the account was removed, so it was still tried to its end.
    assert count >= 40
    await advance(30)
    assert len(device_commands(simulator)) == count


async def test_further_calls_join_and_send_once_at_once(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    simulator.order(Fault(hang=True), times=3, match=DEVICE_ROUTE)
    calls = [asyncio.create_task(act(hass, "stop_devices")) for _ in range(3)]
    await until_stops(simulator, 3)

    # Only the fourth request is answered: it was sent after all three calls.
    await pass_time(1.5)
    await asyncio.gather(*calls)

    assert len(device_commands(simulator)) == 4
    await advance(10)
    assert len(device_commands(simulator)) == 4


async def test_call_is_not_acknowledged_by_a_request_that_was_sent_before_it(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=DEVICE_ROUTE)
    simulator.order(Fault(hang=True), match=DEVICE_ROUTE)
    first = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    second = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 2)

    release.set()
    await first
    assert not second.done()

    await pass_time(1.5)
    await second
    assert len(device_commands(simulator)) == 3


async def test_call_that_gives_up_doesn_t_end_the_tries(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.device.run("vibration.start", {})
    simulator.order(Fault(close="before"), times=2, match=DEVICE_ROUTE)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await until_stops(simulator, 1)
    call.cancel()

    await advance(1.5)
    await advance(2.5)

    assert not simulator.device.running
    with pytest.raises(asyncio.CancelledError):
        await call
