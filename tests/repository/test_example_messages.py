"""The examples that tell something of the lock."""

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import HomeAssistant, ServiceCall
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

from .example_automations import Add, named


async def test_the_first_rule_tells_that_the_lock_can_be_opened(
    lock: Lock, advance: Advance, add: Add, messages: list[ServiceCall]
) -> None:
    await add(named("The lock can be opened"))
    lock.remaining = 0
    await advance(30)
    assert [call.data["message"] for call in messages] == ["The lock can be opened."]


async def test_the_rule_about_freezing_tells_both(
    lock: Lock, advance: Advance, add: Add, messages: list[ServiceCall]
) -> None:
    await add(named("Timer frozen or running"))
    lock.freeze()
    await advance(30)
    lock.unfreeze()
    await advance(30)
    assert [call.data["message"] for call in messages] == [
        "The timer is frozen.",
        "The timer runs again.",
    ]


async def test_the_rule_before_the_unlock_time_comes_half_an_hour_before(
    hass: HomeAssistant,
    lock: Lock,
    advance: Advance,
    add: Add,
) -> None:
    lights = async_mock_service(hass, "light", "turn_on")
    lock.remaining = 3600
    await advance(30)
    await add(named("Half an hour before the unlock time"))
    await advance(1769)
    assert not lights
    await advance(1)
    assert len(lights) == 1


async def test_the_rule_about_two_hours_is_not_repeated_after_an_outage(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    add: Add,
    messages: list[ServiceCall],
) -> None:
    await add(named("Less than two hours remain"))
    lock.remaining = 7000
    await advance(30)
    assert len(messages) == 1
    assert messages[0].data["message"] == "Less than two hours remain."
    await hass.config_entries.async_reload(account.entry.entry_id)
    await advance(30)
    assert len(messages) == 1


async def test_the_evening_report_says_what_remains(
    hass: HomeAssistant,
    lock: Lock,
    advance: Advance,
    add: Add,
    messages: list[ServiceCall],
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await add(named("Evening report of the lock"))
    lock.remaining = 20 * 3600
    await advance(30)
    await advance(9 * 3600 - 30)
    assert [dict(call.data) for call in messages] == [
        {
            "entity_id": ["notify.my_phone"],
            "title": "Weekend Challenge",
            "message": "11.0 hours remain, with 12 points so far.",
        }
    ]


async def test_the_evening_report_says_nothing_without_a_lock(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    messages: list[ServiceCall],
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await add(named("Evening report of the lock"))
    simulator.end_lock()
    await advance(30)
    await advance(9 * 3600 - 30)
    assert not messages


async def test_the_rule_about_start_and_end_tells_both(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    messages: list[ServiceCall],
) -> None:
    await add(named("A lock starts or ends"))
    simulator.start_lock()
    await advance(30)
    simulator.end_lock()
    await advance(30)
    await advance(60)
    assert [call.data["message"] for call in messages] == [
        "The lock has ended.",
        "A lock has started.",
        "The lock has ended.",
    ]


async def test_the_rule_about_days_tells_how_many(
    lock: Lock, advance: Advance, add: Add, messages: list[ServiceCall]
) -> None:
    lock.locked = 0
    await advance(30)
    await add(named("One, three and seven days locked"))
    await advance(24 * 3600 - 31)
    assert not messages
    await advance(1)
    for _ in range(7):
        await advance(24 * 3600)
    assert [call.data["message"] for call in messages] == [
        f"Days locked: {days}." for days in (1, 3, 7)
    ]


@pytest.mark.parametrize(("points", "expected"), [(12, 1), (15, 0)])
async def test_the_rule_about_points_comes_a_day_before_the_end(
    lock: Lock,
    advance: Advance,
    add: Add,
    points: int,
    expected: int,
    messages: list[ServiceCall],
) -> None:
    lock.remaining = 25 * 3600
    lock.task_points = points
    await advance(30)
    await add(named("Few points a day before the end"))
    await advance(3569)
    assert not messages
    await advance(1)
    assert [call.data["message"] for call in messages] == [
        "A day remains, and there are fewer than 15 points."
    ] * expected
