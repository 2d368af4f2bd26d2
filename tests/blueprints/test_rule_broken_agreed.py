"""The blueprint for a broken rule, where things change between the question and its answer."""

from typing import Final

import pytest

from tests.acting import named
from tests.simulator import Lock, person_named

from .commands import logged
from .house import PHONE, House
from .phone import Phone
from .rule_broken import (
    APPLY,
    CLEAR,
    COUNTER,
    PENALTY,
    QUESTION,
    SENT,
    open_it,
    use_asking,
)
from .whose_lock import lock_of_berta

ANOTHER_LOCK: Final = (
    "The penalty was to be applied, but the lock is another one than when you were asked. "
    "No penalty was sent."
)

pytestmark = pytest.mark.usefixtures("counters", "wardrobe")


@pytest.mark.parametrize("unanswered", ["leave", "apply"])
async def test_no_more_than_the_question_named_though_the_maximum_was_raised(
    house: House, phone: Phone, lock: Lock, unanswered: str
) -> None:
    lock.max_remaining = lock.remaining + 300
    await use_asking(house, phone, unanswered=unanswered)
    await open_it(house)
    assert phone.told() == ["A rule was broken.\nAdd 5 minutes?"]
    lock.max_remaining = None
    if unanswered == "leave":
        await phone.press(APPLY)
    else:
        await house.wait(900)
    assert house.sent() == [
        named("add_time", 300),
        logged("5 minutes added", "A rule was broken."),
    ]


async def test_no_more_than_the_question_named_though_a_new_day_has_begun(
    house: House, phone: Phone, lasting_lock: Lock
) -> None:
    await use_asking(
        house, phone, counter=COUNTER, times_a_day=3, time_a_day={"minutes": 20}
    )
    await house.wait_until("2026-06-01 23:55")
    for _ in range(2):
        await open_it(house)
        await house.wait(240 if house.commands() else 0)
        if not house.commands():
            await phone.press(APPLY)
    assert phone.told()[-1] == "A rule was broken.\nAdd 5 minutes?"
    await house.wait(120)
    assert house.time().day == 2
    await phone.press(APPLY)
    assert house.commands() == [PENALTY, named("add_time", 300)]
    assert house.state(COUNTER).state == "2026-06-02 1 300"


@pytest.mark.parametrize("is_older", [True, False])
@pytest.mark.parametrize("is_shown", [True, False])
@pytest.mark.parametrize("unanswered", ["leave", "apply"])
async def test_another_lock_than_that_of_the_question_gets_nothing(
    house: House, phone: Phone, *, is_older: bool, is_shown: bool, unanswered: str
) -> None:
    await use_asking(house, phone, counter=COUNTER, told=[PHONE], unanswered=unanswered)
    await open_it(house)
    lock_of_berta(house, locked=86400 if is_older else 0)
    if is_shown:
        await house.wait(30)
    if unanswered == "leave":
        await phone.press(APPLY)
    else:
        await house.wait(900)
    assert not house.sent()
    assert house.state(COUNTER).state == "unknown"
    assert house.told() == house.notices() == [ANOTHER_LOCK]
    assert phone.told() == [QUESTION, CLEAR]


@pytest.mark.parametrize("is_another", [True, False])
@pytest.mark.parametrize("is_missing_before", [True, False])
async def test_lock_without_an_id_is_known_by_wearer_and_start(
    house: House, phone: Phone, *, is_another: bool, is_missing_before: bool
) -> None:
    await use_asking(house, phone)
    if is_missing_before:
        house.simulator.session_overrides["lock"] = {"_id": None}
        await house.wait(30)
    await open_it(house)
    if not is_missing_before:
        house.simulator.session_overrides["lock"] = {"_id": None}
    if is_another:
        lock_of_berta(house, locked=86400)
    await phone.press(APPLY)
    assert house.sent() == ([] if is_another else SENT)
    assert house.notices() == ([ANOTHER_LOCK] if is_another else [])


async def test_next_lock_of_the_same_wearer_gets_nothing(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    await open_it(house)
    house.simulator.start_lock()
    await phone.press(APPLY)
    assert not house.sent()
    assert house.notices() == [ANOTHER_LOCK]


async def test_lock_that_only_changes_stays_the_one_of_the_question(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use_asking(house, phone)
    await open_it(house)
    lock.title = "Another title"
    lock.wearer = person_named("another_name", None)
    await house.wait(30)
    await phone.press(APPLY)
    assert house.sent() == SENT
