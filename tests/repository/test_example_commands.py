"""The examples that send a command."""

import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act, bodies, named as action, on_entity
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

from .example_automations import Add, device, named


async def test_the_reminder_of_a_task_comes_after_two_hours(
    hass: HomeAssistant,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await add(named("Reminder of an open task"))
    lock.assign_task("Brush the cat")
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
    lock.complete_task()
    await advance(30)
    await advance(3600 - 30)
    assert len(bodies(simulator)) == 1


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
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    lock.remaining = 7200
    await advance(30)
    hass.states.async_set("sensor.my_steps", "9000")
    await add(named("Less time for ten thousand steps"))
    hass.states.async_set("sensor.my_steps", "10001")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bodies(simulator) == []


@pytest.mark.parametrize("is_frozen", [False, True])
async def test_the_rule_for_the_night_freezes_what_runs(
    hass: HomeAssistant,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    is_frozen: bool,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await add(named("Freeze the timer at night"))
    lock.remaining = 20 * 3600
    if is_frozen:
        lock.freeze()
    await advance(30)
    await advance(10.5 * 3600 - 30)
    freeze = ("/lock/freeze", {"durationSeconds": 8 * 3600})
    assert bodies(simulator) == ([] if is_frozen else [freeze])


async def test_the_rule_about_added_time_leaves_out_what_home_assistant_added(
    hass: HomeAssistant,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    add: Add,
) -> None:
    await add(named("Somebody else added time"))
    await act(hass, "add_time", duration={"minutes": 10})
    await advance(30)
    lock.add_time(299)
    await advance(30)
    lock.add_time(1800)
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


@pytest.mark.parametrize(
    ("place", "is_frozen"), [("home", True), ("not_home", True), ("Gym", False)]
)
async def test_the_rule_about_the_gym_freezes_whoever_is_elsewhere(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    place: str,
    is_frozen: bool,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    hass.states.async_set("zone.gym", "0", {"friendly_name": "Gym"})
    hass.states.async_set(
        "person.wearer", place, {"in_zones": ["zone.gym"] if place == "Gym" else []}
    )
    await add(named("Frozen when I'm not at the gym"))
    # It is noon on a Monday.
    await advance(6.5 * 3600)
    freeze = ("/lock/freeze", {"durationSeconds": 2 * 3600})
    assert bodies(simulator) == ([freeze] if is_frozen else [])
    await advance(24 * 3600)
    assert len(bodies(simulator)) == is_frozen


@pytest.mark.parametrize("is_enabled", [True, False])
async def test_the_rule_about_tasks_vibrates_unless_the_emergency_stop_holds(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    add: Add,
    is_enabled: bool,
) -> None:
    await add(named("A short vibration for each task"))
    if not is_enabled:
        await on_entity(account, "switch.turn_off", "switch.devices_enabled")
    del simulator.requests[:]
    lock.assign_task("Brush the cat")
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
