"""The blueprint for a scheduled task."""

import asyncio
from typing import Any

import pytest

from homeassistant.setup import async_setup_component
from tests.acting import named
from tests.blueprints.house import PHONE, House
from tests.blueprints.phone import Phone
from tests.simulator import JsonObject, Lock

TASK = "Tidy the kitchen."
RULE = "automation.scheduled_task_0"
ACTION = f"CHASTIFY_TASK_{RULE}"
CLEAR = "clear_notification"
BUTTON = [{"action": ACTION, "title": "Done"}]
PENALTY = named("add_time", 900)
TIMER = named("task.start_timer", {})
FAILED = named("task.complete", {"successful": False})
DONE = named("task.complete", {"successful": True})
DISHWASHER = "binary_sensor.dishwasher"

pytestmark = pytest.mark.usefixtures("lasting_lock")


def assigned(seconds: int = 7200, **changes: object) -> tuple[str, JsonObject]:
    """Return the command that assigns the task."""
    params: dict[str, Any] = {
        "taskText": TASK,
        "points": 1,
        "verificationRequired": False,
        "durationSeconds": seconds,
        "actor": "extension",
        **changes,
    }
    return named("task.assign", params)


def entry(title: str) -> JsonObject:
    """Return an entry of the log."""
    return {"title": title, "description": f"Task: {TASK}"}


async def use(house: House, phone: Phone, **inputs: object) -> str:
    """Set up the task."""
    return await house.use(
        "scheduled_task", **{"phone": phone.id, "task": TASK, **inputs}
    )


async def press(house: House) -> None:
    """Press the button, also where the phone doesn't show it any more."""
    await house.fire("mobile_app_notification_action", action=ACTION)


async def without_assigning(house: House, notice: str) -> None:
    """Let a second pass, after which the rule says this and then waits for five seconds."""
    await house.wait(1)
    assert any(told.startswith(notice) for told in house.notices())
    await house.wait(5)


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
        ("/logs/custom", entry("Task failed, time added: 0:15:00")),
    ]
    assert phone.told() == [TASK, TASK, CLEAR]
    assert {one["data"]["tag"] for one in phone.notifications} == {ACTION}
    assert not house.notices()
    assert [task.status for task in lock.task_runs] == ["failed"]


async def test_task_that_is_done_by_the_button(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
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
    await use(house, phone)
    await house.at("18:00")
    await house.wait(late)
    house.forget()
    await house.meanwhile(RULE, press(house), 5 - late)
    assert house.commands() == [DONE]


async def test_what_the_person_chose_is_assigned(house: House, phone: Phone) -> None:
    await use(
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
    await house.at("18:00")
    assert house.sent() == [assigned(2700, points=5)]
    assert phone.buttons()[0]["title"] == "Ready"
    await house.at("18:30")
    assert phone.notifications[-1]["title"] == "Hurry"
    await house.at("18:45")
    assert house.sent()[1:] == [FAILED, PENALTY]


async def test_task_to_verify_has_no_button(house: House, phone: Phone) -> None:
    await use(house, phone, verification_required=True)
    await house.at("18:00")
    assert house.commands() == [assigned(verificationRequired=True), TIMER]
    assert not phone.buttons()
    await house.at("18:30:10")
    await press(house)
    assert len(house.commands()) == 2
    await house.at("20:00")
    assert house.commands()[2:] == [FAILED, PENALTY]


async def test_only_on_the_chosen_days(house: House, phone: Phone) -> None:
    await use(house, phone, weekdays=["tue"])
    await house.at("18:00")
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
    await use(house, phone, remind_at="19:30:17")
    await house.at("18:00")
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
    await use(house, phone, done_entities=["switch.other", entity_id])
    await house.at("18:00")
    house.forget()
    await house.at("18:31:10")
    await house.set_state(entity_id, states[1])
    assert house.commands() == ([DONE] if is_done else [])


async def test_entity_that_appears_completes_nothing(
    house: House, phone: Phone
) -> None:
    await use(house, phone, done_entities=[DISHWASHER])
    await house.at("18:00")
    house.forget()
    await house.at("18:31:10")
    await house.set_state(DISHWASHER, "on")
    await house.remove(DISHWASHER)
    assert not house.sent()


async def test_helper_completes_a_task_to_verify(house: House, phone: Phone) -> None:
    assert await async_setup_component(
        house.hass, "input_boolean", {"input_boolean": {"seen": {}}}
    )
    await use(
        house, phone, verification_required=True, done_entities=["input_boolean.seen"]
    )
    await house.at("18:00")
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


@pytest.mark.parametrize("is_read", [True, False])
async def test_task_that_is_open_already_is_not_replaced(
    house: House, phone: Phone, lock: Lock, is_read: bool
) -> None:
    await use(house, phone, told=[PHONE])
    await house.at("17:59:59")
    lock.assign_task("Another")
    if is_read:
        await house.account.entry.runtime_data.coordinator.async_refresh()
    told = "It is time for the task, but another one is open. It was not assigned."
    await without_assigning(house, told)
    assert house.told() == [told]
    await house.at("18:30:10")
    await press(house)
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert TASK not in phone.told()
    assert [task.status for task in lock.task_runs] == ["open"]


async def test_task_that_was_closed_brings_no_penalty(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    lock.complete_task()
    await house.wait(60)
    assert phone.told() == [TASK, CLEAR]
    house.forget()
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert phone.told() == [TASK, CLEAR]


async def test_task_that_was_closed_just_now_brings_no_penalty(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("19:30")
    house.forget()
    await house.at("19:59:59")
    lock.complete_task()
    await house.wait(1)
    assert not house.sent()
    assert not house.notices()


async def test_task_of_the_keyholder_after_ours_is_left_alone(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    lock.complete_task()
    await house.wait(60)
    lock.assign_task("Another")
    await house.wait(60)
    house.forget()
    await house.at("19:30")
    await press(house)
    await house.at("20:00")
    assert not house.sent()
    assert phone.told() == [TASK, CLEAR]


async def test_closed_while_home_assistant_was_off(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    lock.complete_task()
    await house.restart()
    await house.wait(60)
    lock.assign_task("Another")
    await house.wait(57)
    house.forget()
    await house.at("20:00")
    assert not house.sent()
    assert phone.told() == [TASK, CLEAR]


async def test_closed_by_home_assistant_itself(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    for action, data in (
        ("complete_task", {}),
        ("assign_task", {"task": "Another"}),
    ):
        await house.hass.services.async_call("chastify", action, data, blocking=True)
        await house.settled()
        await house.wait(10)
    house.forget()
    await house.at("20:00")
    assert not house.sent()


async def test_closed_in_the_seconds_in_which_a_run_keeps_it(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:01")
    lock.complete_task()

    async def read() -> None:
        await house.account.entry.runtime_data.coordinator.async_refresh()
        await house.settled()

    await house.meanwhile(RULE, read(), 4)
    lock.assign_task("Another")
    await house.wait(60)
    house.forget()
    await house.at("20:00")
    assert not house.sent()


async def test_another_lock_is_left_alone(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    another = house.simulator.start_lock(locked=0)
    another.assign_task("Another")
    await house.wait(40)
    house.forget()
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert phone.told() == [TASK, CLEAR]


async def test_another_lock_after_a_restart_is_left_alone(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.at("18:00")
    await house.at("18:30:10")
    another = house.simulator.start_lock(locked=0)
    another.assign_task("Another")
    await house.restart()
    house.forget()
    await house.at("20:00")
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize(
    ("penalty", "sent", "title"),
    [
        ("none", [], "Task failed"),
        (
            "freeze",
            [("/lock/freeze", {"durationSeconds": 900})],
            "Task failed, timer frozen: 0:15:00",
        ),
        (
            "pillory",
            [
                named(
                    "pillory",
                    {
                        "durationSeconds": 900,
                        "reason": "The task was not done in time.",
                    },
                )
            ],
            "Task failed, pillory: 0:15:00",
        ),
    ],
)
async def test_other_penalties(
    house: House, phone: Phone, penalty: str, sent: list[object], title: str
) -> None:
    await use(house, phone, penalty=penalty)
    await house.at("18:00")
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
    await use(house, phone, penalty="freeze", amount=amount)
    await house.at("18:00")
    house.forget()
    await house.at("20:00")
    assert house.commands() == [
        FAILED,
        *(("/lock/freeze", {"durationSeconds": seconds}) for seconds in frozen_for),
    ]
    assert not house.notices()


async def test_a_frozen_timer_is_not_frozen_again(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone, penalty="freeze")
    await house.at("18:00")
    house.forget()
    lock.freeze()
    await house.at("20:00")
    assert house.commands() == [FAILED]


@pytest.mark.parametrize(("room", "added"), [(600, [600]), (0, [])])
async def test_time_is_not_added_above_the_maximum(
    house: House, phone: Phone, lock: Lock, room: int, added: list[int]
) -> None:
    lock.max_remaining = lock.remaining + room
    await use(house, phone)
    await house.at("18:00")
    house.forget()
    await house.at("20:00")
    assert house.commands() == [
        FAILED,
        *(named("add_time", seconds) for seconds in added),
    ]


async def test_long_task_is_cut_for_the_log(house: House, phone: Phone) -> None:
    await use(house, phone, task="x" * 3000)
    await house.at("18:00")
    assert house.commands() == [assigned(taskText="x" * 3000), TIMER]
    assert house.log() == [
        {"title": "Task assigned", "description": "Task: " + "x" * 1994}
    ]


async def test_task_goes_on_over_a_restart(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.at("18:00")
    house.forget()
    await house.at("18:30:10")
    await house.restart()
    await house.at("19:30")
    assert phone.told() == [TASK, TASK]
    await house.restart()
    await house.at("20:00")
    assert house.commands() == [FAILED, PENALTY]


async def test_reminder_is_made_up_for(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.at("18:00")
    house.forget()
    await house.at("19:20:10")
    await house.meanwhile(RULE, house.restart(away=1200), 20)
    assert phone.told() == [TASK, TASK]
    await house.restart()
    assert phone.told() == [TASK, TASK]
    await house.at("20:00")
    assert house.commands() == [FAILED, PENALTY]


async def test_off_when_it_was_due_it_is_assigned_late(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.at("17:00:15")
    await house.meanwhile(RULE, house.restart(away=7100), 25)
    assert house.time().isoformat() == "2026-06-01T18:59:00+02:00"
    assert house.commands() == [assigned(3660), TIMER]
    await house.at("20:00")
    assert house.commands()[2:] == [FAILED, PENALTY]


@pytest.mark.parametrize(("away", "times"), [(7200, 1), (7201, 0), (14400, 0)])
async def test_not_assigned_with_less_than_half_of_the_time(
    house: House, phone: Phone, away: int, times: int
) -> None:
    await use(house, phone)
    await house.at("17:00")
    await house.restart(away=away)
    await house.at("21:30")
    assert house.commands().count(TIMER) == times


async def test_off_before_it_was_due_changes_nothing(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.restart(away=3600)
    assert not house.sent()
    await house.at("18:00")
    assert house.commands() == [assigned(), TIMER]


@pytest.mark.parametrize("is_done", [False, True])
async def test_off_at_the_deadline(
    house: House, phone: Phone, lock: Lock, is_done: bool
) -> None:
    await use(house, phone, told=[PHONE])
    await house.at("18:00")
    house.forget()
    await house.at("19:30")
    await house.at("19:59:10")
    if is_done:
        lock.complete_task()
    for _ in range(2):
        await house.restart(away=120)
    assert not house.sent()
    assert house.told() == (
        []
        if is_done
        else [
            (
                "Home Assistant was off at the deadline of the task. The task is still open,"
                " and nothing was sent to the lock."
            )
        ]
    )


@pytest.mark.parametrize("is_known", [True, False])
async def test_without_a_lock_nothing_happens(
    house: House, phone: Phone, is_known: bool
) -> None:
    await use(house, phone)
    await house.at("17:59:50")
    house.simulator.end_lock()
    if is_known:
        await house.account.entry.runtime_data.coordinator.async_refresh()
    await house.wait(10)
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert not phone.told()
    assert not house.notices()


async def test_lock_that_ended_during_the_task(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.at("18:00")
    house.forget()
    await house.at("18:30:10")
    house.simulator.end_lock()
    await house.wait(60)
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert not house.notices()
    assert phone.told() == [TASK, CLEAR]


async def test_service_that_is_away_when_it_is_due(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone, told=[PHONE])
    await house.at("17:59:59")
    house.lose_service()
    told = "It is time for the task, but the lock could not be read. Nothing was sent to it."
    await without_assigning(house, told)
    house.simulator.clear_faults()
    await house.wait(600)
    lock.assign_task("Another")
    await house.wait(600)
    await house.at("20:00")
    assert not house.sent()
    assert house.told() == [told]


@pytest.mark.parametrize("is_done", [True, False])
async def test_service_that_is_away_at_the_end(
    house: House, phone: Phone, is_done: bool
) -> None:
    await use(house, phone)
    await house.at("18:00")
    house.forget()
    house.lose_service()
    await house.at("18:30:10")
    if is_done:
        await press(house)
    await house.at("20:00")
    what = "The task was done" if is_done else "The time for the task is over"
    assert house.notices() == [
        f"{what}, but the lock could not be read. Nothing was sent to it."
    ]
    assert not house.sent()


async def test_task_that_can_not_be_assigned(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.disable("assign_task")
    await house.at("17:59:59")
    await without_assigning(
        house, "It is time for the task, but it could not be assigned."
    )
    lock.assign_task("Another")
    await house.wait(600)
    await house.at("20:00")
    assert not house.sent()
    assert TASK not in phone.told()


async def test_blank_task_is_told(house: House, phone: Phone) -> None:
    await use(house, phone, task=" ")
    await house.at("17:59:59")
    await without_assigning(
        house, "It is time for the task, but it could not be assigned."
    )
    assert not house.sent()


async def test_timer_that_can_not_be_started(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.disable("start_task_timer")
    await house.at("18:00")
    assert house.notices() == [
        "The task was assigned, but its timer could not be started."
    ]
    assert house.sent() == [assigned(), ("/logs/custom", entry("Task assigned"))]
    assert phone.told() == [TASK]
    await house.at("20:00")
    assert house.commands()[1:] == [FAILED, PENALTY]


async def test_phone_that_can_not_be_reached(house: House, phone: Phone) -> None:
    await use(house, phone, told=[PHONE])
    phone.is_reachable = False
    await house.at("18:00")
    told = "The task could not be shown on the phone."
    assert house.told() == [told]
    assert house.commands() == [assigned(), TIMER]
    assert len(house.log()) == 1
    await house.at("19:30")
    assert house.told() == [told, told]
    await house.at("20:00")
    assert house.commands()[2:] == [FAILED, PENALTY]


async def test_completion_that_is_refused(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await house.disable("complete_task")
    await house.at("18:00")
    house.forget()
    await house.at("18:30:10")
    await press(house)
    (notice,) = house.notices()
    assert notice.startswith("The task was done, but it could not be closed as done.")
    await house.at("20:00")
    assert not house.sent()


async def test_failure_that_is_refused_does_not_keep_from_the_penalty(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.disable("complete_task")
    await house.at("18:00")
    house.forget()
    await house.at("20:00")
    (notice,) = house.notices()
    assert notice.startswith(
        "The time for the task is over, but it could not be closed as failed."
    )
    assert house.sent() == [
        PENALTY,
        ("/logs/custom", entry("Task failed, time added: 0:15:00")),
    ]


async def test_penalty_that_is_refused_is_told_and_the_rest_done(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.disable("add_time")
    await house.at("18:00")
    house.forget()
    await house.at("20:00")
    (notice,) = house.notices()
    assert notice.startswith("The time for the task is over, but the penalty failed.")
    assert house.sent() == [FAILED, ("/logs/custom", entry("Task failed"))]


async def test_log_that_is_refused_is_told(house: House, phone: Phone) -> None:
    await use(house, phone, told=[PHONE])
    house.refuse("logs/custom")
    await house.at("18:00")
    await house.at("20:00")
    assert house.told() == [
        f"{what}, but this could not be written to the log of the lock."
        for what in ("It is time for the task", "The time for the task is over")
    ]


async def test_run_by_hand_leaves_the_task_alone(house: House, phone: Phone) -> None:
    entity_id = await use(house, phone)
    await house.at("18:00")
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
