"""The triggers at a moment: when so much time remains, and when the lock has run for so long."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.acting import act
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

from .moments import HOUR, LOCKED, REMAINING, starts_after
from .rules import Watch, device_of, trigger, watch

pytestmark = pytest.mark.loop_debug


@pytest.mark.parametrize(
    ("key", "option", "moment", "sensor"),
    [
        ("remaining_time_reached", "remaining", REMAINING - HOUR, "unlock_time"),
        ("time_locked_reached", "locked", HOUR - LOCKED, "locked_since"),
    ],
)
async def test_it_starts_at_the_second_and_once(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    key: str,
    option: str,
    moment: int,
    sensor: str,
) -> None:
    shown = account.state(f"sensor.{sensor}")
    watched = await watch(
        hass, trigger(key, device_of(account), **{option: "01:00:00"})
    )
    await advance(moment - 1)
    assert watched.count() == 0
    await advance(1)
    assert watched.take() == [
        {
            "entity_id": account.entity_ids()[f"sensor.{sensor}"],
            option: "1:00:00",
            "from": shown,
            "to": shown,
        }
    ]
    await advance(HOUR + 60)
    assert watched.count() == 0


async def test_nothing_remains(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    watched = await watch(
        hass, trigger("remaining_time_reached", device_of(account), remaining=0)
    )
    await starts_after(REMAINING, watched, advance)
    for _ in range(4):
        await advance(1)
    assert watched.count() == 0


@pytest.mark.parametrize("seconds", [-HOUR, -10, 10, HOUR])
async def test_it_moves_with_the_unlock_time(
    an_hour_before: Watch, lock: Lock, advance: Advance, seconds: int
) -> None:
    lock.add_time(seconds)
    await advance(30)
    await starts_after(REMAINING - HOUR + seconds - 30, an_hour_before, advance)


async def test_it_starts_again_where_time_is_added_after_it(
    an_hour_before: Watch, lock: Lock, advance: Advance
) -> None:
    await advance(REMAINING - HOUR)
    assert an_hour_before.count() == 1
    lock.add_time(600)
    await advance(30)
    await starts_after(570, an_hour_before, advance)


async def test_what_lies_in_the_past_is_not_made_up_for(
    an_hour_before: Watch, lock: Lock, advance: Advance
) -> None:
    """As with a timer of Home Assistant that is shortened."""
    lock.remaining = HOUR - 60
    await advance(30)
    await advance(30)
    assert an_hour_before.count() == 0


@pytest.mark.parametrize("correction", [-4, 4])
async def test_a_clock_that_is_set_a_little_neither_loses_nor_repeats_it(
    hass: HomeAssistant,
    an_hour_before: Watch,
    account: Account,
    lock: Lock,
    advance: Advance,
    correction: int,
) -> None:
    shown = account.state("sensor.unlock_time")
    await advance(REMAINING - HOUR + (0 if correction > 0 else correction + 1))
    lock.remaining += correction
    await act(hass, "get_session")
    await advance(1)
    assert account.state("sensor.unlock_time") != shown
    for _ in range(10):
        await advance(1)
    assert an_hour_before.count() == 1


async def test_a_frozen_timer_does_not_reach_it(
    an_hour_before: Watch, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    await advance(REMAINING)
    assert an_hour_before.count() == 0
    lock.unfreeze()
    await advance(30)
    assert an_hour_before.count() == 0
    await starts_after(REMAINING - HOUR - 30, an_hour_before, advance)


async def test_a_freeze_that_it_causes_does_not_bring_it_again(
    hass: HomeAssistant,
    an_hour_before: Watch,
    lock: Lock,
    advance: Advance,
    now: FrozenDateTimeFactory,
) -> None:
    """The server cuts seconds off, so up to a second more remains than it says."""
    lock.remaining = HOUR + 120.5
    await advance(30)
    await advance(90)
    assert an_hour_before.count() == 1
    now.tick(0.4)
    await act(hass, "freeze", duration={"minutes": 10})
    await advance(180)
    await act(hass, "unfreeze")
    for _ in range(4):
        await advance(1)
    assert an_hour_before.count() == 0


async def test_time_that_is_added_in_a_freeze_brings_it_again(
    hass: HomeAssistant, an_hour_before: Watch, lock: Lock, advance: Advance
) -> None:
    await advance(REMAINING - HOUR)
    assert an_hour_before.count() == 1
    await act(hass, "freeze", duration={"minutes": 10})
    lock.add_time(60)
    await advance(180)
    await act(hass, "unfreeze")
    await advance(50)
    assert an_hour_before.count() == 0
    await advance(10)
    assert an_hour_before.count() == 1


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
async def test_another_time_zone_changes_nothing(
    hass: HomeAssistant, an_hour_before: Watch, advance: Advance, zone: str
) -> None:
    await advance(HOUR)
    await hass.config.async_set_time_zone(zone)
    await starts_after(REMAINING - 2 * HOUR, an_hour_before, advance)


async def test_an_answer_that_does_not_tell_the_time_ends_nothing(
    hass: HomeAssistant,
    an_hour_before: Watch,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await advance(REMAINING - HOUR - 5)
    simulator.overrides["timeRemainingSeconds"] = None
    await act(hass, "get_session")
    await advance(5)
    assert an_hour_before.count() == 0
    del simulator.overrides["timeRemainingSeconds"]
    await advance(30)
    assert an_hour_before.count() == 1


async def test_without_a_lock_it_does_not_come(
    an_hour_before: Watch, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    await advance(REMAINING)
    assert an_hour_before.count() == 0


async def test_the_next_lock_has_its_own_moment(
    an_hour_before: Watch, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    next_lock = simulator.start_lock()
    next_lock.remaining = HOUR + 120
    await advance(60)
    await starts_after(60, an_hour_before, advance)


@pytest.mark.parametrize(
    "end",
    [
        lambda hass, _account: hass.services.async_call(
            "automation", "turn_off", {"entity_id": "all"}, blocking=True
        ),
        lambda hass, account: hass.config_entries.async_remove(account.entry.entry_id),
    ],
    ids=["automation turned off", "account removed"],
)
async def test_nothing_is_left_waiting(
    hass: HomeAssistant,
    an_hour_before: Watch,
    account: Account,
    advance: Advance,
    end: Callable[[HomeAssistant, Account], Any],
) -> None:
    await end(hass, account)
    await advance(REMAINING)
    assert an_hour_before.count() == 0


async def test_an_automation_that_is_turned_off_and_on_waits_once(
    hass: HomeAssistant, an_hour_before: Watch, advance: Advance
) -> None:
    for turn in ("turn_off", "turn_on"):
        await hass.services.async_call(
            "automation", turn, {"entity_id": "automation.watch"}, blocking=True
        )
    await advance(REMAINING - HOUR)
    assert an_hour_before.count() == 1


async def test_a_new_entity_id_keeps_the_moment(
    hass: HomeAssistant, an_hour_before: Watch, account: Account, advance: Advance
) -> None:
    er.async_get(hass).async_update_entity(
        account.entity_ids()["sensor.unlock_time"],
        new_entity_id="sensor.the_end",
    )
    await advance(REMAINING - HOUR)
    assert [found["entity_id"] for found in an_hour_before.take()] == ["sensor.the_end"]


async def test_other_timestamps_of_the_lock_bring_nothing(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    """The latest unlock time lies behind the unlock time."""
    watched = await watch(
        hass,
        trigger(
            "remaining_time_reached",
            {
                "entity_id": [
                    account.entity_ids()[f"sensor.{key}"]
                    for key in (
                        "latest_unlock_time",
                        "locked_since",
                        "wearer_last_seen",
                    )
                ]
            },
            remaining={"hours": 1},
        ),
    )
    await advance(REMAINING)
    await advance(86_400)
    assert watched.count() == 0
