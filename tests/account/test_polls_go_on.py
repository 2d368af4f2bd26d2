"""Polls and commands go on after overtaken readings, pauses and refusals."""

import asyncio

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, answer, failure, key_of, sent, settle
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance, PassTime
from tests.simulator import WEARER_TOKEN, Fault, JsonObject, RecordedRequest, Simulator

NO_TOKEN: JsonObject = {"error": "invalid_token"}
REFUSED = Fault(status=401, body=NO_TOKEN)


def readings(simulator: Simulator) -> list[RecordedRequest]:
    """Return the readings since the requests were cleared."""
    return [request for request in simulator.requests if request.method == "GET"]


async def read_in_vain(hass: HomeAssistant) -> None:
    """Have the lock read, which fails."""
    with pytest.raises(HomeAssistantError):
        await answer(hass, "get_session")


async def assert_polls_go_on(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    """See that the service, which answers well now, is read again."""
    await account.hass.async_block_till_done(wait_background_tasks=True)
    simulator.clear_requests()
    for _ in range(20):
        await advance(30)
    assert len(readings(simulator)) > 10
    assert account.state("sensor.lock_state") == "locked"


@pytest.fixture
async def unavailable(
    account: Account, simulator: Simulator, advance: Advance
) -> Account:
    """Return the account after two failed readings."""
    simulator.order(Fault(status=502), times=2)
    await advance(30)
    await advance(5)
    assert account.state("sensor.lock_state") == "unavailable"
    return account


async def test_after_a_reading_that_hung_past_the_moment_of_a_poll(
    hass: HomeAssistant,
    unavailable: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    await pass_time(25)
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait, status=502))
    asked = asyncio.create_task(read_in_vain(hass))
    await settle()
    await pass_time(10)
    release.set()
    await asked

    await assert_polls_go_on(unavailable, simulator, advance)


async def test_after_a_poll_that_was_overtaken(
    hass: HomeAssistant,
    unavailable: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait, status=502))
    simulator.clear_requests()
    for _ in range(33):
        if not simulator.requests:
            await pass_time(1)
    assert len(simulator.requests) == 1
    simulator.order(Fault(status=502))
    await read_in_vain(hass)
    release.set()

    await assert_polls_go_on(unavailable, simulator, advance)


async def test_after_a_repetition_that_was_overtaken(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    simulator.order(Fault(status=502))
    await advance(30)
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait, status=502))
    await pass_time(5)
    await pass_time(1)
    simulator.order(Fault(status=502))
    await read_in_vain(hass)
    release.set()

    await assert_polls_go_on(account, simulator, advance)


async def test_service_that_is_away_for_a_minute_is_read_30_s_after_the_second_failure(
    account: Account, simulator: Simulator, advance: Advance, pass_time: PassTime
) -> None:
    """The repetition stands for the poll that failed, and no other comes beside it."""
    simulator.order(Fault(status=502), times=None)
    # Home Assistant counts polls from whole seconds.
    await advance(30.9)
    simulator.clear_requests()
    for _ in range(50):
        await pass_time(0.5)
    assert len(readings(simulator)) == 1
    simulator.clear_faults()
    for _ in range(12):
        await pass_time(1)
    assert account.state("sensor.lock_state") == "locked"


async def test_commands_while_readings_are_paused(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    """No reading can decide about the token then, so nothing waits for one."""
    simulator.order(Fault(status=429, retry_after=900), match="GET")
    await advance(30)
    simulator.order(REFUSED, match="POST")
    await failure(hass, HomeAssistantError, "unfreeze")

    await act(hass, "unfreeze")

    assert len(sent(simulator)) == 2


async def test_commands_where_a_pause_comes_before_the_reading_that_decides(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    simulator.order(REFUSED, match="GET")
    await advance(30)
    await pass_time(2)
    simulator.order(Fault(status=429, retry_after=900), match="GET")
    await read_in_vain(hass)

    await act(hass, "unfreeze")


async def test_commands_on_other_routes_than_the_paused_one(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    release = asyncio.Event()
    paused = Fault(before_answer=release.wait, status=429, retry_after=60)
    simulator.order(paused, match="POST")
    calls = []
    for action, fields in (
        ("freeze", {"duration": 60}),
        ("freeze", {"duration": 120}),
        ("unfreeze", {}),
    ):
        calls.append(asyncio.create_task(act(hass, action, **fields)))
        await settle()
    release.set()

    first, second, third = await asyncio.gather(*calls, return_exceptions=True)

    assert isinstance(first, HomeAssistantError)
    assert isinstance(second, HomeAssistantError)
    assert key_of(second) == "command_paused"
    assert third is None


async def test_refused_token_is_read_rarely_while_a_stop_is_tried(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start()
    simulator.revoke(WEARER_TOKEN)
    simulator.clear_requests()
    for _ in range(240):
        await pass_time(2.5)
    assert len(readings(simulator)) < 10
    simulator.restore(WEARER_TOKEN)
    for _ in range(14):
        await pass_time(2.5)
    assert not toy.kinds()
