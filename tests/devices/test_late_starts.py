"""Starts that are answered late are stopped, whatever was acknowledged meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from tests.acting import act, key_of, settle, until
from tests.connected_devices import (
    DEVICE_ROUTE,
    Toy,
    allow,
    confirm_off,
    connected,
    device_commands,
    issues,
    names,
    stored,
    subentry,
)
from tests.frozen_time import PassTime
from tests.simulator import Fault, Simulator

REFUSED = Fault(status=403)


@pytest.fixture
async def late(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Late]:
    """Add a device, and start it without an answer."""
    assert await async_setup_component(hass, "repairs", {})
    async with connected(hass, simulator, subentry()) as (toy,):
        late = Late(toy)
        await late.start()
        yield late
        late.answer.set()
        await asyncio.gather(late.call, return_exceptions=True)
        await settle()


class Late:
    """A start of five seconds that has no answer yet, and has not taken effect."""

    call: asyncio.Task[None]

    def __init__(self, toy: Toy) -> None:
        """Start nothing yet."""
        self.toy = toy
        self.answer = asyncio.Event()

    async def start(self, fault: dict[str, Any] | None = None) -> None:
        """Send it."""
        self.toy.simulator.order(
            Fault(before_answer=self.answer.wait, **(fault or {})), match=DEVICE_ROUTE
        )
        self.call = asyncio.create_task(self.toy.start(5))
        await until(lambda: len(device_commands(self.toy.simulator)) == 1)

    async def arrive(self) -> None:
        """Let it take effect and be answered."""
        self.answer.set()
        await asyncio.gather(self.call, return_exceptions=True)
        for _ in range(5):
            await settle()


async def assert_stopped_and_shown(late: Late, pass_time: PassTime) -> None:
    """See that the device, which runs now, is stopped within moments."""
    simulator = late.toy.simulator
    (interval, *_) = simulator.device.intervals
    await until(lambda: not late.toy.kinds())
    (ended, *_) = simulator.device.intervals
    assert ended.until is not None
    assert ended.until - interval.since < 1


async def test_start_that_is_answered_after_a_person_said_that_the_device_is_off(
    late: Late, simulator: Simulator, pass_time: PassTime, hass_storage: dict[str, Any]
) -> None:
    toy = late.toy
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    await pass_time(5)
    assert issues(toy).keys() == {"device_stop_refused", "missing_command_scope"}
    await confirm_off(toy)
    assert issues(toy).keys() == {"missing_command_scope"}
    sent = len(names(simulator))
    await pass_time(4)
    # The tries have ended, the care hasn't.
    assert len(names(simulator)) == sent
    assert toy.is_running()
    assert [run["stop"] for run in stored(hass_storage)["runs"]] == ["vibration.stop"]

    simulator.clear_faults()
    await late.arrive()
    await assert_stopped_and_shown(late, pass_time)
    await until(lambda: not toy.is_running())


async def test_late_start_whose_stop_is_refused_again_is_told_again(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    toy = late.toy
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    await pass_time(5)
    await confirm_off(toy)
    await late.arrive()
    assert toy.kinds() == ["vibration"]
    assert toy.is_running()
    assert "device_stop_refused" in issues(toy)

    simulator.clear_faults()
    await pass_time(1.5)
    assert not toy.kinds()
    assert not toy.is_running()


async def test_late_start_keeps_its_plan_where_the_device_was_said_to_be_off_before_its_end(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    toy = late.toy
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    call = asyncio.create_task(toy.press("stop"))
    await until(lambda: "device_stop_refused" in issues(toy))
    await confirm_off(toy)
    await until(call.done)
    simulator.clear_faults()
    sent = len(names(simulator))
    await pass_time(6)
    assert len(names(simulator)) == sent

    await late.arrive()
    await assert_stopped_and_shown(late, pass_time)


async def test_start_that_gets_no_answer_after_the_device_was_said_to_be_off_is_stopped(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    """After 15 s nobody waits for it any more; it may have taken effect."""
    toy = late.toy
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    await pass_time(5)
    await confirm_off(toy)
    simulator.clear_faults()
    simulator.device.run("vibration.start", {})
    await pass_time(10)

    assert isinstance(
        (await asyncio.gather(late.call, return_exceptions=True))[0], HomeAssistantError
    )
    await until(lambda: not toy.kinds())
    await until(lambda: not toy.is_running())


async def test_late_start_that_surely_started_nothing_needs_no_stop(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    pass_time: PassTime,
    hass_storage: dict[str, Any],
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    async with connected(hass, simulator, subentry()) as (toy,):
        late = Late(toy)
        await late.start({"status": 409})
        simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
        await pass_time(5)
        await confirm_off(toy)
        sent = len(names(simulator))
        await late.arrive()
        await pass_time(2)

        assert not toy.is_running()
        assert len(names(simulator)) == sent
        assert stored(hass_storage)["runs"] == []


async def test_nothing_starts_beside_a_start_that_was_said_to_be_off(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    await pass_time(5)
    await confirm_off(late.toy)
    simulator.clear_faults()
    await pass_time(6)

    with pytest.raises(HomeAssistantError) as caught:
        await late.toy.start(5)
    assert key_of(caught.value) == "stop_under_way"


async def remove_entry(toy: Toy) -> None:
    """Remove the account."""
    await toy.hass.config_entries.async_remove(toy.account.entry.entry_id)


async def remove_device(toy: Toy) -> None:
    """Remove the device."""
    toy.hass.config_entries.async_remove_subentry(toy.account.entry, toy.subentry_id)
    await settle()


async def disable(toy: Toy) -> None:
    """Disable the account."""
    await toy.hass.config_entries.async_set_disabled_by(
        toy.account.entry.entry_id, ConfigEntryDisabler.USER
    )


async def reload(toy: Toy) -> None:
    """Load the account anew."""
    await toy.hass.config_entries.async_reload(toy.account.entry.entry_id)


async def renew_token(toy: Toy) -> None:
    """Enter another token."""
    toy.simulator.add_token("new-token", "wearer")
    entry = toy.account.entry
    toy.hass.config_entries.async_update_entry(
        entry, data={**entry.data, "api_token": "new-token"}
    )
    await settle()


async def assert_still_trying(stop: Awaitable[None]) -> None:
    """See that a stop tells after 5 s that something may be running."""
    with pytest.raises(HomeAssistantError) as caught:
        await stop
    assert key_of(caught.value) == "stop_still_trying_running"


async def latch_and_release(toy: Toy) -> None:
    """Stop everything, and allow starts again."""
    await assert_still_trying(act(toy.hass, "stop_devices"))
    await allow(toy)


async def stop(toy: Toy) -> None:
    """Stop the device."""
    await assert_still_trying(toy.press("stop"))


@pytest.mark.parametrize(
    "over",
    [
        remove_entry,
        remove_device,
        disable,
        reload,
        renew_token,
        latch_and_release,
        stop,
    ],
    ids=lambda over: over.__name__,
)
async def test_late_start_is_stopped_whatever_happened_meanwhile(
    late: Late,
    simulator: Simulator,
    pass_time: PassTime,
    over: Callable[[Toy], Coroutine[Any, Any, None]],
    hass_storage: dict[str, Any],
) -> None:
    change = asyncio.create_task(over(late.toy))
    await settle()
    # An acknowledged stop, and more time than the unloading waits.
    await pass_time(5.5)
    await until(change.done)
    await change
    assert stored(hass_storage)["runs"]

    await late.arrive()
    await assert_stopped_and_shown(late, pass_time)
    await pass_time(2)
    assert stored(hass_storage)["runs"] == []


async def test_late_start_whose_caller_gave_up_is_stopped(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    late.call.cancel()
    await settle()
    stop = asyncio.create_task(late.toy.press("stop"))
    await pass_time(1)
    await late.arrive()
    await assert_stopped_and_shown(late, pass_time)
    await until(lambda: not late.toy.is_running())
    await stop


async def test_late_start_is_stopped_before_home_assistant_ends(
    late: Late, simulator: Simulator, pass_time: PassTime
) -> None:
    (job,) = late.toy.hass._shutdown_jobs
    stopped = late.toy.hass.async_run_hass_job(job.job)
    assert stopped is not None
    await pass_time(2)
    assert not stopped.done()
    await late.arrive()
    await assert_stopped_and_shown(late, pass_time)
    await until(stopped.done)


async def test_emergency_stop_succeeds_only_after_the_answer_to_a_start(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    answer = asyncio.Event()
    simulator.order(Fault(before_answer=answer.wait), match=DEVICE_ROUTE)
    start = asyncio.create_task(toy.start(5))
    await until(lambda: len(names(simulator)) == 1)
    stop = asyncio.create_task(act(hass, "stop_devices"))
    await until(lambda: names(simulator)[1:] == ["all.stop"] * 2)
    await settle()
    assert not stop.done()

    answer.set()
    await asyncio.gather(start, stop)

    assert not toy.kinds()
    assert not toy.is_running()
    # Without a pin, with it, and after the answer.
    assert names(simulator)[1:] == ["all.stop", "all.stop", "vibration.stop"]
