"""Stops of runs at a lock, while the account's current lock is another one."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, key_of, on_entity, settle, until
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICE_ROUTE,
    Toy,
    connected,
    device_commands,
    issues,
    pins,
    stored,
    subentry,
)
from tests.frozen_time import Advance, PassTime
from tests.simulator import (
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    Fault,
    Lock,
    Simulator,
    person_named,
)


@pytest.fixture
def lock(toy: Toy, simulator: Simulator) -> Lock:
    """Return the lock that the account had when it was set up."""
    assert simulator.lock is not None
    return simulator.lock


@pytest.fixture
def other_lock(lock: Lock, simulator: Simulator) -> Lock:
    """Return another active lock, of another wearer, which the service doesn't pick."""
    return simulator.add_lock(wearer=person_named("somebody_else", None))


def running(lock: Lock) -> list[str]:
    """Return the kinds of runs on the hardware of a lock."""
    return [interval.kind for interval in lock.device.running]


async def test_planned_stop_goes_to_the_lock_of_its_start(
    toy: Toy, lock: Lock, other_lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    other_lock.device.run("vibration.start", {})
    await toy.start(5)
    simulator.choose(other_lock)
    await advance(5)

    assert pins(simulator) == [
        ("vibration.start", lock.lock_id),
        ("vibration.stop", lock.lock_id),
    ]
    assert not running(lock)
    assert running(other_lock) == ["vibration"]
    assert not toy.is_running()


async def test_stop_of_a_device_goes_to_the_lock_of_its_start(
    toy: Toy, lock: Lock, other_lock: Lock, simulator: Simulator
) -> None:
    other_lock.device.run("vibration.start", {})
    await toy.start(20)
    simulator.choose(other_lock)
    await toy.press("stop")

    assert pins(simulator)[1:] == [("all.stop", lock.lock_id)]
    assert not running(lock)
    assert running(other_lock)
    assert not toy.is_running()


async def test_stop_of_a_device_that_started_nothing_has_no_pin(
    toy: Toy, lock: Lock, simulator: Simulator
) -> None:
    lock.device.run("vibration.start", {})
    await toy.press("stop")

    assert pins(simulator) == [("all.stop", None)]
    assert not running(lock)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("stop_devices", {}),
        ("device_command", {"command": "all.stop"}),
        ("perform_action", {"name": "all.stop"}),
    ],
)
async def test_stop_of_everything_reaches_the_current_lock_and_each_with_a_run(
    toy: Toy,
    lock: Lock,
    other_lock: Lock,
    simulator: Simulator,
    action: str,
    data: dict[str, str],
) -> None:
    other_lock.device.run("shock.start", {})
    await toy.start(20)
    simulator.choose(other_lock)
    await act(toy.hass, action, **data)

    assert set(pins(simulator)[1:]) == {("all.stop", None), ("all.stop", lock.lock_id)}
    assert not running(lock)
    assert not running(other_lock)
    assert not toy.is_running()


async def test_emergency_stop_succeeds_when_all_that_was_started_has_ended(
    toy: Toy, lock: Lock, simulator: Simulator
) -> None:
    """Without a current lock the stop without a pin is refused."""
    await toy.start(20)
    simulator.add_lock()
    other = simulator.locks[-1]
    simulator.choose(other)
    simulator.end_lock(other)
    assert simulator.lock is None

    await act(toy.hass, "stop_devices")

    assert not running(lock)
    assert not toy.is_running()


async def test_acknowledged_stop_without_the_pin_does_not_end_what_was_started_with_it(
    toy: Toy, lock: Lock, other_lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(5)
    simulator.choose(other_lock)
    # The pinned request fails, the one without a pin is acknowledged by the other lock.
    simulator.order(Fault(status=503), match=DEVICE_ROUTE)
    await advance(5)
    for fault in (Fault(status=503), Fault(), Fault(status=503)):
        simulator.order(fault, match=DEVICE_ROUTE)
    await advance(1.5)
    await settle()

    assert pins(simulator)[1:] == [
        ("vibration.stop", lock.lock_id),
        ("vibration.stop", lock.lock_id),
        ("vibration.stop", None),
        # The service answers again, so the other stops don't wait for their turns.
        ("all.stop", lock.lock_id),
    ]
    assert running(lock) == ["vibration"]
    assert toy.is_running()
    await advance(2.5)
    assert not running(lock)
    assert not toy.is_running()


async def test_stop_goes_also_without_a_pin_from_the_second_try_on(
    toy: Toy, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(5)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    await advance(5)
    assert pins(simulator)[1:] == [("vibration.stop", lock.lock_id)]
    await advance(1.5)
    assert pins(simulator)[2:] == [
        ("vibration.stop", lock.lock_id),
        ("vibration.stop", None),
    ]
    for _ in range(4):
        await advance(2.5)
    later = pins(simulator)[4:]
    assert {name for name, _ in later[1:]} == {"all.stop"}
    assert {pin for _, pin in later} == {lock.lock_id, None}


# The lock has ended


async def test_next_lock_of_the_same_wearer_is_the_same_hardware(
    toy: Toy, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(5)
    new = simulator.start_lock()
    await advance(5)
    await settle()

    assert pins(simulator)[1:] == [
        ("vibration.stop", lock.lock_id),
        ("vibration.stop", None),
    ]
    assert not running(new)
    assert not toy.is_running()
    assert not issues(toy)


async def test_next_lock_of_the_same_wearer_is_found_though_a_reading_fails(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(5)
    simulator.start_lock()
    simulator.order(Fault(status=500), match="GET")
    for _ in range(4):
        await pass_time(2)

    assert not toy.is_running()
    assert not issues(toy)


@pytest.mark.parametrize("by", ["plan", "emergency stop"])
async def test_lock_that_ended_while_another_wearer_s_is_current_is_told_at_once(
    toy: Toy,
    lock: Lock,
    other_lock: Lock,
    simulator: Simulator,
    advance: Advance,
    by: str,
) -> None:
    await toy.start(5)
    simulator.choose(other_lock)
    simulator.end_lock(lock)
    other_lock.device.run("vibration.start", {})
    if by == "plan":
        await advance(5)
    else:
        call = asyncio.create_task(act(toy.hass, "stop_devices"))
        await until(lambda: len(device_commands(simulator)) >= 3)
        await settle()
    await until(lambda: bool(issues(toy)))
    assert issues(toy).keys() == {"device_lock_ended"}
    assert issues(toy)["device_lock_ended"].is_fixable
    assert toy.is_running()

    # Nobody else's device is stopped again and again.
    other_lock.device.run("vibration.start", {})
    for _ in range(16):
        await advance(2.5)
    assert running(other_lock) == ["vibration"]
    assert toy.is_running()
    if by != "plan":
        with pytest.raises(HomeAssistantError) as caught:
            await call
        assert key_of(caught.value) == "stop_still_trying_running"


async def test_lock_that_ended_without_another_is_told_at_once_and_tried_on(
    toy: Toy,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    hass_storage: dict[str, Any],
) -> None:
    await toy.start(5)
    simulator.end_lock()
    await advance(5)
    await settle()
    assert issues(toy).keys() == {"device_lock_ended"}
    assert toy.is_running()
    assert [run["lock_id"] for run in stored(hass_storage)["runs"]] == [lock.lock_id]

    # The wearer's next lock has the same hardware.
    new = simulator.start_lock()
    for _ in range(4):
        await advance(2.5)
    assert not running(new)
    assert not toy.is_running()
    assert not issues(toy)


async def test_another_refusal_of_the_pin_does_not_say_that_the_lock_has_ended(
    toy: Toy, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(5)
    simulator.order(
        Fault(status=409, body={"error": "device_busy"}), times=2, match=DEVICE_ROUTE
    )
    await advance(5)
    await settle()

    assert issues(toy).keys() == {"device_stop_refused"}
    await advance(1.5)
    assert not running(lock)
    assert not issues(toy)


async def test_stop_whose_pin_is_refused_by_a_proxy_goes_on_with_the_pin(
    toy: Toy, lock: Lock, other_lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(5)
    simulator.choose(other_lock)
    simulator.order(Fault(status=409, body="<html>"), match=DEVICE_ROUTE)
    await advance(5)
    assert toy.is_running()
    assert not issues(toy)
    await advance(1.5)

    assert not running(lock)
    assert not toy.is_running()


async def test_start_at_a_lock_that_says_no_id_is_stopped_without_a_pin(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.session_overrides = {"lock": None}
    async with connected(hass, simulator, subentry()) as (toy,):
        await toy.start(5)
        await advance(5)
        assert pins(simulator) == [("vibration.start", None), ("vibration.stop", None)]
        assert not toy.is_running()


async def test_start_that_was_sent_while_the_service_picked_another_lock_stays_with_its_own(
    toy: Toy, lock: Lock, other_lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    simulator.choose(other_lock)
    await toy.start(5)
    assert running(lock) == ["vibration"]
    await on_entity(toy.account, "switch.turn_off", "switch.devices_enabled")
    assert not running(lock)
    assert not toy.is_running()


async def test_stop_without_a_pin_goes_to_the_account_that_started(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    """The entry gets a token of another account meanwhile."""
    await toy.start(5)
    simulator.order(Fault(status=500), times=None, match=DEVICE_ROUTE)
    entry = toy.account.entry
    data = {**entry.data, CONF_API_TOKEN: KEYHOLDER_TOKEN}
    hass.config_entries.async_update_entry(entry, data=data)
    for _ in range(14):
        await pass_time(1.5)

    unpinned = [
        request.headers["authorization"]
        for request in device_commands(simulator)
        if "x-chastify-lock-id" not in request.headers
    ]
    assert set(unpinned) == {f"Bearer {WEARER_TOKEN}"}
