"""When the three durations are written: rarely while only time passes, at once after a change."""

from collections.abc import Callable

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.acting import act
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

pytestmark = pytest.mark.usefixtures("all_entities_enabled")

REMAINING = 27_800
LOCKED = 1420
MAX_REMAINING = 86_400
DURATIONS = ("time_remaining", "time_locked", "max_time_remaining")

type Write = tuple[int, int | str]


class Writes:
    """The states that were written since the beginning."""

    def __init__(self, account: Account) -> None:
        self._ids = account.entity_ids()
        self._begun = dt_util.utcnow()
        self._events: list[Event[EventStateChangedData]] = async_capture_events(
            account.hass, EVENT_STATE_CHANGED
        )

    def of(self, key: str) -> list[Write]:
        """Return after how many seconds which duration in seconds, or which word, was written."""
        entity_id = self._ids[f"sensor.{key}"]
        return [
            (
                round((state.last_updated - self._begun).total_seconds()),
                seconds(state.state),
            )
            for event in self._events
            if (state := event.data["new_state"]) and state.entity_id == entity_id
        ]


def seconds(hours: str) -> int | str:
    """Return a state in seconds."""
    if hours in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return hours
    return round(float(hours) * 3600)


@pytest.fixture
def writes(account: Account) -> Writes:
    """Note what is written from now on."""
    return Writes(account)


async def polls(advance: Advance, number: int) -> None:
    """Let so many polls pass, 30 s apart."""
    for _ in range(number):
        await advance(30)


async def test_while_only_time_passes_each_has_its_own_pace(
    writes: Writes, advance: Advance
) -> None:
    await polls(advance, 41)

    each_minute = range(60, 1201, 60)
    assert writes.of("time_remaining") == [
        (elapsed, REMAINING - elapsed) for elapsed in each_minute
    ]
    assert writes.of("time_locked") == [
        (elapsed, LOCKED + elapsed) for elapsed in (600, 1200)
    ]
    assert writes.of("max_time_remaining") == [
        (elapsed, MAX_REMAINING - elapsed) for elapsed in (600, 1200)
    ]


async def test_midnight_changes_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    now.move_to("2026-06-01 21:58:00+00:00")
    simulator.start_lock()
    writes = Writes(await add(hass, entry))

    await polls(advance, 10)

    assert [elapsed for elapsed, _ in writes.of("time_remaining")] == [
        60,
        120,
        180,
        240,
        300,
    ]
    assert not writes.of("time_locked")


async def test_with_readings_in_between_the_nearest_to_a_minute_is_written(
    hass: HomeAssistant, writes: Writes, advance: Advance
) -> None:
    for pause in (20, 26, 14, 30, 30, 30):
        await advance(pause)
        await act(hass, "get_session")

    assert [elapsed for elapsed, _ in writes.of("time_remaining")] == [46, 120]


async def test_last_ten_minutes_are_written_at_each_reading(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock(remaining=690, max_remaining=700)
    writes = Writes(await add(hass, entry))

    await polls(advance, 30)

    assert writes.of("time_remaining") == [
        (60, 630),
        *((elapsed, 690 - elapsed) for elapsed in range(90, 691, 30)),
    ]
    # Written every ten minutes, and when it gets to 0.
    assert [left for _, left in writes.of("max_time_remaining")] == [100, 0]


def add_time(lock: Lock, _simulator: Simulator) -> None:
    lock.add_time(10)


def remove_time(lock: Lock, _simulator: Simulator) -> None:
    lock.add_time(-10)


def freeze(lock: Lock, _simulator: Simulator) -> None:
    lock.freeze()


def another_lock(_lock: Lock, simulator: Simulator) -> None:
    simulator.start_lock(remaining=5000, locked=0)


@pytest.mark.parametrize("change", [add_time, remove_time, freeze, another_lock])
async def test_change_is_written_at_once_and_begins_the_pace_anew(
    writes: Writes,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
    change: Callable[[Lock, Simulator], None],
) -> None:
    await polls(advance, 2)
    await advance(10)
    change(lock, simulator)
    changed = simulator.lock
    assert changed is not None
    left, locked, is_frozen = changed.remaining, changed.locked, changed.frozen
    await advance(20)

    assert writes.of("time_remaining")[1:] == [(90, left if is_frozen else left - 20)]
    assert writes.of("time_locked") == [(90, locked + 20)]

    await polls(advance, 20)
    assert [elapsed for elapsed, _ in writes.of("time_remaining")][2:] == (
        [] if is_frozen else [*range(150, 691, 60)]
    )
    assert writes.of("time_locked")[1:] == [(690, locked + 620)]


async def test_frozen_timer_is_written_when_it_is_changed(
    writes: Writes, lock: Lock, advance: Advance
) -> None:
    await advance(10)
    lock.freeze()
    await advance(20)
    await polls(advance, 1)
    for _ in range(2):
        lock.add_time(10)
        await polls(advance, 1)
    lock.unfreeze()
    await polls(advance, 1)

    assert writes.of("time_remaining") == [
        (30, REMAINING - 10),
        (90, REMAINING),
        (120, REMAINING + 10),
        (150, REMAINING - 20),
    ]


async def test_field_that_is_left_out_is_unknown_at_once_and_known_at_once(
    writes: Writes, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides |= dict.fromkeys(["timeRemainingSeconds", "timeLockedSeconds"])
    await polls(advance, 1)
    simulator.overrides.clear()
    await polls(advance, 1)

    assert writes.of("time_remaining") == [(30, STATE_UNKNOWN), (60, REMAINING - 60)]
    assert writes.of("time_locked") == [(30, STATE_UNKNOWN), (60, LOCKED + 60)]


async def test_end_of_the_lock_is_written_at_once(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()

    await polls(advance, 1)

    assert {account.state(f"sensor.{key}") for key in DURATIONS} == {STATE_UNKNOWN}


async def test_end_of_an_outage_is_written_with_the_newest_values(
    hass: HomeAssistant, writes: Writes, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(30)
    await advance(5)
    simulator.clear_faults()
    await act(hass, "get_session")

    newest = {
        "time_remaining": REMAINING - 35,
        "time_locked": LOCKED + 35,
        "max_time_remaining": MAX_REMAINING - 35,
    }
    assert {key: writes.of(key) for key in DURATIONS} == {
        key: [(35, STATE_UNAVAILABLE), (35, value)] for key, value in newest.items()
    }


async def test_reload_writes_the_newest_values(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    await polls(advance, 1)
    await hass.config_entries.async_reload(account.entry.entry_id)

    assert [seconds(account.state(f"sensor.{key}")) for key in DURATIONS] == [
        REMAINING - 30,
        LOCKED + 30,
        MAX_REMAINING - 30,
    ]


@pytest.mark.parametrize("key", DURATIONS)
async def test_person_who_asks_for_an_update_gets_the_newest_value(
    hass: HomeAssistant, account: Account, advance: Advance, key: str
) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    newest = {
        "time_remaining": REMAINING - 20,
        "time_locked": LOCKED + 20,
        "max_time_remaining": MAX_REMAINING - 20,
    }
    await advance(20)

    await hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": account.entity_ids()[f"sensor.{key}"]},
        blocking=True,
    )

    assert seconds(account.state(f"sensor.{key}")) == newest[key]
