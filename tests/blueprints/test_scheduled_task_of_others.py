"""The blueprint for a scheduled task: tasks that somebody else assigns or closes."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .house import PHONE, House
from .kept_lock import replace
from .phone import Phone
from .scheduled_task import CLEAR, RULE, TASK, begin, press, use, without_assigning

pytestmark = pytest.mark.usefixtures("lasting_lock")


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
    await begin(house, phone)
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
    await begin(house, phone)
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
    await begin(house, phone)
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
    await begin(house, phone)
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
    await begin(house, phone)
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
    await begin(house, phone)
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
    await begin(house, phone)
    await house.at("18:30:10")
    another = house.simulator.start_lock(locked=0)
    another.assign_task("Another")
    await house.wait(40)
    house.forget()
    await house.at("19:30")
    await house.at("20:00")
    assert not house.sent()
    assert phone.told() == [TASK, CLEAR]


@pytest.mark.parametrize("is_shown", [True, False])
@pytest.mark.parametrize("is_done", [True, False])
async def test_older_lock_that_takes_the_place_is_left_alone(
    house: House, phone: Phone, *, is_done: bool, is_shown: bool
) -> None:
    """The rule isn't kept to any lock."""
    await begin(house, phone)
    await house.at("18:30:10")
    another = replace(house)
    another.assign_task("Another")
    house.forget()
    if is_shown:
        await house.wait(40)
    if is_done:
        await press(house)
    await house.at("20:00")
    assert [task.status for task in another.task_runs] == ["open"]
    assert not house.sent()
    assert phone.told()[-1] == CLEAR


async def test_another_lock_after_a_restart_is_left_alone(
    house: House, phone: Phone
) -> None:
    await begin(house, phone)
    await house.at("18:30:10")
    another = house.simulator.start_lock(locked=0)
    another.assign_task("Another")
    await house.restart()
    house.forget()
    await house.at("20:00")
    assert not house.sent()
    assert not house.notices()


async def test_two_rules_at_the_same_time_bring_one_penalty(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone)
    await use(house, phone, task="Another")
    await house.at("18:00")
    (notice,) = house.notices()
    assert notice.startswith("The task was assigned, but another one was assigned at")
    assert [task.status for task in lock.task_runs] == ["cancelled", "open"]
    await house.wait(60)
    house.forget()
    await house.at("19:30")
    await house.at("20:00")
    assert [sent for sent in house.commands() if sent == named("add_time", 900)] == [
        named("add_time", 900)
    ]
