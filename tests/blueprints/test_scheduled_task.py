"""The blueprint for a scheduled task: assigned, done in time or not."""

import asyncio

import pytest

from homeassistant.setup import async_setup_component
from tests.acting import named
from tests.simulator import Lock

from .commands import freeze, pillory
from .house import House
from .phone import Phone
from .scheduled_task import (
    ACTION,
    CLEAR,
    FAILED,
    PENALTY,
    RULE,
    TASK,
    TIMER,
    assigned,
    begin,
    entry,
    press,
    use,
)

BUTTON = [{"action": ACTION, "title": "Done"}]
DONE = named("task.complete", {"successful": True})
DISHWASHER = "binary_sensor.dishwasher"
pytestmark = pytest.mark.usefixtures("lasting_lock")


async def test_task_that_is_not_done(house: House, phone: Phone, lock: Lock) -> None:
    await use(house, phone)
    await house.at("17:59:59")
    assert not house.sent()
    await house.at("18:00")
    assert house.sent() == [
        assigned(),
        TIMER,
        ("/logs/custom", entry("Task assigned")),
    ]
    assert phone.told() == [TASK]
    assert phone.buttons() == BUTTON
    house.forget()
    await house.at("19:30")
    assert phone.told() == [TASK, TASK]
    assert phone.notifications[-1]["title"] == "Not done yet"
    assert phone.buttons() == BUTTON
    await house.at("19:59:59")
    assert not house.sent()
    await house.at("20:00")
    assert house.sent() == [
        FAILED,
        PENALTY,
        ("/logs/custom", entry("Task failed, 15 minutes added")),
    ]
    assert phone.told() == [TASK, TASK, CLEAR]
    assert {one["data"]["tag"] for one in phone.notifications} == {ACTION}
    assert not house.notices()
    assert [task.status for task in lock.task_runs] == ["failed"]


async def test_task_that_is_done_by_the_button(
    house: House, phone: Phone, lock: Lock
) -> None:
    await begin(house, phone)
    await house.at("19:30")
    house.forget()
    await house.at("19:59:59")
    await asyncio.gather(press(house), press(house))
    assert house.sent() == [DONE, ("/logs/custom", entry("Task done"))]
    assert phone.told()[-1] == CLEAR
    await press(house)
    await house.at("20:00")
    assert house.commands() == [DONE]
    assert [task.status for task in lock.task_runs] == ["completed"]


async def test_every_day_anew(house: House, phone: Phone, lock: Lock) -> None:
    await use(house, phone)
    for day in (1, 2, 3):
        await house.wait_until(f"2026-06-0{day} 18:00")
        await house.at("18:30:10")
        if day == 2:
            await press(house)
        await house.at("20:00")
    assert [task.status for task in lock.task_runs] == ["failed", "completed", "failed"]
    assert house.commands().count(PENALTY) == 2


@pytest.mark.parametrize("late", [0, 4.9])
async def test_pressed_in_the_first_seconds(
    house: House, phone: Phone, late: float
) -> None:
    await begin(house, phone)
    await house.wait(late)
    house.forget()
    await house.meanwhile(RULE, press(house), 5 - late)
    assert house.commands() == [DONE]


async def test_what_the_person_chose_is_assigned(house: House, phone: Phone) -> None:
    await begin(
        house,
        phone,
        points=5,
        start_timer=False,
        write_log=False,
        done_button="Ready",
        reminder="Hurry",
        deadline="18:45:00",
        remind_at="18:30:00",
    )
    assert house.sent() == [assigned(2700, points=5)]
    assert phone.buttons()[0]["title"] == "Ready"
    await house.at("18:30")
    assert phone.notifications[-1]["title"] == "Hurry"
    await house.at("18:45")
    assert house.sent()[1:] == [FAILED, PENALTY]


async def test_task_to_verify_has_no_button(house: House, phone: Phone) -> None:
    await begin(house, phone, verification_required=True)
    assert house.commands() == [assigned(verificationRequired=True), TIMER]
    assert not phone.buttons()
    await house.at("18:30:10")
    await press(house)
    assert len(house.commands()) == 2
    await house.at("20:00")
    assert house.commands()[2:] == [FAILED, PENALTY]


async def test_only_on_the_chosen_days(house: House, phone: Phone) -> None:
    await begin(house, phone, weekdays=["tue"])
    assert not house.sent()
    await house.wait_until("2026-06-02 18:00")
    assert house.commands() == [assigned(), TIMER]


async def test_without_any_time_nothing_is_assigned(house: House, phone: Phone) -> None:
    await use(house, phone, deadline="18:00:00")
    for day in (1, 2):
        await house.wait_until(f"2026-06-0{day} 18:00")
    assert not house.sent()


async def test_over_midnight(house: House, phone: Phone) -> None:
    await use(
        house,
        phone,
        assign_at="22:00:00",
        remind_at="00:30:00",
        deadline="01:00:00",
        weekdays=["mon"],
    )
    await house.at("22:00")
    assert house.commands() == [assigned(3 * 3600), TIMER]
    await house.wait_until("2026-06-02 00:30")
    assert phone.told() == [TASK, TASK]
    await house.wait_until("2026-06-02 01:00")
    assert house.commands()[2:] == [FAILED, PENALTY]
    house.forget()
    await house.wait_until("2026-06-02 22:00")
    assert not house.sent()


async def test_reminder_at_an_odd_second(house: House, phone: Phone) -> None:
    await begin(house, phone, remind_at="19:30:17")
    await house.at("19:30:16")
    await house.meanwhile(RULE, house.wait(1), 13)
    assert phone.told() == [TASK, TASK]
    house.forget()
    await house.at("20:00")
    assert house.commands() == [FAILED, PENALTY]


@pytest.mark.parametrize("remind_at", ["17:00:00", "20:30:00"])
async def test_reminder_outside_of_the_time(
    house: House, phone: Phone, remind_at: str
) -> None:
    await use(house, phone, remind_at=remind_at)
    for clock in ("17:00", "18:00", "20:00", "20:30"):
        await house.at(clock)
    assert phone.told() == [TASK, CLEAR]
    assert house.commands()[2:] == [FAILED, PENALTY]


@pytest.mark.parametrize(
    ("entity_id", "states", "is_done"),
    [
        (DISHWASHER, ("off", "on"), True),
        (DISHWASHER, ("on", "off"), False),
        (DISHWASHER, ("unavailable", "on"), False),
        (DISHWASHER, ("unknown", "on"), False),
        (DISHWASHER, ("off", "unavailable"), False),
        ("button.done", ("unknown", "2026-06-01T16:31:00+00:00"), True),
        ("input_button.done", ("2026-05-01", "2026-06-01"), True),
        ("button.done", ("unavailable", "2026-06-01"), False),
        ("button.done", ("2026-06-01", "unknown"), False),
    ],
)
async def test_entity_that_completes_it(
    house: House, phone: Phone, entity_id: str, states: tuple[str, str], is_done: bool
) -> None:
    await house.set_state(entity_id, states[0])
    await begin(house, phone, done_entities=["switch.other", entity_id])
    house.forget()
    await house.at("18:31:10")
    await house.set_state(entity_id, states[1])
    assert house.commands() == ([DONE] if is_done else [])


async def test_entity_that_appears_completes_nothing(
    house: House, phone: Phone
) -> None:
    await begin(house, phone, done_entities=[DISHWASHER])
    house.forget()
    await house.at("18:31:10")
    await house.set_state(DISHWASHER, "on")
    await house.remove(DISHWASHER)
    assert not house.sent()


async def test_helper_completes_a_task_to_verify(house: House, phone: Phone) -> None:
    assert await async_setup_component(
        house.hass, "input_boolean", {"input_boolean": {"seen": {}}}
    )
    await begin(
        house, phone, verification_required=True, done_entities=["input_boolean.seen"]
    )
    await house.at("18:31:10")
    await house.hass.services.async_call(
        "input_boolean", "turn_on", {"entity_id": "input_boolean.seen"}, blocking=True
    )
    await house.settled()
    assert house.commands()[-1] == DONE


async def test_before_it_is_assigned_nothing_completes(
    house: House, phone: Phone, lock: Lock
) -> None:
    await house.set_state(DISHWASHER, "off")
    lock.assign_task("Another")
    await use(house, phone, done_entities=[DISHWASHER])
    await house.wait(40)
    await press(house)
    await house.set_state(DISHWASHER, "on")
    assert not house.sent()


@pytest.mark.parametrize(
    ("penalty", "sent", "title"),
    [
        ("none", [], "Task failed"),
        (
            "freeze",
            [freeze(900)],
            "Task failed, timer frozen for 15 minutes",
        ),
        (
            "pillory",
            [pillory(900, "The task was not done in time.")],
            "Task failed, pillory for 15 minutes",
        ),
    ],
)
async def test_other_penalties(
    house: House, phone: Phone, penalty: str, sent: list[object], title: str
) -> None:
    await begin(house, phone, penalty=penalty)
    house.forget()
    await house.at("20:00")
    assert house.commands() == [FAILED, *sent]
    assert house.log() == [entry(title)]


@pytest.mark.parametrize(
    ("amount", "frozen_for"),
    [({"seconds": 59}, []), ({"seconds": 60}, [60]), ({"days": 2}, [86400])],
)
async def test_freeze_lasts_what_chastify_takes(
    house: House, phone: Phone, amount: dict[str, int], frozen_for: list[int]
) -> None:
    await begin(house, phone, penalty="freeze", amount=amount)
    house.forget()
    await house.at("20:00")
    assert house.commands() == [
        FAILED,
        *(freeze(seconds) for seconds in frozen_for),
    ]
    assert not house.notices()


async def test_a_frozen_timer_is_not_frozen_again(
    house: House, phone: Phone, lock: Lock
) -> None:
    await begin(house, phone, penalty="freeze")
    house.forget()
    lock.freeze()
    await house.at("20:00")
    assert house.commands() == [FAILED]


@pytest.mark.parametrize(("room", "added"), [(600, [600]), (0, [])])
async def test_time_is_not_added_above_the_maximum(
    house: House, phone: Phone, lock: Lock, room: int, added: list[int]
) -> None:
    lock.max_remaining = lock.remaining + room
    await begin(house, phone)
    house.forget()
    await house.at("20:00")
    assert house.commands() == [
        FAILED,
        *(named("add_time", seconds) for seconds in added),
    ]


async def test_long_task_is_cut_for_the_log(house: House, phone: Phone) -> None:
    await begin(house, phone, task="x" * 3000)
    assert house.commands() == [assigned(taskText="x" * 3000), TIMER]
    assert house.log() == [
        {"title": "Task assigned", "description": "Task: " + "x" * 1994}
    ]


async def test_run_by_hand_leaves_the_task_alone(house: House, phone: Phone) -> None:
    entity_id = await begin(house, phone)
    house.forget()
    await house.at("18:30:10")
    await house.run_by_hand(entity_id)
    await house.at("20:00")
    assert not house.sent()


@pytest.mark.parametrize(
    ("day", "assign_at", "deadline", "seconds", "is_failed"),
    [
        ("2026-10-25", "02:30:00", "02:45:00", 900, True),
        ("2026-10-25", "02:30:00", "03:30:00", 2 * 3600, True),
        ("2026-10-25", "01:30:00", "03:30:00", 3 * 3600, True),
        ("2027-03-28", "01:30:00", "03:30:00", 3600, True),
        ("2027-03-28", "01:30:00", "02:30:00", 3600, False),
        ("2027-03-28", "02:30:00", "03:30:00", None, False),
    ],
)
async def test_days_on_which_the_clocks_change(
    house: House,
    phone: Phone,
    day: str,
    assign_at: str,
    deadline: str,
    seconds: int | None,
    is_failed: bool,
) -> None:
    await use(house, phone, assign_at=assign_at, deadline=deadline)
    await house.wait_until(f"{day} 01:00")
    house.simulator.start_lock(locked=0, remaining=10 * 86400, max_remaining=None)
    await house.wait(60)
    house.forget()
    await house.wait(14 * 60)
    for _ in range(4 * 4):
        await house.wait(15 * 60)
    assert house.commands() == [
        *([assigned(seconds), TIMER] if seconds else []),
        *([FAILED, PENALTY] if is_failed else []),
    ]
