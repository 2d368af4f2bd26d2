"""A command is sent once, whatever the network does, and its outcome is told."""

import asyncio

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import (
    act,
    failure,
    key_of,
    placeholders_of,
    press,
    sent,
    settle,
    until_sent,
)
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, JsonObject, Simulator

TEN_MINUTES = {"minutes": 10}

# Failures after which the command may have taken effect.
UNKNOWN = {
    "closed before the effect": (Fault(close="before"), False),
    "closed after the effect": (Fault(close="after"), True),
    "half an answer": (Fault(truncate=True), True),
    "garbage": (Fault(body="<html>welcome</html>", effect=True), True),
    "nothing that is JSON": (Fault(body=b"\xff\xfe", effect=True), True),
    "server error": (Fault(status=500), False),
    "server error after the effect": (Fault(status=502, body="", effect=True), True),
    "redirection": (Fault(status=302, body="", headers={"Location": "/x"}), False),
    "proxy's page": (Fault(status=403, body="<html>Wait</html>", effect=True), True),
    "proxy's 400": (Fault(status=400, body="<html>", effect=True), True),
    "proxy's 404": (Fault(status=404, body="", effect=True), True),
    "proxy's conflict": (Fault(status=409, body="<html>", effect=True), True),
    "time limit": (Fault(status=408, effect=True), True),
    "half done": (Fault(status=424, effect=True), True),
    "client went away": (Fault(status=499, body="", effect=True), True),
    "no success": (Fault(body={"success": False}, effect=True), True),
    "no in data": (Fault(body={"ok": True, "data": {"success": False}}), False),
    "no result": (Fault(body={"result": False}, effect=True), True),
    "text": (Fault(body="Device currently not connected."), False),
    "null": (Fault(body="null", effect=True), True),
}


@pytest.fixture
async def warm(hass: HomeAssistant, account: Account, simulator: Simulator) -> Account:
    """Return the account after a command whose connection is kept alive."""
    await act(hass, "end_pillory")
    simulator.clear_requests()
    return account


@pytest.mark.parametrize(("fault", "took_effect"), [*UNKNOWN.values()], ids=[*UNKNOWN])
async def test_command_with_an_unknown_outcome_is_sent_once_and_the_lock_read_again(
    hass: HomeAssistant,
    warm: Account,
    simulator: Simulator,
    fault: Fault,
    took_effect: bool,
) -> None:
    simulator.order(fault, times=None, match="POST")

    error = await failure(hass, HomeAssistantError, "add_time", duration=TEN_MINUTES)

    assert key_of(error) == "command_outcome_unknown"
    (request,) = sent(simulator)
    assert request.effect is took_effect
    assert simulator.requests[-1].method == "GET"
    minutes = 10 if took_effect else 0
    expected = f"2026-06-01T19:{43 + minutes}:20+00:00"
    assert warm.state("sensor.unlock_time") == expected


async def test_hanging_command_ends_with_the_time_limit(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    warm: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=TEN_MINUTES))
    await until_sent(simulator, 1)

    await advance(15.1)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "command_outcome_unknown"
    assert len(sent(simulator)) == 1


async def test_refused_connection_says_that_nothing_was_sent(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    await simulator.stop()
    # Until the client has noticed that its kept connections are closed.
    await settle()

    error = await failure(hass, HomeAssistantError, "add_time", duration=TEN_MINUTES)

    assert key_of(error) == "command_not_sent"
    assert not simulator.requests


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [(7, "7"), (0, "1"), (None, "60"), ("soon", "60")]
)
async def test_command_that_is_too_many_says_when_to_try_again(
    hass: HomeAssistant,
    warm: Account,
    simulator: Simulator,
    retry_after: int | str | None,
    seconds: str,
) -> None:
    simulator.order(Fault(status=429, retry_after=retry_after), match="POST")

    error = await failure(hass, HomeAssistantError, "add_time", duration=TEN_MINUTES)

    assert key_of(error) == "command_rate_limited"
    assert placeholders_of(error)["seconds"] == seconds
    assert len(sent(simulator)) == 1


@pytest.mark.parametrize("fault", [Fault(close="before"), Fault(close="after")])
async def test_button_is_sent_once_over_a_kept_connection_that_breaks(
    warm: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, times=None, match="POST")

    with pytest.raises(HomeAssistantError):
        await press(warm, "add_time")

    assert len(sent(simulator)) == 1


async def test_client_library_that_repeated_a_command_would_be_noticed(
    hass: HomeAssistant,
    warm: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It repeats what it takes for harmless where a kept connection turns out to be closed."""
    monkeypatch.setattr("aiohttp.client.IDEMPOTENT_METHODS", frozenset({"POST"}))
    simulator.order(Fault(close="after"), match="POST")

    await act(hass, "add_time", duration=TEN_MINUTES)

    assert [request.effect for request in sent(simulator)] == [True, True]


async def test_acknowledgement_without_a_body_is_one(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=204, body="", effect=True), match="POST")

    await act(hass, "add_time", duration=TEN_MINUTES)

    assert warm.state("sensor.unlock_time") == "2026-06-01T19:53:20+00:00"


async def test_refusal_in_a_good_answer_is_one(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    body: JsonObject = {"ok": False, "error": {"code": "not_allowed", "message": "No."}}
    simulator.order(Fault(body=body), match="POST")

    error = await failure(hass, HomeAssistantError, "add_time", duration=TEN_MINUTES)

    assert key_of(error) == "command_rejected"


async def test_command_succeeds_where_the_lock_can_not_be_read_after_it(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=500), times=None, match="GET")

    response = await hass.services.async_call(
        "chastify",
        "add_time",
        {"duration": TEN_MINUTES},
        blocking=True,
        return_response=True,
    )

    assert response is not None
    assert response["lock"] is None
    assert response["result"]
    # One failure is no news.
    assert warm.state("sensor.unlock_time") != STATE_UNAVAILABLE


async def test_call_that_is_cancelled_on_the_way_is_not_sent_again_and_the_lock_read(
    hass: HomeAssistant, warm: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=TEN_MINUTES))
    await until_sent(simulator, 1)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await hass.async_block_till_done(wait_background_tasks=True)

    assert len(sent(simulator)) == 1
    assert simulator.requests[-1].method == "GET"
