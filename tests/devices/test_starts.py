"""Starts of connected devices: what is sent, what is refused, and that each has its stop."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, key_of, placeholders_of, settle, until
from tests.connected_devices import (
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

DEVICE = "POST /api/apps/v1/device-command"


async def refused(toy: Toy, command: object, **data: object) -> str | None:
    """Return with which text a command is refused before anything is sent."""
    before = len(device_commands(toy.simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await toy.command(command, **data)
    assert len(device_commands(toy.simulator)) == before
    return key_of(caught.value)


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
    assert await refused(toy, command, duration=31) == "field_duration"
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


async def test_overlapping_starts_never_last_longer_than_the_cap_after_the_first(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        for second in range(30):
            if second % 7 == 0:
                await toy.start(30)
            await advance(1)
        assert not toy.kinds()
        assert names(simulator).count("vibration.stop") == 1
        starts = [interval.since for interval in simulator.device.intervals]
        ends = [interval.until for interval in simulator.device.intervals]
        assert max(end for end in ends if end) - min(starts) <= 30.6


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


@pytest.mark.parametrize(
    ("settings", "command", "data", "key"),
    [
        ({"vibration": False}, "vibration.start", {}, "device_without_vibration"),
        ({"shock": False}, "shock.start", {}, "device_without_shock"),
        ({"shock": False}, "shock.random.set", {}, "device_without_shock"),
        ({"shock": False}, "shock.berserk.set", {}, "device_without_shock"),
        ({}, "vibration.start", {"duration": 31}, "field_duration"),
        ({}, "vibration.start", {"duration": 301}, "field_duration"),
        ({}, "vibration.start", {"duration": 0}, "field_duration"),
        ({}, "shock.start", {"duration": 4}, "field_duration"),
        ({"max_duration": 2}, "shock.start", {"duration": 3}, "field_duration"),
        ({}, "vibration.start", {"params": [1]}, "field_params_object"),
        ({}, "vibration.start", {"x": 1}, "field_unknown"),
        ({}, "vibration.pulse", {}, "field_choice"),
        ({}, 7, {}, "field_choice"),
    ],
)
async def test_what_the_device_does_not_allow_is_refused(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    settings: dict[str, Any],
    command: object,
    data: dict[str, Any],
    key: str,
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        assert await refused(toy, command, **data) == key
        assert not toy.is_running()


@pytest.mark.parametrize(
    ("params", "is_allowed"),
    [
        ({"intensity": 40}, True),
        ({"intensity": 40.5}, False),
        ({"Intensity": 41}, False),
        ({"intensity": "41"}, False),
        ({"intensity": " 40 "}, True),
        ({"intensity": -41}, False),
        ({"intensity": "high"}, False),
        ({"intensity": True}, False),
        ({"intensity": None}, False),
        ({"intensity": "nan"}, False),
        ({"intensity": [10, 41]}, False),
        ({"intensity": {"value": 41}}, False),
        ({"channels": [{"a": 1}, {"a": {"INTENSITY ": 99}}]}, False),
        ({"channels": [{"intensity": 1}, {"intensity": 40}]}, True),
        ({"other": 99}, True),
        ({}, True),
    ],
)
async def test_no_param_is_above_its_limit(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    params: dict[str, object],
    is_allowed: bool,
) -> None:
    limits = {"intensity": 40}
    async with connected(hass, simulator, subentry(param_limits=limits)) as (toy,):
        if is_allowed:
            await toy.command("vibration.start", params=params)
            assert toy.is_running()
        else:
            assert await refused(toy, "vibration.start", params=params) == "param_limit"


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


async def test_cooldown_counts_from_start_to_start(toy: Toy, advance: Advance) -> None:
    await toy.start(1)
    await advance(1)
    with pytest.raises(ServiceValidationError) as caught:
        await toy.press("shock")
    assert key_of(caught.value) == "cooldown"
    assert placeholders_of(caught.value)["seconds"] == "9"

    await advance(9)
    await toy.press("shock")
    assert toy.kinds() == ["shock"]


NOTHING_STARTED = {
    "token": Fault(status=401),
    "page for the token": Fault(status=401, body="<html>"),
    "allowance": Fault(status=429),
    "page for the allowance": Fault(status=429, body="<html>"),
    "scope": Fault(status=403),
    "another code of 403": Fault(status=403, body={"error": "not_allowed"}),
    "another code of 404": Fault(status=404, body={"error": {"code": "no_route"}}),
    "no lock": Fault(status=409, body={"error": "no_active_lock_session"}),
    "lock ended": Fault(status=409, body={"error": "lock_ended"}),
    "unknown command": Fault(status=400, body={"error": "unknown_command"}),
}


@pytest.mark.parametrize("fault", NOTHING_STARTED.values(), ids=NOTHING_STARTED)
async def test_start_that_surely_did_not_happen_needs_no_cooldown_and_no_stop(
    toy: Toy, advance: Advance, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match=DEVICE)
    with pytest.raises(HomeAssistantError):
        await toy.start(5)
    assert not toy.is_running()
    await advance(61)

    await toy.start(5)
    await advance(5)
    assert names(simulator) == ["vibration.start", "vibration.start", "vibration.stop"]


async def test_two_starts_side_by_side_are_one(toy: Toy, simulator: Simulator) -> None:
    outcomes = await asyncio.gather(
        toy.press("vibrate"),
        toy.start(5),
        toy.command("shock.start"),
        return_exceptions=True,
    )

    assert names(simulator) == ["vibration.start"]
    errors = [each for each in outcomes if each is not None]
    assert [
        key_of(each) for each in errors if isinstance(each, HomeAssistantError)
    ] == [
        "cooldown",
        "cooldown",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "vibration.start",
        "Shock.Start",
        "shock.random.set",
        "SHOCK.BERSERK.SET",
        "vibrate",
        "device.start",
        "toy.shock",
        "all.start",
    ],
)
async def test_no_start_goes_by_the_name_of_an_action(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, name: str
) -> None:
    error = await failure(hass, ServiceValidationError, "perform_action", name=name)

    assert key_of(error) == "field_no_device_action"
    assert not [request for request in simulator.requests if request.method == "POST"]


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
    simulator.order(fault, match=DEVICE)
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
    simulator.order(Fault(before_answer=release.wait), match=DEVICE)
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
    simulator.order(Fault(status=503), times=None, match=DEVICE)
    stop = asyncio.create_task(toy.command("all.stop"))
    await until(lambda: len(device_commands(simulator)) >= 3)
    await advance(1.5)

    assert await refused(toy, "vibration.start") == "stop_under_way"
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

    assert await refused(toy, "vibration.start") == "command_disabled"
    assert toy.entity_ids().keys() == {"button.stop", "binary_sensor.running"}
    await toy.command("shock.stop")
    await toy.press("stop")
    assert names(simulator) == ["shock.stop", "all.stop"]


async def test_other_commands_leave_four_of_thirty_free(
    hass: HomeAssistant, toy: Toy
) -> None:
    for _ in range(26):
        await act(hass, "end_pillory")

    error = await failure(hass, ServiceValidationError, "end_pillory")
    assert key_of(error) == "too_many_commands"
    await toy.press("stop")


async def test_device_that_is_none_of_ours_is_refused(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    for device_id in ("nobody", 7, None, ["a"]):
        error = await failure(
            hass,
            ServiceValidationError,
            "device_command",
            device_id=device_id,
            command="vibration.start",
        )
        assert key_of(error) in ("field_device", "field_missing")
    error = await failure(
        hass,
        ServiceValidationError,
        "device_command",
        device_id=toy.device_id,
        config_entry_id="another",
        command="vibration.start",
    )
    assert key_of(error) == "field_device"
    assert not device_commands(simulator)


async def test_start_waits_its_turn_and_keeps_its_limits(
    hass: HomeAssistant, toy: Toy, advance: Advance, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until(lambda: len(simulator.requests) > 1)
    start = asyncio.create_task(toy.start(5))
    await settle()
    assert not device_commands(simulator)
    toy.hass.config_entries.async_update_subentry(
        toy.account.entry,
        toy.account.entry.subentries[toy.subentry_id],
        data={**toy.account.entry.subentries[toy.subentry_id].data, "max_duration": 4},
    )
    simulator.clear_faults()

    await hanging
    with pytest.raises(ServiceValidationError) as caught:
        await start
    assert key_of(caught.value) in ("field_duration", "account_unloaded")
    await hass.async_block_till_done()
    assert not device_commands(simulator)
