"""Time that was not added doesn't count, and time that may have been added does."""

import asyncio

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, failure, sent, settle, until_sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

from .added import HOUR, refused, use_up


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=400),
        Fault(status=401),
        Fault(status=403),
        Fault(status=409),
        Fault(status=429),
        Fault(body={"ok": False, "error": {"code": "no"}}),
    ],
)
async def test_what_was_rejected_is_given_back(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})
    # After a 401 the token is tried first.
    await advance(5)

    await use_up(hass)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=408, effect=True),
        Fault(status=499, body="", effect=True),
        Fault(status=400, body="<html>", effect=True),
        Fault(status=403, body="<html>", effect=True),
        Fault(body={"success": False}, effect=True),
        Fault(body="<html>", effect=True),
    ],
)
async def test_what_only_looks_rejected_counts(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})

    await refused(hass, "add_time", duration={"seconds": 1})


async def test_what_was_rejected_is_given_back_before_the_lock_is_read_again(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=409), match="POST")
    simulator.order(Fault(hang=True), match="GET")
    rejected = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    while simulator.requests[-1].method != "GET" or not sent(simulator):
        await asyncio.sleep(0)

    added = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await until_sent(simulator, 2)

    simulator.clear_faults()
    await added
    with pytest.raises(HomeAssistantError):
        await rejected


async def test_what_was_surely_not_sent_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await simulator.stop()
    await settle()
    await failure(hass, HomeAssistantError, "add_time", duration={"hours": 2})
    await simulator.start()

    await use_up(hass)


async def test_what_was_refused_by_the_queue_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until_sent(simulator, 1)
    call = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await asyncio.sleep(0)
    await advance(10)
    with pytest.raises(ServiceValidationError):
        await call
    simulator.clear_faults()
    await hanging

    await use_up(hass)


async def test_what_gives_up_waiting_is_given_back(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until_sent(simulator, 1)
    call = asyncio.create_task(act(hass, "add_time", duration={"hours": 2}))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    simulator.clear_faults()
    await hanging

    await use_up(hass)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(close="before"),
        Fault(close="after"),
        Fault(truncate=True),
        Fault(status=500),
        Fault(body="garbage"),
    ],
)
async def test_what_may_have_been_added_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, match="POST")
    await failure(hass, HomeAssistantError, "add_time", duration=HOUR)

    assert (await refused(hass, "add_time", duration={"hours": 2}))[
        "left"
    ] == "one hour"


async def test_what_was_cancelled_on_its_way_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await until_sent(simulator, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert (await refused(hass, "add_time", duration={"hours": 2}))[
        "left"
    ] == "one hour"
