"""Changes by commands of ours are told apart from those made elsewhere."""

import asyncio
from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, key_of, on_entity, press, until_sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator
from tests.told_events import OTHERS, OURS, Events, Told

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
    "freeze without an end": (
        lambda hass, _: act(hass, "perform_action", name="freeze", params={}),
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
