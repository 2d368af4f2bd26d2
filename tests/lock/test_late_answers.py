"""Answers that lag behind, or come from a cache, cause no false events and states."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act, answer
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator, person_named
from tests.told_events import OTHERS, OURS, Events, Told

type Command = Callable[[HomeAssistant], Awaitable[None]]

COMMANDS: dict[str, tuple[Command, Told]] = {
    "add_time": (
        lambda hass: act(hass, "add_time", duration=600),
        ("time_added", OURS, 600),
    ),
    "remove_time": (
        lambda hass: act(hass, "remove_time", duration=600),
        ("time_removed", OURS, 600),
    ),
    "freeze": (lambda hass: act(hass, "freeze", duration=6000), ("frozen", OURS)),
    "toggle_freeze": (
        lambda hass: act(hass, "toggle_freeze", duration=6000),
        ("frozen", OURS),
    ),
    "assign_task": (
        lambda hass: act(hass, "assign_task", task="x"),
        ("task_assigned", OURS),
    ),
}

each_command = pytest.mark.parametrize(
    ("command", "told"), COMMANDS.values(), ids=COMMANDS
)


def readings(simulator: Simulator) -> int:
    """Return how many readings have reached the service."""
    return sum(request.method == "GET" for request in simulator.requests)


@each_command
async def test_command_that_the_reading_after_it_lacks_is_one_event(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
    command: Command,
    told: Told,
) -> None:
    await advance(30)
    simulator.order(Fault(lag=1), match="GET")
    await command(hass)
    assert events.take() == []
    before = readings(simulator)

    await advance(3)

    assert readings(simulator) == before + 1
    assert events.take() == [told]
    for _ in range(4):
        await advance(30)
    assert events.take() == []


@each_command
async def test_command_that_two_readings_lack_is_one_event(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
    command: Command,
    told: Told,
) -> None:
    simulator.order(Fault(lag=1), match="GET")
    simulator.order(Fault(lag=2), match="GET")
    await command(hass)
    await advance(3)
    assert events.take() == []
    before = readings(simulator)
    await advance(20)
    assert readings(simulator) == before

    await advance(10)

    assert events.take() == [told]
    for _ in range(4):
        await advance(30)
    assert events.take() == []


@each_command
async def test_answer_that_lags_behind_takes_nothing_back(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
    command: Command,
    told: Told,
) -> None:
    await advance(30)
    await command(hass)
    assert events.take() == [told]
    keys = ("sensor.lock_state", "sensor.unlock_time", "binary_sensor.task_assigned")
    shown = [account.state(key) for key in keys]
    simulator.order(Fault(lag=2), match="GET")

    await advance(30)

    assert [account.state(key) for key in keys] == shown
    await advance(3)
    await advance(30)
    assert events.take() == []
    assert [account.state(key) for key in keys] == shown


async def test_freeze_of_ours_that_shows_late_is_ours_to_its_end(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(lag=1), match="GET")
    await act(hass, "freeze", duration={"minutes": 5})
    await advance(3)
    lock = (await answer(hass, "get_session"))["lock"]
    assert isinstance(lock, dict)
    assert lock["frozen_by"] == OURS

    await advance(300)

    assert events.take() == [("frozen", OURS), ("unfrozen", OURS)]


async def test_answer_that_is_not_believed_leaves_who_froze_the_timer(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(hass, "freeze", duration={"minutes": 5})
    simulator.order(Fault(lag=2), match="GET")

    lock = (await answer(hass, "get_session"))["lock"]

    assert isinstance(lock, dict)
    assert (lock["frozen"], lock["frozen_by"]) == (True, OURS)


@pytest.mark.parametrize(
    ("later", "seconds", "source"),
    [(20, 600, OURS), (20, 500, OTHERS), (90, 600, OTHERS)],
)
async def test_command_that_nothing_shows_explains_only_its_own_size_for_a_minute(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    later: float,
    seconds: int,
    source: str,
) -> None:
    # As where the service acknowledges a command that it hasn't carried out.
    simulator.order(
        Fault(effect=True, before_answer=partial(lock.add_time, -600)), match="POST"
    )
    await act(hass, "add_time", duration=600)
    await advance(3)
    await advance(later)
    assert events.take() == []
    lock.add_time(seconds)

    await advance(30)

    assert events.take() == [("time_added", source, seconds)]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("write_log", {"title": "x"}),
        ("end_pillory", {}),
        ("add_time", {"duration": 1}),
        ("add_time", {"duration": 600}),
        ("freeze", {"duration": 600}),
    ],
)
async def test_second_reading_is_only_caused_where_the_first_leaves_something_open(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    action: str,
    data: dict[str, object],
) -> None:
    await act(hass, action, **data)
    before = readings(simulator)

    await advance(3)

    assert readings(simulator) == before


async def test_what_is_really_taken_back_is_told_after_a_second_look(
    hass: HomeAssistant, events: Events, lock: Lock, advance: Advance
) -> None:
    await act(hass, "add_time", duration=600)
    events.take()
    lock.add_time(-600)

    await advance(30)
    assert events.take() == []
    await advance(3)

    assert events.take() == [("time_removed", OTHERS, 600)]


async def test_time_that_we_take_back_ourselves_is_told_at_once(
    hass: HomeAssistant, account: Account, events: Events
) -> None:
    await act(hass, "add_time", duration=600)
    await act(hass, "remove_time", duration=600)

    assert events.take() == [("time_added", OURS, 600), ("time_removed", OURS, 600)]


async def test_body_of_a_cache_tells_nothing(
    account: Account,
    events: Events,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await advance(30)
    lock.add_time(600)
    lock.assign_task("x")
    await advance(30)
    assert len(events.take()) == 2
    await advance(30)
    events.take()
    shown = account.states()
    simulator.order(Fault(cached=3), match="GET")
    simulator.order(Fault(cached=2), match="GET")

    await advance(30)
    assert account.states() == shown
    await advance(3)
    await advance(3)
    await advance(30)

    assert events.take() == []
    keys = ("sensor.lock_state", "sensor.unlock_time", "sensor.locked_since")
    assert [account.state(key) for key in keys] == [shown[key] for key in keys]


async def test_newer_body_that_is_late_moves_nothing(
    account: Account, events: Events, simulator: Simulator, advance: Advance
) -> None:
    # Made 20 s ago, after the last reading.
    await advance(30)
    shown = account.state("sensor.unlock_time")
    late = {"timeLockedSeconds": 1420 + 40, "timeRemainingSeconds": 27_800 - 40}
    simulator.order(Fault(overrides={**late}), match="GET")

    await advance(30)
    assert account.state("sensor.unlock_time") == shown
    await advance(3)

    assert account.state("sensor.unlock_time") == shown
    assert events.take() == []


async def test_time_locked_that_the_service_counts_anew_while_frozen_is_believed(
    account: Account, events: Events, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    events.take()
    lock.locked -= 600
    lock.title = "Counted anew"

    await advance(30)

    assert account.state("sensor.lock_title") == "Counted anew"
    assert events.take() == []


async def test_answers_that_seem_older_for_two_minutes_are_believed(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await advance(30)
    # As if both stood still, but for the title, which tells the answers apart.
    simulator.overrides["timeLockedSeconds"] = 1450
    simulator.overrides["timeRemainingSeconds"] = 27_770

    for number in range(5):
        assert account.state("sensor.lock_title") == "Weekend Challenge"
        lock.title = f"Title {number}"
        await advance(30)

    assert account.state("sensor.lock_title") == "Title 4"


async def test_time_locked_may_stand_still_while_the_timer_is_frozen(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    """Nothing says whether it does: the answers are then the very same, and none is old."""
    lock.freeze()
    await advance(30)
    simulator.overrides["timeLockedSeconds"] = 1450
    for _ in range(6):
        await advance(30)
        assert account.state("sensor.lock_state") == "frozen"
    lock.title = "New"

    await advance(30)

    assert account.state("sensor.lock_title") == "New"


async def test_lock_that_unlocks_a_moment_after_we_took_the_last_of_the_time_is_ours(
    hass: HomeAssistant,
    account: Account,
    events: Events,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(overrides={"unlockable": False}), match="GET")
    await act(hass, "remove_time", duration=100_000)
    assert [event[:2] for event in events.take()] == [("time_removed", OURS)]

    await advance(1)

    assert events.take() == [("became_unlockable", OURS)]


async def test_answer_that_shows_another_wearer_is_never_held_back(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    # By the count of the time locked it is an older answer.
    await advance(600)
    lock.locked -= 600
    simulator.wearer = person_named("sim_other", simulator.now())

    await advance(30)

    assert account.state("sensor.wearer") == "sim_other"


async def test_freeze_is_shown_though_the_time_locked_stands_still(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await advance(30)
    simulator.overrides["timeLockedSeconds"] = int(lock.locked)
    lock.freeze()

    await advance(30)

    assert account.state("sensor.lock_state") == "frozen"
