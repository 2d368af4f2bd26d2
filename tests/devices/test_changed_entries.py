"""A running device is stopped where its entry changes or ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from tests.acting import act, settle, until
from tests.connected_devices import (
    ANY_DEVICE,
    SESSION,
    Toy,
    connected,
    device_commands,
    issues,
    names,
    subentry,
)
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Simulator

from .starting_and_stopping import refused

pytestmark = pytest.mark.loop_debug


@asynccontextmanager
async def moved(toy: Toy) -> AsyncIterator[Simulator]:
    """Change the server of an account; return the new one."""
    async with Simulator() as other:
        other.start_lock()
        data = {**toy.account.entry.data, "base_url": other.url}
        toy.hass.config_entries.async_update_entry(toy.account.entry, data=data)
        yield other


@pytest.mark.parametrize(
    "change", ["reload", "options", "disable", "remove", "subentry", "device"]
)
@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_what_runs_is_stopped_when_its_entry_changes(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    change: str,
    settings: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        entry = toy.account.entry
        await toy.start(20)
        entries = hass.config_entries
        match change:
            case "reload":
                await entries.async_reload(entry.entry_id)
            case "options":
                entries.async_update_entry(
                    entry, options={"disabled_commands": ["device_command"]}
                )
            case "disable":
                await entries.async_set_disabled_by(
                    entry.entry_id, ConfigEntryDisabler.USER
                )
            case "remove":
                await entries.async_remove(entry.entry_id)
            case "subentry":
                entries.async_remove_subentry(entry, toy.subentry_id)
            case "device":
                entries.async_update_subentry(
                    entry,
                    entry.subentries[toy.subentry_id],
                    data={"shock": False, "extension_session_id": "another"},
                )
        await hass.async_block_till_done()

        assert not toy.kinds()
        assert names(simulator)[:2] == ["vibration.start", "vibration.stop"]


@pytest.mark.parametrize("change", ["remove", "disable"])
async def test_unloading_ends_after_5_seconds_and_the_stop_is_tried_on(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    toy: Toy,
    simulator: Simulator,
    advance: Advance,
    change: str,
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    entry_id = toy.account.entry.entry_id
    change_it = (
        hass.config_entries.async_remove(entry_id)
        if change == "remove"
        else hass.config_entries.async_set_disabled_by(
            entry_id, ConfigEntryDisabler.USER
        )
    )
    changing = asyncio.create_task(change_it)
    await settle()
    for _ in range(3):
        await advance(1.4)
        assert not changing.done()
    await advance(0.8)
    await changing
    assert issues(toy)["device_left_running"].is_persistent
    for _ in range(90):
        await advance(1.5)
    assert toy.kinds()
    simulator.clear_faults()

    await advance(2.5)
    assert not toy.kinds()
    assert not issues(toy)
    count = len(device_commands(simulator))
    await advance(60)
    assert len(device_commands(simulator)) == count


async def test_move_to_another_server_stops_at_the_one_that_started(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start(20)
    async with moved(toy) as other:
        await hass.async_block_till_done()

        assert not toy.kinds()
        assert not device_commands(other)


async def test_shutdown_stops_what_runs_and_starts_nothing_more(
    toy: Toy, simulator: Simulator
) -> None:
    await toy.start(20)
    (job,) = toy.hass._shutdown_jobs

    stopped = toy.hass.async_run_hass_job(job.job)
    assert stopped is not None
    await stopped

    assert not toy.kinds()
    assert (
        await refused(toy, lambda toy: toy.press("vibrate"))
        == "home_assistant_stopping"
    )


async def test_stop_after_a_move_reaches_both_servers(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    async with moved(toy) as other:
        await settle()
        await pass_time(5.1)
        await hass.async_block_till_done()

        stop = asyncio.create_task(act(hass, "stop_devices"))
        await until(lambda: bool(names(other)))

        assert names(other) == ["all.stop"]
        assert toy.is_running()
        simulator.clear_faults()
        await pass_time(2.5)
        await stop
        assert not toy.kinds()
        assert not toy.is_running()
        assert names(other) == ["all.stop"]


async def test_token_that_the_old_server_refuses_sends_no_stop_to_the_new_one(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=401), times=None, match=ANY_DEVICE)
    async with moved(toy) as other:
        await settle()
        for _ in range(4):
            await pass_time(1.5)

        assert len(device_commands(simulator)) > 3
        assert not device_commands(other)
        # The account is loaded anew meanwhile.
        await until(lambda: toy.state("binary_sensor.running") == "on")
        simulator.clear_faults()
        await pass_time(2.5)
        assert not toy.kinds()
