"""The blueprint for a scheduled task, kept to some locks."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .commands import logged
from .house import PHONE, House
from .kept_lock import (
    MEANT,
    Inputs,
    at_command,
    be_unreadable,
    every_kept,
    every_other,
    nothing_happened,
    replace,
    replaced,
)
from .phone import Phone
from .scheduled_task import (
    CLEAR,
    FAILED,
    PENALTY,
    TASK,
    TIMER,
    assigned,
    begin,
    press,
    use,
)

pytestmark = pytest.mark.usefixtures("lasting_lock")
LOGGED = logged("Task assigned", f"Task: {TASK}")


async def let_the_day_pass(house: House) -> None:
    """Let the times of the task pass, and press the button."""
    await house.wait(10)
    await house.at("18:30:10")
    await press(house)
    for clock in ("19:30", "20:00", "23:00"):
        await house.at(clock)


@every_kept
async def test_task_of_a_lock_that_is_meant_is_assigned_and_failed(
    house: House, phone: Phone, kept: Inputs
) -> None:
    await begin(house, phone, **kept)
    assert house.sent() == [assigned(), TIMER, LOGGED]
    await house.at("19:30")
    house.forget()
    await house.at("20:00")
    title = "Task failed, 15 minutes added"
    assert house.sent() == [FAILED, PENALTY, logged(title, f"Task: {TASK}")]
    assert phone.told() == [TASK, TASK, CLEAR]
    assert not house.notices()


@every_kept
async def test_task_of_a_lock_that_is_meant_is_completed(
    house: House, phone: Phone, kept: Inputs
) -> None:
    await begin(house, phone, **kept)
    house.forget()
    await house.at("18:30:10")
    await press(house)
    done = named("task.complete", {"successful": True})
    assert house.sent() == [done, logged("Task done", f"Task: {TASK}")]
    assert not house.notices()


@every_other
async def test_nothing_is_assigned_at_another(
    house: House, phone: Phone, kept: Inputs
) -> None:
    rule = await begin(house, phone, told=[PHONE], **kept)
    await let_the_day_pass(house)
    assert not house.is_running(rule)
    assert not phone.told()
    assert nothing_happened(house)


@every_other
async def test_open_task_of_another_is_no_hindrance_that_is_told(
    house: House, phone: Phone, lock: Lock, kept: Inputs
) -> None:
    lock.assign_task("Another")
    await begin(house, phone, told=[PHONE], **kept)
    await let_the_day_pass(house)
    assert [task.status for task in lock.task_runs] == ["open"]
    assert not phone.told()
    assert nothing_happened(house)


async def test_the_day_after_it_is_assigned_at_a_lock_that_is_meant(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone, **MEANT)
    await replaced(house)
    await house.at("18:00")
    await let_the_day_pass(house)
    house.simulator.move_on(lock)
    await house.wait(60)
    await house.wait_until("2026-06-02 18:00")
    assert house.commands() == [assigned(), TIMER]
    assert phone.told() == [TASK]


@pytest.mark.parametrize("is_shown", [True, False])
async def test_task_of_a_lock_that_takes_the_place_is_not_failed(
    house: House, phone: Phone, is_shown: bool
) -> None:
    """It is older than the task, so its age doesn't tell it apart."""
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("19:59:00")
    house.forget()
    another = replace(house)
    another.assign_task("Another")
    if is_shown:
        await house.wait(30)
    await house.at("20:00")
    await house.wait(60)
    assert [task.status for task in another.task_runs] == ["open"]
    assert nothing_happened(house)
    assert phone.told()[-1] == CLEAR


async def test_task_of_a_lock_that_takes_the_place_is_not_completed(
    house: House, phone: Phone
) -> None:
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("18:30:10")
    house.forget()
    another = replace(house)
    another.assign_task("Another")
    await press(house)
    await house.at("19:00")
    await press(house)
    await house.at("20:00")
    assert [task.status for task in another.task_runs] == ["open"]
    assert nothing_happened(house)
    assert phone.told() == [TASK, CLEAR]


async def test_reminder_after_a_restart_is_not_that_of_another(
    house: House, phone: Phone
) -> None:
    """While Home Assistant is off nobody notices that the lock ended."""
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("19:00")
    replace(house).assign_task("Another")
    house.forget()
    await house.restart(away=1900)
    for seconds in (20, 5):
        await house.wait(seconds)
    await house.at("20:00")
    assert phone.told() == [TASK, CLEAR]
    assert nothing_happened(house)


async def test_missed_deadline_is_not_told_of_another(
    house: House, phone: Phone
) -> None:
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("19:30")
    replace(house).assign_task("Another")
    house.forget()
    await house.restart(away=3600)
    await house.wait(60)
    assert nothing_happened(house)


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("assign_task", [assigned()]),
        ("start_task_timer", [assigned(), TIMER]),
    ],
)
async def test_lock_that_comes_after_a_command_gets_no_other(
    house: House, phone: Phone, command: str, sent: list[object]
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    at_command(house, command, replace)
    await house.at("18:00")
    assert house.sent() == sent
    assert not house.notices()


@pytest.mark.parametrize(
    ("command", "sent"),
    [("complete_task", [FAILED]), ("add_time", [FAILED, PENALTY])],
)
async def test_lock_that_comes_at_the_deadline_gets_no_other_command(
    house: House, phone: Phone, command: str, sent: list[object]
) -> None:
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("19:30")
    house.forget()
    at_command(house, command, replace)
    await house.at("20:00")
    assert house.sent() == sent
    assert not house.notices()


async def test_no_penalty_where_the_lock_is_not_known(
    house: House, phone: Phone
) -> None:
    await begin(house, phone, told=[PHONE], **MEANT)
    await house.at("19:30")
    house.forget()
    at_command(house, "complete_task", be_unreadable)
    await house.at("20:00")
    assert house.sent() == [FAILED]
    assert [told.split(".")[0] for told in house.told()] == [
        "The time for the task is over, but the penalty failed",
        "The time for the task is over, but this could not be written to the log of the lock",
    ]


async def test_unreadable_lock_is_told_as_before(house: House, phone: Phone) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    house.lose_service()
    await house.at("18:00")
    assert not house.sent()
    assert house.told() == [
        "It is time for the task, but the lock could not be read. Nothing was sent to it."
    ]
