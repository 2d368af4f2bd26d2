"""The blueprint for a daily check-in: the question, the answer and the penalty."""

import asyncio
from typing import Any

import pytest

from homeassistant.helpers import entity_registry as er
from tests.acting import named
from tests.simulator import Lock

from .commands import freeze, pillory
from .daily_check_in import (
    ANSWERED,
    CLEAR,
    MISSED,
    PENALTY,
    QUESTION,
    RULE,
    TAG,
    asked,
    missed,
    new_lock,
    press,
    use,
)
from .house import House
from .phone import Phone

pytestmark = pytest.mark.usefixtures("lasting_lock")


async def test_answer_in_time_is_written(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 19:59:59")
    assert not phone.told()
    await house.wait_until("2026-06-01 20:00")
    assert phone.told() == [QUESTION]
    assert [button["title"] for button in phone.buttons()] == ["Yes", "Not now"]
    await house.wait_until("2026-06-01 20:59:59")
    await press(house, phone)
    assert house.sent() == [("/logs/custom", ANSWERED)]
    assert phone.told() == [QUESTION, CLEAR]
    await house.wait_until("2026-06-01 21:00")
    assert len(house.sent()) == 1
    assert phone.told() == [QUESTION, CLEAR]
    assert not house.notices()


async def test_question_that_is_missed_brings_the_penalty(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    await house.wait_until("2026-06-01 20:59:59")
    assert not house.sent()
    await house.wait_until("2026-06-01 21:00")
    assert house.sent() == [PENALTY, ("/logs/custom", MISSED)]
    assert phone.told() == [QUESTION, CLEAR]
    assert {one["data"]["tag"] for one in phone.notifications} == {TAG}


async def test_every_day_anew(house: House, phone: Phone) -> None:
    await use(house, phone)
    for day in (1, 2, 3):
        await house.wait_until(f"2026-06-0{day} 20:00")
        if day == 2:
            await house.wait(610)
            await press(house, phone)
        await house.wait_until(f"2026-06-0{day} 21:00")
    assert house.commands() == [PENALTY, PENALTY]
    assert [entry["title"] for entry in house.log() if isinstance(entry, dict)] == [
        MISSED["title"],
        ANSWERED["title"],
        MISSED["title"],
    ]


async def test_own_words(house: House, phone: Phone) -> None:
    await use(
        house, phone, question="All well?", answer_button="It is", later_button="Soon"
    )
    await house.wait_until("2026-06-01 20:00")
    assert phone.told() == ["All well?"]
    assert [button["title"] for button in phone.buttons()] == ["It is", "Soon"]
    await house.wait(610)
    await press(house, phone)
    assert house.log() == [
        {"title": "Check-in answered", "description": "Question: All well?"}
    ]


async def test_question_is_cut_to_what_the_log_takes(
    house: House, phone: Phone
) -> None:
    await use(house, phone, question="?" * 3000)
    await missed(house)
    assert house.log() == [{**MISSED, "description": ("Question: " + "?" * 1990)}]


@pytest.mark.parametrize("late", [0, 2, 4.9])
async def test_answer_in_the_first_seconds_is_not_lost(
    house: House, phone: Phone, late: float
) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    await house.wait(late)

    async def press_twice() -> None:
        await asyncio.gather(press(house, phone), press(house, phone))

    await house.meanwhile(RULE, press_twice(), 5 - late)
    assert house.log() == [ANSWERED]
    await press(house, phone)
    await house.wait_until("2026-06-01 21:00")
    assert house.sent() == [("/logs/custom", ANSWERED)]


async def test_two_presses_count_once(house: House, phone: Phone) -> None:
    await use(house, phone, reward={"minutes": 10})
    await asked(house)
    await asyncio.gather(press(house, phone), press(house, phone))
    assert house.commands() == [named("remove_time", 600)]
    assert len(house.log()) == 1


async def test_answer_belongs_to_its_own_check_in(house: House, phone: Phone) -> None:
    await use(house, phone)
    await use(house, phone, penalty="pillory")
    await asked(house)
    await press(house, phone)
    assert len(house.log()) == 1
    await house.wait_until("2026-06-01 21:00")
    assert len(house.log()) == 2
    assert len(house.commands()) == 1


async def test_press_without_a_question_does_nothing(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await missed(house)
    house.forget()
    await press(house, phone)
    await house.fire("mobile_app_notification_action")
    assert not house.sent()


@pytest.mark.parametrize(
    ("left", "removed"),
    [(86400, [1800]), (5400, [1800]), (5399, [1799]), (3601, [1]), (3600, []), (9, [])],
)
async def test_reward_keeps_the_floor(
    house: House, phone: Phone, lock: Lock, left: int, removed: list[int]
) -> None:
    await use(house, phone, reward={"minutes": 30}, floor={"hours": 1})
    await asked(house)
    lock.remaining = left
    await press(house, phone)
    assert house.commands() == [named("remove_time", seconds) for seconds in removed]
    (entry,) = house.log()
    assert isinstance(entry, dict)
    assert ("removed" in str(entry["title"])) is bool(removed)


async def test_reward_is_written(house: House, phone: Phone) -> None:
    await use(house, phone, reward={"minutes": 30})
    await asked(house)
    await press(house, phone)
    assert house.sent() == [
        named("remove_time", 1800),
        (
            "/logs/custom",
            {**ANSWERED, "title": "Check-in answered, 30 minutes removed"},
        ),
    ]


async def test_reward_without_known_time_is_told(house: House, phone: Phone) -> None:
    await use(house, phone, reward={"minutes": 30})
    await asked(house)
    house.simulator.overrides["timeRemainingSeconds"] = None
    house.simulator.session_overrides["remainingSeconds"] = None
    await press(house, phone)
    assert not house.commands()
    assert house.notices() == [
        (
            "The question was answered, but the remaining time is not known."
            " No time was removed."
        )
    ]


@pytest.mark.parametrize(
    ("penalty", "sent", "title"),
    [
        ("none", [], "Check-in missed"),
        (
            "freeze",
            [freeze(900)],
            "Check-in missed, timer frozen for 15 minutes",
        ),
        (
            "pillory",
            [pillory(900, "The question was not answered in time.")],
            "Check-in missed, pillory for 15 minutes",
        ),
    ],
)
async def test_other_penalties(
    house: House, phone: Phone, penalty: str, sent: list[object], title: str
) -> None:
    await use(house, phone, penalty=penalty)
    await missed(house)
    assert house.commands() == sent
    assert house.log() == [{**MISSED, "title": title}]


@pytest.mark.parametrize(
    ("amount", "frozen_for"),
    [({"seconds": 59}, []), ({"seconds": 60}, [60]), ({"days": 2}, [86400])],
)
async def test_freeze_lasts_what_chastify_takes(
    house: House, phone: Phone, amount: dict[str, int], frozen_for: list[int]
) -> None:
    await use(house, phone, penalty="freeze", amount=amount)
    await missed(house)
    assert house.commands() == [freeze(seconds) for seconds in frozen_for]
    assert len(house.log()) == 1
    assert not house.notices()


async def test_a_frozen_timer_is_not_frozen_again(
    house: House, phone: Phone, lock: Lock
) -> None:
    await use(house, phone, penalty="freeze")
    await house.wait_until("2026-06-01 20:00")
    lock.freeze()
    await house.wait_until("2026-06-01 21:00")
    assert not house.commands()
    assert house.log() == [{**MISSED, "title": "Check-in missed"}]


@pytest.mark.parametrize(("room", "added"), [(600, [600]), (0, [])])
async def test_time_is_not_added_above_the_maximum(
    house: House, phone: Phone, lock: Lock, room: int, added: list[int]
) -> None:
    lock.max_remaining = lock.remaining + room
    await use(house, phone)
    await missed(house)
    assert house.commands() == [named("add_time", seconds) for seconds in added]


async def test_the_log_can_be_left_out(house: House, phone: Phone) -> None:
    await use(house, phone, write_log=False)
    await missed(house)
    assert house.sent() == [PENALTY]
    await house.wait_until("2026-06-02 20:00")
    await house.wait(610)
    await press(house, phone)
    assert house.sent() == [PENALTY]


async def test_only_on_the_chosen_days(house: House, phone: Phone) -> None:
    await use(house, phone, weekdays=["tue"])
    await missed(house)
    assert not phone.told()
    await house.wait_until("2026-06-02 20:00")
    assert phone.told() == [QUESTION]


async def test_over_midnight_the_day_of_the_question_counts(
    house: House, phone: Phone
) -> None:
    await use(house, phone, ask_at="23:00:00", until="01:00:00", weekdays=["mon"])
    await house.wait_until("2026-06-01 23:00")
    assert phone.told() == [QUESTION]
    await house.wait_until("2026-06-02 00:59:59")
    assert not house.sent()
    await house.wait_until("2026-06-02 01:00")
    assert house.commands() == [PENALTY]
    await house.wait_until("2026-06-02 23:00")
    await house.wait_until("2026-06-03 01:00")
    assert house.commands() == [PENALTY]


async def test_over_midnight_it_can_be_answered(house: House, phone: Phone) -> None:
    await use(house, phone, ask_at="23:00:00", until="01:00:00")
    await house.wait_until("2026-06-01 23:00")
    await house.wait_until("2026-06-02 00:30:10")
    await press(house, phone)
    await house.wait_until("2026-06-02 01:00")
    assert house.sent() == [("/logs/custom", ANSWERED)]


@pytest.mark.parametrize("until", ["20:00:00", "20:00:04"])
async def test_without_time_to_answer_nothing_is_asked(
    house: House, phone: Phone, until: str
) -> None:
    await use(house, phone, until=until)
    for day in (1, 2):
        await house.wait_until(f"2026-06-0{day} 20:00")
    assert not phone.told()
    assert not house.sent()


async def test_odd_seconds(house: House, phone: Phone) -> None:
    """The time to answer ends up to 5 s before the penalty."""
    await use(house, phone, ask_at="20:00:17", until="21:00:20")
    await house.wait_until("2026-06-01 20:00:17")
    assert phone.told() == [QUESTION]
    await house.wait_until("2026-06-01 21:00:16")
    await press(house, phone)
    await house.wait_until("2026-06-01 21:00:20")
    assert house.sent() == [("/logs/custom", ANSWERED)]
    await house.wait_until("2026-06-02 20:00:17")
    await house.wait_until("2026-06-02 21:00:18")
    await press(house, phone)
    await house.wait_until("2026-06-02 21:00:20")
    assert house.commands() == [PENALTY]


async def test_answer_counts_until_the_last_second(house: House, phone: Phone) -> None:
    await use(house, phone, until="20:59:59")
    await asked(house)
    await house.wait_until("2026-06-01 20:59:58")
    await press(house, phone)
    await house.wait_until("2026-06-01 20:59:59")
    assert house.sent() == [("/logs/custom", ANSWERED)]


async def test_answer_counts_though_the_automation_was_renamed(
    house: House, phone: Phone
) -> None:
    entity_id = await use(house, phone)
    await asked(house)
    await house.wait(610)
    er.async_get(house.hass).async_update_entity(
        entity_id, new_entity_id="automation.evening"
    )
    await house.settled()
    await press(house, phone)
    await house.wait_until("2026-06-01 21:00")
    assert house.sent() == [("/logs/custom", ANSWERED)]


async def test_run_by_hand_closes_the_question(house: House, phone: Phone) -> None:
    entity_id = await use(house, phone)
    await asked(house)
    await house.run_by_hand(entity_id)
    await house.wait_until("2026-06-01 21:00")
    assert not house.sent()
    assert phone.told() == [QUESTION]


@pytest.mark.parametrize(
    ("day", "ask_at", "until", "times"),
    [
        # 02:30 is twice: asked and missed at the first.
        ("2026-10-25", "02:30:00", "02:45:00", 1),
        ("2026-10-25", "02:30:00", "03:30:00", 1),
        ("2026-10-25", "01:30:00", "02:30:00", 1),
        ("2026-10-25", "01:30:00", "03:30:00", 1),
        ("2027-03-28", "01:30:00", "03:30:00", 1),
        # 02:30 isn't there.
        ("2027-03-28", "02:30:00", "03:30:00", 0),
        ("2027-03-28", "01:30:00", "02:30:00", 0),
    ],
)
async def test_days_on_which_the_clocks_change(
    house: House, phone: Phone, day: str, ask_at: str, until: str, times: int
) -> None:
    await use(house, phone, ask_at=ask_at, until=until)
    await house.wait_until(f"{day} 01:00")
    await new_lock(house)
    house.forget()
    phone.notifications.clear()
    await house.wait(14 * 60)
    for _ in range(4 * 4):
        await house.wait(15 * 60)
    assert house.commands() == [PENALTY] * times
    asked: list[Any] = [told for told in phone.told() if told == QUESTION]
    assert len(asked) == (0 if ask_at == "02:30:00" and times == 0 else 1)
