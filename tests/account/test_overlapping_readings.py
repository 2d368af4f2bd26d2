"""Readings at the same time, and readings that outlive the lock or account that they are for."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, JsonObject, Lock, Simulator

MISSING_SCOPE: JsonObject = {"error": "insufficient_scope"}


def poll_hangs(account: Account) -> asyncio.Task[None]:
    """Start a poll beside the test, which goes on while the poll hangs."""
    return asyncio.create_task(account.entry.runtime_data.coordinator.async_refresh())


async def until_requests(simulator: Simulator, count: int) -> None:
    """Let the event loop run until so many requests have arrived."""
    while len(simulator.requests) < count:
        await asyncio.sleep(0)


async def until_state(account: Account, key: str, state: str) -> None:
    """Let the event loop run until an entity has a state."""
    while account.state(key) != state:
        await asyncio.sleep(0)


async def read_now(account: Account) -> None:
    """Read while another reading hangs."""
    await account.entry.runtime_data.coordinator.async_read_now()


async def test_hanging_reading_ends_with_the_time_limit(
    account: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(hang=True), times=2)
    await pass_time(31)
    await until_requests(simulator, 2)
    await pass_time(16)
    assert account.state("sensor.lock_state") == "locked"
    await pass_time(5)
    await until_requests(simulator, 3)

    await pass_time(16)

    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE


async def test_older_answer_never_overwrites_a_newer_one(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    lock: Lock,
    simulator: Simulator,
) -> None:
    simulator.order(Fault(hang=True), times=1)
    older = poll_hangs(account)
    await until_requests(simulator, 2)
    # The hanging answer is computed when it is released, so it is planted.
    lock.title = "Newer"
    await account.entry.runtime_data.coordinator.async_read_now()
    assert account.state("sensor.lock_title") == "Newer"
    simulator.overrides["lockTitle"] = "Older"

    simulator.clear_faults()
    await older

    assert account.state("sensor.lock_title") == "Newer"


@pytest.mark.parametrize("status", [500, 403, 401])
async def test_older_failure_never_overwrites_a_newer_answer(
    hass: HomeAssistant, account: Account, simulator: Simulator, status: int
) -> None:
    simulator.order(Fault(hang=True, status=status), times=1)
    older = poll_hangs(account)
    await until_requests(simulator, 2)
    await account.entry.runtime_data.coordinator.async_read_now()

    simulator.faults.release()
    await older

    assert account.state("sensor.lock_state") == "locked"
    assert not hass.config_entries.flow.async_progress()


async def test_hanging_poll_does_not_hold_up_the_reading_at_unlock_time(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    now: FrozenDateTimeFactory,
) -> None:
    simulator.start_lock(remaining=32)
    account = await add(hass, entry)
    simulator.order(Fault(hang=True), times=1)
    now.tick(timedelta(seconds=30.5))
    await until_requests(simulator, 2)
    assert account.state("sensor.lock_state") == "locked"

    now.tick(timedelta(seconds=2))
    await until_requests(simulator, 3)
    await until_state(account, "sensor.lock_state", "unlockable")

    simulator.clear_faults()
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=403, body=MISSING_SCOPE),
        Fault(status=429, retry_after=77),
    ],
)
async def test_older_answer_does_not_end_a_newer_failure(
    account: Account, simulator: Simulator, now: FrozenDateTimeFactory, fault: Fault
) -> None:
    simulator.order(Fault(hang=True))
    older = poll_hangs(account)
    await until_requests(simulator, 2)
    simulator.order(fault, times=2)
    await read_now(account)
    now.tick(timedelta(seconds=5))
    await read_now(account)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE

    simulator.clear_faults()
    await older

    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE


async def test_overtaken_answer_does_not_shorten_the_pause(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(hang=True))
    older = poll_hangs(account)
    await until_requests(simulator, 2)
    await read_now(account)
    simulator.order(Fault(status=429, retry_after=77))
    await read_now(account)
    simulator.clear_faults()
    await older
    simulator.clear_requests()

    await advance(76)
    assert not simulator.requests
    await advance(3)
    assert len(simulator.requests) == 1


async def test_failure_that_began_in_an_outage_is_shown_after_a_success(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=500), times=2)
    await advance(31)
    await advance(5)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE
    arrived = len(simulator.requests)
    older_may_answer, newer_may_answer = asyncio.Event(), asyncio.Event()
    simulator.order(Fault(before_answer=older_may_answer.wait))
    simulator.order(Fault(before_answer=newer_may_answer.wait, status=500))
    older = asyncio.create_task(read_now(account))
    await until_requests(simulator, arrived + 1)
    newer = asyncio.create_task(read_now(account))
    await until_requests(simulator, arrived + 2)
    older_may_answer.set()
    await older
    assert account.state("sensor.lock_state") == "locked"

    newer_may_answer.set()
    await newer

    assert account.state("sensor.lock_state") == "locked"
    simulator.order(Fault(status=500))
    await advance(5)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(),
        Fault(status=401),
        Fault(status=403, body=MISSING_SCOPE),
        Fault(status=500),
    ],
)
async def test_answer_after_the_end_of_the_entry_has_no_effect(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    issue_registry: ir.IssueRegistry,
    fault: Fault,
    removed: bool,
) -> None:
    release = asyncio.Event()
    simulator.order(
        Fault(before_answer=release.wait, status=fault.status, body=fault.body)
    )
    hanging = poll_hangs(account)
    await until_requests(simulator, 2)
    if removed:
        await hass.config_entries.async_remove(account.entry.entry_id)
    else:
        await hass.config_entries.async_unload(account.entry.entry_id)
    release.set()
    await hanging
    await hass.async_block_till_done()

    assert not hass.config_entries.flow.async_progress()
    assert not [issue for issue in issue_registry.issues if issue[0] == DOMAIN]
    simulator.clear_requests()
    await advance(30_000)
    assert not simulator.requests


async def test_listeners_hear_of_what_is_new_only(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    lock.freeze()
    simulator.overrides["timeLockedSeconds"] = None
    await advance(31)
    heard: list[str] = []
    remove = account.entry.runtime_data.coordinator.async_add_listener(
        lambda: heard.append("update")
    )

    await advance(31)
    await advance(31)
    assert not heard
    lock.title = "New"
    await advance(31)
    assert heard == ["update"]
    remove()
