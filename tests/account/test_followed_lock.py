"""An account with several active locks stays with the one that it shows."""

import random

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, key_of, sent
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.one_lock import entry_of
from tests.simulator import WEARER_TOKEN, Fault, Lock, Simulator
from tests.told_events import Events


async def test_current_lock_that_changes_at_random_moves_nothing(
    account: Account,
    simulator: Simulator,
    lock: Lock,
    events: Events,
    advance: Advance,
) -> None:
    locks = [lock, simulator.add_lock(), simulator.add_lock()]
    title = account.state("sensor.lock_title")
    chosen = random.Random(7)

    for _ in range(120):
        simulator.choose(chosen.choice(locks))
        await advance(30)
        assert account.state("sensor.lock_title") == title
        assert account.entry.runtime_data.coordinator.data.lock_id == lock.lock_id

    assert not events.take()


async def test_next_lock_is_shown_when_the_own_one_has_ended(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    other = simulator.add_lock(title="Next")
    simulator.move_on(other)

    await advance(30)

    assert account.state("sensor.lock_title") == "Next"


async def test_entry_with_a_lock_never_follows_another(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.start_lock(title="Current")
    own = simulator.add_lock(title="Own")
    account = await add(hass, entry_of(simulator, own))
    assert account.state("sensor.lock_title") == "Own"

    simulator.end_lock(own)
    await advance(30)

    assert account.state("sensor.lock_state") == "no_lock"
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"lock_ended_{account.entry.entry_id}"
    )
    assert issue is not None
    with pytest.raises(ServiceValidationError):
        await act(hass, "add_time", seconds=60)
    assert not simulator.lock or simulator.lock.remaining is not None


async def test_lock_of_another_entry_is_passed_over(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
) -> None:
    other = simulator.add_lock()
    await add(hass, entry_of(simulator, other))
    simulator.move_on(other)

    await advance(30)

    assert account.state("sensor.lock_state") == "no_lock"
    simulator.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await act(
            hass,
            "unfreeze",
            config_entry_id=account.entry.entry_id,
        )
    assert key_of(caught.value) == "lock_of_another_entry"
    assert not simulator.requests


async def test_other_lock_is_offered_once_and_becomes_an_entry(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
) -> None:
    other = simulator.add_lock(title="Other")
    simulator.choose(other)
    for _ in range(50):
        await advance(30)

    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_INTEGRATION_DISCOVERY
    assert flow["context"]["unique_id"] == f"{account.entry.entry_id}_{other.lock_id}"
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done()

    assert result["type"] is FlowResultType.CREATE_ENTRY
    added = result["result"]
    assert added.data == {**account.entry.data, "lock_id": other.lock_id}
    assert added.title == "sim_wearer: sim_wearer"
    for _ in range(50):
        await advance(30)
    assert not hass.config_entries.flow.async_progress()


async def test_each_of_three_entries_stays_with_its_lock_and_each_offer_comes_once(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
) -> None:
    locks = {
        each.lock_id: each.title
        for each in (
            lock,
            simulator.add_lock(title="Second"),
            simulator.add_lock(title="Third"),
        )
    }
    chosen = random.Random(11)
    offered: list[str | None] = []
    entries = {lock.lock_id: account}
    told = [Events.of(account)]

    for poll in range(240):
        simulator.choose(simulator.locks[chosen.randrange(3)])
        await advance(30)
        for flow in hass.config_entries.flow.async_progress():
            unique_id = flow["context"]["unique_id"]
            if unique_id in offered:
                continue
            offered.append(unique_id)
            assert poll < 120
            result = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
            await hass.async_block_till_done()
            added = Account(hass, result["result"])
            entries[result["result"].data["lock_id"]] = added
            told.append(Events.of(added))
        for lock_id, each in entries.items():
            assert each.state("sensor.lock_title") == locks[lock_id]

    assert entries.keys() == locks.keys()
    assert sorted(map(str, offered)) == sorted(
        f"{account.entry.entry_id}_{lock_id}"
        for lock_id in locks
        if lock_id != lock.lock_id
    )
    for events in told:
        assert not events.take()


async def test_offer_goes_with_its_lock(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    other = simulator.add_lock()
    simulator.choose(other)
    for _ in range(25):
        await advance(30)
    assert hass.config_entries.flow.async_progress()

    simulator.end_lock(other)
    for _ in range(25):
        await advance(30)

    assert not hass.config_entries.flow.async_progress()


async def test_service_that_heeds_no_pins_is_followed(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.heeds_pins = False
    simulator.choose(simulator.add_lock(title="Other"))

    await advance(30)

    assert account.state("sensor.lock_title") == "Other"


async def test_conflict_without_a_code_ends_the_lock_only_if_it_is_repeated(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=409, body={}), times=2, match="GET")

    await advance(30)
    assert account.state("sensor.lock_state") == "locked"

    await advance(6)
    await advance(30)
    assert account.state("sensor.lock_state") == "locked"

    simulator.order(Fault(status=409, body={}), times=None, match="GET")
    await advance(30)
    await advance(6)
    assert account.state("sensor.lock_state") == "no_lock"


async def test_conflict_without_a_code_moves_to_another_lock_only_after_ten_minutes(
    account: Account, simulator: Simulator, events: Events, advance: Advance
) -> None:
    simulator.choose(simulator.add_lock(title="Other"))
    simulator.order(
        Fault(status=409, body={}),
        times=None,
        match="GET /api/apps/v1/session pinned",
    )
    await advance(30)
    assert account.state("sensor.lock_title") != "Other"

    for _ in range(15):
        await advance(30)
        assert account.state("sensor.lock_title") == "unavailable"
    assert not events.take()

    for _ in range(3):
        await advance(300)
    assert account.state("sensor.lock_title") == "Other"


async def test_lock_that_is_not_active_is_asked_back_in_the_form(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.start_lock()
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {
            "api_token": WEARER_TOKEN,
            "advanced": {"base_url": simulator.url, "lock_id": "f" * 24},
        },
    )

    assert result["errors"] == {"base": "lock_ended"}


async def test_nothing_is_sent_to_another_lock_where_pins_are_not_heeded(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    simulator.start_lock(title="Current")
    own = simulator.add_lock(title="Own")
    simulator.heeds_pins = False
    account = await add(hass, entry_of(simulator, own))
    assert account.state("sensor.lock_state") == "no_lock"

    for _ in range(2):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "add_time", duration=600)
        assert key_of(caught.value) == "lock_not_shown"
        await hass.config_entries.async_reload(account.entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    assert not sent(simulator)


async def test_one_conflict_after_an_outage_moves_nothing(
    account: Account, simulator: Simulator, events: Events, advance: Advance
) -> None:
    pinned = "GET /api/apps/v1/session pinned"
    simulator.choose(simulator.add_lock(title="Other"))
    simulator.order(Fault(status=409, body={}), match=pinned)
    await advance(30)
    simulator.order(Fault(status=503), times=None)
    for _ in range(5):
        await advance(300)
    simulator.clear_faults()
    simulator.order(Fault(status=409, body={}), match=pinned)
    await advance(300)
    await advance(300)

    assert account.state("sensor.lock_title") == "Weekend Challenge"
    assert not events.take()


async def test_other_locks_are_looked_for_though_the_first_entry_has_none(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    current = simulator.start_lock(title="Current")
    own = simulator.add_lock(title="Own")
    first = await add(hass, entry_of(simulator, own))
    await add(hass, entry)
    simulator.end_lock(own)
    third = simulator.add_lock(title="Third")
    simulator.choose(third)

    for _ in range(45):
        await advance(30)

    assert first.state("sensor.lock_state") == "no_lock"
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["unique_id"] == f"{entry.entry_id}_{third.lock_id}"

    # An offer goes with the entry that it is of.
    await hass.config_entries.async_remove(entry.entry_id)
    await add(hass, entry_of(simulator, current))
    for _ in range(25):
        await advance(30)
    owners = [
        str(flow["context"]["unique_id"])
        for flow in hass.config_entries.flow.async_progress()
    ]
    assert not [owner for owner in owners if owner.startswith(entry.entry_id)]
