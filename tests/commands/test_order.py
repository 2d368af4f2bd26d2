"""The order in which commands go out, and how many may."""

import asyncio
from collections.abc import Sequence

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
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
from tests.simulator import Fault, JsonValue, Lock, Simulator


def applied(simulator: Simulator) -> list[JsonValue]:
    """Return the seconds of the commands that apply time, in the order of their arrival."""
    return [
        request.body["deltaSeconds"]
        for request in sent(simulator)
        if isinstance(request.body, dict)
    ]


def apply_all(hass: HomeAssistant, seconds: Sequence[int]) -> list[asyncio.Task[None]]:
    """Call the action once for each number, all at once."""
    return [
        asyncio.create_task(act(hass, "apply_time", seconds=number))
        for number in seconds
    ]


async def errors_of(
    calls: Sequence[asyncio.Task[None]],
) -> list[HomeAssistantError | None]:
    """Return how calls ended, None for a success."""
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert all(
        outcome is None or isinstance(outcome, HomeAssistantError)
        for outcome in outcomes
    )
    return [
        outcome if isinstance(outcome, HomeAssistantError) else None
        for outcome in outcomes
    ]


async def test_30_calls_at_once_are_sent_in_their_order_one_at_a_time(
    hass: HomeAssistant, lock: Lock, simulator: Simulator
) -> None:
    on_the_way: list[int] = []
    most: list[int] = []

    async def watch() -> None:
        on_the_way.append(1)
        most.append(len(on_the_way))
        await asyncio.sleep(0)
        on_the_way.pop()

    simulator.order(Fault(before_answer=watch), times=None, match="POST")

    assert set(await errors_of(apply_all(hass, range(1, 31)))) == {None}

    assert applied(simulator) == [*range(1, 31)]
    assert max(most) == 1
    assert lock.remaining == 27_800 + sum(range(1, 31))


async def test_30_presses_at_once_are_30_requests_in_their_order(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    keys = ["add_time", "remove_time", "end_pillory"] * 10

    await asyncio.gather(*(press(account, key) for key in keys))

    names = {"end_pillory": "pillory.end"}
    assert [
        request.body["name"]
        for request in sent(simulator)
        if isinstance(request.body, dict)
    ] == [names.get(key, key) for key in keys]


async def test_what_exceeds_the_allowance_is_refused_at_once_with_the_time_to_wait(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    errors = await errors_of(apply_all(hass, range(1, 36)))

    assert errors[:30] == [None] * 30
    assert [
        (type(error), key_of(error), placeholders_of(error)["seconds"])
        for error in errors[30:]
        if error
    ] == [(ServiceValidationError, "too_many_commands", "60")] * 5
    assert applied(simulator) == [*range(1, 31)]

    await advance(60)
    await act(hass, "apply_time", seconds=99)
    assert applied(simulator)[-1] == 99


async def test_what_can_be_sent_within_10_seconds_waits_for_its_turn(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    await errors_of(apply_all(hass, range(1, 31)))
    await advance(51)
    calls = apply_all(hass, [101, 102])
    await asyncio.sleep(0)
    assert len(sent(simulator)) == 30

    await advance(9.2)

    assert await errors_of(calls) == [None, None]
    assert applied(simulator)[30:] == [101, 102]


async def test_what_waits_behind_a_command_that_hangs_is_refused_after_10_seconds(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    hanging, *waiting = apply_all(hass, [1, 2, 3])
    await until_sent(simulator, 1)

    await advance(10)

    errors = await errors_of(waiting)
    assert [
        (key_of(error), placeholders_of(error)["seconds"]) for error in errors if error
    ] == [("too_many_commands", "5")] * 2
    assert applied(simulator) == [1]
    await advance(5.1)
    assert [key_of(error) for error in await errors_of([hanging]) if error] == [
        "command_outcome_unknown"
    ]
    await act(hass, "apply_time", seconds=4)
    assert applied(simulator) == [1, 4]


async def test_what_waits_goes_on_when_the_command_before_it_is_answered(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    calls = apply_all(hass, [1, 2, 3])
    await until_sent(simulator, 1)
    await advance(9)

    simulator.clear_faults()

    assert await errors_of(calls) == [None] * 3
    assert applied(simulator) == [1, 2, 3]


async def test_call_that_gives_up_waiting_is_not_sent_and_holds_up_nobody(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    first, given_up, last = apply_all(hass, [1, 2, 3])
    await until_sent(simulator, 1)

    given_up.cancel()
    simulator.clear_faults()

    assert await errors_of([first, last]) == [None, None]
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert applied(simulator) == [1, 3]


@pytest.mark.parametrize("how", ["unload", "reload", "remove"])
async def test_unloading_refuses_what_waits(
    hass: HomeAssistant, account: Account, simulator: Simulator, how: str
) -> None:
    simulator.order(Fault(hang=True), match="POST")
    first, *waiting = apply_all(hass, [1, 2, 3])
    await until_sent(simulator, 1)

    ending = hass.async_create_task(
        getattr(hass.config_entries, f"async_{how}")(account.entry.entry_id)
    )
    errors = await errors_of(waiting)
    simulator.clear_faults()
    await ending
    assert await errors_of([first]) == [None]

    assert [(type(error), key_of(error)) for error in errors if error] == [
        (ServiceValidationError, "account_unloaded")
    ] * 2
    assert applied(simulator) == [1]


async def test_allowance_is_not_new_after_a_reload(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await errors_of(apply_all(hass, range(1, 31)))

    await hass.config_entries.async_reload(account.entry.entry_id)

    error = await failure(hass, ServiceValidationError, "apply_time", seconds=31)
    assert key_of(error) == "too_many_commands"


async def test_what_was_surely_not_sent_costs_no_allowance(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await simulator.stop()
    await settle()
    for _ in range(40):
        error = await failure(hass, HomeAssistantError, "apply_time", seconds=1)
        assert key_of(error) == "command_not_sent"
    await simulator.start()

    assert set(await errors_of(apply_all(hass, range(1, 31)))) == {None}


async def test_service_that_asks_for_a_pause_gets_it(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=429, retry_after=40), match="POST")
    await failure(hass, HomeAssistantError, "apply_time", seconds=1)
    simulator.clear_requests()

    error = await failure(hass, ServiceValidationError, "apply_time", seconds=2)
    assert key_of(error) == "command_paused"
    assert placeholders_of(error)["seconds"] == "40"
    assert not sent(simulator)

    await advance(31)
    call = asyncio.create_task(act(hass, "apply_time", seconds=3))
    await advance(9)
    await call
    assert applied(simulator) == [3]


async def test_service_that_counts_commands_of_others_too_is_asked_once_each(
    hass: HomeAssistant, lock: Lock, simulator: Simulator
) -> None:
    simulator.limits.actions = 5
    simulator.limits.retry_after = False

    errors = await errors_of(apply_all(hass, range(1, 11)))

    assert errors[:5] == [None] * 5
    assert {key_of(error) for error in errors[5:] if error} == {"command_rate_limited"}
    assert applied(simulator) == [*range(1, 11)]
    assert lock.remaining == 27_800 + 15


async def test_command_is_pinned_to_the_lock_that_was_shown_at_its_call(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    assert simulator.lock is not None
    shown = simulator.lock.lock_id
    simulator.order(Fault(hang=True), match="POST")
    calls = apply_all(hass, [1, 2])
    await until_sent(simulator, 1)
    simulator.start_lock(title="Another")
    await account.entry.runtime_data.coordinator.async_read_now()
    assert account.state("sensor.lock_title") == "Another"

    simulator.clear_faults()
    errors = await errors_of(calls)

    assert {key_of(error) for error in errors if error} == {"command_lock_replaced"}
    assert [request.headers["x-chastify-lock-id"] for request in sent(simulator)] == [
        shown,
        shown,
    ]
    assert not any(request.effect for request in sent(simulator))


async def test_command_without_a_known_lock_is_not_pinned(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    account: Account,
) -> None:
    simulator.end_lock()
    await account.entry.runtime_data.coordinator.async_read_now()
    simulator.start_lock()

    await act(hass, "apply_time", seconds=1)

    (request,) = sent(simulator)
    assert "x-chastify-lock-id" not in request.headers
    assert request.effect
