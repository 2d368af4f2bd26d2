"""Rules remember their runs after a crash, not only after a stop of Home Assistant."""

from collections.abc import Mapping
from typing import Any

import pytest

from .house import House
from .phone import Phone

COUNTER = "input_text.counter"
SWITCH = "input_boolean.switch"
TURNED_ON = [{"trigger": "state", "entity_id": SWITCH, "to": "on"}]

pytestmark = pytest.mark.usefixtures("counters")


def written(hass_storage: Mapping[str, Any], entity_id: str) -> Any:
    """Return the state that a start after a crash finds."""
    (state,) = [
        stored["state"]
        for stored in hass_storage["core.restore_state"]["data"]
        if stored["state"]["entity_id"] == entity_id
    ]
    return state


@pytest.mark.parametrize(
    ("blueprint", "inputs"),
    [
        ("rule_broken", {"broken_by": TURNED_ON}),
        ("habit_reward", {"reached": TURNED_ON}),
        ("hygienic_opening", {"opened_by": TURNED_ON}),
        ("freeze_schedule", {"frozen_while": [SWITCH]}),
    ],
)
async def test_when_a_rule_ran_is_written_before_it_sends(
    house: House,
    hass_storage: Mapping[str, Any],
    blueprint: str,
    inputs: Mapping[str, object],
) -> None:
    await house.set_state(SWITCH, "off")
    rule = await house.use(blueprint, **inputs)
    await house.set_state(SWITCH, "on")
    assert house.commands()
    last = written(hass_storage, rule)["attributes"]["last_triggered"]
    assert last == "2026-06-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("blueprint", "inputs", "counted"),
    [
        ("rule_broken", {"broken_by": TURNED_ON}, "2026-06-01 1 900"),
        ("hygienic_opening", {"opened_by": TURNED_ON}, "2026-W23 1 1780316100"),
    ],
)
async def test_what_was_counted_is_written(
    house: House,
    hass_storage: Mapping[str, Any],
    blueprint: str,
    inputs: Mapping[str, object],
    counted: str,
) -> None:
    await house.set_state(SWITCH, "off")
    await house.use(blueprint, counter=COUNTER, **inputs)
    await house.set_state(SWITCH, "on")
    assert house.commands()
    assert written(hass_storage, COUNTER)["state"] == counted


async def test_a_question_that_was_asked_is_written(
    house: House, phone: Phone, hass_storage: Mapping[str, Any]
) -> None:
    rule = await house.use("daily_check_in", phone=phone.id)
    await house.wait_until("2026-06-01 20:00")
    assert phone.notifications
    last = written(hass_storage, rule)["attributes"]["last_triggered"]
    assert last == "2026-06-01T18:00:00+00:00"


async def test_a_question_before_a_penalty_is_written(
    house: House, phone: Phone, hass_storage: Mapping[str, Any]
) -> None:
    await house.set_state(SWITCH, "off")
    rule = await house.use("rule_broken", broken_by=TURNED_ON, ask_on=[phone.id])
    await house.set_state(SWITCH, "on")
    assert phone.notifications
    last = written(hass_storage, rule)["attributes"]["last_triggered"]
    assert last == "2026-06-01T12:00:00+00:00"


async def test_a_summary_that_was_told_is_written(
    house: House, hass_storage: Mapping[str, Any]
) -> None:
    rule = await house.use("weekly_summary")
    await house.wait_until("2026-06-08 09:00")
    assert house.notices()
    last = written(hass_storage, rule)["attributes"]["last_triggered"]
    assert last == "2026-06-08T07:00:00+00:00"
