"""The triggers of the automation editor, run by Home Assistant's automations."""

from collections.abc import Callable

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.acting import act
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

from .rules import Target, by_device, device_of, is_valid, outage, trigger, watch

EVENTS = ("lock_started", "lock_ended", "task_assigned", "task_closed")
TIMES = ("time_added", "time_removed")
STATES = ("frozen", "unfrozen", "became_unlockable")

type Change = Callable[[Lock], None]


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        (lambda lock: lock.assign_task("Brush the cat"), ["task_assigned"]),
        (lambda lock: lock.add_time(600), ["time_added"]),
        (lambda lock: lock.add_time(-600), ["time_removed"]),
        (lambda lock: lock.freeze(), ["frozen"]),
        (
            lambda lock: setattr(lock, "remaining", 0),
            ["became_unlockable", "time_removed"],
        ),
    ],
)
async def test_a_change_of_the_lock_starts_what_waits_for_it_and_nothing_else(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    change: Change,
    keys: list[str],
) -> None:
    watched = await watch(hass, *by_device(account, *EVENTS, *TIMES, *STATES))
    change(lock)
    await advance(30)
    assert sorted(watched.keys()) == keys


async def test_a_timer_that_runs_again(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    watched = await watch(hass, *by_device(account, *STATES))
    lock.unfreeze()
    await advance(30)
    assert watched.keys() == ["unfrozen"]


async def test_end_and_start_of_a_lock_in_one_reading_both_start(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    """Both are written within the same millisecond."""
    watched = await watch(hass, *by_device(account, "lock_ended", "lock_started"))
    simulator.start_lock()
    await advance(30)
    assert watched.keys() == ["lock_ended", "lock_started"]


async def test_a_task_that_ends(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.assign_task("Brush the cat")
    await advance(30)
    watched = await watch(hass, *by_device(account, "task_closed", "task_assigned"))
    lock.complete_task()
    await advance(30)
    assert watched.keys() == ["task_closed"]


async def test_variables_of_an_event(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    watched = await watch(hass, *by_device(account, "time_added"))
    lock.add_time(600)
    await advance(30)
    assert watched.take() == [
        {
            "entity_id": account.entity_ids()["event.lock_events"],
            "event_type": "time_added",
            "seconds": 600,
            "source": "elsewhere",
            "from": "unknown",
            "to": "2026-06-01T12:00:30.000+00:00",
        }
    ]


async def test_variables_of_a_state(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    watched = await watch(hass, *by_device(account, "frozen"))
    lock.freeze()
    await advance(30)
    assert watched.take() == [
        {
            "entity_id": account.entity_ids()["binary_sensor.frozen"],
            "from": "off",
            "to": "on",
        }
    ]


@pytest.mark.parametrize(
    ("source", "ours", "others"),
    [("any", 1, 1), ("home_assistant", 1, 0), ("elsewhere", 0, 1)],
)
async def test_source_of_the_change(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    source: str,
    ours: int,
    others: int,
) -> None:
    watched = await watch(
        hass, trigger("time_added", device_of(account), source=source)
    )
    await act(hass, "add_time", duration={"minutes": 10})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert watched.count() == ours
    lock.add_time(600)
    await advance(30)
    assert watched.count() == others


async def test_the_event_of_before_a_reload_starts_nothing(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.add_time(600)
    await advance(30)
    watched = await watch(hass, *by_device(account, *EVENTS, *TIMES, *STATES))
    assert await hass.config_entries.async_reload(account.entry.entry_id)
    await advance(30)
    assert watched.count() == 0
    lock.add_time(600)
    await advance(30)
    assert watched.count() == 1


async def test_a_new_name_of_the_event_entity_starts_nothing(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.add_time(600)
    await advance(30)
    watched = await watch(hass, *by_device(account, "time_added"))
    er.async_get(hass).async_update_entity(
        account.entity_ids()["event.lock_events"], name="Another name"
    )
    await advance(30)
    assert watched.count() == 0


async def test_a_state_that_is_there_again_after_an_outage_starts_nothing(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    watched = await watch(hass, *by_device(account, *STATES))
    await outage(simulator, advance, account)
    assert account.state("binary_sensor.frozen") == "unavailable"
    lock.freeze()
    simulator.clear_faults()
    await advance(600)
    assert account.state("binary_sensor.frozen") == "on"
    assert watched.count() == 0


async def test_for_waits_and_forgets_what_did_not_last(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    watched = await watch(
        hass, trigger("frozen", device_of(account), **{"for": {"minutes": 2}})
    )
    lock.freeze()
    await advance(30)
    lock.unfreeze()
    await advance(119)
    assert watched.count() == 0
    lock.freeze()
    await advance(30)
    await advance(119)
    assert watched.count() == 0
    await advance(1)
    assert watched.count() == 1


async def test_other_entities_of_ours_start_nothing(
    hass: HomeAssistant, toy: Toy, advance: Advance
) -> None:
    """A connected device that runs is a binary sensor as well."""
    account = toy.account
    target: Target = {
        "entity_id": [
            entity_id
            for entity_id in hass.states.async_entity_ids("binary_sensor")
            if entity_id != account.entity_ids()["binary_sensor.frozen"]
        ]
    }
    watched = await watch(hass, trigger("frozen", target))
    await toy.press("vibrate")
    assert watched.count() == 0


@pytest.mark.parametrize("key", [*EVENTS, *TIMES, *STATES])
async def test_a_trigger_needs_a_target(
    hass: HomeAssistant, account: Account, key: str
) -> None:
    assert await is_valid(hass, triggers=by_device(account, key))
    assert not await is_valid(hass, triggers=[{"trigger": f"chastify.{key}"}])
