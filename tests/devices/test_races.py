"""Starts and stops that cross each other, and callers that give up."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.chastify import async_setup
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from tests.acting import act, key_of, settle, until
from tests.connected_devices import (
    ANY_DEVICE,
    SESSION,
    Toy,
    connected,
    device_commands,
    issues,
    names,
    stored,
    subentry,
)
from tests.frozen_time import PassTime
from tests.simulator import Fault, Simulator

from .slow_disk import SlowDisk

# A start that is answered so has started nothing.
UNKNOWN_COMMAND = Fault(status=400, body={"error": "unknown_command"})


@pytest.fixture
async def quick(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Toy]:
    """Add an account with a device that may be started each second."""
    async with connected(hass, simulator, subentry(cooldown=1)) as (toy,):
        yield toy


async def assert_it_ends(toy: Toy, pass_time: PassTime) -> None:
    """Let more time pass than any cap, and see that nothing is left."""
    for _ in range(40):
        await pass_time(1)
    assert not toy.kinds()
    assert not toy.is_running()


async def test_start_that_is_stored_while_the_one_before_is_stopped_has_its_own_stop(
    quick: Toy, pass_time: PassTime
) -> None:
    disk = SlowDisk()
    await quick.start(2)
    await pass_time(1)
    with disk.used():
        start = asyncio.create_task(quick.start(5))
        await until(lambda: disk.waiting == 1)
        await pass_time(1)
        assert names(quick.simulator) == ["vibration.start", "vibration.stop"]
        disk.goes_on.set()
        await start
    assert quick.is_running()

    await assert_it_ends(quick, pass_time)


async def test_start_that_is_withdrawn_takes_no_other_s_plan_along(
    hass: HomeAssistant, quick: Toy, pass_time: PassTime
) -> None:
    disk = SlowDisk()
    with disk.used():
        first = asyncio.create_task(quick.start(5))
        await until(lambda: disk.waiting == 1)
        await hass.config_entries.async_reload(quick.account.entry.entry_id)
        second = asyncio.create_task(quick.start(5))
        await until(lambda: disk.waiting == 2)
        disk.goes_on.set()
        outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert isinstance(outcomes[0], ServiceValidationError)
    assert outcomes[1] is None

    await assert_it_ends(quick, pass_time)


async def test_late_answer_to_a_stop_ends_nothing_that_started_after_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    release = asyncio.Event()
    async with connected(hass, simulator, subentry(cooldown=4)) as (toy,):
        await toy.start(2)
        simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
        await pass_time(2)
        assert names(simulator)[-1] == "vibration.stop"
        await toy.press("stop")
        assert not toy.is_running()
        await pass_time(2)
        await toy.start(20)

        release.set()
        await settle()
        assert toy.is_running()
        await assert_it_ends(toy, pass_time)


async def test_stop_that_was_sent_before_the_answer_to_a_start_does_not_end_it(
    hass: HomeAssistant, quick: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
    simulator.order(Fault(hang=True, effect=True), times=2, match=ANY_DEVICE)
    simulator.order(Fault(status=503), match=ANY_DEVICE)
    start = asyncio.create_task(quick.start(20))
    await until(lambda: len(device_commands(simulator)) == 1)
    stop = asyncio.create_task(act(hass, "stop_devices"))
    await until(lambda: len(device_commands(simulator)) == 3)
    await settle()
    release.set()
    await start
    await until(lambda: len(device_commands(simulator)) == 4)
    simulator.clear_faults()
    for _ in range(5):
        await settle()
    assert not stop.done()
    assert quick.kinds() == ["vibration"]
    assert quick.is_running()

    await pass_time(1.5)
    await stop
    assert not quick.kinds()
    assert not quick.is_running()


async def test_start_that_is_refused_late_leaves_the_plan_of_the_next(
    hass: HomeAssistant, quick: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait, status=400), match=ANY_DEVICE)
    first = asyncio.create_task(quick.start(20))
    await until(lambda: len(device_commands(simulator)) == 1)
    reload = asyncio.create_task(
        hass.config_entries.async_reload(quick.account.entry.entry_id)
    )
    await settle()
    await pass_time(5.1)
    await reload
    # Nothing starts as long as the outcome of the first start is unknown.
    with pytest.raises(ServiceValidationError) as caught:
        await quick.start(20)
    assert key_of(caught.value) == "stop_under_way"
    release.set()
    await asyncio.gather(first, return_exceptions=True)
    await pass_time(1.5)

    await quick.start(20)
    assert quick.is_running()
    await assert_it_ends(quick, pass_time)


async def test_start_whose_caller_gave_up_is_known_until_its_answer(
    hass: HomeAssistant, quick: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
    start = asyncio.create_task(quick.start(20))
    await until(lambda: len(device_commands(simulator)) == 1)
    start.cancel()
    await asyncio.gather(start, return_exceptions=True)
    stop = asyncio.create_task(act(hass, "stop_devices"))
    await settle()
    assert quick.is_running()

    release.set()
    await stop
    assert not quick.is_running()
    assert not quick.kinds()


async def test_start_whose_caller_gave_up_while_it_waited_is_not_sent(
    hass: HomeAssistant, quick: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until(lambda: len(simulator.requests) > 1)
    start = asyncio.create_task(quick.start(20))
    await settle()
    start.cancel()
    await asyncio.gather(start, return_exceptions=True)
    simulator.clear_faults()
    await hanging
    await pass_time(1)

    assert not device_commands(simulator)


async def test_start_whose_caller_gave_up_while_it_was_stored_leaves_nothing(
    quick: Toy, pass_time: PassTime, hass_storage: dict[str, Any]
) -> None:
    disk = SlowDisk()
    with disk.used():
        start = asyncio.create_task(quick.start(5))
        await until(lambda: disk.waiting == 1)
        start.cancel()
        await asyncio.gather(start, return_exceptions=True)
        disk.goes_on.set()
        await pass_time(2)
    assert not device_commands(quick.simulator)
    assert stored(hass_storage)["runs"] == []
    assert stored(hass_storage)["last_starts"] == {}


@pytest.mark.parametrize("is_emergency", [False, True])
async def test_start_that_takes_effect_after_its_stop_is_stopped_before_its_answer(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    pass_time: PassTime,
    is_emergency: bool,
) -> None:
    release = asyncio.Event()
    async with connected(hass, simulator, subentry(max_shock_duration=1)) as (toy,):
        simulator.order(
            Fault(before_answer=release.wait, hang=True, effect=True), match=ANY_DEVICE
        )
        start = asyncio.create_task(toy.command("shock.start", duration=1))
        await until(lambda: len(device_commands(simulator)) == 1)
        stop = asyncio.create_task(act(hass, "stop_devices")) if is_emergency else None
        await pass_time(1)
        assert len(device_commands(simulator)) >= 2
        release.set()
        await until(lambda: bool(toy.kinds()))
        for _ in range(4):
            await pass_time(0.5)
        assert not toy.kinds()
        assert max(toy.lengths()) <= 2

        simulator.clear_faults()
        await start
        await until(lambda: not toy.is_running())
        if stop is not None:
            await stop


async def test_refused_start_brings_back_the_plan_of_the_one_before(
    quick: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await quick.start(5)
    await pass_time(2)
    simulator.order(UNKNOWN_COMMAND, match=ANY_DEVICE)
    with pytest.raises(HomeAssistantError):
        await quick.start(20)
    assert quick.is_running()
    await pass_time(2)
    assert quick.kinds()

    await pass_time(1)
    assert not quick.kinds()
    assert not quick.is_running()


async def test_wall_clock_ends_overlapping_starts_at_the_cap_of_the_first(
    quick: Toy, pass_time: PassTime
) -> None:
    await quick.start(30)
    for _ in range(20):
        await pass_time(1)
    await quick.start(30)
    real = dt_util.utcnow
    with patch.object(dt_util, "utcnow", lambda: real() + timedelta(seconds=11)):
        await pass_time(1)
    assert not quick.kinds()


async def test_device_that_gets_another_session_while_a_start_waits_is_not_started(
    hass: HomeAssistant, quick: Toy, simulator: Simulator
) -> None:
    disk = SlowDisk()
    with disk.used():
        start = asyncio.create_task(quick.start(5))
        await until(lambda: disk.waiting == 1)
        kept = quick.account.entry.subentries[quick.subentry_id]
        object.__setattr__(kept, "data", {**kept.data, **SESSION})
        disk.goes_on.set()
        with pytest.raises(ServiceValidationError) as caught:
            await start
    assert key_of(caught.value) == "device_changed"
    assert not device_commands(simulator)


async def test_set_up_that_is_tried_again_keeps_what_runs(
    hass: HomeAssistant, toy: Toy
) -> None:
    await toy.start(20)
    await async_setup(hass, {})

    assert toy.is_running()
    assert len(hass._shutdown_jobs) == 1


async def test_issue_that_lasts_names_nothing(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    removal = asyncio.create_task(
        hass.config_entries.async_remove(toy.account.entry.entry_id)
    )
    await settle()
    await pass_time(5.1)
    await removal

    (issue,) = issues(toy).values()
    assert issue.is_persistent
    assert "Toy" not in str(issue.to_json())
