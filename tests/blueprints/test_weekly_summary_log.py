"""The weekly summary in the log of the lock, and whose lock it is told of."""

from collections.abc import Mapping

import pytest

from tests.simulator import Fault, Lock

from .house import PHONE, House
from .weekly_summary import (
    DUE,
    NO_LOCK,
    SUMMARY,
    WRITTEN,
    begin_week,
    end_lock,
    until,
    use,
)
from .whose_lock import Whose, another, lock_of_berta, meant, nothing_happened, own

YEAR = 365 * 86400


@pytest.fixture(autouse=True)
async def monday(house: House, lasting_lock: Lock) -> None:
    """Begin the week that is summed up."""
    await begin_week(house)


async def next_lock(house: House, *, is_keyholder: bool) -> Lock:
    """Let the next lock begin, of which the account is the keyholder or the wearer."""
    if is_keyholder:
        lock = lock_of_berta(house, remaining=YEAR, locked=0, max_remaining=None)
    else:
        lock = house.simulator.start_lock(remaining=YEAR, locked=0, max_remaining=None)
    await house.wait(30)
    return lock


async def test_summary_is_written_once(house: House) -> None:
    await use(house, write_log=True)
    await until(house, DUE)
    assert house.sent() == [("/logs/custom", WRITTEN)]
    assert house.told() == [SUMMARY]
    assert not house.notices()


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Die letzten sieben Tage", "Die letzten sieben Tage"),
        ("t" * 200, "t" * 180),
        (" ", "The last seven days"),
    ],
)
async def test_title_in_the_log(house: House, title: str, written: str) -> None:
    await use(house, write_log=True, log_title=title)
    await until(house, DUE)
    assert house.log() == [{**WRITTEN, "title": written}]


@pytest.mark.parametrize("is_keyholder", [False, True])
async def test_lock_that_began_after_the_week_does_not_read_of_others(
    house: House, is_keyholder: bool
) -> None:
    await use(house, write_log=True)
    await until(house, "2026-06-15 08:00")
    await next_lock(house, is_keyholder=is_keyholder)
    await until(house, DUE)
    assert house.told() == [SUMMARY]
    assert not house.sent()
    assert not house.notices()


@pytest.mark.parametrize(("is_keyholder", "count"), [(False, 1), (True, 0)])
async def test_sums_of_several_locks_are_written_to_the_wearer_s_own_alone(
    house: House, is_keyholder: bool, count: int
) -> None:
    await use(house, write_log=True)
    await until(house, "2026-06-10 12:00")
    await next_lock(house, is_keyholder=is_keyholder)
    await until(house, DUE)
    assert house.told()[0].endswith("Locks: 2")
    assert len(house.log()) == count
    assert not house.notices()
    await until(house, "2026-06-22 09:00")
    assert len(house.log()) == count + 1


async def test_without_a_lock_the_summary_is_told_and_not_written(house: House) -> None:
    await use(house, write_log=True, only_as="wearer")
    await until(house, "2026-06-12 12:00")
    await end_lock(house)
    await until(house, DUE)
    assert house.told()[0].startswith("Locked: 4 d 12 h\n")
    assert not house.sent()
    assert not house.notices()
    await until(house, "2026-06-22 09:00")
    assert house.told()[1:] == [NO_LOCK]


@meant
async def test_lock_that_is_meant(house: House, whose: Whose) -> None:
    await use(house, write_log=True, **whose)
    await until(house, DUE)
    assert house.told() == [SUMMARY]
    assert house.log() == [WRITTEN]


@another
@pytest.mark.parametrize("write_log", [False, True])
async def test_another_lock_is_left_alone(
    house: House, whose: Whose, write_log: bool
) -> None:
    rule = await use(house, write_log=write_log, told=[PHONE], **whose)
    await until(house, DUE)
    await house.run_by_hand(rule)
    assert nothing_happened(house)


@own
async def test_lock_that_another_wearer_has_by_now(house: House, whose: Whose) -> None:
    """The entities don't show it yet."""
    await use(house, write_log=True, **whose)
    await house.wait_until("2026-06-15 08:59")
    lock_of_berta(house)
    house.forget()
    await house.wait(60)
    assert nothing_happened(house)


@pytest.mark.parametrize("whose", [{}, {"only_as": "wearer"}])
async def test_lock_that_can_not_be_read(
    house: House, whose: Mapping[str, object]
) -> None:
    """What is known of the week is told all the same."""
    await use(house, write_log=True, told=[PHONE], **whose)
    await until(house, "2026-06-15 08:00")
    house.simulator.order(Fault(status=503), times=None)
    await house.wait(60)
    await until(house, DUE)
    trouble = "The summary was not written to the log of the lock, since the lock could not be read."
    assert house.told() == [SUMMARY, trouble]
    assert house.notices() == [trouble]
    assert not house.sent()


async def test_outage_is_not_noticed_where_the_lock_is_not_asked(house: House) -> None:
    await use(house, told=[PHONE])
    await until(house, "2026-06-15 08:00")
    await house.be_away()
    await until(house, DUE)
    assert house.told() == [SUMMARY]
    assert not house.notices()


async def test_log_that_is_refused_is_told(house: House) -> None:
    house.refuse("logs/custom")
    await use(house, write_log=True, told=[PHONE])
    await until(house, DUE)
    trouble = "The summary could not be written to the log of the lock."
    assert house.told() == [SUMMARY, trouble]
    assert house.notices() == [trouble]
