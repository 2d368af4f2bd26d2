"""What happens to the lock is told, and whose doing it was."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, key_of, on_entity, press, until_sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator
from tests.told_events import KEY, OTHERS, OURS, Events, Told


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

    # What is left of it by now; when it was added nobody can tell.
    assert events.take() == [("time_added", OTHERS, 570)]


OUR_COMMANDS: dict[
    str, tuple[Callable[[HomeAssistant, Account], object], list[Told]]
] = {
    "add_time": (
        lambda hass, _: act(hass, "add_time", duration=600),
        [("time_added", OURS, 600)],
    ),
    "remove_time": (
        lambda hass, _: act(hass, "remove_time", duration=600),
        [("time_removed", OURS, 600)],
    ),
    "add_time of a second": (
        lambda hass, _: act(hass, "add_time", duration=1),
        [("time_added", OURS, 1)],
    ),
    "apply_time": (
        lambda hass, _: act(hass, "apply_time", seconds=-90),
        [("time_removed", OURS, 90)],
    ),
    "all time": (
        lambda hass, _: act(hass, "remove_time", duration=100_000),
        [("time_removed", OURS, 27_800), ("became_unlockable", OURS)],
    ),
    "freeze": (
        lambda hass, _: act(hass, "freeze", duration=600),
        [("frozen", OURS)],
    ),
    "toggle_freeze": (
        lambda hass, _: act(hass, "toggle_freeze", duration=600),
        [("frozen", OURS)],
    ),
    "assign_task": (
        lambda hass, _: act(hass, "assign_task", task="x"),
        [("task_assigned", OURS)],
    ),
    "perform_action": (
        lambda hass, _: act(hass, "perform_action", name="add_time", params=60),
        [("time_added", OURS, 60)],
    ),
    "button": (
        lambda _, account: press(account, "add_time"),
        [("time_added", OURS, 3600)],
    ),
    "switch": (
        lambda _, account: on_entity(account, "switch.turn_on", "switch.freeze"),
        [("frozen", OURS)],
    ),
}


@pytest.mark.parametrize(("command", "told"), OUR_COMMANDS.values(), ids=OUR_COMMANDS)
async def test_what_we_did_is_told_as_ours(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    advance: Advance,
    command: Callable[[HomeAssistant, Account], asyncio.Future[None]],
    told: list[Told],
) -> None:
    await advance(17)

    await command(hass, account)

    assert [event[:2] for event in events.take()] == [event[:2] for event in told]
    await advance(300)
    assert events.take() == []


@pytest.mark.parametrize(("command", "told"), OUR_COMMANDS.values(), ids=OUR_COMMANDS)
async def test_seconds_are_those_of_the_command(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    command: Callable[[HomeAssistant, Account], asyncio.Future[None]],
    told: list[Told],
) -> None:
    await command(hass, account)

    assert events.take() == told


async def test_task_of_ours_that_replaces_one_closes_it(
    hass: HomeAssistant, account: Account, events: Events
) -> None:
    await act(hass, "assign_task", task="x")
    events.take()

    await act(hass, "assign_task", task="y")

    assert events.take() == [("task_closed", OURS), ("task_assigned", OURS)]


async def test_end_of_our_freeze_is_ours(
    hass: HomeAssistant, account: Account, events: Events, advance: Advance
) -> None:
    await act(hass, "freeze", duration={"minutes": 10})
    events.take()

    await advance(599)
    assert events.take() == []
    await advance(31)

    assert events.take() == [("unfrozen", OURS)]


async def test_freeze_of_a_lock_that_was_replaced_explains_nothing_of_the_next(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await act(hass, "freeze", duration={"minutes": 10})
    simulator.start_lock(title="Next").freeze(600)
    await advance(30)
    events.take()

    await advance(571)

    assert events.take() == [("unfrozen", OTHERS)]


async def test_end_of_our_freeze_before_its_time_is_not(
    hass: HomeAssistant, account: Account, lock: Lock, events: Events, advance: Advance
) -> None:
    await act(hass, "freeze", duration={"minutes": 10})
    events.take()
    await advance(60)
    lock.unfreeze()

    await advance(30)

    assert events.take() == [("unfrozen", OTHERS)]


async def test_closing_a_task_may_change_the_time(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    events: Events,
    simulator: Simulator,
) -> None:
    await act(hass, "assign_task", task="x")
    events.take()
    simulator.order(
        Fault(before_answer=lambda: lock.add_time(-900)),
        match="POST",
    )

    await act(hass, "complete_task")

    assert events.take() == [("time_removed", OURS, 900), ("task_closed", OURS)]


async def test_time_that_the_maximum_cuts_off_is_less(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    events: Events,
    simulator: Simulator,
) -> None:
    lock.max_remaining = 28_000
    simulator.order(
        Fault(before_answer=lambda: lock.add_time(200 - 3600)), match="POST"
    )

    await act(hass, "add_time", duration={"hours": 1})

    assert events.take() == [("time_added", OURS, 200)]


async def test_ours_and_theirs_are_told_apart(
    hass: HomeAssistant, account: Account, lock: Lock, events: Events, advance: Advance
) -> None:
    lock.add_time(900)
    lock.assign_task("theirs")

    await act(hass, "remove_time", duration=300)

    assert events.take() == [
        ("time_removed", OURS, 300),
        ("time_added", OTHERS, 900),
        ("task_assigned", OTHERS),
    ]


async def test_several_of_ours_are_one(
    hass: HomeAssistant, account: Account, events: Events, simulator: Simulator
) -> None:
    gate = asyncio.Event()
    simulator.order(Fault(before_answer=gate.wait), match="GET")
    calls = [
        asyncio.create_task(act(hass, "add_time", duration=seconds))
        for seconds in (10, 20, 30)
    ]
    await until_sent(simulator, 3)
    gate.set()
    await asyncio.gather(*calls)

    assert sum(event[2] for event in events.take() if len(event) == 3) == 60


async def test_command_of_ours_is_ours_though_the_time_is_missing_for_a_while(
    hass: HomeAssistant, account: Account, events: Events, simulator: Simulator
) -> None:
    simulator.overrides["timeRemainingSeconds"] = None
    await act(hass, "add_time", duration=600)
    assert events.take() == [("time_added", OURS, 600)]
    simulator.overrides.clear()

    await act(hass, "end_pillory")

    assert events.take() == []


async def test_command_of_ours_is_told_where_the_time_was_never_known(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    simulator.start_lock()
    simulator.overrides["timeRemainingSeconds"] = None
    account = await add(hass, entry)
    events = Events.of(account)

    await act(hass, "add_time", duration=600)

    assert events.take() == [("time_added", OURS, 600)]


async def test_rejected_command_explains_nothing(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    events: Events,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(status=400), match="POST")
    with pytest.raises(HomeAssistantError):
        await act(hass, "add_time", duration=600)
    lock.add_time(600)

    await advance(30)

    assert events.take() == [("time_added", OTHERS, 600)]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(close="after"), [("time_added", OURS, 600)]),
        (Fault(close="before"), []),
    ],
)
async def test_reading_tells_whether_a_command_with_an_unknown_outcome_took_effect(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    lock: Lock,
    advance: Advance,
    fault: Fault,
    told: list[Told],
) -> None:
    simulator.order(fault, match="POST")
    with pytest.raises(HomeAssistantError):
        await act(hass, "add_time", duration=600)
    assert events.take() == told

    # Whatever comes later is somebody else's.
    lock.add_time(600)
    await advance(30)
    assert events.take() == [("time_added", OTHERS, 600)]


async def test_reading_beside_a_command_that_is_on_its_way(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    lock: Lock,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    gate = asyncio.Event()
    simulator.order(Fault(hang=True, effect=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=600))
    await until_sent(simulator, 1)
    assert lock.remaining == 28_400
    await coordinator.async_read_now()
    assert events.take() == [("time_added", OURS, 600)]

    gate.set()
    simulator.clear_faults()
    await call

    assert events.take() == []


async def test_command_that_a_reading_took_for_a_change_and_that_is_then_rejected(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True, status=400), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=600))
    await until_sent(simulator, 1)
    lock.add_time(600)
    await account.entry.runtime_data.coordinator.async_read_now()

    simulator.clear_faults()

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "refused_invalid_request"


@pytest.mark.parametrize("took_effect_first", [True, False])
async def test_command_on_its_way_while_the_account_is_reloaded_is_ours(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    took_effect_first: bool,
) -> None:
    simulator.order(Fault(hang=True, effect=took_effect_first), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=600))
    await until_sent(simulator, 1)
    await hass.config_entries.async_reload(account.entry.entry_id)
    simulator.clear_faults()
    await call

    await account.entry.runtime_data.coordinator.async_read_now()

    assert events.take() == [("time_added", OURS, 600)]


async def test_end_of_our_freeze_after_a_reload_is_ours(
    hass: HomeAssistant, account: Account, events: Events, advance: Advance
) -> None:
    await act(hass, "freeze", duration=60)
    await hass.config_entries.async_reload(account.entry.entry_id)
    events.changes.clear()

    await advance(61)

    assert events.take() == [("unfrozen", OURS)]


async def test_many_commands_with_unknown_outcomes_are_all_ours(
    hass: HomeAssistant, account: Account, events: Events, simulator: Simulator
) -> None:
    simulator.order(Fault(status=503), times=None, match="GET")
    simulator.order(Fault(close="after"), times=None, match="POST")
    for _ in range(6):
        with pytest.raises(HomeAssistantError):
            await act(hass, "add_time", duration=600)
    simulator.clear_faults()

    await account.entry.runtime_data.coordinator.async_read_now()

    assert events.take() == [("time_added", OURS, 3600)]


@pytest.mark.parametrize("phase", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("seconds", [-10, 10])
async def test_10_seconds_are_seen_whenever_they_come(
    events: Events, lock: Lock, advance: Advance, phase: float, seconds: int
) -> None:
    await advance(30 + phase)
    lock.add_time(seconds)
    await advance(30.6)

    ((kind, source, *_),) = events.take()
    assert kind == ("time_added" if seconds > 0 else "time_removed")
    assert source == OTHERS


async def test_slow_answer_of_5_seconds_hides_10_seconds_for_one_poll_only(
    account: Account,
    now: FrozenDateTimeFactory,
    events: Events,
    lock: Lock,
    simulator: Simulator,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    lock.add_time(10)
    simulator.order(
        Fault(before_answer=partial(now.tick, timedelta(seconds=5))), match="GET"
    )
    await coordinator.async_read_now()

    await coordinator.async_read_now()

    assert events.take() == [("time_added", OTHERS, 10)]


async def test_clock_that_is_set_back_while_a_command_is_on_its_way_is_no_event(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    events: Events,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stands = hass.loop.time()
    coordinator = account.entry.runtime_data.coordinator
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=600))
    await until_sent(simulator, 1)
    monkeypatch.setattr(hass.loop, "time", lambda: stands)
    lock_events = account.entry.runtime_data.lock_events
    monkeypatch.setattr(lock_events, "_steady_now", lambda: stands)
    now.tick(timedelta(seconds=-600))
    simulator.clear_faults()
    await call
    for _ in range(3):
        await coordinator.async_read_now()

    assert [event for event in events.take() if event[1] != OURS] == []


async def test_natural_countdown_is_no_event(
    events: Events, lock: Lock, advance: Advance
) -> None:
    lock.remaining = 900
    await advance(30)
    events.take()

    for _ in range(50):
        await advance(30)

    assert events.take() == [("became_unlockable", OTHERS)]


@pytest.mark.parametrize("seconds", [-5, -2, 2, 5])
async def test_clocks_that_differ_by_some_seconds_are_no_event(
    events: Events, lock: Lock, advance: Advance, seconds: int
) -> None:
    for _ in range(5):
        lock.add_time(seconds)
        await advance(30)
        lock.add_time(-seconds)
        await advance(30)

    assert events.take() == []


async def test_clock_that_runs_fast_is_no_event_however_long(
    events: Events, lock: Lock, advance: Advance
) -> None:
    for _ in range(120):
        lock.add_time(1)
        await advance(30)

    assert events.take() == []


async def test_slow_answers_are_no_event_and_hide_none(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    for late in range(1, 15):
        simulator.order(Fault(before_answer=partial(now.tick, timedelta(seconds=late))))
        await coordinator.async_read_now()
        now.tick(timedelta(seconds=30))
        await coordinator.async_read_now()
    assert events.take() == []

    lock.add_time(10)
    simulator.order(Fault(before_answer=lambda: now.tick(timedelta(seconds=14))))
    await coordinator.async_read_now()
    await coordinator.async_read_now()

    assert events.take() == [("time_added", OTHERS, 10)]


async def test_clock_of_this_machine_that_is_set_is_no_event(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ahead = hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: ahead() - 7200)
    # As if the wall clock had jumped ahead by two hours in which the lock didn't run.
    lock.add_time(7200)
    await account.entry.runtime_data.coordinator.async_read_now()
    assert events.take() == []

    lock.add_time(600)
    await account.entry.runtime_data.coordinator.async_read_now()
    assert events.take() == [("time_added", OTHERS, 600)]


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
