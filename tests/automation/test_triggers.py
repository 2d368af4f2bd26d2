"""The triggers of the automation editor, run by Home Assistant's automations."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from tests.acting import act
from tests.added_account import Account, add
from tests.connected_devices import Toy
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .rules import Target, device_of, is_valid, lock_device_id, trigger, watch

EVENTS = ("lock_started", "lock_ended", "task_assigned", "task_closed")
TIMES = ("time_added", "time_removed")
STATES = ("frozen", "unfrozen", "became_unlockable")

type Change = Callable[[Lock], None]


def by_device(account: Account, *keys: str) -> list[dict[str, object]]:
    """Return triggers on the lock's device."""
    return [trigger(key, device_of(account)) for key in keys]


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
    ("key", "seconds", "starts"),
    [
        ("time_added", 600, 1),
        ("time_added", 599, 0),
        ("time_added", -600, 0),
        ("time_removed", -600, 1),
        ("time_removed", -599, 0),
    ],
)
async def test_less_than_the_minimum_starts_nothing(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    key: str,
    seconds: int,
    starts: int,
) -> None:
    watched = await watch(
        hass, trigger(key, device_of(account), minimum={"minutes": 10})
    )
    lock.add_time(seconds)
    await advance(30)
    assert watched.count() == starts


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
    simulator.order(Fault(status=503), times=None)
    await advance(30)
    await advance(5)
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


@pytest.mark.parametrize(
    ("behavior", "starts"), [("each", 2), ("first", 1), ("all", 1)]
)
async def test_behavior_with_two_accounts(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    lock: Lock,
    advance: Advance,
    behavior: str,
    starts: int,
) -> None:
    """Wearer and keyholder of one lock: both see the freeze."""
    other = await add(hass, keyholder_entry)
    target = {"device_id": [lock_device_id(account), lock_device_id(other)]}
    watched = await watch(hass, trigger("frozen", target, behavior=behavior))
    lock.freeze()
    await advance(30)
    assert watched.count() == starts


@pytest.mark.parametrize("kind", ["entity", "device", "area", "label"])
async def test_every_kind_of_target(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance, kind: str
) -> None:
    devices = dr.async_get(hass)
    area = ar.async_get(hass).async_create("Bedroom")
    label = lr.async_get(hass).async_create("Lock")
    devices.async_update_device(
        lock_device_id(account), area_id=area.id, labels={label.label_id}
    )
    targets: dict[str, Target] = {
        "entity": {"entity_id": account.entity_ids()["binary_sensor.frozen"]},
        "device": device_of(account),
        "area": {"area_id": area.id},
        "label": {"label_id": label.label_id},
    }
    watched = await watch(hass, trigger("frozen", targets[kind]))
    lock.freeze()
    await advance(30)
    assert watched.count() == 1


@pytest.mark.parametrize(
    ("entity", "key", "change"),
    [
        ("event.lock_events", "time_added", lambda lock: lock.add_time(600)),
        ("binary_sensor.frozen", "frozen", lambda lock: lock.freeze()),
    ],
)
@pytest.mark.parametrize("as_list", [False, True])
async def test_a_hidden_entity_of_a_targeted_device_counts(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    entity: str,
    key: str,
    change: Change,
    as_list: bool,
) -> None:
    """Hiding it from dashboards doesn't silently switch rules off."""
    er.async_get(hass).async_update_entity(
        account.entity_ids()[entity], hidden_by=er.RegistryEntryHider.USER
    )
    device_id = lock_device_id(account)
    target: Target = {"device_id": [device_id] if as_list else device_id}
    watched = await watch(hass, trigger(key, target))
    change(lock)
    await advance(30)
    assert watched.count() == 1


async def test_entities_of_others_start_nothing(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    """Of the same platforms, keys and states, and written into the target by hand."""
    registry = er.async_get(hass)
    states = {"binary_sensor": ("off", "on"), "event": ("1", "2"), "sensor": ("9", "1")}
    others = {
        domain: registry.async_get_or_create(
            domain, "demo", key, translation_key=key
        ).entity_id
        for domain, key in (
            ("binary_sensor", "frozen"),
            ("event", "lock_events"),
            ("sensor", "time_remaining"),
        )
    }
    attributes = {
        "event_type": "time_added",
        "seconds": 600,
        "source": "elsewhere",
        "unit_of_measurement": "h",
    }
    for entity_id in others.values():
        hass.states.async_set(
            entity_id, states[entity_id.partition(".")[0]][0], attributes
        )
    target: Target = {"entity_id": list(others.values())}
    below: dict[str, object] = {
        "type": "below",
        "value": {"number": 2, "unit_of_measurement": "h"},
    }
    watched = await watch(
        hass,
        trigger("frozen", target),
        trigger("time_added", target),
        trigger("time_remaining_crossed_threshold", target, threshold=below),
    )
    for entity_id in others.values():
        hass.states.async_set(
            entity_id, states[entity_id.partition(".")[0]][1], attributes
        )
    await advance(1)
    assert watched.count() == 0


async def test_a_key_of_ours_on_another_platform_starts_nothing(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = er.async_get(hass).async_get_or_create(
        "sensor",
        "chastify",
        "other",
        translation_key="frozen",
        config_entry=account.entry,
    )
    watched = await watch(hass, trigger("frozen", {"entity_id": other.entity_id}))
    for state in ("off", "on"):
        hass.states.async_set(other.entity_id, state)
    await advance(1)
    assert watched.count() == 0
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


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


async def test_threshold_with_a_unit_starts_at_the_reading_that_crosses_it(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.remaining = 7300
    await advance(30)
    watched = await watch(
        hass,
        trigger(
            "time_remaining_crossed_threshold",
            device_of(account),
            threshold={
                "type": "below",
                "value": {"number": 120, "unit_of_measurement": "min"},
            },
        ),
    )
    await advance(30)
    assert watched.count() == 0
    await advance(60)
    assert watched.count() == 1
    await advance(60)
    assert watched.count() == 0


async def test_threshold_from_another_entity(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    hass.states.async_set("input_number.limit", "10", {"unit_of_measurement": "h"})
    watched = await watch(
        hass,
        trigger(
            "time_remaining_crossed_threshold",
            device_of(account),
            threshold={"type": "above", "value": {"entity": "input_number.limit"}},
        ),
    )
    lock.add_time(3 * 3600)
    await advance(30)
    assert watched.count() == 1


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("time_added", {"source": "nobody"}),
        ("time_added", {"minimum": {"minutes": -1}}),
        ("time_removed", {"minimum": "soon"}),
        ("lock_started", {"behavior": "each"}),
        ("frozen", {"behavior": "some"}),
        ("time_remaining_crossed_threshold", {}),
        (
            "time_remaining_crossed_threshold",
            {"threshold": {"type": "below", "value": {"number": 2}}},
        ),
        (
            "time_remaining_crossed_threshold",
            {
                "threshold": {
                    "type": "below",
                    "value": {"number": 2, "unit_of_measurement": "km"},
                }
            },
        ),
        ("remaining_time_reached", {}),
        ("remaining_time_reached", {"remaining": {"minutes": -1}}),
        ("remaining_time_reached", {"remaining": {"minutes": 1}, "locked": 5}),
        ("time_locked_reached", {"locked": "a day"}),
    ],
)
async def test_wrong_options_are_refused(
    hass: HomeAssistant, account: Account, key: str, options: dict[str, object]
) -> None:
    assert not await is_valid(
        hass, triggers=[trigger(key, device_of(account), **options)]
    )


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("time_added", "minimum"),
        ("remaining_time_reached", "remaining"),
        ("time_locked_reached", "locked"),
    ],
)
@pytest.mark.parametrize(
    ("text", "is_taken"),
    [("1 day, 1:00:00", True), ("-1 day, 1:00:00", False), ("1 day", False)],
)
async def test_durations_of_days_as_a_template_writes_them(
    hass: HomeAssistant,
    account: Account,
    key: str,
    option: str,
    text: str,
    is_taken: bool,
) -> None:
    config = trigger(key, device_of(account), **{option: text})
    assert await is_valid(hass, triggers=[config]) is is_taken


@pytest.mark.parametrize("key", [*EVENTS, *TIMES, *STATES])
async def test_a_trigger_needs_a_target(
    hass: HomeAssistant, account: Account, key: str
) -> None:
    assert await is_valid(hass, triggers=by_device(account, key))
    assert not await is_valid(hass, triggers=[{"trigger": f"chastify.{key}"}])
