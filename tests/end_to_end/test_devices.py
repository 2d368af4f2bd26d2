"""How long a device runs, whatever becomes of Home Assistant, of the network and of the account."""

import asyncio
from collections.abc import Awaitable, Callable
import os
from pathlib import Path
from time import monotonic

import pytest

from tests.real.integration import (
    disable_entry,
    enable_entry,
    reload_entry,
    remove_entry,
    set_options,
)
from tests.real.line import Line
from tests.real.problem import Problem
from tests.real.waiting import until

from .device import LONGEST_DURATION, Device, Run, added_device, command

# For so many seconds the service or the network stays away; a person may want to wait for 300.
OUTAGE = float(os.environ.get("CHASTIFY_OUTAGE_SECONDS", "10"))

ENTRIES = "configuration/.storage/core.config_entries"
ENTITIES = "configuration/.storage/core.entity_registry"

# In seconds; longer than anything here takes, so that no stop is explained by the planned end.
PLANNED = LONGEST_DURATION
# After the return of what was away, after a change of the account, after a signal to end.
STOPPED_AFTER_RETURN = 2.0
STOPPED_AFTER_CHANGE = 5.0
STOPPED_AFTER_SIGNAL = 10.0
CALL_ENDS = 5.0
# The delay of a busy machine.
GRACE = 1.5
# States are shown soon after.
SHOWN_WITHIN = 5.0


def time_to_stop(text: str, run: Run, since: float) -> float:
    """Return how long after a moment a run ended; `-s` and `-rP` show the figures."""
    assert run.until is not None, "It runs still."
    seconds = run.until - since
    print(  # noqa: T201
        f"{text}: ran {run.until - run.since:.2f} s, stopped after {seconds:.2f} s"
    )
    return seconds


async def assert_shown(state: Callable[[], Awaitable[str]], wanted: str) -> None:
    """Wait until a state is shown."""

    async def shown() -> bool:
        return await state() == wanted

    assert await until(shown, SHOWN_WITHIN), await state()


async def start_and_wait(device: Device) -> None:
    """Start the device and let it run for a second."""
    await device.start(PLANNED)
    assert await device.running_state() == "on"
    await asyncio.sleep(1)


async def test_kill_neither_prolongs_a_run_nor_lifts_the_emergency_stop(
    device: Device, tmp_path: Path
) -> None:
    account = device.account
    home, simulator = account.home, account.simulator
    await device.assert_stored(tmp_path / ENTRIES)

    await start_and_wait(device)
    await home.program.kill()
    killed = await simulator.now()
    await home.start()
    [run] = await device.runs()
    assert time_to_stop("Kill and start, from the kill", run, killed) < PLANNED
    # Before anything is read, whatever that would give.
    first, *_ = await device.requests_since(killed)
    assert command(first) == "vibration.stop"
    await assert_shown(device.running_state, "off")
    assert await device.enabled_state() == "on"

    await device.start(PLANNED)
    called = await simulator.now()
    await account.act("stop_devices")
    await home.program.kill()
    _, run = await device.runs()
    assert time_to_stop("Emergency stop, from the call", run, called) < GRACE
    await home.start()
    assert await device.enabled_state() == "off"
    with pytest.raises(Problem, match="devices_latched"):
        await device.start(PLANNED)
    await account.on_entity("switch.turn_on", "switch.devices_enabled")
    assert await device.enabled_state() == "on"
    assert await device.running_state() == "off"
    assert len(await device.runs()) == 2
    await device.start(PLANNED)
    assert len(await device.runs()) == 3


async def test_planned_stop_comes_when_the_service_does_after_a_kill(
    device: Device, line: Line, tmp_path: Path
) -> None:
    home, simulator = device.account.home, device.account.simulator
    await device.assert_stored(tmp_path / ENTRIES)
    # Otherwise nothing would be known of the entities while the service is away.
    await device.assert_stored(tmp_path / ENTITIES)

    await start_and_wait(device)
    line.refuse()
    away_since = monotonic()
    await home.program.kill()
    await home.start()
    await asyncio.sleep(away_since + OUTAGE - monotonic())
    [run] = await device.runs()
    assert run.until is None
    # An account whose set-up failed has no states.
    assert await device.running_state() != "off"

    returned = await simulator.now()
    await line.mend()
    run = await device.ended_run(STOPPED_AFTER_RETURN + GRACE)
    took = time_to_stop(f"Service away for {OUTAGE:.0f} s", run, returned)
    assert took < STOPPED_AFTER_RETURN + GRACE
    await reload_entry(home, device.account.entry_id)
    await assert_shown(device.running_state, "off")
    assert len(await device.runs()) == 1


async def test_emergency_stop_comes_when_the_network_does(
    device: Device, line: Line
) -> None:
    account = device.account

    await start_and_wait(device)
    line.fall_silent()
    away_since = monotonic()
    with pytest.raises(Problem, match="stop_still_trying_running"):
        await account.act("stop_devices")
    assert monotonic() - away_since < CALL_ENDS + GRACE
    await asyncio.sleep(away_since + OUTAGE - monotonic())
    assert await device.running_state() == "on"
    assert await device.enabled_state() == "off"

    returned = await account.simulator.now()
    await line.mend()
    run = await device.ended_run(STOPPED_AFTER_RETURN + GRACE)
    took = time_to_stop(f"Network cut for {OUTAGE:.0f} s", run, returned)
    assert took < STOPPED_AFTER_RETURN + GRACE
    await assert_shown(device.running_state, "off")
    assert await device.enabled_state() == "off"
    assert len(await device.runs()) == 1


async def test_device_stops_when_what_it_belongs_to_changes_or_ends(
    device: Device, line: Line
) -> None:
    account = device.account
    home, simulator, entry_id = account.home, account.simulator, account.entry_id

    async def assert_stopped_by(
        name: str, change: Callable[[], Awaitable[None]], within: float
    ) -> None:
        await start_and_wait(device)
        changed = await simulator.now()
        await change()
        run = await device.ended_run(within)
        assert time_to_stop(name, run, changed) < within

    async def disable() -> None:
        async with home.websocket() as websocket:
            await disable_entry(websocket, entry_id)

    await assert_stopped_by(
        "Options changed",
        lambda: set_options(home, entry_id, {"daily_time_limit": {"hours": 1}}),
        STOPPED_AFTER_CHANGE,
    )
    await device.assert_loaded()

    await assert_stopped_by("Entry disabled", disable, STOPPED_AFTER_CHANGE)
    async with home.websocket() as websocket:
        await enable_entry(websocket, entry_id)
    await device.assert_loaded()

    await assert_stopped_by("Device removed", device.remove, STOPPED_AFTER_CHANGE)
    await device.add()

    await assert_stopped_by(
        "Entry removed", lambda: remove_entry(home, entry_id), STOPPED_AFTER_CHANGE
    )
    assert len(await device.runs()) == 4

    device = await added_device(home, simulator, line.url)
    # The process has ended when this returns, so that nothing stops it later.
    await assert_stopped_by("Home Assistant ended", home.stop, STOPPED_AFTER_SIGNAL)
    assert len(await device.runs()) == 5
