"""Changes of the lock that were made elsewhere are told as events."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator
from tests.told_events import KEY, OTHERS, Events, Told


async def test_first_reading_tells_nothing(account: Account) -> None:
    assert account.state(KEY) == STATE_UNKNOWN


def freeze_and_add_time(lock: Lock) -> None:
    """Change two things at once."""
    lock.freeze()
    lock.add_time(600)


CHANGES_ELSEWHERE: dict[str, tuple[Callable[[Lock], object], list[Told]]] = {
    "time added": (lambda lock: lock.add_time(600), [("time_added", OTHERS, 600)]),
    "10 s added": (lambda lock: lock.add_time(10), [("time_added", OTHERS, 10)]),
    "time removed": (lambda lock: lock.add_time(-600), [("time_removed", OTHERS, 600)]),
    "10 s removed": (lambda lock: lock.add_time(-10), [("time_removed", OTHERS, 10)]),
    "all time removed": (
        lambda lock: lock.add_time(-100_000),
        [("time_removed", OTHERS, 27_770), ("became_unlockable", OTHERS)],
    ),
    "frozen": (lambda lock: lock.freeze(), [("frozen", OTHERS)]),
    "task assigned": (lambda lock: lock.assign_task("x"), [("task_assigned", OTHERS)]),
    # When it was frozen nobody can tell, so this is the middle of 600 and 630.
    "frozen and time added": (
        freeze_and_add_time,
        [("frozen", OTHERS), ("time_added", OTHERS, 615)],
    ),
}


@pytest.mark.parametrize(
    ("change", "told"), CHANGES_ELSEWHERE.values(), ids=CHANGES_ELSEWHERE
)
async def test_change_elsewhere_is_told_within_one_poll(
    events: Events,
    lock: Lock,
    advance: Advance,
    change: Callable[[Lock], object],
    told: list[Told],
) -> None:
    change(lock)

    await advance(30)

    assert events.take() == told
    await advance(300)
    assert events.take() == []


async def test_what_ends_elsewhere_is_told(
    events: Events, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    lock.assign_task("x")
    await advance(30)
    events.take()
    lock.unfreeze()
    lock.complete_task()

    await advance(30)

    assert events.take() == [("unfrozen", OTHERS), ("task_closed", OTHERS)]


@pytest.mark.parametrize(
    ("seconds", "told"), [(600, "time_added"), (-600, "time_removed")]
)
async def test_time_of_a_frozen_lock_is_told_exactly(
    events: Events, lock: Lock, advance: Advance, seconds: int, told: str
) -> None:
    lock.freeze()
    await advance(30)
    events.take()
    lock.add_time(seconds)

    await advance(30)

    assert events.take() == [(told, OTHERS, 600)]


async def test_time_added_to_a_lock_that_has_run_out_is_told(
    events: Events, lock: Lock, advance: Advance
) -> None:
    lock.remaining = 0
    await advance(30)
    await advance(3600)
    events.take()
    lock.add_time(600)

    await advance(30)

    # The part that is left by now; when it was added nobody can tell.
    assert events.take() == [("time_added", OTHERS, 570)]


async def test_lock_that_ends_and_starts(
    events: Events, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)
    assert events.take() == [("lock_ended", OTHERS)]
    simulator.start_lock(title="Next")

    await advance(60)

    assert events.take() == [("lock_started", OTHERS)]


@pytest.mark.parametrize("has_ids", [True, False])
async def test_lock_that_is_replaced_between_two_readings(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    has_ids: bool,
) -> None:
    if not has_ids:
        simulator.session_overrides["lock"] = None
    simulator.start_lock(title="First", locked=5000)
    account = await add(hass, entry)
    events = Events.of(account)
    replacement = simulator.start_lock(title="Second", remaining=60, locked=0)
    replacement.freeze()
    replacement.assign_task("x")

    await advance(30)

    assert events.take() == [("lock_ended", OTHERS), ("lock_started", OTHERS)]
    replacement.unfreeze()
    await advance(30)
    assert events.take() == [("unfrozen", OTHERS)]


async def test_what_changed_in_an_outage_is_told_after_it(
    events: Events, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await simulator.stop()
    await advance(31)
    lock.add_time(600)
    await advance(120)
    await simulator.start()

    await advance(300)

    assert events.take() == [("time_added", OTHERS, 600)]


@pytest.mark.parametrize(
    "field", ["frozen", "unlockable", "taskAssigned", "timeRemainingSeconds"]
)
async def test_field_that_is_missing_for_a_while_hides_no_change(
    events: Events, lock: Lock, simulator: Simulator, advance: Advance, field: str
) -> None:
    simulator.overrides[field] = Simulator.MISSING
    await advance(30)
    assert events.take() == []
    lock.freeze()
    lock.assign_task("x")
    lock.remaining = 0
    await advance(30)
    simulator.overrides.clear()

    await advance(30)

    assert {event[0] for event in events.take()} == {
        "frozen",
        "task_assigned",
        "time_removed",
        "became_unlockable",
    }


async def test_state_is_there_before_the_event(
    hass: HomeAssistant, account: Account, events: Events, lock: Lock, advance: Advance
) -> None:
    lock.freeze()

    await advance(30)

    order = [change.data["entity_id"] for change in events.changes]
    event = order.index(account.entity_ids()[KEY])
    assert order.index(account.entity_ids()["binary_sensor.frozen"]) < event
    assert event == len(order) - 1


async def test_last_event_is_kept_over_a_reload(
    hass: HomeAssistant, account: Account, events: Events, lock: Lock, advance: Advance
) -> None:
    lock.add_time(600)
    await advance(30)
    before = account.full_state(KEY)

    await hass.config_entries.async_reload(account.entry.entry_id)

    after = account.full_state(KEY)
    assert after.state == before.state
    assert after.attributes == before.attributes
