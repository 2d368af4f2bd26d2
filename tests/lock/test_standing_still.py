"""Two hundred polls over a slow network: the states that don't move, and the number of writes."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import HomeAssistant, callback
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

POLLS = 200
# Once a minute, and every ten minutes: polls are a little more than 30 s apart.
TICKING = {
    "sensor.time_remaining": POLLS // 2,
    "sensor.time_locked": POLLS // 20,
    "sensor.total_time_locked": POLLS // 20,
    "sensor.max_time_remaining": POLLS // 20,
}


@pytest.fixture
def slow_network(now: FrozenDateTimeFactory, simulator: Simulator) -> Random:
    """Delay every request by 0 to 900 ms of the stopped clock, on the way there and back.

    The simulator cuts its seconds off, as the service does.
    """
    random = Random(20260601)

    def travel() -> None:
        now.tick(timedelta(seconds=random.uniform(0, 0.9)))

    simulator.order(Fault(before_answer=travel), times=None)
    return random


def capture_reports(hass: HomeAssistant) -> list[object]:
    """Return the list that writes of an unchanged state are noted in."""
    reports: list[object] = []

    @callback
    def note(event: object) -> None:
        reports.append(event)

    hass.bus.async_listen(EVENT_STATE_REPORTED, note, callback(lambda _: True))
    return reports


async def poll_and_count(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    random: Random,
    polls: int = POLLS,
) -> Counter[str]:
    """Poll so many times; return how often each entity's state was changed."""
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    reports = capture_reports(hass)
    for _ in range(polls):
        # Ticks that are no whole seconds meet the server's seconds at every point.
        await advance(30 + random.random())
    # Not even the same state is written again.
    assert not reports
    keys = {entity_id: key for key, entity_id in account.entity_ids().items()}
    return Counter(keys[event.data["entity_id"]] for event in changes)


@pytest.mark.usefixtures("all_entities_enabled")
async def test_polls_that_bring_nothing_new_write_only_the_ticking_durations(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
) -> None:
    simulator.start_lock(remaining=500_000, locked=1420, max_remaining=900_000)
    account = await add(hass, entry)
    before = account.states()
    simulator.clear_requests()

    changes = await poll_and_count(hass, account, advance, slow_network)

    pinned = [request for request in simulator.requests if request.is_pinned]
    assert len(pinned) == POLLS
    # Every ten minutes one without a pin looks for other locks of the account.
    assert len(simulator.requests) - POLLS == POLLS * 30 // 600
    assert changes == TICKING
    after = account.states()
    assert {k: v for k, v in after.items() if k not in TICKING} == {
        k: v for k, v in before.items() if k not in TICKING
    }


async def test_frozen_lock_writes_only_the_times_locked_and_frozen(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
) -> None:
    lock = simulator.start_lock(remaining=500_000)
    lock.freeze()
    lock.max_remaining = None
    account = await add(hass, entry)

    changes = await poll_and_count(hass, account, advance, slow_network)

    assert changes == dict.fromkeys(
        (
            "sensor.time_locked",
            "sensor.total_time_locked",
            "sensor.total_time_frozen",
        ),
        POLLS // 20,
    )


async def test_account_without_a_lock_writes_nothing_at_all(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
) -> None:
    account = await add(hass, entry)

    assert not await poll_and_count(hass, account, advance, slow_network)


async def test_unlockable_lock_keeps_the_second_when_its_time_was_up(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
) -> None:
    simulator.start_lock(remaining=100, max_remaining=5_000)
    account = await add(hass, entry)
    unlock_time = account.state("sensor.unlock_time")
    await poll_and_count(hass, account, advance, slow_network, polls=5)
    assert account.state("sensor.lock_state") == "unlockable"

    changes = await poll_and_count(hass, account, advance, slow_network, polls=250)

    assert account.state("sensor.unlock_time") == unlock_time
    assert "sensor.unlock_time" not in changes
    assert "sensor.latest_unlock_time" not in changes


@pytest.mark.parametrize("seconds", [10, -10, 60, -3600])
async def test_time_added_elsewhere_moves_the_unlock_time_within_one_poll(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
    seconds: int,
) -> None:
    lock = simulator.start_lock(remaining=500_000)
    account = await add(hass, entry)
    await poll_and_count(hass, account, advance, slow_network, polls=20)
    before = unlock_time(account)
    lock.add_time(seconds)

    changes = await poll_and_count(hass, account, advance, slow_network, polls=1)

    assert changes["sensor.unlock_time"] == 1
    assert abs(unlock_time(account) - before - seconds) <= 3
    changes = await poll_and_count(hass, account, advance, slow_network, polls=20)
    assert "sensor.unlock_time" not in changes


async def test_small_additions_do_not_hide_behind_the_tolerance(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    slow_network: Random,
) -> None:
    lock = simulator.start_lock(remaining=500_000)
    account = await add(hass, entry)
    before = unlock_time(account)

    for _ in range(30):
        lock.add_time(1)
        await poll_and_count(hass, account, advance, slow_network, polls=1)

    assert abs(unlock_time(account) - before - 30) <= 5


async def test_slow_first_answer_is_put_right_by_the_next(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock(remaining=500_000)
    truth = simulator.now() + 500_000
    simulator.order(Fault(before_answer=partial(now.tick, timedelta(seconds=12))))
    account = await add(hass, entry)

    await advance(31)

    assert abs(unlock_time(account) - truth) <= 1


@pytest.mark.parametrize("seconds", [2, 6, 12])
async def test_settled_timestamp_stays_through_a_slow_answer(
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    seconds: int,
) -> None:
    keys = ("sensor.unlock_time", "sensor.locked_since", "sensor.latest_unlock_time")
    before = [account.state(key) for key in keys]
    simulator.order(Fault(before_answer=partial(now.tick, timedelta(seconds=seconds))))

    await advance(31)

    assert [account.state(key) for key in keys] == before


async def test_answer_that_leaves_fields_out_once_moves_nothing(
    account: Account, simulator: Simulator, advance: Advance, slow_network: Random
) -> None:
    shown: set[tuple[str, ...]] = set()
    keys = ("unlock_time", "locked_since", "latest_unlock_time")
    for number in range(20):
        simulator.session_overrides.clear()
        simulator.overrides.clear()
        if number % 4 == 1:
            simulator.session_overrides["lock"] = {"_id": None}
        if number % 4 == 3:
            simulator.overrides |= dict.fromkeys(
                ["timeLockedSeconds", "timeRemainingSeconds", "maxTimeRemainingSeconds"]
            )
        await advance(30.37)
        if number % 4 != 3:
            shown.add(tuple(account.state(f"sensor.{key}") for key in keys))

    assert len(shown) == 1


async def test_second_when_time_was_up_outlives_a_freeze_and_a_restart(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    lock = simulator.start_lock(remaining=20, max_remaining=25)
    account = await add(hass, entry)
    await advance(31)
    before = [
        account.state(f"sensor.{key}") for key in ("unlock_time", "latest_unlock_time")
    ]
    lock.freeze()
    await advance(31)
    lock.unfreeze()
    await advance(31)
    await hass.config_entries.async_reload(entry.entry_id)
    await advance(301)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()

    assert before == [
        account.state(f"sensor.{key}") for key in ("unlock_time", "latest_unlock_time")
    ]


def unlock_time(account: Account) -> float:
    """Return the unlock time in seconds since the epoch."""
    found = account.entry.runtime_data.coordinator.data.times.unlock_time
    assert found is not None
    return float(found.timestamp())
