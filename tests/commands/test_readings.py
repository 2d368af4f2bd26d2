"""The lock is read after commands: at once, and once for all that waited."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.acting import (
    act,
    answer,
    on_entity,
    press,
    settle,
    until,
    until_read,
    until_sent,
)
from tests.added_account import DOMAIN, Account
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Lock, Simulator


def readings(simulator: Simulator) -> int:
    """Return how often the lock was read."""
    return sum(request.method == "GET" for request in simulator.requests)


@pytest.fixture
async def warm(hass: HomeAssistant, account: Account, simulator: Simulator) -> Account:
    """Return the account after a command whose connection is kept alive."""
    await act(hass, "end_pillory")
    simulator.clear_requests()
    return account


async def test_thirty_presses_need_one_reading(
    warm: Account, lock: Lock, simulator: Simulator
) -> None:
    await on_entity(warm, "number.set_value", "number.time_step", value=1)
    before = lock.remaining

    await asyncio.gather(*(press(warm, "add_time") for _ in range(26)))

    assert lock.remaining == before + 26 * 60
    assert readings(simulator) == 1
    assert simulator.requests[-1].method == "GET"
    assert warm.state("sensor.unlock_time") == "2026-06-01T20:09:20+00:00"


async def test_action_is_done_with_its_answer(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="GET")

    await hass.services.async_call(DOMAIN, "freeze", {"duration": 300}, blocking=True)

    assert warm.state("binary_sensor.frozen") == "off"
    simulator.clear_faults()
    await until_read()
    assert warm.state("binary_sensor.frozen") == "on"


async def test_response_waits_five_seconds_for_the_reading(
    hass: HomeAssistant, warm: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(hang=True), times=None, match="GET")
    call = asyncio.create_task(answer(hass, "freeze", duration=300))
    await until(lambda: readings(simulator) == 1)

    await pass_time(4.9)
    assert not call.done()
    await pass_time(0.2)
    response = await call
    assert response["result"]
    assert response["lock"] is None
    simulator.clear_faults()


async def test_reading_is_two_seconds_late_at_most(
    hass: HomeAssistant, warm: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(), match="POST")
    simulator.order(Fault(hang=True), match="POST")
    calls = [asyncio.create_task(act(hass, "end_pillory")) for _ in range(3)]
    await until_sent(simulator, 2)
    await settle()

    await pass_time(1.9)
    assert not readings(simulator)
    await pass_time(0.2)
    await until(lambda: readings(simulator) == 1)

    simulator.clear_faults()
    await asyncio.gather(*calls)
    assert readings(simulator) == 2


async def test_readings_of_commands_that_are_answered_meanwhile_are_shared(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    gate = asyncio.Event()
    simulator.order(Fault(before_answer=gate.wait), match="GET")
    calls = [asyncio.create_task(act(hass, "end_pillory"))]
    await until(lambda: readings(simulator) == 1)
    for count in range(2, 6):
        calls.append(asyncio.create_task(act(hass, "end_pillory")))
        await until_sent(simulator, count)

    gate.set()
    await asyncio.gather(*calls)

    # The one that began after the first answer, and one for all that were answered meanwhile.
    assert readings(simulator) == 2


async def test_reading_after_a_command_does_not_wait_for_one_that_hangs(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    warm: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(hang=True), match="GET")
    first = asyncio.create_task(act(hass, "end_pillory"))
    while len(simulator.requests) < 2:
        await asyncio.sleep(0)
    second = asyncio.create_task(act(hass, "freeze", duration={"minutes": 5}))
    await until_sent(simulator, 2)

    began = now()
    while warm.state("binary_sensor.frozen") != "on":
        now.tick(timedelta(milliseconds=50))
        await asyncio.sleep(0)
    assert now() - began < timedelta(seconds=14)

    simulator.clear_faults()
    await asyncio.gather(first, second)


async def test_pause_that_the_service_asked_for_is_kept_by_readings_after_commands(
    hass: HomeAssistant, warm: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=429, retry_after=77), match="GET")
    await act(hass, "end_pillory")
    simulator.clear_requests()

    await act(hass, "end_pillory")

    assert [request.method for request in simulator.requests] == ["POST"]
