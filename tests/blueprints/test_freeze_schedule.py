"""The blueprint that freezes the timer: when, for how long, and whose freeze it is."""

from datetime import timedelta

import pytest

from homeassistant.setup import async_setup_component
from tests.acting import act
from tests.simulator import Lock

from .commands import UNFREEZE, freeze, logged
from .freeze_schedule import FROZEN, HELPER, HOURS, OTHER, begin, end, plan
from .house import House

PERSON = "person.wearer"
AWAY_FOR = 300
CALENDAR = "calendar.appointments"
SCHEDULE = "schedule.nights"
pytestmark = pytest.mark.usefixtures("lasting_lock")


async def leave(house: House) -> None:
    """Let the person be away for long enough to count."""
    await house.set_state(PERSON, "not_home")
    await house.wait(AWAY_FOR)


async def test_frozen_while_on_and_unfrozen_after(house: House, lock: Lock) -> None:
    await plan(house)
    await begin(house)
    assert house.sent() == [
        FROZEN,
        logged("Timer frozen for 12 hours", "As scheduled."),
    ]
    assert lock.frozen
    house.forget()
    await house.wait(8 * HOURS)
    await end(house)
    assert house.sent() == [UNFREEZE, logged("Timer unfrozen", "As scheduled.")]
    assert not house.notices()


async def test_the_log_can_be_left_out(house: House) -> None:
    await plan(house, write_log=False)
    await begin(house)
    await end(house)
    assert house.sent() == [FROZEN, UNFREEZE]


async def test_reason_of_the_person(house: House) -> None:
    await plan(house, reason="Sleep well.")
    await begin(house)
    assert house.log() == [
        {"title": "Timer frozen for 12 hours", "description": "Sleep well."}
    ]


async def test_every_time_anew(house: House) -> None:
    await plan(house)
    for _ in range(2):
        await begin(house)
        await house.wait(HOURS)
        await end(house)
        await house.wait(HOURS)
    assert house.commands() == [FROZEN, UNFREEZE] * 2


@pytest.mark.parametrize("away", ["not_home", "Work"])
async def test_person_counts_while_away(house: House, away: str) -> None:
    await plan(house, PERSON)
    await house.set_state(PERSON, "unknown")
    await house.wait(AWAY_FOR)
    assert not house.commands()
    await house.set_state(PERSON, away)
    await house.wait(AWAY_FOR - 1)
    assert not house.commands()
    await house.wait(1)
    assert house.commands() == [FROZEN]
    await house.set_state(PERSON, "home")
    assert house.commands() == [FROZEN, UNFREEZE]


@pytest.mark.parametrize("lost", ["not_home", "unknown", "unavailable"])
async def test_a_position_that_is_lost_for_some_seconds_freezes_nothing(
    house: House, lock: Lock, lost: str
) -> None:
    await plan(house, PERSON)
    for _ in range(3):
        await house.set_state(PERSON, lost)
        await house.wait(3)
        await house.set_state(PERSON, "home")
        await house.wait(AWAY_FOR)
    assert not house.sent()
    assert not lock.frozen


@pytest.mark.parametrize("between", ["unknown", "unavailable", "Work"])
async def test_a_position_that_jumps_while_away_unfreezes_nothing(
    house: House, lock: Lock, between: str
) -> None:
    await plan(house, PERSON)
    await leave(house)
    assert house.commands() == [FROZEN]
    await house.set_state(PERSON, between)
    await house.wait(3)
    await house.set_state(PERSON, "not_home")
    await house.wait(HOURS)
    assert house.commands() == [FROZEN]
    assert lock.frozen


async def test_person_who_stays_nowhere_for_long_counts_at_the_first_longer_stay(
    house: House,
) -> None:
    await plan(house, PERSON)
    for place in ("not_home", "Shop", "not_home"):
        await house.set_state(PERSON, place)
        await house.wait(AWAY_FOR - 60)
    assert not house.commands()
    await house.set_state(PERSON, "Work")
    await house.wait(AWAY_FOR)
    assert house.commands() == [FROZEN]


@pytest.mark.parametrize(
    ("away_for", "seconds"), [({"minutes": 30}, 1800), ("00:00:30", 30)]
)
async def test_away_for_at_least(house: House, away_for: object, seconds: int) -> None:
    await plan(house, PERSON, away_for=away_for)
    await house.set_state(PERSON, "not_home")
    await house.wait(seconds - 1)
    assert not house.commands()
    await house.wait(1)
    assert house.commands() == [FROZEN]


async def test_no_time_at_all_for_who_is_away(house: House) -> None:
    await plan(house, PERSON, away_for={"seconds": 0})
    await house.set_state(PERSON, "not_home")
    assert house.commands() == [FROZEN]


async def test_person_who_is_away_when_home_assistant_is_back(house: House) -> None:
    """Their state may be there again before the rule is."""
    await plan(house, PERSON)
    await house.set_state(PERSON, "not_home")
    await house.restart(away=60)
    for _ in range(5):
        await house.wait(60)
    assert house.commands() == [FROZEN]


async def test_person_who_goes_from_place_to_place_stays_away(house: House) -> None:
    await plan(house, PERSON)
    await leave(house)
    await act(house.hass, "unfreeze")
    house.forget()
    await house.wait(HOURS)
    await house.set_state(PERSON, "Work")
    await house.wait(AWAY_FOR)
    assert not house.commands()


async def test_frozen_while_any_is_on(house: House) -> None:
    await plan(house, HELPER, OTHER)
    await begin(house)
    await house.set_state(OTHER, "on")
    await end(house)
    assert house.commands() == [FROZEN]
    await house.set_state(OTHER, "off")
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_two_that_begin_and_end_at_once(house: House) -> None:
    await plan(house, HELPER, OTHER)
    for state in ("on", "off"):
        for entity_id in (HELPER, OTHER):
            house.hass.states.async_set(entity_id, state)
        await house.settled()
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_so_short_that_the_freeze_is_not_shown_yet(
    house: House, lock: Lock
) -> None:
    await plan(house)
    house.hass.states.async_set(HELPER, "on")
    house.hass.states.async_set(HELPER, "off")
    await house.settled()
    assert house.commands() in ([], [FROZEN, UNFREEZE])
    assert not lock.frozen


@pytest.mark.parametrize(
    ("longest", "seconds", "words"),
    [
        ({"hours": 3}, 3 * HOURS, "3 hours"),
        ({"minutes": 150}, 150 * 60, "2 hours 30 minutes"),
        ({"seconds": 10}, 60, "1 minute"),
        ({"seconds": 95}, 95, "1 minute 35 seconds"),
        ({"hours": 30}, 24 * HOURS, "1 day"),
    ],
)
async def test_the_longest_time(
    house: House, longest: dict[str, int], seconds: int, words: str
) -> None:
    await plan(house, longest=longest)
    await begin(house)
    assert house.sent() == [
        freeze(seconds),
        logged(f"Timer frozen for {words}", "As scheduled."),
    ]


@pytest.mark.parametrize(
    ("end_time", "seconds"),
    [
        ("2026-06-01 18:00:00", 4 * HOURS - 60),
        ("2026-06-01 14:01:10", 60),
        ("2026-06-03 00:00:00", 12 * HOURS),
        ("2026-06-01 13:00:00", 12 * HOURS),
        ("nonsense", 12 * HOURS),
    ],
)
async def test_until_a_known_end_only(
    house: House, end_time: str, seconds: int
) -> None:
    await plan(house, CALENDAR)
    await house.set_state(CALENDAR, "on", end_time=end_time)
    assert house.commands() == [freeze(seconds)]


async def test_until_the_latest_end_if_all_are_known(house: House) -> None:
    await plan(house, CALENDAR, SCHEDULE)
    next_event = house.time() + timedelta(hours=2)
    await house.set_state(SCHEDULE, "on", next_event=next_event)
    assert house.commands() == [freeze(2 * HOURS)]
    await act(house.hass, "unfreeze")
    house.forget()
    await house.set_state(CALENDAR, "on", end_time="2026-06-01 15:01:00")
    assert house.commands() == [freeze(2 * HOURS)]


async def test_no_end_is_known_if_that_of_one_is_not(house: House) -> None:
    await plan(house, CALENDAR, HELPER)
    await begin(house)
    await house.wait(60)
    await act(house.hass, "unfreeze")
    house.forget()
    await house.set_state(CALENDAR, "on", end_time="2026-06-01 15:00:00")
    assert house.commands() == [FROZEN]


async def test_known_end_of_one_while_another_goes_on(house: House) -> None:
    await plan(house, CALENDAR, HELPER)
    await house.set_state(CALENDAR, "on", end_time="2026-06-01 15:01:00")
    await house.wait(HOURS / 2)
    await begin(house)
    await house.wait_until("2026-06-01 15:00:59")
    await house.set_state(CALENDAR, "off")
    await house.wait(20)
    await house.wait(20)
    assert house.commands() == [freeze(HOURS), FROZEN]
    await house.wait(HOURS)
    await end(house)
    assert house.commands() == [freeze(HOURS), FROZEN, UNFREEZE]


@pytest.mark.parametrize(
    ("evening", "morning", "hours"),
    [
        ("2026-10-24 22:00", "2026-10-25 06:01:00", 9),
        ("2027-03-27 22:00", "2027-03-28 06:01:00", 7),
    ],
)
async def test_the_end_of_a_night_in_which_the_clocks_change(
    house: House, evening: str, morning: str, hours: int
) -> None:
    await plan(house, CALENDAR)
    await house.wait_until(evening)
    await house.wait(60)
    house.forget()
    await house.set_state(CALENDAR, "on", end_time=morning)
    assert house.commands() == [freeze(hours * HOURS)]


@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_a_schedule_of_home_assistant(house: House, lock: Lock) -> None:
    """Its ranges adjoin: the freeze ends with the first and begins anew with the second."""
    ranges = [
        {"from": "15:00:00", "to": "17:00:00"},
        {"from": "17:00:00", "to": "18:00:00"},
    ]
    await house.use("freeze_schedule", frozen_while=[SCHEDULE])
    assert await async_setup_component(
        house.hass,
        "schedule",
        {"schedule": {"nights": {"name": "Nights", "monday": ranges}}},
    )
    await house.wait_until("2026-06-01 14:59")
    assert not house.commands()
    await house.wait_until("2026-06-01 15:00")
    assert house.commands() == [freeze(2 * HOURS)]
    await house.wait_until("2026-06-01 17:00")
    await house.wait(20)
    await house.wait(20)
    assert house.commands()[1:] == [freeze(HOURS)]
    await house.wait_until("2026-06-01 18:00")
    await house.wait(60)
    assert not lock.frozen


async def test_what_was_frozen_before_stays_frozen(house: House, lock: Lock) -> None:
    await plan(house)
    lock.freeze()
    await house.wait(120)
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    assert not house.commands()


async def test_what_was_frozen_before_and_ends_meanwhile_is_frozen(
    house: House, lock: Lock
) -> None:
    await plan(house)
    lock.freeze()
    await house.wait(120)
    await begin(house)
    await house.wait(HOURS)
    lock.unfreeze()
    await house.wait(30)
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN, UNFREEZE]


async def test_what_somebody_froze_anew_stays_frozen(house: House, lock: Lock) -> None:
    await plan(house)
    await begin(house)
    await house.wait(HOURS)
    lock.unfreeze()
    await house.wait(30)
    lock.freeze()
    await house.wait(30)
    await end(house)
    assert house.commands() == [FROZEN]


async def test_what_somebody_freezes_just_after_the_end_stays_frozen(
    house: House, lock: Lock
) -> None:
    await plan(house)
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    await house.wait(20)
    lock.freeze()
    for _ in range(3):
        await house.wait(20)
    assert lock.frozen
    await begin(house)
    await house.wait(HOURS)
    await end(house)
    await house.wait(30)
    assert lock.frozen


async def test_what_somebody_freezes_while_the_rule_can_not_stays_frozen(
    house: House, lock: Lock
) -> None:
    await plan(house)
    house.refuse("lock/freeze")
    await begin(house)
    await house.wait(20)
    lock.freeze()
    await house.wait(61)
    await house.wait(61)
    house.simulator.clear_faults()
    await house.wait(HOURS)
    await end(house)
    await house.wait(30)
    assert lock.frozen


async def test_what_somebody_unfreezes_stays_so_until_the_next_begin(
    house: House, lock: Lock
) -> None:
    await plan(house)
    await begin(house)
    await house.wait(HOURS)
    lock.unfreeze()
    for _ in range(3):
        await house.wait(30)
    await house.be_away()
    await house.come_back()
    assert house.commands() == [FROZEN]
    await end(house)
    assert house.commands() == [FROZEN]
    await begin(house)
    assert house.commands() == [FROZEN] * 2


async def test_person_away_for_days_is_frozen_again(house: House) -> None:
    await plan(house, PERSON)
    await leave(house)
    for _ in range(2):
        await house.wait(12 * HOURS + 30)
    assert house.commands() == [FROZEN] * 3
    await house.set_state(PERSON, "home")
    assert house.commands() == [FROZEN] * 3 + [UNFREEZE]


async def test_unavailable_entity_neither_begins_nor_ends(house: House) -> None:
    await plan(house)
    await house.set_state(HELPER, "unavailable")
    await house.set_state(HELPER, "off")
    assert not house.commands()
    await begin(house)
    await house.wait(60)
    await house.set_state(HELPER, "unavailable")
    await house.set_state(HELPER, "on")
    assert house.commands() == [FROZEN]
    await house.set_state(HELPER, "unavailable")
    await house.wait(60)
    assert house.commands() == [FROZEN]
    await house.set_state(HELPER, "off")
    assert house.commands() == [FROZEN, UNFREEZE]
    await house.wait(60)
    await house.set_state(HELPER, "unavailable")
    await house.set_state(HELPER, "on")
    assert house.commands() == [FROZEN, UNFREEZE, FROZEN]


async def test_unavailable_entity_keeps_what_another_ends(house: House) -> None:
    await plan(house, HELPER, OTHER)
    await begin(house)
    await house.set_state(OTHER, "unavailable")
    await end(house)
    assert house.commands() == [FROZEN]
    await house.set_state(OTHER, "off")
    assert house.commands() == [FROZEN, UNFREEZE]
