"""A change of 10 seconds is told; clocks and slow answers are none."""

import asyncio
from datetime import timedelta
from functools import partial

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act, until_sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator
from tests.told_events import OTHERS, OURS, Events


@pytest.mark.parametrize("phase", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("seconds", [-10, 10])
async def test_10_seconds_are_seen_whenever_they_come(
    events: Events, lock: Lock, advance: Advance, phase: float, seconds: int
) -> None:
    await advance(30 + phase)
    lock.add_time(seconds)
    await advance(30.6)

    ((kind, source, *_),) = events.take()
    assert kind == ("time_added" if seconds > 0 else "time_removed")
    assert source == OTHERS


async def test_slow_answer_of_5_seconds_hides_10_seconds_for_one_poll_only(
    account: Account,
    now: FrozenDateTimeFactory,
    events: Events,
    lock: Lock,
    simulator: Simulator,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    lock.add_time(10)
    simulator.order(
        Fault(before_answer=partial(now.tick, timedelta(seconds=5))), match="GET"
    )
    await coordinator.async_read_now()

    await coordinator.async_read_now()

    assert events.take() == [("time_added", OTHERS, 10)]


async def test_clock_that_is_set_back_while_a_command_is_on_its_way_is_no_event(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    events: Events,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stands = hass.loop.time()
    coordinator = account.entry.runtime_data.coordinator
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=600))
    await until_sent(simulator, 1)
    monkeypatch.setattr(hass.loop, "time", lambda: stands)
    lock_events = account.entry.runtime_data.lock_events
    monkeypatch.setattr(lock_events, "_steady_now", lambda: stands)
    now.tick(timedelta(seconds=-600))
    simulator.clear_faults()
    await call
    for _ in range(3):
        await coordinator.async_read_now()

    assert [event for event in events.take() if event[1] != OURS] == []


async def test_natural_countdown_is_no_event(
    events: Events, lock: Lock, advance: Advance
) -> None:
    lock.remaining = 900
    await advance(30)
    events.take()

    for _ in range(50):
        await advance(30)

    assert events.take() == [("became_unlockable", OTHERS)]


@pytest.mark.parametrize("seconds", [-5, -2, 2, 5])
async def test_clocks_that_differ_by_some_seconds_are_no_event(
    events: Events, lock: Lock, advance: Advance, seconds: int
) -> None:
    for _ in range(5):
        lock.add_time(seconds)
        await advance(30)
        lock.add_time(-seconds)
        await advance(30)

    assert events.take() == []


async def test_clock_that_runs_fast_is_no_event_however_long(
    events: Events, lock: Lock, advance: Advance
) -> None:
    for _ in range(120):
        lock.add_time(1)
        await advance(30)

    assert events.take() == []


async def test_slow_answers_are_no_event_and_hide_none(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    for late in range(1, 15):
        simulator.order(Fault(before_answer=partial(now.tick, timedelta(seconds=late))))
        await coordinator.async_read_now()
        now.tick(timedelta(seconds=30))
        await coordinator.async_read_now()
    assert events.take() == []

    lock.add_time(10)
    simulator.order(Fault(before_answer=lambda: now.tick(timedelta(seconds=14))))
    await coordinator.async_read_now()
    await coordinator.async_read_now()

    assert events.take() == [("time_added", OTHERS, 10)]


async def test_clock_of_this_machine_that_is_set_is_no_event(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ahead = hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: ahead() - 7200)
    # As if the wall clock had jumped ahead by two hours in which the lock didn't run.
    lock.add_time(7200)
    await account.entry.runtime_data.coordinator.async_read_now()
    assert events.take() == []

    lock.add_time(600)
    await account.entry.runtime_data.coordinator.async_read_now()
    assert events.take() == [("time_added", OTHERS, 600)]
