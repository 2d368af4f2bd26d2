"""The blueprint for a habit that takes time off."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .house import PHONE, House

STEPS = "sensor.steps"
REACHED = [{"trigger": "numeric_state", "entity_id": STEPS, "above": 10_000}]
REWARD = named("remove_time", 1800)
LOGGED = {"title": "30 minutes removed", "description": "A goal was reached."}
DAY = 24 * 3600
MISSING = (
    "The goal was reached, but the lock could not be read. The reward is missing: no time was "
    "removed."
)


@pytest.fixture(autouse=True)
async def steps(house: House) -> None:
    """Begin with few steps."""
    await house.set_state(STEPS, "200")


async def walk(house: House) -> None:
    """Reach the goal, and begin again."""
    await house.set_state(STEPS, "10001")
    await house.set_state(STEPS, "0")


async def remain(house: House, seconds: float) -> None:
    """Let so much time remain, and Home Assistant know it."""
    lock = house.simulator.start_lock(remaining=seconds + 30)
    await house.wait(30)
    assert lock.remaining == seconds


async def test_time_is_taken_off_and_the_reason_written(house: House) -> None:
    await house.use("habit_reward", reached=REACHED)
    await walk(house)
    assert house.sent() == [REWARD, ("/logs/custom", LOGGED)]
    assert not house.notices()


async def test_reward_and_reason_are_those_of_the_person(house: House) -> None:
    await house.use(
        "habit_reward", reached=REACHED, reward={"hours": 1}, reason="10,000 steps"
    )
    await walk(house)
    assert house.commands() == [named("remove_time", 3600)]
    assert house.log() == [{"title": "1 hour removed", "description": "10,000 steps"}]


async def test_log_without_a_reason(house: House) -> None:
    await house.use("habit_reward", reached=REACHED, reason=" ")
    await walk(house)
    assert house.log() == [{"title": LOGGED["title"]}]


async def test_the_log_can_be_left_out(house: House) -> None:
    await house.use("habit_reward", reached=REACHED, write_log=False)
    await walk(house)
    assert house.sent() == [REWARD]


async def test_conditions_of_the_person_are_kept(house: House) -> None:
    await house.set_state("input_boolean.ill", "on")
    await house.use(
        "habit_reward",
        reached=REACHED,
        only_if=[
            {"condition": "state", "entity_id": "input_boolean.ill", "state": "off"}
        ],
    )
    await walk(house)
    assert not house.sent()
    await house.set_state("input_boolean.ill", "off")
    await walk(house)
    assert house.commands() == [REWARD]


async def test_frozen_lock_is_rewarded_too(house: House, lock: Lock) -> None:
    lock.freeze()
    await house.wait(30)
    await house.use("habit_reward", reached=REACHED)
    await walk(house)
    assert house.commands() == [REWARD]


@pytest.mark.parametrize(
    ("remaining", "taken"),
    [
        (3600 + 1801, [1800]),
        (3600 + 1800, [1800]),
        (3600 + 600, [600]),
        (3600 + 1, [1]),
        (3600, []),
        (60, []),
        (0, []),
    ],
)
async def test_the_floor_remains(
    house: House, remaining: int, taken: list[int]
) -> None:
    await remain(house, remaining)
    await house.use("habit_reward", reached=REACHED)
    await walk(house)
    assert house.commands() == [named("remove_time", seconds) for seconds in taken]
    assert not house.notices()


@pytest.mark.parametrize(("floor", "taken"), [(0, [600]), (5, [300]), (10, [])])
async def test_the_floor_is_in_minutes(
    house: House, floor: int, taken: list[int]
) -> None:
    await remain(house, 600)
    await house.use("habit_reward", reached=REACHED, floor=floor)
    await walk(house)
    assert house.commands() == [named("remove_time", seconds) for seconds in taken]


async def test_the_floor_counts_as_the_lock_is_now(house: House, lock: Lock) -> None:
    """Not as Home Assistant last read it."""
    await house.use("habit_reward", reached=REACHED)
    lock.remaining = 3600 + 100
    await walk(house)
    assert house.commands() == [named("remove_time", 100)]


async def test_lock_that_is_at_its_floor_by_now(house: House, lock: Lock) -> None:
    await house.use("habit_reward", reached=REACHED)
    lock.remaining = 3600
    await walk(house)
    assert not house.sent()
    assert not house.notices()


async def test_time_that_is_unknown_by_now(house: House) -> None:
    await house.use("habit_reward", reached=REACHED)
    house.simulator.overrides["timeRemainingSeconds"] = None
    await walk(house)
    assert not house.sent()
    assert not house.notices()


async def test_where_nothing_can_be_taken_off_the_day_stays_open(house: House) -> None:
    await remain(house, 3600)
    automation = await house.use("habit_reward", reached=REACHED)
    await walk(house)
    assert house.last_run(automation) is None
    await remain(house, 7200)
    await walk(house)
    assert house.commands() == [REWARD]


@pytest.mark.parametrize(
    ("period", "first", "last", "next_one"),
    [
        ("hour", "2026-06-03 16:00", "2026-06-03 16:59", "2026-06-03 17:00"),
        ("day", "2026-06-03 00:00", "2026-06-03 23:58", "2026-06-04 00:00"),
        ("week", "2026-06-08 00:00", "2026-06-14 23:58", "2026-06-15 00:00"),
    ],
)
async def test_once_in_a_period_of_the_house(
    house: House, period: str, first: str, last: str, next_one: str
) -> None:
    house.simulator.start_lock(remaining=30 * DAY)
    await house.use("habit_reward", reached=REACHED, period=period)
    given = []
    for moment in (first, last, next_one):
        await house.wait_until(moment)
        await walk(house)
        given.append(len(house.commands()))
        await house.restart()
    assert given == [1, 1, 2]


async def test_the_hour_that_an_autumn_day_has_twice(house: House) -> None:
    house.simulator.start_lock(remaining=300 * DAY)
    await house.use("habit_reward", reached=REACHED, period="hour")
    await house.wait_until("2026-10-25 02:10")
    given = []
    for minutes in (0, 40, 20):
        await house.wait(minutes * 60)
        await walk(house)
        given.append(len(house.commands()))
    assert house.time().isoformat() == "2026-10-25T02:10:00+01:00"
    assert given == [1, 1, 2]


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2027-03-29", 24)]
)
async def test_a_day_is_one_day_however_long(
    house: House, date: str, hours: int
) -> None:
    house.simulator.start_lock(remaining=400 * DAY)
    await house.use("habit_reward", reached=REACHED)
    await house.wait_until(f"{date} 00:00")
    given = []
    for seconds in (0, hours * 3600 - 1, 1):
        await house.wait(seconds)
        await walk(house)
        given.append(len(house.commands()))
    assert given == [1, 1, 2]


async def test_goals_that_are_reached_at_once_are_rewarded_once(house: House) -> None:
    other = "sensor.other_steps"
    await house.set_state(other, "0")
    await house.use(
        "habit_reward",
        reached=[
            {
                "trigger": "numeric_state",
                "entity_id": [STEPS, other],
                "above": 10_000,
            }
        ],
    )
    await house.set_states((STEPS, other), "10001")
    assert house.commands() == [REWARD]


async def test_coming_back_reaches_nothing(house: House) -> None:
    await house.use("habit_reward", reached=REACHED)
    for state in ("unavailable", "10001", "unknown", "10001", "unavailable"):
        await house.set_state(STEPS, state)
    assert not house.sent()
    await house.set_state(STEPS, "0")
    await walk(house)
    assert house.commands() == [REWARD]


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_what_goes_away_reaches_nothing(house: House, state: str) -> None:
    await house.use("habit_reward", reached=[{"trigger": "state", "entity_id": STEPS}])
    await house.set_state(STEPS, state)
    await house.remove(STEPS)
    assert not house.sent()


async def test_entity_that_appears_reaches_nothing(house: House) -> None:
    house.hass.states.async_remove(STEPS)
    await house.use("habit_reward", reached=REACHED)
    await house.set_state(STEPS, "10001")
    assert not house.sent()


async def test_run_that_is_started_by_hand(house: House) -> None:
    automation = await house.use("habit_reward", reached=REACHED)
    await house.run_by_hand(automation)
    assert house.commands() == [REWARD]


async def test_button_that_is_pressed_for_the_first_time(house: House) -> None:
    button = "input_button.chore"
    await house.set_state(button, "unknown")
    await house.use("habit_reward", reached=[{"trigger": "state", "entity_id": button}])
    await house.set_state(button, "2026-06-01T12:00:00+00:00")
    assert house.commands() == [REWARD]


async def test_template_that_becomes_true_by_the_clock(house: House) -> None:
    """No entity has changed then."""
    await house.use(
        "habit_reward",
        reached=[
            {"trigger": "template", "value_template": "{{ now().hour == 15 }}"},
        ],
    )
    await house.wait_until("2026-06-01 15:00")
    assert house.commands() == [REWARD]


async def test_goal_at_a_time_of_the_day(house: House) -> None:
    await house.use("habit_reward", reached=[{"trigger": "time", "at": "20:00:00"}])
    await house.wait_until("2026-06-01 20:00")
    assert house.commands() == [REWARD]


async def test_without_a_lock_nothing_is_sent_or_told(house: House) -> None:
    automation = await house.use("habit_reward", reached=REACHED)
    house.simulator.end_lock()
    await house.wait(30)
    await walk(house)
    assert not house.sent()
    assert not house.notices()
    assert house.last_run(automation) is None


async def test_lock_that_has_just_ended(house: House) -> None:
    """The entities don't show it yet."""
    await house.use("habit_reward", reached=REACHED)
    house.simulator.end_lock()
    await walk(house)
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize("seconds", [0, 30])
async def test_service_that_is_away_is_told(house: House, seconds: float) -> None:
    """Whether the entities show it already or not."""
    await house.use("habit_reward", reached=REACHED, told=[PHONE])
    house.lose_service()
    await house.wait(seconds)
    await walk(house)
    assert house.told() == [MISSING]
    assert house.notices() == [MISSING]
    assert not house.sent()


async def test_attempt_without_an_answer_counts(house: House) -> None:
    await house.use("habit_reward", reached=REACHED)
    await house.be_away()
    await walk(house)
    house.simulator.clear_faults()
    await house.wait(60)
    await walk(house)
    assert house.notices() == [MISSING]
    assert not house.sent()


async def test_reward_that_is_refused_is_told_and_not_written(house: House) -> None:
    await house.use("habit_reward", reached=REACHED)
    await house.disable("remove_time")
    await walk(house)
    (notice,) = house.notices()
    assert notice.startswith("The goal was reached, but removing time failed.")
    assert not house.sent()


async def test_log_that_is_refused_is_told_after_the_reward(house: House) -> None:
    await house.use("habit_reward", reached=REACHED, told=[PHONE])
    house.refuse("logs/custom")
    await walk(house)
    assert house.commands() == [REWARD]
    told = house.told()
    assert told == house.notices()
    assert told == [
        "The time was removed, but the reason could not be written to the log of the lock."
    ]
