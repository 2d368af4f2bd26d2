"""The blueprint for a scheduled task: restarts, locks that end, outages and refusals."""

import pytest

from tests.simulator import Lock

from .house import PHONE, House
from .phone import Phone
from .scheduled_task import (
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
    without_assigning,
)

pytestmark = pytest.mark.usefixtures("lasting_lock")


async def test_task_goes_on_over_a_restart(house: House, phone: Phone) -> None:
    await begin(house, phone)
    house.forget()
    await house.at("18:30:10")
    await house.restart()
    await house.at("19:30")
    assert phone.told() == [TASK, TASK]
    await house.restart()
    await house.at("20:00")
    assert house.commands() == [FAILED, PENALTY]


async def test_reminder_is_made_up_for(house: House, phone: Phone) -> None:
    await begin(house, phone)
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
    await begin(house, phone, told=[PHONE])
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
    await begin(house, phone)
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
    await begin(house, phone)
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
        ("/logs/custom", entry("Task failed, 15 minutes added")),
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
