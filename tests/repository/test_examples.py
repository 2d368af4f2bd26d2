"""The examples in README and documentation work as they stand there."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.components.automation.config import (
    ValidationStatus,
    async_validate_config_item,
)
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from tests.acting import act, bodies, named as action, on_entity
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

from .example_automations import Add, automations, device, named
from .files import ROOT, page_id, pages
from .page_parts import block_languages, examples

_ENTITY_ID = re.compile(r"\b[a-z_]+\.(?:chastify_lock|my_device)_\w+")


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_code_blocks_name_their_language(page: Path) -> None:
    assert block_languages(page) <= {"yaml", "console"}


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_yaml_can_be_read(page: Path) -> None:
    assert all(isinstance(example, dict) for example in examples(page))


@pytest.mark.parametrize(
    "page",
    [pytest.param(page.read_text("utf-8"), id=page_id(page)) for page in pages()],
)
async def test_entity_ids_exist(page: str, account: Account) -> None:
    existing = set(account.entity_ids().values())
    assert not set(_ENTITY_ID.findall(page)) - existing


def test_there_are_automations_to_begin_with() -> None:
    assert len(automations([ROOT / "README.md"])) == 1
    assert len(automations([ROOT / "docs" / "examples.md"])) >= 3


@pytest.mark.parametrize(
    "config", automations(pages()), ids=lambda config: str(config["alias"])
)
async def test_an_automation_is_accepted(
    hass: HomeAssistant, account: Account, add: Add, config: dict[str, Any]
) -> None:
    validated = await async_validate_config_item(hass, "automation", config)
    assert validated is not None
    assert validated.validation_status is ValidationStatus.OK
    await add(config)
    states = hass.states.async_all("automation")
    assert [state.state for state in states] == [STATE_ON]


async def test_the_first_rule_tells_that_the_lock_can_be_opened(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    await add(named("The lock can be opened"))
    assert simulator.lock is not None
    simulator.lock.remaining = 0
    await advance(30)
    assert [call.data["message"] for call in messages] == ["The lock can be opened."]


async def test_the_rule_about_freezing_tells_both(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    await add(named("Timer frozen or running"))
    assert simulator.lock is not None
    simulator.lock.freeze()
    await advance(30)
    simulator.lock.unfreeze()
    await advance(30)
    assert [call.data["message"] for call in messages] == [
        "The timer is frozen.",
        "The timer runs again.",
    ]


async def test_the_rule_before_the_unlock_time_comes_half_an_hour_before(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    lights = async_mock_service(hass, "light", "turn_on")
    assert simulator.lock is not None
    simulator.lock.remaining = 3600
    await advance(30)
    await add(named("Half an hour before the unlock time"))
    await advance(1769)
    assert not lights
    await advance(1)
    assert len(lights) == 1


async def test_the_rule_about_two_hours_is_not_repeated_after_an_outage(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    await add(named("Less than two hours remain"))
    assert simulator.lock is not None
    simulator.lock.remaining = 7000
    await advance(30)
    assert len(messages) == 1
    assert messages[0].data["message"].startswith("The timer ends at ")
    await hass.config_entries.async_reload(account.entry.entry_id)
    await advance(30)
    assert len(messages) == 1


async def test_the_evening_report_says_what_remains(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    messages = async_mock_service(hass, "notify", "send_message")
    await add(named("Evening report of the lock"))
    assert simulator.lock is not None
    simulator.lock.remaining = 20 * 3600
    await advance(30)
    await advance(9 * 3600 - 30)
    assert [dict(call.data) for call in messages] == [
        {
            "entity_id": ["notify.my_phone"],
            "title": "Weekend Challenge",
            "message": "20.0 hours remain, 8 points are missing.",
        }
    ]


async def test_the_evening_report_says_nothing_without_a_lock(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    messages = async_mock_service(hass, "notify", "send_message")
    await add(named("Evening report of the lock"))
    simulator.end_lock()
    await advance(30)
    await advance(9 * 3600 - 30)
    assert not messages


async def test_the_rule_about_start_and_end_tells_both(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
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
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    assert simulator.lock is not None
    simulator.lock.locked = 0
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


async def test_the_reminder_of_a_task_comes_after_two_hours(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await add(named("Reminder of an open task"))
    assert simulator.lock is not None
    simulator.lock.assign_task("Brush the cat")
    await advance(30)
    await advance(3600 - 30)
    await advance(3600)
    assert bodies(simulator) == []
    reminder = {
        "title": "Reminder",
        "message": "A task is still open.",
        "target": "wearer",
        "showPageOverlay": False,
    }
    await advance(3600)
    assert bodies(simulator) == [("/notifications/custom", reminder)]
    simulator.lock.complete_task()
    await advance(30)
    await advance(3600 - 30)
    assert len(bodies(simulator)) == 1


@pytest.mark.parametrize(("points", "expected"), [(12, 1), (15, 0)])
async def test_the_rule_about_points_comes_a_day_before_the_end(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    points: int,
    expected: int,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    assert simulator.lock is not None
    simulator.lock.remaining = 25 * 3600
    simulator.lock.task_points = points
    await advance(30)
    await add(named("Few points a day before the end"))
    await advance(3569)
    assert not messages
    await advance(1)
    assert [call.data["message"] for call in messages] == [
        "A day remains, and there are only 12 points."
    ] * expected


async def test_the_rule_about_the_wardrobe_adds_time_and_writes_why(
    hass: HomeAssistant, account: Account, simulator: Simulator, add: Add
) -> None:
    await hass.config.async_set_time_zone("UTC")
    hass.states.async_set("binary_sensor.wardrobe_door", "off")
    await add(named("The wardrobe was opened"))
    hass.states.async_set("binary_sensor.wardrobe_door", "on")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [
        action("add_time", 900),
        (
            "/logs/custom",
            {
                "title": "15 minutes added",
                "description": "The wardrobe was opened at 12:00.",
                "color": "#ffcc00",
            },
        ),
    ]


async def test_the_rule_about_the_wardrobe_writes_nothing_if_no_time_was_added(
    hass: HomeAssistant, account: Account, simulator: Simulator, add: Add
) -> None:
    hass.config_entries.async_update_entry(
        account.entry, options={"disabled_commands": ["add_time"]}
    )
    await hass.async_block_till_done()
    hass.states.async_set("binary_sensor.wardrobe_door", "off")
    await add(named("The wardrobe was opened"))
    hass.states.async_set("binary_sensor.wardrobe_door", "on")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == []


async def test_the_reward_is_given_once_a_day(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    reward = [
        action("remove_time", 3600),
        (
            "/logs/custom",
            {"title": "One hour less", "description": "10001 steps today."},
        ),
    ]
    await add(named("Less time for ten thousand steps"))
    for steps in (9000, 10001, 9999, 10002):
        hass.states.async_set("sensor.my_steps", str(steps))
        await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == reward

    hass.states.async_set("sensor.my_steps", "0")
    await advance(24 * 3600)
    simulator.start_lock()
    await advance(60)
    hass.states.async_set("sensor.my_steps", "10001")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == reward * 2


async def test_the_reward_leaves_an_hour(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    assert simulator.lock is not None
    simulator.lock.remaining = 7200
    await advance(30)
    hass.states.async_set("sensor.my_steps", "9000")
    await add(named("Less time for ten thousand steps"))
    hass.states.async_set("sensor.my_steps", "10001")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == []


@pytest.mark.parametrize("is_frozen", [False, True])
async def test_the_rule_for_the_night_freezes_what_runs(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    is_frozen: bool,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await add(named("Freeze the timer at night"))
    assert simulator.lock is not None
    simulator.lock.remaining = 20 * 3600
    if is_frozen:
        simulator.lock.freeze()
    await advance(30)
    await advance(10.5 * 3600 - 30)
    freeze = ("/lock/freeze", {"durationSeconds": 8 * 3600})
    assert bodies(simulator) == ([] if is_frozen else [freeze])


async def test_the_rule_about_added_time_leaves_out_what_home_assistant_added(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await add(named("Somebody else added time"))
    assert simulator.lock is not None
    await act(hass, "add_time", duration={"minutes": 10})
    await advance(30)
    simulator.lock.add_time(299)
    await advance(30)
    simulator.lock.add_time(1800)
    await advance(30)
    assert bodies(simulator) == [
        action("add_time", 600),
        (
            "/notifications/custom",
            {
                "title": "Time was added",
                "message": "30 minutes were added outside of Home Assistant.",
                "target": "keyholder",
                "showPageOverlay": False,
            },
        ),
    ]


@pytest.mark.parametrize("is_refused", [False, True])
async def test_the_rule_about_the_button_stops_and_tells_it_in_any_case(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    add: Add,
    is_refused: bool,
) -> None:
    messages = async_mock_service(hass, "notify", "send_message")
    if is_refused:
        simulator.order(Fault(status=403), times=None, match="POST")
    await add(named("Stop all devices"))
    hass.states.async_set("binary_sensor.stop_button", "on")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [device("all.stop")]
    assert [call.data["message"] for call in messages] == [
        "The stop was sent. Look whether the devices have stopped."
    ]


@pytest.mark.parametrize("is_enabled", [True, False])
async def test_the_rule_about_tasks_vibrates_unless_the_emergency_stop_holds(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    is_enabled: bool,
) -> None:
    await add(named("A short vibration for each task"))
    if not is_enabled:
        await on_entity(account, "switch.turn_off", "switch.devices_enabled")
    del simulator.requests[:]
    assert simulator.lock is not None
    simulator.lock.assign_task("Brush the cat")
    await advance(30)
    assert bodies(simulator) == ([device("vibration.start")] if is_enabled else [])
    # Its 3 seconds are over.
    await advance(3)
    assert bodies(simulator) == (
        [device("vibration.start"), device("vibration.stop")] if is_enabled else []
    )


async def test_the_rule_about_the_emergency_stop_tells_both(
    hass: HomeAssistant, account: Account, simulator: Simulator, add: Add
) -> None:
    await add(named("The emergency stop is told"))
    await act(hass, "stop_devices")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [
        device("all.stop"),
        (
            "/notifications/custom",
            {
                "title": "Devices stopped",
                "message": "The emergency stop is on. Nothing starts until it is ended "
                "in Home Assistant.",
                "target": "both",
                "showPageOverlay": False,
            },
        ),
    ]


async def test_the_rule_about_leaving_stops_and_keeps_stopped(
    hass: HomeAssistant, account: Account, simulator: Simulator, add: Add
) -> None:
    hass.states.async_set("person.wearer", "home")
    await add(named("No device outside of the house"))
    hass.states.async_set("person.wearer", "not_home")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == [device("all.stop")]
    assert account.state("switch.devices_enabled") == "off"
    hass.states.async_set("person.wearer", "home")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account.state("switch.devices_enabled") == "off"
