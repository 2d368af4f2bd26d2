"""`for` of conditions, by the lock's own moments, and durations to the second."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as conditions
from homeassistant.setup import async_setup_component
from tests.acting import act
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .rules import condition, device_of

HOUR = 3600
# The lock of these tests: 27,800 s remain, it has run for 1,420 s and has 12 points.
LOCKED = 1420
REMAINING = 27_800

type Passes = Callable[[], bool]
type Track = Callable[[dict[str, Any]], Awaitable[Passes]]


@pytest.fixture
async def track(hass: HomeAssistant, account: Account) -> Track:
    """Return a function that sets up a condition, and returns one that tells whether it passes."""
    # It brings the helper that conditions belong to.
    assert await async_setup_component(hass, "automation", {})

    async def track(config: dict[str, Any]) -> Passes:
        checked = await conditions.async_validate_condition_config(hass, config)
        checker = await conditions.async_from_config(hass, checked)
        await checker.async_setup()
        return lambda: bool(checker.async_check())

    return track


def beyond(kind: str, number: float, unit: str | None = None) -> dict[str, Any]:
    """Return the option of a threshold."""
    value = {"number": number, **({"unit_of_measurement": unit} if unit else {})}
    return {"threshold": {"type": kind, "value": value}}


def for_an_hour(key: str, account: Account, **options: Any) -> dict[str, Any]:
    """Return a condition that has to have held for an hour."""
    return condition(key, device_of(account), **{"for": {"hours": 1}, **options})


def begin(key: str, lock: Lock) -> None:
    """Let the lock fulfil a condition."""
    match key:
        case "is_frozen":
            lock.freeze()
        case "is_unlockable":
            lock.remaining = 0
        case "has_open_task":
            lock.assign_task("Brush the cat")
        case "is_time_remaining":
            lock.remaining = 2 * HOUR - 60
        case "is_task_points":
            lock.task_points = 16


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("is_frozen", {}),
        ("is_frozen", {"behavior": "all"}),
        ("is_unlockable", {}),
        ("has_open_task", {}),
        ("is_time_remaining", beyond("below", 2, "h")),
        ("is_task_points", beyond("above", 15)),
    ],
)
@pytest.mark.parametrize("disturbance", ["reload", "outage", "left out", "zone"])
async def test_nothing_that_comes_between_begins_it_anew(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    track: Track,
    key: str,
    options: dict[str, Any],
    disturbance: str,
) -> None:
    passes = await track(for_an_hour(key, account, **options))
    begin(key, lock)
    await advance(30)
    await advance(HOUR / 2)
    match disturbance:
        case "reload":
            assert await hass.config_entries.async_reload(account.entry.entry_id)
        case "outage":
            simulator.order(Fault(status=503), times=None)
            await advance(30)
            await advance(30)
            assert account.state("binary_sensor.frozen") == "unavailable"
            assert not passes() or options.get("behavior") == "all"
            simulator.clear_faults()
            await advance(540)
        case "left out":
            left_out = (
                "frozen",
                "unlockable",
                "taskAssigned",
                "timeRemainingSeconds",
                "taskPoints",
            )
            simulator.overrides |= dict.fromkeys(left_out)
            await advance(30)
            for name in left_out:
                del simulator.overrides[name]
            await advance(570)
        case "zone":
            await hass.config.async_set_time_zone("Asia/Tokyo")
    elapsed = 600 if disturbance in ("outage", "left out") else 0
    await advance(HOUR / 2 - elapsed - 1)
    await act(hass, "get_session")
    assert not passes()
    await advance(1)
    assert passes()


@pytest.mark.parametrize("key", ["is_frozen", "is_unlockable", "has_open_task"])
async def test_it_goes_on_after_a_restart(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    track: Track,
    key: str,
) -> None:
    begin(key, lock)
    await advance(30)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    await advance(HOUR)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    passes = await track(for_an_hour(key, account))
    assert passes()


@pytest.mark.parametrize(
    "stored",
    [
        None,
        7,
        {},
        {"task_assigned": None},
        {"task_assigned": {"value": True, "since": 7, "has_changed": True}},
        {"task_assigned": {"value": True, "since": "soon", "has_changed": True}},
    ],
)
async def test_what_can_not_be_read_of_the_store_holds_since_the_next_reading(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    track: Track,
    hass_storage: dict[str, dict[str, dict[str, object]]],
    stored: object,
) -> None:
    lock.assign_task("Brush the cat")
    await advance(30)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    hass_storage[f"chastify.{account.entry.entry_id}"]["data"]["held"] = stored
    await advance(HOUR)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    passes = await track(for_an_hour("has_open_task", account))
    assert not passes()
    await advance(HOUR)
    assert passes()


@pytest.mark.parametrize("key", ["is_frozen", "is_unlockable", "has_open_task"])
async def test_another_lock_begins_it_anew(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    track: Track,
    key: str,
) -> None:
    passes = await track(for_an_hour(key, account))
    begin(key, lock)
    await advance(30)
    await advance(HOUR - 60)
    begin(key, simulator.start_lock())
    await advance(30)
    await advance(60)
    assert not passes()
    await advance(HOUR)
    assert passes()


async def test_a_lock_is_active_since_it_was_locked(
    account: Account, advance: Advance, track: Track
) -> None:
    passes = await track(for_an_hour("is_active", account))
    await advance(HOUR - LOCKED - 1)
    assert not passes()
    await advance(1)
    assert passes()


@pytest.mark.parametrize(
    ("threshold", "seconds"),
    [
        (beyond("above", 1, "h"), 2 * HOUR - LOCKED),
        (beyond("below", 3, "h"), HOUR - LOCKED),
        (
            {
                "threshold": {
                    "type": "between",
                    "value_min": {"number": 1, "unit_of_measurement": "h"},
                    "value_max": {"number": 5, "unit_of_measurement": "h"},
                }
            },
            2 * HOUR - LOCKED,
        ),
        (
            {
                "threshold": {
                    "type": "outside",
                    "value_min": {"number": 10, "unit_of_measurement": "min"},
                    "value_max": {"number": 60, "unit_of_measurement": "min"},
                }
            },
            2 * HOUR - LOCKED,
        ),
    ],
)
async def test_time_locked_counts_from_the_start_of_the_lock(
    account: Account,
    advance: Advance,
    track: Track,
    threshold: dict[str, Any],
    seconds: int,
) -> None:
    """Whenever the rule was made, and whenever Home Assistant was started."""
    await advance(seconds - 1)
    passes = await track(for_an_hour("is_time_locked", account, **threshold))
    assert not passes()
    await advance(1)
    assert passes()


@pytest.mark.parametrize(
    ("key", "threshold", "seconds"),
    [
        ("is_time_remaining", beyond("below", REMAINING - 10, "s"), 11),
        ("is_time_locked", beyond("above", LOCKED + 10, "s"), 11),
    ],
)
async def test_durations_are_those_of_this_second(
    account: Account,
    advance: Advance,
    track: Track,
    key: str,
    threshold: dict[str, Any],
    seconds: int,
) -> None:
    """The next reading comes after 30 s."""
    passes = await track(condition(key, device_of(account), **threshold))
    await advance(seconds - 1)
    assert not passes()
    await advance(1)
    assert passes()


async def test_for_of_a_duration_counts_from_the_reading_that_showed_it(
    account: Account, advance: Advance, track: Track
) -> None:
    """Its state is written later."""
    passes = await track(
        for_an_hour(
            "is_time_remaining", account, **beyond("below", REMAINING - 80, "s")
        )
    )
    for _ in range(3):
        await advance(30)
    assert float(account.state("sensor.time_remaining")) * HOUR > REMAINING - 61
    await advance(HOUR - 1)
    assert not passes()
    await advance(1)
    assert passes()


async def test_a_frozen_timer_has_the_time_that_it_shows(
    account: Account, lock: Lock, advance: Advance, track: Track
) -> None:
    lock.freeze()
    await advance(30)
    passes = await track(
        condition(
            "is_time_remaining", device_of(account), **beyond("below", REMAINING, "s")
        )
    )
    await advance(HOUR)
    assert not passes()
