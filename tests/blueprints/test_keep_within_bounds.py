"""The blueprint that keeps the remaining time between a floor and a ceiling."""

import pytest

from tests.acting import act, named
from tests.simulator import Fault, JsonValue, Lock

from .commands import logged
from .house import PHONE, House

HOUR = 3600
CEILING = 10  # hours
FLOOR = 4


def removed(seconds: float) -> tuple[str, JsonValue]:
    """Return the command that takes so much time off."""
    return named("remove_time", seconds)


def added(seconds: float) -> tuple[str, JsonValue]:
    """Return the command that adds so much time."""
    return named("add_time", seconds)


@pytest.fixture(autouse=True)
async def lock(house: House, lock: Lock) -> Lock:
    """Return the lock that runs at first, with 6 hours left and no maximum that matters."""
    lock.max_remaining = 10_000 * HOUR
    lock.remaining = 6 * HOUR
    await house.wait(30)
    return lock


async def keep(house: House, **inputs: object) -> None:
    """Use the blueprint with a floor and a ceiling."""
    await house.use(
        "keep_within_bounds", **{"ceiling": CEILING, "floor": FLOOR, **inputs}
    )


async def change(house: House, lock: Lock, hours: float) -> None:
    """Let somebody add time or take it off, and the entities show it."""
    lock.add_time(hours * HOUR)
    await house.wait(30)


async def test_what_is_above_the_ceiling_is_removed(house: House, lock: Lock) -> None:
    await keep(house)
    await change(house, lock, 5)
    excess = HOUR - 60
    assert house.sent() == [
        removed(excess),
        logged("59 minutes removed", "More time remained than the ceiling allows."),
    ]
    assert lock.remaining == CEILING * HOUR
    await house.wait(600)
    assert len(house.sent()) == 2
    assert not house.notices()


async def test_what_is_taken_below_the_floor_is_given_back(
    house: House, lock: Lock
) -> None:
    await keep(house)
    await change(house, lock, -5)
    missing = 3 * HOUR + 60
    assert house.sent() == [
        added(missing),
        logged(
            "3 hours 1 minute added",
            "The time that was removed brought it below the floor.",
        ),
    ]
    assert lock.remaining == FLOOR * HOUR
    await house.wait(600)
    assert len(house.sent()) == 2


async def test_texts_and_log_of_the_person(house: House, lock: Lock) -> None:
    await keep(
        house, too_much="Too much.", too_little="Too little.", pause={"seconds": 0}
    )
    await change(house, lock, 5)
    await change(house, lock, -9)
    assert [
        entry["description"] for entry in house.log() if isinstance(entry, dict)
    ] == [
        "Too much.",
        "Too little.",
    ]


async def test_the_log_can_be_left_out(house: House, lock: Lock) -> None:
    await keep(house, write_log=False)
    await change(house, lock, 5)
    assert house.sent() == [removed(HOUR - 60)]


async def test_within_the_bounds_nothing_happens(house: House, lock: Lock) -> None:
    await keep(house)
    await change(house, lock, 3)
    await change(house, lock, -4)
    assert not house.sent()


@pytest.mark.parametrize(("over", "sent"), [(59, []), (60, [removed(60)])])
async def test_less_than_a_minute_above_is_left(
    house: House, lock: Lock, over: int, sent: list[object]
) -> None:
    await keep(house)
    lock.remaining = CEILING * HOUR + over + 30
    await house.wait(30)
    assert house.sent()[:1] == sent


@pytest.mark.parametrize(("short", "sent"), [(59, []), (60, [added(60)])])
async def test_less_than_a_minute_below_is_left(
    house: House, lock: Lock, short: int, sent: list[object]
) -> None:
    await keep(house)
    lock.remaining = FLOOR * HOUR - short + 30
    await house.wait(30)
    assert house.sent()[:1] == sent


async def test_with_the_defaults_there_are_seven_days_and_no_floor(
    house: House, lock: Lock
) -> None:
    await house.use("keep_within_bounds")
    await change(house, lock, -5.5)
    assert not house.sent()
    lock.remaining = 8 * 24 * HOUR
    await house.wait(30)
    assert house.commands() == [removed(24 * HOUR - 30)]


async def test_without_a_ceiling_only_the_floor_holds(house: House, lock: Lock) -> None:
    await keep(house, ceiling=0)
    await change(house, lock, 5000)
    assert not house.sent()
    lock.remaining = HOUR
    await house.wait(30)
    assert house.commands() == [added(3 * HOUR + 30)]


@pytest.mark.parametrize(
    ("ceiling", "floor", "told"),
    [
        (2, 3, "The floor has to be an hour below the ceiling, or more."),
        (2, 1.5, "The floor has to be an hour below the ceiling, or more."),
        (0, 0, "There is neither a floor nor a ceiling."),
    ],
)
async def test_bounds_that_make_no_sense_are_refused_and_told(
    house: House, lock: Lock, ceiling: float, floor: float, told: str
) -> None:
    await keep(house, ceiling=ceiling, floor=floor, told=[PHONE])
    await change(house, lock, 5)
    (notice,) = house.notices()
    assert notice.startswith(told)
    assert house.told() == [notice]
    assert not house.sent()


async def test_an_hour_between_floor_and_ceiling_is_enough(
    house: House, lock: Lock
) -> None:
    """Less would let a floor give back what its ceiling has just taken."""
    await keep(house, floor=CEILING - 1, pause={"seconds": 0})
    lock.remaining = 12 * HOUR
    await house.wait(30)
    assert lock.remaining == CEILING * HOUR
    for _ in range(4):
        await house.wait(30)
    assert house.commands() == [removed(2 * HOUR - 30)]


async def test_the_timer_runs_down_through_the_floor_to_its_end(
    house: House, lock: Lock
) -> None:
    await keep(house)
    for _ in range(6):
        await house.wait(HOUR)
    assert lock.unlockable
    assert not house.sent()


async def test_never_more_is_given_back_than_was_taken(
    house: House, lock: Lock
) -> None:
    """The timer was below the floor by itself."""
    await keep(house)
    await house.wait(5 * HOUR)
    await change(house, lock, -0.5)
    (sent,) = house.commands()
    assert sent in [added(HOUR / 2 + second) for second in (-1, 0, 1)]


async def test_time_is_not_added_above_the_maximum(house: House, lock: Lock) -> None:
    await keep(house)
    lock.max_remaining = 6 * HOUR
    lock.remaining = 5 * HOUR
    await house.wait(30)
    lock.max_remaining = HOUR + 1000
    lock.remaining = HOUR
    await house.wait(30)
    assert house.commands() == [added(1000)]


async def test_lock_that_starts_above_the_ceiling(house: House) -> None:
    await keep(house)
    house.simulator.end_lock()
    await house.wait(30)
    house.simulator.start_lock(remaining=12 * HOUR)
    await house.wait(60)
    assert house.commands() == [removed(2 * HOUR - 60)]


async def test_lock_that_starts_below_the_floor_stays_there(house: House) -> None:
    await keep(house)
    house.simulator.end_lock()
    await house.wait(30)
    house.simulator.start_lock(remaining=HOUR)
    await house.wait(60)
    assert not house.sent()
    assert house.last_run("automation.keep_within_bounds_0") is None


async def test_what_home_assistant_adds_or_takes_counts_too(
    house: House, lock: Lock
) -> None:
    await keep(house, pause={"seconds": 0})
    await act(house.hass, "add_time", duration={"hours": 5})
    await house.settled()
    assert lock.remaining == CEILING * HOUR
    await act(house.hass, "remove_time", duration={"hours": 7})
    await house.settled()
    assert lock.remaining == FLOOR * HOUR


async def test_two_changes_at_once(house: House, lock: Lock) -> None:
    await keep(house)
    lock.add_time(3 * HOUR)
    house.hass.async_create_task(
        act(house.hass, "add_time", duration={"hours": 3}), "add time"
    )
    await house.settled()
    await house.wait(30)
    await house.wait(600)
    assert lock.remaining <= CEILING * HOUR
    assert len(house.commands()) == 2


async def test_after_a_correction_there_is_a_pause(house: House, lock: Lock) -> None:
    await keep(house, pause={"minutes": 5})
    await change(house, lock, 5)
    for _ in range(3):
        await change(house, lock, 1)
    assert house.commands() == [removed(HOUR - 60)]
    await house.wait(209)
    assert house.commands() == [removed(HOUR - 60)]
    await house.wait(1)
    assert house.commands() == [removed(HOUR - 60), removed(3 * HOUR - 300)]


async def test_all_that_is_taken_during_the_pause_is_given_back(
    house: House, lock: Lock
) -> None:
    await keep(house, pause={"minutes": 5})
    await change(house, lock, -3)
    for _ in range(2):
        await change(house, lock, -1)
    for _ in range(2):
        await house.wait(300)
    assert house.commands()[1:] == [added(HOUR), added(HOUR)]
    assert lock.remaining > (FLOOR - 0.2) * HOUR


async def test_a_change_in_an_outage_is_corrected_after_it(
    house: House, lock: Lock
) -> None:
    await keep(house)
    await house.be_away()
    lock.add_time(8 * HOUR)
    await house.wait(60)
    assert not house.sent()
    await house.come_back()
    assert lock.remaining == pytest.approx(CEILING * HOUR, abs=5)


async def test_what_is_taken_in_an_outage_is_given_back_after_it(
    house: House, lock: Lock
) -> None:
    await keep(house)
    await house.be_away()
    lock.add_time(-5 * HOUR)
    await house.wait(60)
    await house.come_back()
    assert lock.remaining == pytest.approx(FLOOR * HOUR, abs=5)


@pytest.mark.parametrize("service_is_away", [False, True])
async def test_a_change_while_home_assistant_is_off(
    house: House, lock: Lock, service_is_away: bool
) -> None:
    await keep(house)
    lock.add_time(8 * HOUR)
    if service_is_away:
        house.lose_service()
    await house.restart(away=600)
    if service_is_away:
        assert not house.sent()
        await house.come_back()
    assert lock.remaining == CEILING * HOUR


async def test_an_outage_within_the_bounds_changes_nothing(house: House) -> None:
    await keep(house)
    await house.be_away()
    await house.come_back()
    await house.restart(away=600)
    assert not house.sent()
    assert not house.notices()


async def test_a_frozen_timer_is_kept_within_bounds_too(
    house: House, lock: Lock
) -> None:
    await keep(house)
    lock.freeze()
    await house.wait(30)
    await change(house, lock, 5)
    assert lock.remaining == CEILING * HOUR


async def test_without_a_lock_nothing_is_sent_or_told(house: House) -> None:
    await keep(house)
    house.simulator.end_lock()
    await house.wait(30)
    await house.restart()
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_ends_with_the_change(house: House, lock: Lock) -> None:
    """The entities don't show the end yet."""
    await keep(house)
    house.simulator.order(
        Fault(before_answer=lambda: lock.add_time(8 * HOUR)), match="GET"
    )
    house.simulator.order(Fault(before_answer=house.simulator.end_lock), match="GET")
    await house.wait(30)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_can_not_be_read_once_is_read_again(
    house: House, lock: Lock
) -> None:
    await keep(house)
    house.simulator.order(
        Fault(before_answer=lambda: lock.add_time(8 * HOUR)), match="GET"
    )
    house.simulator.order(Fault(status=503), match="GET")
    await house.wait(30)
    await house.wait(6)
    assert not house.notices()
    assert lock.remaining == CEILING * HOUR


async def test_lock_that_can_not_be_read_is_told(house: House, lock: Lock) -> None:
    await keep(house, told=[PHONE])
    house.simulator.order(
        Fault(before_answer=lambda: lock.add_time(8 * HOUR)), match="GET"
    )
    house.simulator.order(Fault(status=503), times=None, match="GET")
    await house.wait(30)
    assert not house.notices()
    await house.wait(6)
    (notice,) = house.notices()
    assert notice.startswith("The remaining time may be beyond its bounds")
    assert house.told() == [notice]
    assert not house.sent()
    await house.come_back()
    assert lock.remaining == CEILING * HOUR


@pytest.mark.parametrize("hours", [5, -5])
async def test_correction_that_is_refused_is_told_and_not_written(
    house: House, lock: Lock, hours: float
) -> None:
    await keep(house)
    house.refuse("action")
    await change(house, lock, hours)
    (notice,) = house.notices()
    assert notice.startswith("The remaining time is beyond its bounds, but")
    assert len(house.commands()) == 1
    assert not house.log()


async def test_disabled_correction_is_told(house: House, lock: Lock) -> None:
    await keep(house)
    await house.disable("remove_time")
    await change(house, lock, 5)
    (notice,) = house.notices()
    assert notice.startswith("The remaining time is beyond its bounds, but")
    assert not house.sent()


async def test_log_that_is_refused_is_told(house: House, lock: Lock) -> None:
    await keep(house)
    house.refuse("logs/custom")
    await change(house, lock, 5)
    assert house.commands() == [removed(HOUR - 60)]
    (notice,) = house.notices()
    assert notice.startswith(
        "The remaining time was corrected, but the reason could not"
    )


async def test_a_hand_removes_what_is_above_the_ceiling(
    house: House, lock: Lock
) -> None:
    """Whoever has just made the rule runs its actions."""
    await change(house, lock, 5)
    await keep(house)
    assert not house.sent()
    await house.run_by_hand("automation.keep_within_bounds_0")
    assert lock.remaining == CEILING * HOUR
