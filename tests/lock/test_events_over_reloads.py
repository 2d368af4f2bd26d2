"""Events over reloads and reauthentication of the account, and restarts of Home Assistant."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.acting import act
from tests.added_account import CONF_BASE_URL, Account
from tests.automation.rules import device_of, trigger, watch
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator
from tests.stored_files import restarted
from tests.told_events import KEY, OTHERS, OURS, Events, Told

NEW_TOKEN = "sim-new-token"

CHANGES: dict[str, tuple[Callable[[Simulator, Lock], object], list[Told]]] = {
    "time added": (lambda _, lock: lock.add_time(600), [("time_added", OTHERS, 600)]),
    "frozen": (lambda _, lock: lock.freeze(), [("frozen", OTHERS)]),
    "ended": (lambda simulator, _: simulator.end_lock(), [("lock_ended", OTHERS)]),
    "replaced": (
        lambda simulator, _: simulator.start_lock(title="Next", locked=0),
        [("lock_ended", OTHERS), ("lock_started", OTHERS)],
    ),
}

each_change = pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)


async def off_for(
    account: Account,
    advance: Advance,
    seconds: float,
    change: Callable[[], object],
) -> None:
    """Unload the account, let the lock change, and load it after so many seconds."""
    entries = account.hass.config_entries
    assert await entries.async_unload(account.entry.entry_id)
    change()
    await advance(seconds)
    assert await entries.async_setup(account.entry.entry_id)
    await account.hass.async_block_till_done()


@each_change
async def test_change_during_a_reload_is_told(
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    change: Callable[[Simulator, Lock], object],
    told: list[Told],
) -> None:
    await advance(60)
    await off_for(account, advance, 300, lambda: change(simulator, lock))

    found = events.take()

    assert [event[:2] for event in found] == [event[:2] for event in told]
    await advance(60)
    assert events.take() == []


@each_change
async def test_change_during_a_long_reload_is_not_told(
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    change: Callable[[Simulator, Lock], object],
    told: list[Told],
) -> None:
    await off_for(account, advance, 660, lambda: change(simulator, lock))

    assert events.take() == []
    await advance(60)
    assert events.take() == []


async def test_change_during_a_reload_starts_a_rule(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    rule = await watch(hass, trigger("time_added", device_of(account)))

    await off_for(account, advance, 60, lambda: lock.add_time(600))

    (started,) = rule.take()
    assert started["seconds"] == 600
    assert account.state("binary_sensor.active") == "on"


@pytest.mark.parametrize(
    ("seconds", "told"), [(300, [("time_added", OTHERS, 600)]), (1200, [])]
)
async def test_change_until_a_new_token_is_entered(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    seconds: float,
    told: list[Told],
) -> None:
    simulator.add_token(NEW_TOKEN, "wearer")
    simulator.revoke(account.entry.data[CONF_API_TOKEN])
    lock.add_time(600)
    await advance(30)
    await advance(seconds)

    hass.config_entries.async_update_entry(
        account.entry, data={**account.entry.data, CONF_API_TOKEN: NEW_TOKEN}
    )
    await hass.async_block_till_done()

    assert account.state("sensor.lock_state") == "locked"
    assert events.take() == told


async def test_another_server_is_no_change_of_the_lock(
    hass: HomeAssistant, account: Account, events: Events, advance: Advance
) -> None:
    async with Simulator() as other:
        other.start_lock(title="Elsewhere", remaining=600, locked=5)
        hass.config_entries.async_update_entry(
            account.entry, data={**account.entry.data, CONF_BASE_URL: other.url}
        )
        await hass.async_block_till_done()
        await advance(30)

        assert account.state("sensor.lock_title") == "Elsewhere"
        assert events.take() == []
        await hass.config_entries.async_unload(account.entry.entry_id)


async def test_another_account_is_no_change_of_the_lock(
    hass: HomeAssistant, account: Account, events: Events, simulator: Simulator
) -> None:
    simulator.add_token(NEW_TOKEN, "wearer", "somebody_else")
    simulator.start_lock(title="Theirs", locked=5)

    hass.config_entries.async_update_entry(
        account.entry, data={**account.entry.data, CONF_API_TOKEN: NEW_TOKEN}
    )
    await hass.async_block_till_done()

    assert account.state("sensor.lock_title") == "Theirs"
    assert events.take() == []


async def test_change_that_nobody_listened_to_is_not_told_later(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    advance: Advance,
    entity_registry: er.EntityRegistry,
) -> None:
    entity_id = account.entity_ids()[KEY]
    entity_registry.async_update_entity(
        entity_id, disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.config_entries.async_reload(account.entry.entry_id)
    lock.add_time(600)
    await advance(30)

    entity_registry.async_update_entity(entity_id, disabled_by=None)
    await hass.config_entries.async_reload(account.entry.entry_id)

    assert events.take() == []


async def test_change_while_home_assistant_is_off_is_not_told(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)
    lock.add_time(600)

    async with restarted(hass, account.entry) as after:
        assert after.state(KEY) == "unknown"


@pytest.mark.parametrize(
    ("seconds", "source"), [(601, OURS), (300, OTHERS)], ids=["natural", "earlier"]
)
async def test_end_of_our_freeze_after_a_restart(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    seconds: float,
    source: str,
) -> None:
    await act(hass, "freeze", duration={"minutes": 10})
    await advance(30)
    await hass.config_entries.async_unload(account.entry.entry_id)

    async with restarted(hass, account.entry) as after:
        told = Events.of(after)
        if source == OTHERS:
            lock.unfreeze()
        await advance(seconds - 30)
        async_fire_time_changed(after.hass)
        await after.hass.async_block_till_done(wait_background_tasks=True)

        assert told.take() == [("unfrozen", source)]


async def test_each_event_of_a_reading_is_one_state_and_starts_its_rule(
    hass: HomeAssistant, account: Account, events: Events, lock: Lock, advance: Advance
) -> None:
    keys = ("time_added", "task_assigned", "became_unlockable")
    rule = await watch(hass, *(trigger(key, device_of(account)) for key in keys))
    lock.add_time(600)
    lock.assign_task("x")
    lock.freeze()

    await advance(30)

    assert [event[0] for event in events.take()] == [
        "frozen",
        "time_added",
        "task_assigned",
    ]
    assert sorted(rule.keys()) == ["task_assigned", "time_added"]
