"""The time of a stop from its call to the simulator's socket.

Run by `script/test tests/benchmarks -s -n 0`. It prints; no figure fails a run.
"""

import asyncio
from collections.abc import Callable, Coroutine
from statistics import median, quantiles
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, press, sent, settle, until_sent
from tests.added_account import Account, add
from tests.simulator import Fault, RecordedRequest, Simulator

TRIES = 200
WARM_UP = 10
LONGEST = 50.0

STOP = "/api/apps/v1/device-command"

type Stop = Callable[[HomeAssistant, Account], Coroutine[Any, Any, None]]


async def by_action(hass: HomeAssistant, account: Account) -> None:
    """Stop by the action."""
    await act(hass, "stop_devices")


async def by_button(hass: HomeAssistant, account: Account) -> None:
    """Stop by the button."""
    await press(account, "stop_devices")


async def by_name(hass: HomeAssistant, account: Account) -> None:
    """Stop one kind of device by its command."""
    await act(hass, "perform_action", name="vibration.stop")


WAYS: dict[str, Stop] = {
    "the action": by_action,
    "the button": by_button,
    "vibration.stop": by_name,
}


def newest_stop(simulator: Simulator) -> RecordedRequest:
    """Return the stop that arrived last."""
    return next(
        request for request in reversed(simulator.requests) if request.path == STOP
    )


async def measure(
    hass: HomeAssistant, account: Account, simulator: Simulator, stop: Stop
) -> list[float]:
    """Return the milliseconds of many stops, each acknowledged before the next is called."""
    found: list[float] = []
    for _ in range(TRIES + WARM_UP):
        # The readings after the stops hang too; only the stops are measured.
        called = time.monotonic()
        await stop(hass, account)
        found.append((newest_stop(simulator).arrived - called) * 1000)
    return found[WARM_UP:]


def report(way: str, alone: list[float], busy: list[float]) -> None:
    """Print percentiles and the ratio of the medians."""
    print(f"\nA stop by {way}, ms from its call to the simulator's socket")
    for name, measured in (("alone", alone), ("busy", busy)):
        cuts = quantiles(measured, n=100)
        print(
            f"  {name:5} median {median(measured):6.2f}  p90 {cuts[89]:6.2f}"
            f"  p99 {cuts[98]:6.2f}  longest {max(measured):6.2f}, goal {LONGEST:.0f}"
        )
    print(f"  ratio of the medians {median(busy) / median(alone):.2f}, goal 2")


async def ended(calls: list[asyncio.Task[None]]) -> None:
    """Wait for calls, whatever becomes of them."""
    await asyncio.gather(*calls, return_exceptions=True)


@pytest.mark.parametrize("way", WAYS)
async def test_stop_beside_everything_that_can_be_in_its_way(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    way: str,
) -> None:
    # The debug mode of the test loop notes the stack of every callback.
    hass.loop.set_debug(False)
    simulator.limits.actions = simulator.limits.reads = 10**6
    simulator.start_lock()
    account = await add(hass, entry)
    alone = await measure(hass, account, simulator, WAYS[way])
    await hass.config_entries.async_remove(entry.entry_id)

    busy_entry = MockConfigEntry(
        domain=entry.domain, title=entry.title, data=dict(entry.data)
    )
    account = await add(hass, busy_entry)
    simulator.clear_requests()
    simulator.order(Fault(hang=True), times=None, match="GET")
    simulator.order(Fault(hang=True), times=None, match="POST /api/apps/v1/action")
    poll = asyncio.create_task(account.entry.runtime_data.coordinator.async_refresh())
    # A press hangs, and as many wait behind it as the allowance has room for.
    calls = [asyncio.create_task(press(account, "add_time"))]
    await until_sent(simulator, 1)
    calls += [asyncio.create_task(press(account, "end_pillory")) for _ in range(29)]
    await settle()
    with pytest.raises(ServiceValidationError):
        await press(account, "end_pillory")
    busy = await measure(hass, account, simulator, WAYS[way])
    waiting = sum(not call.done() for call in calls)
    print(f"\n{waiting} commands were waiting or hanging at the end of {TRIES} stops")

    simulator.clear_faults()
    await ended(calls)
    await poll
    report(way, alone, busy)
    assert len([r for r in sent(simulator) if r.path == STOP]) >= TRIES
