"""No start exceeds what a person allowed: kinds, durations, params, cooldown."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, key_of, placeholders_of, settle, until
from tests.connected_devices import (
    DEVICE_ROUTE,
    Toy,
    connected,
    device_commands,
    names,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

from .starting_and_stopping import refused_command


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
        assert await refused_command(toy, command, **data) == key
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
            assert (
                await refused_command(toy, "vibration.start", params=params)
                == "param_limit"
            )


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
    simulator.order(fault, match=DEVICE_ROUTE)
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


async def test_start_needs_a_device(hass: HomeAssistant, toy: Toy) -> None:
    error = await failure(
        hass, ServiceValidationError, "device_command", command="vibration.start"
    )
    assert key_of(error) == "field_missing"
    assert not device_commands(toy.simulator)
