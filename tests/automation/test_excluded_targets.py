"""Excluded entities start nothing; Home Assistant has `exclude` from 2026.11 on."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
    target as target_helper,
)
from tests.acting import act
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Lock

from .rules import Passes, beyond, lock_device_id, trigger, watch

pytestmark = pytest.mark.skipif(
    not hasattr(target_helper, "async_extract_excluded_entity_ids"),
    reason="This Home Assistant refuses `exclude`.",
)


@pytest.fixture
async def other(
    hass: HomeAssistant, account: Account, keyholder_entry: MockConfigEntry
) -> Account:
    """Return a second account: the keyholder's of the same lock."""
    return await add(hass, keyholder_entry)


def excluding(account: Account, other: Account, kind: str, key: str) -> dict[str, Any]:
    """Return both locks as a target that excludes the first one."""
    hass = account.hass
    device_id = lock_device_id(account)
    devices = dr.async_get(hass)
    area = ar.async_get(hass).async_get_or_create("Bedroom")
    label = lr.async_get(hass).async_create("Left out")
    if kind == "area":
        devices.async_update_device(device_id, area_id=area.id)
    if kind == "label":
        devices.async_update_device(device_id, labels={label.label_id})
    excluded = {
        "entity": {"entity_id": account.entity_ids()[key]},
        "device": {"device_id": device_id},
        "area": {"area_id": area.id},
        "label": {"label_id": label.label_id},
    }
    return {
        "device_id": [device_id, lock_device_id(other)],
        "exclude": excluded[kind],
    }


@pytest.mark.parametrize("kind", ["entity", "device", "area", "label"])
@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize(
    ("entity", "key", "options"),
    [
        ("event.lock_events", "time_added", {}),
        ("binary_sensor.frozen", "frozen", {}),
        ("binary_sensor.frozen", "frozen", {"for": {"seconds": 10}}),
        ("sensor.unlock_time", "remaining_time_reached", {"remaining": 4000}),
        ("sensor.locked_since", "time_locked_reached", {"locked": 1460}),
        (
            "sensor.time_remaining",
            "time_remaining_crossed_threshold",
            {
                "threshold": {
                    "type": "above",
                    "value": {"number": 28_000, "unit_of_measurement": "s"},
                }
            },
        ),
    ],
)
async def test_a_trigger_leaves_out_what_its_target_excludes(
    hass: HomeAssistant,
    account: Account,
    other: Account,
    lock: Lock,
    advance: Advance,
    entity: str,
    key: str,
    options: dict[str, Any],
    kind: str,
    is_hidden: bool,
) -> None:
    if is_hidden:
        for each in (account, other):
            er.async_get(hass).async_update_entity(
                each.entity_ids()[entity], hidden_by=er.RegistryEntryHider.USER
            )
    if key == "remaining_time_reached":
        lock.remaining = 4040
        for each in (account, other):
            await act(hass, "get_session", config_entry_id=each.entry.entry_id)
    watched = await watch(
        hass, trigger(key, excluding(account, other, kind, entity), **options)
    )
    if key == "frozen":
        lock.freeze()
    elif key != "remaining_time_reached":
        lock.add_time(3600)
    await advance(30)
    await advance(30)
    assert [found["entity_id"] for found in watched.take()] == [
        other.entity_ids()[entity]
    ]


@pytest.mark.parametrize("kind", ["entity", "device", "area", "label"])
@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize(
    ("entity", "key", "options"),
    [
        ("binary_sensor.active", "is_active", {}),
        (
            "sensor.time_remaining",
            "is_time_remaining",
            {"threshold": beyond("above", 1, "s")},
        ),
        ("sensor.task_points", "is_task_points", {"threshold": beyond("above", 1)}),
    ],
)
async def test_a_condition_leaves_out_what_its_target_excludes(
    hass: HomeAssistant,
    account: Account,
    other: Account,
    passes: Passes,
    entity: str,
    key: str,
    options: dict[str, Any],
    kind: str,
    is_hidden: bool,
) -> None:
    if is_hidden:
        for each in (account, other):
            er.async_get(hass).async_update_entity(
                each.entity_ids()[entity], hidden_by=er.RegistryEntryHider.USER
            )
    target = excluding(account, other, kind, entity)
    config = {"condition": f"chastify.{key}", "target": target, "options": options}
    assert await passes(config)
    other_id = lock_device_id(other)
    both = {**target, "exclude": {"device_id": [lock_device_id(account), other_id]}}
    assert not await passes({**config, "target": both})
