"""The blueprint for a daily check-in: restarts, locks that end, outages and refusals."""

import pytest

from .daily_check_in import (
    ANSWERED,
    CLEAR,
    MISSED,
    PENALTY,
    QUESTION,
    RULE,
    asked,
    missed,
    new_lock,
    press,
    use,
)
from .house import PHONE, House
from .kept_lock import replace
from .phone import Phone

EXCUSED = (
    "Home Assistant was off when the time to answer was over."
    " There is no penalty for that day."
)
UNREADABLE = "but the lock could not be read. Nothing was sent to it."
pytestmark = pytest.mark.usefixtures("lasting_lock")


async def test_question_stays_open_over_a_restart(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    await house.wait_until("2026-06-01 20:30:12")
    await house.meanwhile(RULE, house.restart(), 18)
    assert phone.told() == [QUESTION] * 2
    await house.wait_until("2026-06-01 20:50:10")
    await press(house, phone)
    assert house.log() == [ANSWERED]
    await house.restart()
    await house.wait_until("2026-06-01 21:00")
    assert house.sent() == [("/logs/custom", ANSWERED)]
    assert phone.told() == [QUESTION, QUESTION, CLEAR]


async def test_penalty_after_a_restart(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    await house.wait_until("2026-06-01 20:30:02")
    await house.restart()
    assert phone.told() == [QUESTION] * 2
    await house.wait_until("2026-06-01 21:00")
    assert house.commands() == [PENALTY]


async def test_off_when_it_was_due_it_is_asked_late(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 19:00:15")
    await house.meanwhile(RULE, house.restart(away=5400), 15)
    assert house.time().isoformat() == "2026-06-01T20:30:30+02:00"
    assert phone.told() == [QUESTION]
    await house.wait_until("2026-06-01 21:00")
    assert house.commands() == [PENALTY]


async def test_off_before_it_was_due_changes_nothing(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.restart(away=3600)
    await house.wait(30)
    assert not phone.told()
    await house.wait_until("2026-06-01 20:00")
    assert phone.told() == [QUESTION]


async def test_not_asked_late_on_another_day_or_without_a_lock(
    house: House, phone: Phone
) -> None:
    await use(house, phone, weekdays=["tue"])
    await house.wait_until("2026-06-01 19:00")
    await house.restart(away=5400)
    await house.wait(30)
    house.simulator.end_lock()
    await house.wait_until("2026-06-02 19:00")
    await house.restart(away=5400)
    await house.wait(30)
    assert not phone.told()


async def test_lock_that_ends_before_it_is_asked_late(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 19:00:10")
    await house.restart(away=5400)
    assert house.is_running(RULE)
    house.simulator.end_lock()
    await house.account.entry.runtime_data.coordinator.async_refresh()
    await house.wait(20)
    assert not phone.told()


async def test_not_asked_late_in_the_last_seconds(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 19:00")
    await house.meanwhile(RULE, house.restart(away=7195), 5)
    await house.wait(60)
    assert not phone.told()
    assert not house.sent()


@pytest.mark.parametrize("answered", [False, True])
async def test_off_when_the_time_was_over(
    house: House, phone: Phone, answered: bool
) -> None:
    await use(house, phone, told=[PHONE])
    await house.wait_until("2026-06-01 20:00")
    if answered:
        await house.wait(610)
        await press(house, phone)
    house.forget()
    await house.wait_until("2026-06-01 20:59")
    for _ in range(2):
        await house.restart(away=120)
    assert not house.sent()
    assert house.told() == ([] if answered else [EXCUSED])
    assert phone.told() == [QUESTION, CLEAR]


async def test_off_all_evening_nothing_was_asked(house: House, phone: Phone) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 19:00")
    await house.restart(away=4 * 3600)
    await house.wait(60)
    assert not phone.told()
    assert not house.sent()
    assert not house.notices()


async def test_without_a_lock_nothing_is_asked(house: House, phone: Phone) -> None:
    house.simulator.end_lock()
    await house.wait(60)
    await use(house, phone)
    await missed(house)
    assert not phone.told()
    assert not house.notices()


@pytest.mark.parametrize("is_known", [True, False])
async def test_lock_that_ended_after_the_question(
    house: House, phone: Phone, is_known: bool
) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    if is_known:
        house.simulator.end_lock()
        await house.wait(60)
    await house.wait_until("2026-06-01 20:59:30")
    house.simulator.end_lock()
    await house.wait_until("2026-06-01 21:00")
    assert not house.sent()
    assert not house.notices()
    assert phone.told() == [QUESTION, CLEAR]


@pytest.mark.parametrize("answered", [False, True])
async def test_lock_that_began_after_the_question(
    house: House, phone: Phone, answered: bool
) -> None:
    await use(house, phone, reward={"minutes": 1})
    await house.wait_until("2026-06-01 20:00")
    house.simulator.end_lock()
    await house.wait(60)
    await new_lock(house)
    await house.wait(10)
    if answered:
        await press(house, phone)
    await house.wait_until("2026-06-01 21:00")
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize("is_shown", [True, False])
@pytest.mark.parametrize("answered", [False, True])
async def test_older_lock_that_takes_the_place_of_that_of_the_question(
    house: House, phone: Phone, *, answered: bool, is_shown: bool
) -> None:
    """The rule isn't kept to any lock."""
    await use(house, phone, reward={"minutes": 1})
    await asked(house)
    replace(house)
    if is_shown:
        await house.wait(30)
    if answered:
        await press(house, phone)
    await house.at("21:00")
    assert not house.sent()
    assert not house.notices()
    assert phone.told() == [QUESTION, CLEAR]


@pytest.mark.parametrize("seconds", [2, 20])
async def test_end_of_the_lock_takes_the_question_off_the_phone(
    house: House, phone: Phone, seconds: float
) -> None:
    await use(house, phone)
    await house.at("20:10")
    await house.wait(seconds)
    house.simulator.end_lock()
    await house.wait(30)
    assert phone.told() == [QUESTION, CLEAR]
    await house.wait(5)
    replace(house)
    await house.wait(60)
    await press(house, phone)
    await house.at("21:00")
    assert not house.sent()
    assert phone.told() == [QUESTION, CLEAR]


async def test_phone_that_can_not_be_reached(house: House, phone: Phone) -> None:
    await use(house, phone, told=[PHONE])
    phone.is_reachable = False
    await house.wait_until("2026-06-01 19:59:59")
    await house.meanwhile(RULE, house.wait(1), 5)
    told = ["The question could not be sent to the phone. There is no penalty today."]
    assert house.notices() == told
    assert house.told() == told
    await house.wait_until("2026-06-01 21:00")
    assert not house.sent()


async def test_penalty_though_the_question_can_not_be_taken_off_the_phone(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    await house.wait_until("2026-06-01 20:00")
    phone.is_reachable = False
    await house.wait_until("2026-06-01 21:00")
    assert house.commands() == [PENALTY]


@pytest.mark.parametrize("answered", [True, False])
async def test_service_that_is_away_is_told(
    house: House, phone: Phone, answered: bool
) -> None:
    await use(house, phone, told=[PHONE])
    await house.be_away()
    await house.wait_until("2026-06-01 20:00")
    assert phone.told() == [QUESTION]
    if answered:
        await house.wait(610)
        await press(house, phone)
    await house.wait_until("2026-06-01 21:00")
    told = [
        f"The question was {'answered' if answered else 'not answered'}, {UNREADABLE}"
    ]
    assert house.told() == told
    assert house.notices() == told
    assert not house.sent()


@pytest.mark.parametrize(
    ("answered", "command", "what"),
    [
        (True, "remove_time", "The question was answered, but the reward failed."),
        (False, "add_time", "The question was not answered, but the penalty failed."),
    ],
)
async def test_change_that_is_refused_is_told_and_the_rest_done(
    house: House, phone: Phone, answered: bool, command: str, what: str
) -> None:
    await use(house, phone, reward={"minutes": 30})
    await house.disable(command)
    await asked(house)
    if answered:
        await press(house, phone)
    await house.wait_until("2026-06-01 21:00")
    (notice,) = house.notices()
    assert notice.startswith(what)
    title = f"Check-in {'answered' if answered else 'missed'}"
    assert house.sent() == [("/logs/custom", {**MISSED, "title": title})]


async def test_log_that_is_refused_is_told_after_the_penalty(
    house: House, phone: Phone
) -> None:
    await use(house, phone)
    house.refuse("logs/custom")
    await missed(house)
    assert house.commands() == [PENALTY]
    assert house.notices() == [
        "The question was not answered, but it could not be written to the log of the lock."
    ]
