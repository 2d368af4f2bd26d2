"""Which entities a trigger watches: targets, hidden entities and those of others."""

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
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Lock

from .rules import Target, device_of, lock_device_id, trigger, watch


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
    change: Callable[[Lock], None],
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
