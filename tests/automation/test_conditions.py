"""The conditions of the automation editor, tested by Home Assistant's automations."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

from .rules import (
    Passes,
    Target,
    beyond,
    condition,
    device_of,
    is_valid,
    lock_device_id,
    outage,
)

pytestmark = pytest.mark.loop_debug

STATES = ("is_active", "is_frozen", "is_unlockable", "has_open_task")


async def passing(passes: Passes, target: Target) -> set[str]:
    """Return which conditions on a state pass now."""
    return {key for key in STATES if await passes(condition(key, target))}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _lock: None, {"is_active"}),
        (lambda lock: lock.freeze(), {"is_active", "is_frozen"}),
        (
            lambda lock: setattr(lock, "remaining", 0),
            {"is_active", "is_unlockable"},
        ),
        (
            lambda lock: lock.assign_task("Brush the cat"),
            {"is_active", "has_open_task"},
        ),
    ],
)
async def test_what_the_lock_is(
    account: Account,
    lock: Lock,
    advance: Advance,
    passes: Passes,
    change: Callable[[Lock], None],
    expected: set[str],
) -> None:
    change(lock)
    await advance(30)
    assert await passing(passes, device_of(account)) == expected


async def test_without_a_lock_nothing_passes(
    account: Account, simulator: Simulator, advance: Advance, passes: Passes
) -> None:
    simulator.end_lock()
    await advance(30)
    assert await passing(passes, device_of(account)) == set()
    assert not await roles(passes, device_of(account))


async def roles(passes: Passes, target: Target, **options: object) -> set[str]:
    """Return the roles for which the condition passes now."""
    return {
        role
        for role in ("wearer", "keyholder")
        if await passes(condition("is_role", target, role=role, **options))
    }


async def test_role_at_the_lock(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
    advance: Advance,
    passes: Passes,
) -> None:
    other = await add(hass, keyholder_entry)

    assert await roles(passes, device_of(account)) == {"wearer"}
    assert await roles(passes, device_of(other)) == {"keyholder"}
    both: Target = {"device_id": [lock_device_id(account), lock_device_id(other)]}
    assert await roles(passes, both) == {"wearer", "keyholder"}
    assert await roles(passes, both, behavior="all") == set()

    simulator.session_overrides["role"] = "somebody"
    await advance(30)
    assert await roles(passes, device_of(account)) == set()


async def test_role_is_found_in_an_area_though_its_sensor_is_a_diagnostic_one(
    hass: HomeAssistant, account: Account, passes: Passes
) -> None:
    area = ar.async_get(hass).async_create("Hall")
    dr.async_get(hass).async_update_device(lock_device_id(account), area_id=area.id)

    assert await roles(passes, {"area_id": area.id}) == {"wearer"}


async def test_in_an_outage_any_does_not_pass_and_all_does(
    account: Account, simulator: Simulator, advance: Advance, passes: Passes
) -> None:
    """As with all conditions of Home Assistant, unavailable entities are left out."""
    await outage(simulator, advance, account)
    target = device_of(account)
    assert await passing(passes, target) == set()
    assert await passes(condition("is_active", target, behavior="all"))
    assert await passes(condition("is_frozen", target, behavior="all"))


async def test_all_needs_each_of_two_accounts(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    lock: Lock,
    passes: Passes,
) -> None:
    """Only one of them has read the freeze yet."""
    lock.freeze()
    other = await add(hass, keyholder_entry)
    target: Target = {"device_id": [lock_device_id(account), lock_device_id(other)]}
    assert await passes(condition("is_frozen", target, behavior="any"))
    assert not await passes(condition("is_frozen", target, behavior="all"))


async def test_for_at_least(
    account: Account, lock: Lock, advance: Advance, passes: Passes
) -> None:
    frozen = condition("is_frozen", device_of(account), **{"for": {"minutes": 5}})
    lock.freeze()
    await advance(30)
    await advance(299)
    assert not await passes(frozen)
    await advance(1)
    assert await passes(frozen)


@pytest.mark.parametrize(
    ("key", "threshold", "expected"),
    [
        # 27,800 s remain.
        ("is_time_remaining", beyond("below", 8, "h"), True),
        ("is_time_remaining", beyond("below", 7, "h"), False),
        ("is_time_remaining", beyond("above", 463, "min"), True),
        ("is_time_remaining", beyond("above", 464, "min"), False),
        ("is_time_remaining", beyond("below", 1, "d"), True),
        (
            "is_time_remaining",
            {
                "type": "between",
                "value_min": {"number": 7, "unit_of_measurement": "h"},
                "value_max": {"number": 8, "unit_of_measurement": "h"},
            },
            True,
        ),
        # It has run for 1,420 s.
        ("is_time_locked", beyond("above", 23, "min"), True),
        ("is_time_locked", beyond("above", 24, "min"), False),
        # Of 20 points there are 12.
        ("is_task_points", beyond("above", 11), True),
        ("is_task_points", beyond("above", 12), False),
        ("is_task_points", beyond("below", 13), True),
    ],
)
async def test_thresholds(
    account: Account,
    passes: Passes,
    key: str,
    threshold: dict[str, Any],
    expected: bool,
) -> None:
    assert (
        await passes(condition(key, device_of(account), threshold=threshold))
        is expected
    )


async def test_threshold_from_another_entity(
    hass: HomeAssistant, account: Account, passes: Passes
) -> None:
    config = condition(
        "is_time_remaining",
        device_of(account),
        threshold={"type": "below", "value": {"entity": "input_number.limit"}},
    )
    assert not await passes(config)
    hass.states.async_set("input_number.limit", "500", {"unit_of_measurement": "min"})
    assert await passes(config)
    hass.states.async_set("input_number.limit", "7", {"unit_of_measurement": "h"})
    assert not await passes(config)


async def test_a_hidden_entity_of_a_targeted_device_counts(
    hass: HomeAssistant, account: Account, passes: Passes
) -> None:
    for key in ("binary_sensor.active", "sensor.task_points"):
        er.async_get(hass).async_update_entity(
            account.entity_ids()[key], hidden_by=er.RegistryEntryHider.USER
        )
    target = device_of(account)
    assert await passes(condition("is_active", target))
    assert await passes(
        condition("is_task_points", target, threshold=beyond("above", 11))
    )


async def test_entities_of_others_are_left_out(
    hass: HomeAssistant, account: Account, passes: Passes
) -> None:
    registry = er.async_get(hass)
    others = [
        registry.async_get_or_create(domain, "demo", key, translation_key=key).entity_id
        for domain, key in (
            ("binary_sensor", "frozen"),
            ("sensor", "time_remaining"),
            ("sensor", "task_points"),
        )
    ]
    hass.states.async_set(others[0], "on")
    hass.states.async_set(others[1], "1", {"unit_of_measurement": "h"})
    hass.states.async_set(others[2], "1")
    target: Target = {"entity_id": others}
    for config in (
        condition("is_frozen", target),
        condition("is_time_remaining", target, threshold=beyond("below", 2, "h")),
        condition("is_task_points", target, threshold=beyond("below", 2)),
    ):
        assert not await passes(config)


async def test_other_numbers_of_the_lock_are_left_out(
    account: Account, passes: Passes
) -> None:
    """Of 20 points there are 12, so 8 remain."""
    ids = account.entity_ids()
    target: Target = {
        "entity_id": [
            ids["sensor.task_points_required"],
            ids["sensor.task_points_remaining"],
            ids["sensor.max_time_remaining"],
        ]
    }
    for config in (
        condition("is_task_points", target, threshold=beyond("above", 0)),
        condition("is_time_remaining", target, threshold=beyond("above", 0, "s")),
        condition("is_time_locked", target, threshold=beyond("above", 0, "s")),
    ):
        assert not await passes(config)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("is_frozen", {"behavior": "each"}),
        ("is_frozen", {"for": {"minutes": -1}}),
        ("is_time_remaining", {}),
        ("is_time_remaining", {"threshold": beyond("below", 2)}),
        ("is_time_locked", {"threshold": beyond("below", 2, "km")}),
        ("is_task_points", {"threshold": {"type": "about", "value": {"number": 1}}}),
        ("is_role", {}),
        ("is_role", {"role": "extension"}),
    ],
)
async def test_wrong_options_are_refused(
    hass: HomeAssistant, account: Account, key: str, options: dict[str, object]
) -> None:
    assert not await is_valid(
        hass, conditions=[condition(key, device_of(account), **options)]
    )


@pytest.mark.parametrize("key", STATES)
async def test_a_condition_needs_a_target(
    hass: HomeAssistant, account: Account, key: str
) -> None:
    assert await is_valid(hass, conditions=[condition(key, device_of(account))])
    assert not await is_valid(hass, conditions=[{"condition": f"chastify.{key}"}])
