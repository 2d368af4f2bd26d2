"""Inputs as YAML can give them, and a lock's device with entities of others."""

from collections.abc import Mapping

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from tests.acting import named
from tests.simulator import JsonValue

from .house import House

SWITCH = "input_boolean.switch"
COUNTER = "input_text.counter"
TURNED_ON = [{"trigger": "state", "entity_id": SWITCH, "to": "on"}]

type Sent = tuple[str, JsonValue]


async def turn_on(house: House) -> None:
    """Turn the switch on that starts the rules."""
    await house.set_state(SWITCH, "off")
    await house.set_state(SWITCH, "on")


@pytest.mark.parametrize(
    ("blueprint", "inputs", "sent"),
    [
        (
            "rule_broken",
            {"broken_by": TURNED_ON, "amount": "00:20:00", "time_a_day": "01:00:00"},
            named("add_time", 1200),
        ),
        (
            "habit_reward",
            {"reached": TURNED_ON, "reward": "00:20:00"},
            named("remove_time", 1200),
        ),
        (
            "hygienic_opening",
            {"opened_by": TURNED_ON, "duration": "00:20:00", "warn_before": "00:01:00"},
            named("hygienic_unlock.start", {"durationSeconds": 1200}),
        ),
        (
            "freeze_schedule",
            {"frozen_while": [SWITCH], "longest": "00:20:00"},
            ("/lock/freeze", {"durationSeconds": 1200}),
        ),
    ],
)
async def test_durations_as_text(
    house: House, blueprint: str, inputs: Mapping[str, object], sent: Sent
) -> None:
    await house.set_state(SWITCH, "off")
    await house.use(blueprint, **inputs)
    await turn_on(house)
    assert house.commands() == [sent]


@pytest.mark.parametrize("stored", ["2026-06-01", "2026-06-01 1", "2026-06-01 x y"])
async def test_a_counter_that_somebody_has_edited(house: House, stored: str) -> None:
    assert await async_setup_component(
        house.hass, "input_text", {"input_text": {"counter": {"initial": stored}}}
    )
    await house.use("rule_broken", broken_by=TURNED_ON, counter=COUNTER, times_a_day=2)
    await turn_on(house)
    assert house.commands() == [named("add_time", 900)]


async def test_a_reason_that_is_too_long_is_cut(house: House) -> None:
    await house.use("rule_broken", broken_by=TURNED_ON, reason="r" * 3000)
    await turn_on(house)
    (entry,) = house.log()
    assert isinstance(entry, dict)
    assert entry["description"] == "r" * 2000
    assert not house.notices()


async def test_entities_of_others_on_the_device_of_the_lock(house: House) -> None:
    """A helper can be put on it, and may come first in Home Assistant's list."""
    helper = MockConfigEntry(domain="threshold")
    helper.add_to_hass(house.hass)
    registry = er.async_get(house.hass)
    registry.async_get_or_create(
        "binary_sensor", "threshold", "id", device_id=house.lock, config_entry=helper
    )
    for entity_id in house.account.entity_ids().values():
        registry.async_update_entity(entity_id, labels={"lock"})
    await house.use("rule_broken", broken_by=TURNED_ON)
    await turn_on(house)
    assert house.commands() == [named("add_time", 900)]
