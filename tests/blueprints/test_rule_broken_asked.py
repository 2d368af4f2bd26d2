"""The blueprint for a broken rule, where somebody is asked before the penalty."""

from typing import Final

import pytest

from tests.simulator import Lock

from .house import PHONE, House
from .phone import Phone
from .rule_broken import (
    APPLY,
    CLEAR,
    COUNTER,
    LEAVE,
    OPENED,
    QUESTION,
    SENT,
    open_it,
    use_asking,
)
from .whose_lock import lock_of_berta

RULE: Final = "automation.rule_broken_0"
NOT_ASKED: Final = "The rule was broken, but the question could not be sent to the phone. No penalty was sent."

pytestmark = pytest.mark.usefixtures("counters", "wardrobe")


async def test_penalty_that_is_agreed_to(house: House, phone: Phone) -> None:
    await use_asking(house, phone)
    await open_it(house)
    assert phone.told() == [QUESTION]
    assert [button["title"] for button in phone.buttons()] == ["Apply", "Leave it"]
    await house.wait(899)
    assert not house.sent()
    await phone.press(APPLY)
    assert house.sent() == SENT
    assert phone.told() == [QUESTION, CLEAR]
    assert not house.is_running(RULE)


async def test_answer_before_the_phone_is_known_to_have_shown_it(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    phone.presses_at_once = APPLY
    await open_it(house)
    assert house.sent() == SENT
    assert phone.told() == [QUESTION, CLEAR]
    assert not house.notices()


async def test_penalty_that_is_left(house: House, phone: Phone) -> None:
    await use_asking(house, phone, unanswered="apply", told=[PHONE])
    await open_it(house)
    await phone.press(LEAVE)
    assert phone.told() == [QUESTION, CLEAR]
    await house.wait(900)
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize(("unanswered", "sent"), [("leave", []), ("apply", SENT)])
async def test_without_an_answer(
    house: House, phone: Phone, unanswered: str, sent: list[object]
) -> None:
    await use_asking(house, phone, unanswered=unanswered, answer_within={"minutes": 5})
    await open_it(house)
    await house.wait(299)
    assert phone.told() == [QUESTION]
    assert not house.sent()
    await house.wait(1)
    assert phone.told() == [QUESTION, CLEAR]
    assert house.sent() == sent


async def test_nothing_is_applied_without_an_answer_unless_it_is_chosen(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    await open_it(house)
    await house.wait(900)
    assert not house.sent()


@pytest.mark.parametrize(
    ("penalty", "question"),
    [
        ("freeze", "Freeze the timer for 15 minutes?"),
        ("pillory", "Start the pillory for 15 minutes?"),
    ],
)
async def test_question_says_what_would_be_sent(
    house: House, phone: Phone, penalty: str, question: str
) -> None:
    await use_asking(house, phone, penalty=penalty, reason=" ")
    await open_it(house)
    assert phone.told() == [question]
    await phone.press(APPLY)
    assert len(house.commands()) == 1


async def test_the_same_as_was_drawn_for_the_question(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, at_most={"minutes": 59})
    await open_it(house)
    await phone.press(APPLY)
    (entry,) = house.log()
    assert isinstance(entry, dict)
    added = str(entry["title"]).removesuffix(" added")
    assert phone.told()[0] == f"A rule was broken.\nAdd {added}?"


async def test_answer_on_two_phones_counts_once(house: House, phone: Phone) -> None:
    other = Phone(house.hass, "My other phone")
    await use_asking(house, phone, other)
    await open_it(house)
    assert phone.told() == other.told() == [QUESTION]
    buttons = phone.buttons()
    for button in (APPLY, LEAVE, APPLY):
        house.hass.bus.async_fire(
            "mobile_app_notification_action", {"action": buttons[button]["action"]}
        )
    await house.settled()
    assert house.sent() == SENT
    assert phone.told() == other.told() == [QUESTION, CLEAR]


async def test_one_phone_that_can_not_be_reached_is_no_matter(
    house: House, phone: Phone
) -> None:
    other = Phone(house.hass, "My other phone")
    await use_asking(house, phone, other)
    phone.is_reachable = False
    await open_it(house)
    assert not phone.told()
    await other.press(APPLY)
    assert house.sent() == SENT
    assert not house.notices()


@pytest.mark.parametrize("is_there", [True, False])
async def test_phone_that_can_not_be_reached_is_told(
    house: House, phone: Phone, is_there: bool
) -> None:
    await use_asking(house, phone, told=[PHONE], unanswered="apply")
    phone.is_reachable = False
    if not is_there:
        phone.unload()
    await open_it(house)
    assert house.notices() == house.told() == [NOT_ASKED]
    assert not house.is_running(RULE)
    assert not house.sent()


async def test_app_that_shows_no_notifications_is_told(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, told=[PHONE], unanswered="apply")
    phone.forbid_notifications()
    await open_it(house)
    await house.wait(900)
    assert house.notices() == house.told() == [NOT_ASKED]
    assert not house.is_running(RULE)
    assert not house.sent()


async def test_answer_to_an_old_question_does_nothing(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, counter=COUNTER)
    await open_it(house)
    old = phone.buttons()[APPLY]["action"]
    await house.wait(900)
    await house.fire("mobile_app_notification_action", action=old)
    assert not house.sent()
    await open_it(house)
    await house.fire("mobile_app_notification_action", action=old)
    assert not house.sent()
    await phone.press(APPLY)
    assert house.sent() == SENT


async def test_two_rules_do_not_hear_each_others_answers(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    await use_asking(house, phone, reason="Another.")
    await open_it(house)
    await phone.press(APPLY)
    assert len(house.commands()) == 1


@pytest.mark.parametrize("counter", ["", COUNTER])
async def test_restart_ends_the_question(
    house: House, phone: Phone, counter: str
) -> None:
    await use_asking(house, phone, unanswered="apply", counter=counter)
    await open_it(house)
    await house.restart(away=60)
    assert phone.told() == [QUESTION, CLEAR]
    await house.fire(
        "mobile_app_notification_action",
        action=phone.notifications[0]["data"]["actions"][APPLY]["action"],
    )
    await house.wait(900)
    assert not house.sent()


async def test_saving_the_rule_ends_the_question(house: House, phone: Phone) -> None:
    await use_asking(house, phone, unanswered="apply")
    await open_it(house)
    old = phone.buttons()[APPLY]["action"]
    await house.change(0, reason="Another reason.")
    assert phone.told() == [QUESTION, CLEAR]
    await house.fire("mobile_app_notification_action", action=old)
    await house.wait(900)
    assert not house.sent()


async def test_saving_another_rule_leaves_the_question(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    await open_it(house)
    await house.use("habit_reward", reached=OPENED)
    assert phone.told() == [QUESTION]
    await phone.press(APPLY)
    assert house.sent() == SENT
    await house.use("habit_reward", reached=OPENED)
    await house.wait(900)
    await house.use("habit_reward", reached=OPENED)
    assert phone.told().count(QUESTION) == 1


async def test_restart_does_not_use_up_the_day(house: House, phone: Phone) -> None:
    await use_asking(house, phone)
    await house.restart()
    assert not phone.told()
    await open_it(house)
    await phone.press(APPLY)
    assert house.sent() == SENT


async def test_while_a_question_is_open_no_other_is_asked(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, counter=COUNTER, times_a_day=3)
    for _ in range(3):
        await open_it(house)
    await phone.press(APPLY)
    assert house.sent() == SENT
    assert phone.told() == [QUESTION, CLEAR]
    await open_it(house)
    assert phone.told()[2:] == [QUESTION]


async def test_what_is_left_is_not_counted_by_the_helper(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, counter=COUNTER)
    await open_it(house)
    await phone.press(LEAVE)
    assert house.state(COUNTER).state == "unknown"
    await open_it(house)
    await phone.press(APPLY)
    assert house.sent() == SENT
    assert house.state(COUNTER).state == "2026-06-01 1 900"
    await open_it(house)
    assert phone.told() == [QUESTION, CLEAR] * 2


async def test_without_a_helper_one_question_a_day(house: House, phone: Phone) -> None:
    await use_asking(house, phone)
    await open_it(house)
    await phone.press(LEAVE)
    await open_it(house)
    assert phone.told() == [QUESTION, CLEAR]


async def test_nothing_is_asked_where_nothing_can_be_done(
    house: House, phone: Phone, lock: Lock
) -> None:
    lock.max_remaining = lock.remaining
    await use_asking(house, phone)
    await open_it(house)
    assert not phone.told()


async def test_lock_that_reaches_its_maximum_meanwhile_is_told(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use_asking(house, phone, told=[PHONE])
    await open_it(house)
    lock.max_remaining = lock.remaining
    await phone.press(APPLY)
    assert not house.sent()
    assert house.told() == [
        "The penalty was to be applied, but meanwhile there is nothing left that it could do."
    ]


async def test_lock_that_ends_meanwhile(house: House, phone: Phone) -> None:
    await use_asking(house, phone)
    await open_it(house)
    house.simulator.end_lock()
    await phone.press(APPLY)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_another_wearer_has_meanwhile(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone, only_as="wearer")
    await open_it(house)
    lock_of_berta(house)
    await phone.press(APPLY)
    assert not house.sent()
    assert not house.notices()


async def test_lock_that_can_not_be_read_meanwhile_is_told(
    house: House, phone: Phone
) -> None:
    await use_asking(house, phone)
    await open_it(house)
    house.lose_service()
    await phone.press(APPLY)
    assert not house.sent()
    (notice,) = house.notices()
    assert "could not be read" in notice
