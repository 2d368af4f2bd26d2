"""The blueprint for a daily check-in: a question that is put off, and old ones."""

import pytest

from tests.acting import named

from .daily_check_in import (
    ANSWERED,
    CLEAR,
    MISSED,
    PENALTY,
    QUESTION,
    RULE,
    asked,
    buttons,
    press,
    put_off,
    use,
)
from .house import House
from .phone import Phone

pytestmark = pytest.mark.usefixtures("lasting_lock")


@pytest.mark.parametrize(
    ("at", "again"),
    [
        ("20:10:03", "20:25:30"),
        ("20:10:17", "20:25:30"),
        ("20:10:00", "20:25:00"),
        # 5 minutes before the end at the latest, and at once in these.
        ("20:50:10", "20:55:00"),
        ("20:57:10", "20:57:30"),
        ("20:59:20", "20:59:30"),
    ],
)
async def test_question_that_is_put_off_is_asked_again(
    house: House, phone: Phone, at: str, again: str
) -> None:
    await use(house, phone)
    await house.at("20:00")
    await house.at(at)
    await put_off(house, phone)
    assert phone.told() == [QUESTION, CLEAR]
    for _ in range(200):
        if len(phone.told()) == 3:
            break
        await house.wait(30 - house.time().second % 30)
    assert phone.told() == [QUESTION, CLEAR, QUESTION]
    assert f"{house.time():%H:%M:%S}" == again
    assert not house.sent()
    await house.wait(10)
    await press(house, phone)
    await house.at("21:00")
    assert house.sent() == [("/logs/custom", ANSWERED)]
    assert phone.told() == [QUESTION, CLEAR, QUESTION, CLEAR]


async def test_after_how_long_it_is_asked_again_can_be_chosen(
    house: House, phone: Phone
) -> None:
    await use(house, phone, again_after={"minutes": 5})
    await house.at("20:00")
    await house.at("20:10:30")
    await put_off(house, phone)
    await house.at("20:15:29")
    assert phone.told() == [QUESTION, CLEAR]
    await house.at("20:15:30")
    assert phone.told() == [QUESTION, CLEAR, QUESTION]


async def test_question_that_is_put_off_has_to_be_answered_in_time(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await asked(house)
    await put_off(house, phone)
    await house.wait(20)
    await house.wait(900)
    assert phone.told() == [QUESTION, CLEAR, QUESTION]
    await house.at("21:00")
    assert house.sent() == [PENALTY, ("/logs/custom", MISSED)]


async def test_question_that_is_put_off_in_the_last_seconds_is_missed(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.at("20:00")
    await house.at("20:59:40")
    await put_off(house, phone)
    await house.at("21:00")
    assert house.sent() == [PENALTY, ("/logs/custom", MISSED)]


async def test_question_can_be_put_off_again(house: House, phone: Phone) -> None:
    await use(house, phone, again_after={"minutes": 5})
    await house.at("20:00")
    await house.wait(600)
    for _ in range(2):
        await put_off(house, phone)
        await house.wait(300)
    assert phone.told() == [QUESTION, CLEAR] * 2 + [QUESTION]
    await house.wait(10)
    await press(house, phone)
    assert house.log() == [ANSWERED]


async def test_answer_counts_while_it_is_put_off(house: House, phone: Phone) -> None:
    """A watch can still show it."""
    await use(house, phone, reward={"minutes": 10})
    await asked(house)
    await put_off(house, phone)
    await house.wait(20)
    assert house.is_running(RULE)
    await house.wait(10)
    await press(house, phone)
    assert house.commands() == [named("remove_time", 600)]
    await house.at("21:00")
    assert house.commands() == [named("remove_time", 600)]
    assert phone.told() == [QUESTION, CLEAR, CLEAR]


async def test_restart_while_it_is_put_off_asks_it_again(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await asked(house)
    await put_off(house, phone)
    await house.wait(20)
    await house.restart()
    assert phone.told() == [QUESTION, CLEAR, QUESTION]
    await house.at("21:00")
    assert house.sent() == [PENALTY, ("/logs/custom", MISSED)]


async def test_lock_that_ends_while_it_is_put_off(house: House, phone: Phone) -> None:
    await use(house, phone)
    await asked(house)
    await put_off(house, phone)
    await house.wait(20)
    house.simulator.end_lock()
    await house.wait(60)
    await house.wait(900)
    await house.at("21:00")
    assert phone.told() == [QUESTION, CLEAR, CLEAR]
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize("button", [0, 1])
async def test_button_of_yesterday_does_nothing(
    house: House, phone: Phone, button: int
) -> None:
    await use(house, phone)
    await house.at("20:00")
    old = buttons(house, phone)[button]
    await house.at("21:00")
    await house.wait_until("2026-06-02 20:00")
    await house.wait(610)
    house.forget()
    await house.fire("mobile_app_notification_action", action=old)
    assert not house.sent()
    assert phone.told() == [QUESTION, CLEAR, QUESTION]
    await press(house, phone)
    assert house.log() == [ANSWERED]
