"""The blueprint for a daily check-in, kept to some locks."""

import pytest

from tests.acting import named
from tests.simulator import Lock

from .commands import logged
from .daily_check_in import (
    ANSWERED,
    CLEAR,
    MISSED,
    PENALTY,
    QUESTION,
    asked,
    missed,
    press,
    use,
)
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

pytestmark = pytest.mark.usefixtures("lasting_lock")
REWARD = named("remove_time", 300)


@every_kept
async def test_without_an_answer_a_lock_that_is_meant_gets_the_penalty(
    house: House, phone: Phone, kept: Inputs
) -> None:
    await use(house, phone, **kept)
    await missed(house)
    assert house.sent() == [PENALTY, ("/logs/custom", MISSED)]
    assert phone.told() == [QUESTION, CLEAR]
    assert not house.notices()


@every_kept
async def test_answer_at_a_lock_that_is_meant_is_rewarded(
    house: House, phone: Phone, kept: Inputs
) -> None:
    await use(house, phone, reward={"minutes": 5}, **kept)
    await asked(house)
    await phone.press()
    assert house.sent() == [
        REWARD,
        logged("Check-in answered, 5 minutes removed", ANSWERED["description"]),
    ]


@every_other
async def test_nothing_is_asked_at_another(
    house: House, phone: Phone, kept: Inputs
) -> None:
    rule = await use(house, phone, told=[PHONE], reward={"minutes": 5}, **kept)
    await house.at("20:00")
    await house.wait(5)
    await press(house, phone)
    await house.restart()
    await house.at("21:00")
    await house.restart()
    assert not house.is_running(rule)
    assert not phone.told()
    assert nothing_happened(house)


async def test_the_day_after_it_is_asked_at_a_lock_that_is_meant(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone, **MEANT)
    await replaced(house)
    await house.at("20:00")
    await house.wait(5)
    await house.at("21:00")
    assert not phone.told()
    house.simulator.move_on(lock)
    await house.wait(60)
    await house.wait_until("2026-06-02 20:00")
    assert phone.told() == [QUESTION]


@pytest.mark.parametrize("is_shown", [True, False])
async def test_missed_question_is_no_matter_of_a_lock_that_takes_the_place(
    house: House, phone: Phone, is_shown: bool
) -> None:
    """It is older than the question, so its age doesn't tell it apart."""
    await use(house, phone, told=[PHONE], **MEANT)
    await asked(house)
    replace(house)
    if is_shown:
        await house.wait(60)
    await house.at("21:00")
    assert phone.told() == [QUESTION, CLEAR]
    assert nothing_happened(house)


async def test_answer_is_no_matter_of_a_lock_that_takes_the_place(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], reward={"minutes": 5}, **MEANT)
    await asked(house)
    replace(house)
    await phone.press()
    await house.at("21:00")
    assert phone.told() == [QUESTION, CLEAR]
    assert nothing_happened(house)


async def test_question_is_not_repeated_at_a_lock_that_takes_the_place(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    await asked(house)
    replace(house)
    await house.restart(away=10)
    for seconds in (10, 5):
        await house.wait(seconds)
    await press(house, phone)
    await house.at("21:00")
    assert phone.told() == [QUESTION, CLEAR]
    assert nothing_happened(house)


async def test_time_that_was_over_meanwhile_is_not_told_of_another(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    await asked(house)
    replace(house)
    await house.restart(away=7200)
    assert phone.told() == [QUESTION, CLEAR]
    assert nothing_happened(house)


async def test_log_of_a_lock_that_comes_after_the_penalty_is_left_alone(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    at_command(house, "add_time", replace)
    await missed(house)
    assert house.sent() == [PENALTY]
    assert not house.notices()


async def test_nothing_is_written_where_the_lock_is_not_known(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    at_command(house, "add_time", be_unreadable)
    await missed(house)
    assert house.sent() == [PENALTY]
    assert house.told() == [
        "The question was not answered, but it could not be written to the log of the lock."
    ]


async def test_unreadable_lock_is_asked_about_and_told_as_before(
    house: House, phone: Phone
) -> None:
    await use(house, phone, told=[PHONE], **MEANT)
    house.lose_service()
    await missed(house)
    assert phone.told() == [QUESTION, CLEAR]
    assert not house.sent()
    assert house.told() == [
        "The question was not answered, but the lock could not be read. Nothing was sent to it."
    ]
