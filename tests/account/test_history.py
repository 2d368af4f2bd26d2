"""The actions `get_history` and `clear_history`, through readings, reloads and other locks."""

from datetime import timedelta
from typing import Any, TypedDict

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.chat_session import async_get_chat_session
from tests.acting import act, answer, failure, key_of, sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

TODAY = "2026-06-01"
HOUR = 3600


class Shown(TypedDict):
    """The sums of a day or a session, without its moments."""

    locked: int
    frozen: int
    added: dict[str, int]
    removed: dict[str, int]


@pytest.fixture(autouse=True)
async def berlin(request: pytest.FixtureRequest) -> None:
    """Put the house two hours east of the server's clock."""
    hass: HomeAssistant = request.getfixturevalue("hass")
    await hass.config.async_set_time_zone("Europe/Berlin")


async def history(hass: HomeAssistant, **fields: object) -> Any:
    """Return the response of `get_history`."""
    return await answer(hass, "get_history", **fields)


async def day(hass: HomeAssistant, date: str = TODAY) -> Shown:
    """Return the sums of a day."""
    found: Any
    (found,) = (await history(hass, start=date, end=date))["days"]
    assert found.pop("date") == date
    shown: Shown = found
    return shown


async def test_running_lock_counts_from_when_it_was_locked(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    assert (await day(hass))["locked"] == pytest.approx(lock.locked, abs=2)

    await advance(HOUR)

    assert await day(hass) == {
        "locked": pytest.approx(1420 + HOUR, abs=2),
        "frozen": 0,
        "added": {"home_assistant": 0, "elsewhere": 0},
        "removed": {"home_assistant": 0, "elsewhere": 0},
    }


async def test_last_eight_weeks_are_listed_with_days_of_nothing(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(31)
    await advance(100 * 24 * HOUR)

    days = (await history(hass))["days"]

    assert (days[0]["date"], days[-1]["date"], len(days)) == (
        "2026-07-16",
        "2026-09-09",
        56,
    )
    assert {each["locked"] for each in days} == {0}


async def test_range_begins_with_the_first_known_day_and_ends_today(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(31)
    simulator.start_lock(locked=40 * 24 * HOUR)
    await advance(61)

    days = (await history(hass, start="2000-01-01", end="2090-01-01"))["days"]

    assert (days[0]["date"], days[-1]["date"], len(days)) == ("2026-04-22", TODAY, 41)
    assert await history(hass, start="2027-01-01", end="2027-02-01") == {
        "days": [],
        "sessions": [],
    }


async def test_time_is_counted_by_who_changed_it(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    await act(hass, "add_time", duration={"minutes": 10})
    await act(hass, "remove_time", duration={"minutes": 2})
    lock.add_time(3000)
    await advance(31)
    lock.add_time(-600)
    await advance(31)

    assert await day(hass) == {
        "locked": pytest.approx(1482, abs=2),
        "frozen": 0,
        "added": {"home_assistant": 600, "elsewhere": pytest.approx(3000, abs=2)},
        "removed": {"home_assistant": 120, "elsewhere": pytest.approx(600, abs=2)},
    }


async def test_freeze_counts_from_and_to_its_own_moments(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    """Both lie between two readings, an hour apart."""
    await advance(HOUR)
    lock.freeze(5 * HOUR)
    # The simulator counts by the clock, and nothing is read meanwhile.
    await advance(3 * HOUR)
    assert (await day(hass))["frozen"] == pytest.approx(3 * HOUR, abs=2)

    await advance(3 * HOUR)

    assert account.state("binary_sensor.frozen") == "off"
    assert (await day(hass))["frozen"] == pytest.approx(5 * HOUR, abs=2)


async def test_lock_over_midnight_is_counted_on_both_days(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    await advance(12 * HOUR)

    # Midnight of the house was ten hours after noon of the server.
    assert (await day(hass))["locked"] == pytest.approx(1420 + 10 * HOUR, abs=2)
    assert (await day(hass, "2026-06-02"))["locked"] == pytest.approx(2 * HOUR, abs=2)


async def test_days_that_are_over_stay_when_the_time_zone_changes(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    await advance(12 * HOUR)

    await hass.config.async_set_time_zone("America/Los_Angeles")
    await advance(HOUR)

    # It is the first of June again.
    assert (await day(hass))["locked"] == pytest.approx(1420 + 11 * HOUR, abs=2)
    total = account.state("sensor.total_time_locked")
    assert float(total) == pytest.approx(12 + 1420 / HOUR, abs=0.2)


async def test_outage_is_counted_as_far_as_the_lock_s_moments_prove_it(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(31)
    await advance(4 * HOUR)
    lock.freeze()
    await advance(HOUR)
    assert (await day(hass))["locked"] == pytest.approx(1420, abs=2)

    simulator.clear_faults()
    await advance(HOUR)

    shown = await day(hass)
    assert shown["locked"] == pytest.approx(1420 + 6 * HOUR + 31, abs=2)
    assert shown["frozen"] == pytest.approx(2 * HOUR, abs=2)


async def test_lock_that_ended_early_in_an_outage_counts_to_its_last_reading(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(31)
    await advance(2 * HOUR)
    simulator.end_lock()
    simulator.clear_faults()
    await advance(2 * HOUR)

    assert account.state("sensor.lock_state") == "no_lock"
    assert (await day(hass))["locked"] == pytest.approx(1420, abs=2)


async def test_lock_whose_time_was_up_in_an_outage_counts_to_its_unlock_time(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(31)
    await advance(9 * HOUR)
    simulator.end_lock()
    simulator.clear_faults()
    await advance(900)

    assert (await day(hass))["locked"] == pytest.approx(1420 + 27800, abs=2)


@pytest.mark.parametrize("hours", [2, 30])
async def test_clock_that_is_set_adds_nothing_and_loses_nothing(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    now: FrozenDateTimeFactory,
    advance: Advance,
    hours: int,
) -> None:
    await advance(HOUR)

    # As if the wall clock had jumped ahead by hours in which the lock didn't run.
    locked, remaining = lock.locked, lock.remaining
    now.tick(timedelta(hours=hours))
    lock.locked, lock.remaining = locked, remaining
    await advance(31)

    days = (await history(hass))["days"]
    assert sum(each["locked"] for each in days) == pytest.approx(
        1420 + HOUR + 31, abs=35
    )


async def test_other_lock_of_the_same_time_counts_once_in_the_day(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    await advance(HOUR)
    simulator.end_lock()
    # It was locked long before the first one ended.
    simulator.start_lock(title="Next", locked=3 * HOUR)
    await advance(31)

    assert (await day(hass))["locked"] == pytest.approx(3 * HOUR, abs=40)
    sessions = (await history(hass))["sessions"]
    assert [each["title"] for each in sessions] == ["Next", "Weekend Challenge"]
    assert [each["locked"] for each in sessions] == [
        pytest.approx(3 * HOUR, abs=40),
        pytest.approx(1420 + HOUR, abs=40),
    ]
    assert [each["end"] is None for each in sessions] == [True, False]


async def test_lock_that_appears_again_has_run_all_the_time(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    lock = simulator.lock
    simulator.end_lock()
    await advance(31)
    assert account.state("sensor.lock_state") == "no_lock"

    simulator.lock = lock
    await advance(HOUR)

    assert (await day(hass))["locked"] == pytest.approx(1420 + HOUR + 31, abs=2)
    (session,) = (await history(hass))["sessions"]
    assert session["locked"] == pytest.approx(1420 + HOUR + 31, abs=2)


async def test_locks_that_the_calendar_knew_are_counted_in(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """As a version without a ledger left them."""
    ended = {
        "lock_id": "1",
        "title": "Earlier",
        "start": "2026-05-20T22:00:00+00:00",
        "last_seen": "2026-05-21T10:00:00+00:00",
        "unlock_time": None,
        "latest_unlock_time": None,
        "end": "2026-05-21T10:00:30+00:00",
    }
    running = {
        **ended,
        "lock_id": "2",
        "start": "2026-05-31T12:00:00+00:00",
        "last_seen": "2026-05-31T13:00:00+00:00",
        "frozen_since": "2026-05-31T12:30:00+00:00",
        "end": None,
    }
    hass_storage[f"chastify.{entry.entry_id}"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"chastify.{entry.entry_id}",
        "data": {"username": None, "running": running, "ended": [ended]},
    }
    lock = simulator.start_lock(locked=24 * HOUR)
    lock.lock_id = "2"

    account = await add(hass, entry)

    assert (await day(hass, "2026-05-21"))["locked"] == pytest.approx(12 * HOUR, abs=31)
    assert (await day(hass, "2026-05-31"))["locked"] == pytest.approx(10 * HOUR, abs=2)
    assert (await day(hass))["locked"] == pytest.approx(14 * HOUR, abs=2)
    total = float(account.state("sensor.total_time_locked"))
    assert total == pytest.approx(36, abs=0.02)


async def test_history_is_read_in_an_outage_and_nothing_is_sent(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(60)
    simulator.clear_requests()

    assert (await day(hass))["locked"] > 0
    assert not simulator.requests


@pytest.mark.parametrize(
    ("action", "fields", "key"),
    [
        ("get_history", {"start": "yesterday"}, "field_date"),
        ("get_history", {"end": 7}, "field_date"),
        ("get_history", {"start": "1999-12-31"}, "field_date"),
        (
            "get_history",
            {"start": "2026-05-02", "end": "2026-05-01"},
            "field_date_order",
        ),
        ("get_history", {"weeks": 8}, "field_unknown"),
        ("clear_history", {"before": "soon"}, "field_date"),
        ("clear_history", {}, "field_missing"),
    ],
)
async def test_field_that_is_no_date_is_refused(
    hass: HomeAssistant,
    account: Account,
    action: str,
    fields: dict[str, object],
    key: str,
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await answer(hass, action, **fields)
    assert key_of(caught.value) == key


async def test_history_before_a_day_is_deleted_and_totals_stay(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(31)
    simulator.start_lock(title="Next", locked=0, remaining=10**6)
    await advance(12 * HOUR)
    await advance(600)
    total = account.state("sensor.total_time_locked")

    await act(hass, "clear_history", before="2026-06-02")
    await advance(600)

    days = (await history(hass))["days"]
    assert [each["date"] for each in days] == ["2026-06-02"]
    assert days[0]["locked"] > 0
    assert [each["title"] for each in (await history(hass))["sessions"]] == ["Next"]
    assert float(account.state("sensor.total_time_locked")) >= float(total)
    assert not sent(simulator)
    assert await hass.config_entries.async_reload(account.entry.entry_id)
    assert [each["date"] for each in (await history(hass))["days"]] == ["2026-06-02"]
    assert float(account.state("sensor.total_time_locked")) >= float(total)


async def test_each_account_has_a_history_of_its_own(
    hass: HomeAssistant, account: Account, keyholder_entry: MockConfigEntry
) -> None:
    await add(hass, keyholder_entry)

    await failure(hass, ServiceValidationError, "clear_history", before=TODAY)
    found = await history(hass, config_entry_id=keyholder_entry.entry_id)

    assert found["days"][-1]["locked"] > 0


async def test_assistant_can_not_delete_history(
    hass: HomeAssistant, account: Account
) -> None:
    with (
        async_get_chat_session(hass),
        pytest.raises(ServiceValidationError) as caught,
    ):
        await act(hass, "clear_history", before="2027-01-01")
    assert key_of(caught.value) == "assist_never_history"
    assert (await day(hass))["locked"] > 0
