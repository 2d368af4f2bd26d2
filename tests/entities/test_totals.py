"""The totals: when they are written, that they never go back, and the statistics of them."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.helpers.storage import Store
from tests.acting import act
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

TOTALS = (
    "sensor.total_time_locked",
    "sensor.total_time_frozen",
    "sensor.total_time_added",
    "sensor.total_time_removed",
)
HOUR = 3600


def totals(account: Account) -> list[float]:
    """Return the totals in hours: locked, frozen, added, removed."""
    return [float(account.state(key)) for key in TOTALS]


def writes(
    account: Account, captured: list[Event[Any]], key: str
) -> Callable[[], list[str]]:
    """Return a function that returns the states of an entity that were written since."""
    entity_id = account.entity_ids()[key]

    def taken() -> list[str]:
        found = [
            event.data["new_state"].state
            for event in captured
            if event.data["entity_id"] == entity_id
        ]
        captured.clear()
        return found

    return taken


async def test_total_is_a_sum_that_only_grows(account: Account) -> None:
    for key in TOTALS:
        attributes = account.full_state(key).attributes
        assert attributes["state_class"] == "total_increasing"
        assert attributes["device_class"] == "duration"
        assert attributes["unit_of_measurement"] == "h"
    assert totals(account) == [pytest.approx(1420 / HOUR, abs=0.001), 0, 0, 0]


async def test_passing_time_is_written_every_ten_minutes(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    now.tick(25)
    simulator.start_lock()
    account = await add(hass, entry)
    captured = async_capture_events(hass, EVENT_STATE_CHANGED)
    written = writes(account, captured, "sensor.total_time_locked")

    seconds = {}
    for poll in range(1, 121):
        await advance(30)
        if states := written():
            seconds[25 + 30 * poll] = states

    # Minutes 9, 19, … 59, second 55.
    assert [*seconds] == [60 * minute + 55 for minute in range(9, 60, 10)]
    assert all(len(states) == 1 for states in seconds.values())
    written()
    await advance(30)
    assert not written()


async def test_change_of_the_time_is_written_at_once(
    account: Account, lock: Lock, advance: Advance
) -> None:
    await act(account.hass, "add_time", duration={"minutes": 90})
    lock.add_time(1800)
    await advance(31)
    lock.add_time(-3600)
    await advance(31)
    lock.freeze()
    await advance(31)
    lock.unfreeze()
    await advance(31)

    _, frozen, added, removed = totals(account)
    assert frozen == pytest.approx(31 / HOUR, abs=0.001)
    assert added == pytest.approx(2, abs=0.001)
    assert removed == pytest.approx(1, abs=0.001)
    attributes = account.full_state("sensor.total_time_added").attributes
    assert attributes["home_assistant"] == 1.5
    assert attributes["elsewhere"] == 0.5


async def test_total_has_the_context_of_the_command_that_changed_it(
    account: Account,
) -> None:
    context = Context()
    await account.hass.services.async_call(
        "chastify", "add_time", {"duration": 600}, blocking=True, context=context
    )
    await account.hass.async_block_till_done(wait_background_tasks=True)

    assert account.full_state("sensor.total_time_added").context.id == context.id


async def test_lock_that_ends_leaves_the_totals(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    await advance(HOUR)
    simulator.end_lock()
    await advance(31)

    assert account.state("sensor.lock_state") == "no_lock"
    before = totals(account)
    assert before[0] == pytest.approx(1 + 1420 / HOUR, abs=0.02)

    simulator.start_lock(locked=0)
    await advance(HOUR)
    await advance(600)
    assert totals(account)[0] == pytest.approx(before[0] + 1 + 600 / HOUR, abs=0.2)


async def test_totals_are_unavailable_in_an_outage_and_go_on_after_it(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    before = totals(account)
    simulator.order(Fault(status=503), times=None)
    await advance(31)
    await advance(6)
    assert {account.state(key) for key in TOTALS} == {"unavailable"}

    simulator.clear_faults()
    await advance(900)
    await advance(600)
    assert totals(account)[0] > before[0]


async def test_change_is_stored_before_its_total_is_shown(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A crash between the two would show a lower total after it."""
    shown: list[str] = []
    save = Store.async_save

    async def save_and_look(store: Store[Any], data: Any) -> None:
        await save(store, data)
        shown.append(account.state("sensor.total_time_added"))

    monkeypatch.setattr(Store, "async_save", save_and_look)
    lock.add_time(3600)
    await advance(31)

    assert shown == ["0.0"]
    assert float(account.state("sensor.total_time_added")) == pytest.approx(1, abs=0.01)
