"""Starts of connected devices: their requests, and that each has its stop."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import key_of, until
from tests.connected_devices import (
    DEVICE_ROUTE,
    Toy,
    connected,
    device_commands,
    names,
    pins,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    Fault,
    Simulator,
)

from .starting_and_stopping import refused_command


async def test_start_is_stopped_after_its_duration(
    toy: Toy, advance: Advance, simulator: Simulator
) -> None:
    await toy.command("vibration.start", duration={"seconds": 7}, params={"x": [1]})

    assert toy.kinds() == ["vibration"]
    assert toy.is_running()
    (start,) = device_commands(simulator)
    assert start.path == "/api/apps/v1/device-command"
    assert start.body == {"command": "vibration.start", "params": {"x": [1]}}
    assert simulator.lock is not None
    for _ in range(6):
        await advance(1)
    assert toy.is_running()
    await advance(1)

    assert names(simulator) == ["vibration.start", "vibration.stop"]
    assert [pin for _, pin in pins(simulator)] == [simulator.lock.lock_id] * 2
    assert toy.lengths() == [pytest.approx(7, abs=0.6)]
    assert not toy.is_running()


@pytest.mark.parametrize(
    ("key", "command", "seconds"),
    [("vibrate", "vibration", 5), ("shock", "shock", 1)],
)
async def test_button_starts_for_as_long_as_the_number_says(
    toy: Toy, advance: Advance, key: str, command: str, seconds: int
) -> None:
    await toy.press(key)
    assert toy.kinds() == [command]
    for _ in range(seconds):
        assert toy.is_running()
        await advance(1)

    assert names(toy.simulator) == [f"{command}.start", f"{command}.stop"]
    assert not toy.is_running()


async def test_session_route_carries_its_keys(
    session_toy: Toy, advance: Advance, simulator: Simulator
) -> None:
    await session_toy.start(1)
    await advance(1)

    for request in device_commands(simulator):
        assert request.path == (
            f"/api/extensions/sessions/{EXTENSION_SESSION_ID}/device-command"
        )
        assert request.headers["authorization"] == f"Bearer {DEVELOPER_KEY}"
        assert request.headers["x-chastify-main-token"] == EXTENSION_MAIN_TOKEN
    assert names(simulator) == ["vibration.start", "vibration.stop"]


@pytest.mark.parametrize("command", ["shock.random.set", "shock.berserk.set"])
async def test_modes_of_shock_are_ended_by_the_stop_of_everything(
    toy: Toy, advance: Advance, simulator: Simulator, command: str
) -> None:
    assert await refused_command(toy, command, duration=31) == "field_duration"
    await toy.command(command, duration=30)
    for _ in range(29):
        await advance(1)
    assert toy.kinds()
    await advance(1)

    assert names(simulator) == [command, "all.stop"]
    assert not toy.kinds()


async def test_overlapping_starts_stop_when_the_last_one_planned_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(25)
        await advance(10)
        await toy.start(5)
        await advance(4)
        assert toy.kinds() == ["vibration"]
        await advance(1)
        assert not toy.kinds()
        assert not toy.is_running()


async def test_each_kind_has_its_own_stop(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(10)
        await toy.command("shock.start", duration=2)
        await advance(2)
        assert toy.kinds() == ["vibration"]
        assert toy.is_running()
        await advance(8)
        assert not toy.is_running()
        assert names(simulator)[2:] == ["shock.stop", "vibration.stop"]


async def test_buttons_send_the_params_that_were_set_for_them(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    settings: dict[str, Any] = {
        "vibration_params": {"a": 1},
        "shock_params": {"b": 2},
        "cooldown": 0,
    }
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        await toy.press("vibrate")
        await toy.press("shock")
    assert [request.body for request in device_commands(simulator)] == [
        {"command": "vibration.start", "params": {"a": 1}},
        {"command": "shock.start", "params": {"b": 2}},
    ]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(close="after"),
        Fault(close="before"),
        Fault(status=503, effect=True),
        Fault(status=502, body="<html>"),
        Fault(body="<html>", effect=True),
        Fault(status=302),
        Fault(status=400, body="<html>", effect=True),
        Fault(status=400, effect=True),
        Fault(status=403, body="<html>Just a moment</html>", effect=True),
        Fault(status=404, body="<html>", effect=True),
        Fault(status=408, effect=True),
        Fault(status=409, body={"error": "busy"}, effect=True),
        Fault(status=409, body="", effect=True),
        Fault(status=424, effect=True),
        Fault(status=499, effect=True),
        *(
            Fault(status=status, body={"error": {"code": "invalid_token"}}, effect=True)
            for status in (400, 408, 409)
        ),
        Fault(body={"ok": False, "error": {"code": "invalid_token"}}, effect=True),
        Fault(body={"success": False}, effect=True),
        Fault(body={"ok": False, "error": {"code": "lock_ended"}}, effect=True),
        Fault(body="Device currently not connected.", effect=True),
    ],
)
async def test_start_with_an_unknown_outcome_counts_as_running(
    toy: Toy, advance: Advance, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match=DEVICE_ROUTE)
    with pytest.raises(HomeAssistantError) as caught:
        await toy.start(5)
    assert key_of(caught.value) == "start_outcome_unknown"
    assert toy.is_running()
    await advance(4)
    assert toy.is_running()

    await advance(1)
    assert not toy.kinds()
    assert not toy.is_running()
    assert names(simulator) == ["vibration.start", "vibration.stop"]


async def test_start_that_hangs_past_its_stop_is_stopped_once_more_after_its_answer(
    toy: Toy, advance: Advance, simulator: Simulator, now: FrozenDateTimeFactory
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=DEVICE_ROUTE)
    start = asyncio.create_task(toy.start(2))
    await until(lambda: len(device_commands(simulator)) == 1)
    assert toy.is_running()
    await advance(2)
    assert names(simulator) == ["vibration.start", "vibration.stop"]
    assert toy.is_running()

    release.set()
    await start
    await until(lambda: not toy.is_running())
    assert names(simulator)[2:] == ["vibration.stop"]
    assert not toy.kinds()


async def test_nothing_starts_while_a_stop_is_not_acknowledged(
    toy: Toy, advance: Advance, simulator: Simulator
) -> None:
    await toy.start(1)
    await advance(8)
    assert not toy.is_running()
    await toy.hass.async_block_till_done()
    simulator.order(Fault(status=503), times=None, match=DEVICE_ROUTE)
    stop = asyncio.create_task(toy.command("all.stop"))
    await until(lambda: len(device_commands(simulator)) >= 3)
    await advance(1.5)

    assert await refused_command(toy, "vibration.start") == "stop_under_way"
    simulator.clear_faults()
    await advance(2.5)
    await stop


async def test_disabled_command_starts_nothing_and_stops(
    toy: Toy, advance: Advance, simulator: Simulator
) -> None:
    toy.hass.config_entries.async_update_entry(
        toy.account.entry, options={"disabled_commands": ["device_command"]}
    )
    await toy.hass.async_block_till_done()

    assert await refused_command(toy, "vibration.start") == "command_disabled"
    assert toy.entity_ids().keys() == {"button.stop", "binary_sensor.running"}
    await toy.command("shock.stop")
    await toy.press("stop")
    assert names(simulator) == ["shock.stop", "all.stop"]
