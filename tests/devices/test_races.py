"""Starts and stops that cross each other, callers that give up, and settings that make no sense."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.chastify import async_setup
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from tests.acting import act, failure, key_of, settle, until
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    SESSION,
    Toy,
    allow,
    connected,
    device_commands,
    enabled,
    issues,
    names,
    stored,
    subentry,
)
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Simulator

# A start that is answered so has started nothing.
UNKNOWN_COMMAND = Fault(status=400, body={"error": "unknown_command"})


@pytest.fixture
async def quick(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Toy]:
    """Add an account with a device that may be started each second."""
    async with connected(hass, simulator, subentry(cooldown=1)) as (toy,):
        yield toy


class SlowDisk:
    """Holds writes back until they may go on."""

    def __init__(self) -> None:
        """Hold all of them back."""
        self.goes_on = asyncio.Event()
        self.waiting = 0

    @contextmanager
    def used(self) -> Generator[None]:
        """Write to this disk what is kept of devices."""
        save = Store.async_save

        async def slow(store: Store[Any], data: Any) -> None:
            await save(store, data)
            if store.key == DEVICES and not self.goes_on.is_set():
                self.waiting += 1
                await self.goes_on.wait()

        with patch.object(Store, "async_save", slow):
            yield


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
    # Nothing starts as long as nobody knows what the first one does.
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


async def test_latch_goes_with_the_account(
    hass: HomeAssistant, toy: Toy, hass_storage: dict[str, Any], advance: Advance
) -> None:
    await act(hass, "stop_devices")
    await hass.config_entries.async_remove(toy.account.entry.entry_id)
    await advance(2)

    assert stored(hass_storage)["latched"] == []


async def test_caller_who_gives_up_at_once_has_stopped_and_latched(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, hass_storage: dict[str, Any]
) -> None:
    call = asyncio.create_task(act(hass, "stop_devices"))
    await asyncio.sleep(0)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await until(lambda: bool(device_commands(simulator)))
    await hass.async_block_till_done()

    assert names(simulator) == ["all.stop"]
    assert enabled(toy) == "off"
    assert stored(hass_storage)["latched"] == [toy.account.entry.entry_id]


async def test_stop_after_a_move_reaches_both_servers(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    async with Simulator() as other:
        other.start_lock()
        hass.config_entries.async_update_entry(
            toy.account.entry, data={**toy.account.entry.data, "base_url": other.url}
        )
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
    async with Simulator() as other:
        other.start_lock()
        hass.config_entries.async_update_entry(
            toy.account.entry, data={**toy.account.entry.data, "base_url": other.url}
        )
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


async def test_emergency_stop_is_not_over_before_it_is_written(
    hass: HomeAssistant, toy: Toy
) -> None:
    disk = SlowDisk()
    with disk.used():
        stop = asyncio.create_task(act(hass, "stop_devices"))
        await until(lambda: disk.waiting == 1 and bool(device_commands(toy.simulator)))
        for _ in range(5):
            await settle()
        assert not stop.done()
        disk.goes_on.set()
        await stop


async def test_set_up_that_is_tried_again_keeps_what_runs(
    hass: HomeAssistant, toy: Toy
) -> None:
    await toy.start(20)
    await async_setup(hass, {})

    assert toy.is_running()
    assert len(hass._shutdown_jobs) == 1


# Settings that nobody can enter, but that a file can hold

ODD: list[dict[str, Any]] = [
    {"max_duration": None},
    {"max_duration": "30"},
    {"max_duration": float("inf")},
    {"max_duration": True},
    {"max_shock_duration": [1]},
    {"cooldown": None},
    {"cooldown": -5},
    {"param_limits": [1]},
    {"param_limits": "x"},
    {"vibration_params": [1]},
    {"shock_params": "x"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_setting_that_makes_no_sense_hinders_no_stop_and_is_strict(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    odd: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**odd)) as (toy,):
        assert toy.account.entry.state is ConfigEntryState.LOADED
        if "max_duration" in odd:
            with pytest.raises(ServiceValidationError):
                await toy.start(2)
        await toy.start(1)
        with pytest.raises(ServiceValidationError) as caught:
            await toy.start(1)
        assert key_of(caught.value) == "cooldown"
        await act(hass, "stop_devices")

        assert not toy.kinds()
        assert enabled(toy) == "off"


@pytest.mark.parametrize("value", ["false", "off", 2, [0], None])
async def test_only_a_plain_yes_allows_shocks(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    value: object,
) -> None:
    async with connected(hass, simulator, subentry(shock=value)) as (toy,):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.command("shock.start")
        assert key_of(caught.value) == "device_without_shock"


@pytest.mark.parametrize(
    "limits",
    [
        {"intensity": "40"},
        {"intensity": None},
        {"Intensity": 10, "intensity": 100},
        {"intensity": 100, "INTENSITY ": 10},
        [1],
    ],
    ids=str,
)
async def test_limit_that_makes_no_sense_allows_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    limits: object,
) -> None:
    async with connected(hass, simulator, subentry(param_limits=limits)) as (toy,):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.start(1, params={"intensity": 20})
        assert key_of(caught.value) == "param_limit"
        await toy.start(1)


@pytest.mark.parametrize(
    "odd",
    [
        {"extension_session_id": 5},
        {"extension_session_id": "a/b"},
        {"extension_session_id": "x", "main_token": 5, "developer_key": [1]},
    ],
    ids=str,
)
async def test_session_that_makes_no_sense_gives_errors_of_ours(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    odd: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**odd)) as (toy,):
        for call in (toy.start(1), toy.press("stop"), act(hass, "stop_devices")):
            with pytest.raises(HomeAssistantError) as caught:
                await call
            assert key_of(caught.value)
        assert not toy.is_running()


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("deviceCommand", None),
        ("devices.start", None),
        ("command.device", None),
        ("all", None),
        ("toy.start", {"command": "Shock.Start"}),
        ("later.action", [{"a": ["vibration.start"]}]),
    ],
)
async def test_no_start_is_hidden_in_an_action_of_another_name(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, name: str, params: Any
) -> None:
    error = await failure(
        hass, ServiceValidationError, "perform_action", name=name, params=params
    )

    assert key_of(error) == "field_no_device_action"
    assert not [request for request in simulator.requests if request.method == "POST"]


async def test_device_of_another_integration_is_refused_whatever_its_identifiers(
    hass: HomeAssistant, toy: Toy
) -> None:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=toy.account.entry.entry_id,
        identifiers={("other", "a", "b")},  # type: ignore[arg-type] # some have three parts
    )
    error = await failure(
        hass,
        ServiceValidationError,
        "device_command",
        device_id=device.id,
        command="vibration.start",
    )
    assert key_of(error) == "field_device"


@pytest.mark.parametrize("key", ["toy", "account"])
async def test_number_takes_only_numbers(
    hass: HomeAssistant, toy: Toy, key: str
) -> None:
    entity_id = (
        toy.entity_ids()["number.vibration_duration"]
        if key == "toy"
        else toy.account.entity_ids()["number.time_step"]
    )
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "number",
            "set_value",
            {"entity_id": entity_id, "value": float("nan")},
            blocking=True,
        )
    assert key_of(caught.value) == "number_not_finite"


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


async def test_allowing_starts_is_written_before_a_stop_that_comes_after_it(
    toy: Toy, hass_storage: dict[str, Any]
) -> None:
    await act(toy.hass, "stop_devices")
    disk = SlowDisk()
    with disk.used():
        reset = asyncio.create_task(allow(toy))
        await until(lambda: disk.waiting == 1)
        reset.cancel()
        await asyncio.gather(reset, return_exceptions=True)
        stop = asyncio.create_task(act(toy.hass, "stop_devices"))
        await settle()
        disk.goes_on.set()
        await stop

    assert stored(hass_storage)["latched"] == [toy.account.entry.entry_id]
