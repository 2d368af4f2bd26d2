"""The blueprint for a broken rule: how often a day there is a penalty, with and without a helper."""

import pytest

from tests.simulator import Lock

from .house import PHONE, House
from .rule_broken import COUNTER, OPENED, PENALTY, open_it

INCOMPLETE = (
    '"Times a day" is more than 1, which needs the helper that counts. Choose one, or set '
    '"Times a day" to 1. Until then there is one penalty a day.'
)

pytestmark = pytest.mark.usefixtures("counters", "wardrobe")


async def test_without_a_helper_once_a_day_of_the_house(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await open_it(house)
    await house.restart()
    await open_it(house)
    assert house.commands() == [PENALTY]
    await house.wait_until("2026-06-01 23:59")
    house.simulator.start_lock()
    await house.wait(30)
    await open_it(house)
    assert house.commands() == [PENALTY]
    await house.wait_until("2026-06-02 00:00")
    await open_it(house)
    assert house.commands() == [PENALTY] * 2


async def test_more_than_once_a_day_without_a_helper_is_told_when_it_is_saved(
    house: House,
) -> None:
    await house.use("rule_broken", broken_by=OPENED, told=[PHONE])
    await house.change(0, times_a_day=2)
    assert house.notices() == [INCOMPLETE]
    assert not house.told()
    await house.change(0, counter=COUNTER)
    for _ in range(3):
        await open_it(house)
    assert house.commands() == [PENALTY] * 2


async def let_it_be_noted(house: House) -> None:
    """Let the second come in which what was told is noted, and the person dismiss it."""
    assert house.notices() == [INCOMPLETE]
    await house.wait((17.5 - house.time().timestamp()) % 30)
    await house.wait(7)
    house.forget_notices()


async def use_incomplete(house: House) -> None:
    """Set up the rule as it was before more than once a day needed the helper."""
    await house.use("rule_broken", broken_by=OPENED, told=[PHONE])
    await house.wait(60)
    await house.change(0, times_a_day=3)
    await let_it_be_noted(house)


async def test_more_than_once_a_day_without_a_helper_is_told_at_a_start(
    house: House,
) -> None:
    await use_incomplete(house)
    await house.restart(away=60)
    assert house.notices() == [INCOMPLETE]
    assert not house.told()
    assert not house.sent()


async def test_more_than_once_a_day_without_a_helper_goes_on_once_a_day(
    house: House, lasting_lock: Lock
) -> None:
    await use_incomplete(house)
    for day in (1, 2):
        for _ in range(3):
            await open_it(house)
            await house.wait(60)
        assert house.commands() == [PENALTY] * day
        await house.wait(86400)
    assert not house.notices()
    assert not house.told()


async def test_telling_what_is_missing_uses_nothing_up(house: House) -> None:
    await use_incomplete(house)
    await house.change(0, reason="Another reason.")
    await let_it_be_noted(house)
    await house.restart(away=60)
    await let_it_be_noted(house)
    await open_it(house)
    assert house.commands() == [PENALTY]


async def test_telling_what_is_missing_does_not_forget_what_is_used_up(
    house: House,
) -> None:
    await use_incomplete(house)
    await open_it(house)
    await house.wait(60)
    await house.change(0, reason="Another reason.")
    await let_it_be_noted(house)
    await house.restart(away=60)
    await let_it_be_noted(house)
    await open_it(house)
    assert house.commands() == [PENALTY]


async def test_saving_another_rule_does_not_tell_again(house: House) -> None:
    await use_incomplete(house)
    await house.use("habit_reward", reached=OPENED)
    assert not house.notices()


async def test_two_triggers_in_the_second_that_uses_nothing_up(house: House) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await house.at("15:00:17")
    for _ in range(2):
        await open_it(house)
        await house.wait(0.4)
    for _ in range(3):
        await house.wait(1)
        await open_it(house)
    assert house.commands() == [PENALTY]


@pytest.mark.parametrize("seconds", range(15, 20))
async def test_once_a_day_in_whichever_second(house: House, seconds: int) -> None:
    await house.use("rule_broken", broken_by=OPENED)
    await house.at(f"15:00:{seconds}")
    for _ in range(4):
        await open_it(house)
        await house.wait(1)
    await house.restart(away=60)
    await open_it(house)
    assert house.commands() == [PENALTY]
