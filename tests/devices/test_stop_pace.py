"""The pace of stops: quick at first, then in turns, so that none uses up another's allowance."""

import asyncio
from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, key_of, settle, until
from tests.added_account import add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICE_ROUTE,
    SESSION,
    Toy,
    connected,
    device_commands,
    issues,
    names,
    pins,
    subentry,
)
from tests.frozen_time import PassTime
from tests.simulator import WEARER_TOKEN, Fault, JsonObject, Simulator

OTHER_SESSION = "65f0c0ffee0000000000e572"


@pytest.fixture
async def toys(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[list[Toy]]:
    """Add an account with three devices on three routes, which all use its token."""
    settings = {
        "extension_session_id": OTHER_SESSION,
        "main_token": SESSION["main_token"],
    }
    simulator.add_extension_session(OTHER_SESSION, developer_key=None)
    async with connected(
        hass,
        simulator,
        subentry(),
        subentry(title="Second", **settings),
        subentry(title="Third", **SESSION),
    ) as toys:
        yield toys


def moments(simulator: Simulator, since: float) -> list[float]:
    """Return when stops arrived, in seconds after a moment."""
    return [
        round(request.arrived_at - since, 1)
        for request in device_commands(simulator)
        if request.arrived_at >= since
    ]


async def test_outage_of_16_s_leaves_room_for_each_of_three_stops(
    toys: list[Toy], simulator: Simulator, pass_time: PassTime
) -> None:
    for toy in toys:
        await toy.start(5)
    simulator.order(Fault(status=500), times=None, match=ANY_DEVICE)
    await pass_time(5)
    since = simulator.now()
    for _ in range(32):
        await pass_time(0.5)
    assert all(toy.is_running() for toy in toys)
    simulator.clear_faults()
    returned = simulator.now()
    for _ in range(5):
        await pass_time(0.5)

    assert not simulator.device.running
    assert not any(toy.is_running() for toy in toys)
    assert all(request.status != 429 for request in device_commands(simulator))
    # Two quick rounds, the second also without the pin; then one request every 2.5 s.
    tries = [each for each in moments(simulator, since) if each < returned - since]
    assert tries == [0, 0, 0, 1.5, 1.5, 1.5, 1.5, 4, 6.5, 9, 11.5, 14]


async def test_long_outage_never_uses_up_the_allowance(
    toys: list[Toy], simulator: Simulator, pass_time: PassTime
) -> None:
    for toy in toys:
        await toy.start(5)
    simulator.order(Fault(status=500, effect=False), times=None, match=ANY_DEVICE)
    await pass_time(5)
    since = simulator.now()
    for _ in range(200):
        await pass_time(1)
    arrived = moments(simulator, since)
    most = max(
        len([each for each in arrived if start <= each < start + 60])
        for start in arrived
    )
    assert most <= 30
    # Everybody gets a turn.
    newest = device_commands(simulator)[-4:]
    assert (
        len({(each.path, each.headers.get("x-chastify-lock-id")) for each in newest})
        == 4
    )

    simulator.clear_faults()
    for _ in range(5):
        await pass_time(0.5)
    assert not simulator.device.running


async def test_overdue_stops_and_those_with_a_pin_come_first(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(5)
    simulator.order(Fault(status=500), times=None, match=ANY_DEVICE)
    await pass_time(5)
    await pass_time(1.5)
    before = len(pins(simulator))
    for _ in range(2):
        await pass_time(2.5)

    assert simulator.lock is not None
    assert pins(simulator)[before:] == [
        ("all.stop", simulator.lock.lock_id),
        ("all.stop", None),
    ]


async def test_service_that_answers_again_gets_the_other_stops_at_once(
    toys: list[Toy], simulator: Simulator, pass_time: PassTime
) -> None:
    for toy in toys:
        await toy.start(5)
    simulator.order(Fault(status=500), times=None, match=ANY_DEVICE)
    await pass_time(5)
    for _ in range(40):
        await pass_time(2.5)
    simulator.clear_faults()
    await pass_time(2.5)
    await settle()

    assert not any(toy.is_running() for toy in toys)


async def test_without_a_connection_each_route_is_tried_every_second_and_a_half(
    toys: list[Toy], simulator: Simulator, pass_time: PassTime
) -> None:
    for toy in toys:
        await toy.start(5)
    await simulator.stop()
    await pass_time(5)
    for _ in range(100):
        await pass_time(1.5)
    await simulator.start()
    await pass_time(1.5)

    assert not simulator.device.running
    assert not any(toy.is_running() for toy in toys)


async def test_further_calls_send_at_once_and_put_no_try_off(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(5)
    simulator.order(Fault(status=500), times=None, match=ANY_DEVICE)
    await pass_time(5)
    since = simulator.now()
    await pass_time(1)
    calls = [asyncio.create_task(toy.command("vibration.stop")) for _ in range(2)]
    await settle()
    await pass_time(0.5)
    # The second try goes out without the pin, too.
    assert moments(simulator, since) == [0, 1, 1, 1.5, 1.5]
    simulator.clear_faults()
    await pass_time(2.5)
    await asyncio.gather(*calls)


# Refusals


@pytest.mark.parametrize("status", [401, 403, 409])
async def test_after_2_minutes_of_refusals_a_try_goes_out_every_30_s(
    hass: HomeAssistant,
    toy: Toy,
    simulator: Simulator,
    pass_time: PassTime,
    status: int,
) -> None:
    await toy.start(1)
    body: JsonObject = {
        "error": {401: "invalid_token", 403: "not_allowed", 409: "busy"}[status]
    }
    simulator.order(Fault(status=status, body=body), times=None, match=ANY_DEVICE)
    await pass_time(1)
    for _ in range(49):
        await pass_time(2.5)
    since = simulator.now()
    for _ in range(48):
        await pass_time(2.5)
    # With the pin, and without it.
    assert len(moments(simulator, since)) in (6, 8)
    assert toy.is_running()

    simulator.clear_faults()
    for _ in range(12):
        await pass_time(2.5)
    assert not toy.kinds()


async def test_refusals_with_an_outage_between_are_tried_as_usual(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(1)
    refused = Fault(status=403, body={"error": "not_allowed"})
    simulator.order(refused, times=None, match=ANY_DEVICE)
    await pass_time(1)
    for _ in range(40):
        await pass_time(2.5)
    simulator.clear_faults()
    simulator.order(Fault(status=500), times=2, match=ANY_DEVICE)
    simulator.order(refused, times=None, match=ANY_DEVICE)
    for _ in range(20):
        await pass_time(2.5)
    since = simulator.now() + 0.1
    for _ in range(12):
        await pass_time(2.5)
    assert len(moments(simulator, since)) == 12


async def test_new_token_stops_at_once_what_the_old_one_was_refused_for(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(1)
    simulator.revoke(WEARER_TOKEN)
    simulator.add_token("new-token", "wearer")
    await pass_time(1)
    for _ in range(80):
        await pass_time(2.5)
    assert toy.is_running()
    (flow,) = hass.config_entries.flow.async_progress()

    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_token": "new-token"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not toy.kinds()
    assert not toy.is_running()
    assert device_commands(simulator)[-1].headers["authorization"] == "Bearer new-token"


async def test_set_up_that_is_tried_again_hurries_no_stop(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(1)
    simulator.order(
        Fault(status=403, body={"error": "not_allowed"}), times=None, match=ANY_DEVICE
    )
    await pass_time(1)
    simulator.order(Fault(status=500), times=None, match="GET")
    reload = hass.async_create_task(
        hass.config_entries.async_reload(toy.account.entry.entry_id)
    )
    for _ in range(4):
        await pass_time(2.5)
    await reload
    await settle()
    sent = len(device_commands(simulator))

    for _ in range(3):
        await hass.config_entries.async_reload(toy.account.entry.entry_id)

    assert len(device_commands(simulator)) == sent


async def test_refused_key_does_not_slow_the_stop_by_another(
    hass: HomeAssistant,
    session_toy: Toy,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """The keys of the session were renewed while something ran."""
    await session_toy.start(5)
    entry = session_toy.account.entry
    kept = entry.subentries[session_toy.subentry_id]
    session = simulator.extension_session
    session.developer_key = "new-key"
    simulator.scopes["new-key"] = set(simulator.ALL_SCOPES)
    object.__setattr__(kept, "data", {**kept.data, "developer_key": "new-key"})
    await pass_time(5)
    await settle()

    assert [
        request.headers["authorization"] for request in device_commands(simulator)[1:3]
    ] == ["Bearer sim-developer-key", "Bearer new-key"]
    assert not session_toy.kinds()
    assert not session_toy.is_running()


# The allowance of other commands


async def test_other_commands_leave_what_two_emergency_stops_send(
    hass: HomeAssistant, toys: list[Toy], pass_time: PassTime
) -> None:
    for _ in range(24):
        await act(hass, "end_pillory")

    error = await failure(hass, ServiceValidationError, "end_pillory")
    assert key_of(error) == "too_many_commands"


async def test_without_a_device_nothing_is_left_to_stops(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    simulator.start_lock()
    await add(hass, entry)
    for _ in range(30):
        await act(hass, "end_pillory")

    error = await failure(hass, ServiceValidationError, "end_pillory")
    assert key_of(error) == "too_many_commands"


async def test_spent_allowance_holds_no_stop_up(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(5)
    simulator.limits.actions = 0
    call = asyncio.create_task(toy.press("stop"))
    await until(lambda: len(names(simulator)) == 2)
    await settle()
    for _ in range(2):
        await pass_time(5)
    with pytest.raises(HomeAssistantError):
        await call
    assert len(names(simulator)) >= 3
    assert "device_may_run" in issues(toy)
    simulator.limits.actions = 30
    await pass_time(5)

    assert not toy.kinds()
    assert not issues(toy)


async def test_stop_of_another_token_takes_no_turn_of_this_one(
    hass: HomeAssistant,
    toy: Toy,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    await add(hass, keyholder_entry)
    await toy.start(1)
    simulator.order(Fault(status=500), times=None, match=DEVICE_ROUTE)
    await pass_time(1)
    call = asyncio.create_task(
        act(hass, "stop_devices", config_entry_id=keyholder_entry.entry_id)
    )
    await settle()
    since = simulator.now()
    for _ in range(8):
        await pass_time(2.5)
    assert len(moments(simulator, since)) >= 16
    with pytest.raises(HomeAssistantError):
        await call
    simulator.clear_faults()
    await pass_time(2.5)
