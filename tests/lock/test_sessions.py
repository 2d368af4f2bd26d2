"""The calendar of lock sessions, over polls and restarts."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CoreState, HomeAssistant
from tests.added_account import Account, add
from tests.calendar_events import calendar_events
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator


@pytest.fixture(autouse=True)
async def berlin(request: pytest.FixtureRequest) -> None:
    """Put the house two hours east of the server's clock."""
    hass: HomeAssistant = request.getfixturevalue("hass")
    await hass.config.async_set_time_zone("Europe/Berlin")


async def test_running_lock_lasts_until_its_time_is_up(account: Account) -> None:
    assert await calendar_events(account) == [
        {
            "start": "2026-06-01T13:36:20+02:00",
            "end": "2026-06-01T21:43:20+02:00",
            "summary": "Weekend Challenge",
        }
    ]
    assert account.state("calendar.lock_sessions") == "on"


async def test_lock_without_an_unlock_time_lasts_until_the_end_of_the_day(
    account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(31)
    assert [event["end"] for event in await calendar_events(account)] == [
        "2026-06-02T00:00:00+02:00"
    ]

    # At midnight of the house the day is another one.
    await advance(10 * 3600)

    assert account.state("calendar.lock_sessions") == "on"
    assert (
        account.full_state("calendar.lock_sessions").attributes["end_time"]
        == "2026-06-03 00:00:00"
    )


async def test_lock_whose_time_is_up_lasts_until_the_end_of_the_day(
    account: Account, lock: Lock, advance: Advance
) -> None:
    lock.add_time(-(10**6))

    await advance(31)

    assert [event["end"] for event in await calendar_events(account)] == [
        "2026-06-02T00:00:00+02:00"
    ]


async def test_ended_lock_stays_and_the_next_one_follows(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(31)
    assert account.state("calendar.lock_sessions") == "off"
    assert [event["end"] for event in await calendar_events(account)] == [
        "2026-06-01T14:00:31+02:00"
    ]

    simulator.start_lock(title="Next", locked=10, remaining=600)
    await advance(61)

    assert [(e["summary"], e["start"]) for e in await calendar_events(account)] == [
        ("Weekend Challenge", "2026-06-01T13:36:20+02:00"),
        ("Next", "2026-06-01T14:00:21+02:00"),
    ]


async def test_lock_replaced_between_two_polls_ends_where_the_next_begins(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    await advance(31)
    simulator.start_lock(title="Next", locked=4, remaining=600)

    await advance(31)

    assert [(e["start"], e["end"]) for e in await calendar_events(account)] == [
        ("2026-06-01T13:36:20+02:00", "2026-06-01T14:00:31+02:00"),
        ("2026-06-01T14:00:27+02:00", "2026-06-01T14:10:31+02:00"),
    ]


@pytest.mark.parametrize("lock_id", [None, "", 17])
async def test_locks_without_ids_are_told_apart_by_their_start(
    account: Account, simulator: Simulator, advance: Advance, lock_id: object
) -> None:
    simulator.session_overrides["lock"] = {"_id": lock_id}  # type: ignore[dict-item] # what a server may send
    await advance(31)
    assert len(await calendar_events(account)) == 1
    simulator.start_lock(title="Next", locked=0)
    await advance(31)

    assert [event["summary"] for event in await calendar_events(account)] == [
        "Weekend Challenge",
        "Next",
    ]


async def test_lock_without_a_start_begins_when_it_was_first_seen(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock()
    simulator.overrides["timeLockedSeconds"] = None
    account = await add(hass, entry)
    await advance(31)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await advance(31)

    assert [e["start"] for e in await calendar_events(account)] == [
        "2026-06-01T14:00:00+02:00"
    ]


async def test_lock_in_the_hour_that_comes_twice(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    now: FrozenDateTimeFactory,
) -> None:
    # From 02:50 to 02:10, after the clock has been put back from three to two.
    now.move_to("2026-10-25 00:50:00+00:00")
    simulator.start_lock(locked=0, remaining=1200)
    account = await add(hass, entry)
    assert account.state("calendar.lock_sessions") == "on"
    await advance(1200)
    simulator.end_lock()
    await advance(31)

    assert [event["start"] for event in await calendar_events(account, days=331)] == [
        "2026-10-25T02:50:00+02:00"
    ]


async def test_unlockable_lock_ends_when_it_was_last_seen_and_not_before(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=20)
    # Nothing in the answers changes from now on.
    simulator.overrides |= dict.fromkeys(
        ["timeLockedSeconds", "maxTimeRemainingSeconds"]
    )
    account = await add(hass, entry)
    for _ in range(100):
        await advance(31)
    simulator.end_lock()

    await advance(31)

    assert [event["end"] for event in await calendar_events(account)] == [
        "2026-06-01T14:51:40+02:00"
    ]


async def test_state_follows_the_time_zone_of_the_house(
    hass: HomeAssistant, account: Account
) -> None:
    def moments() -> list[str]:
        attributes = account.full_state("calendar.lock_sessions").attributes
        return [attributes["start_time"], attributes["end_time"]]

    assert moments() == ["2026-06-01 13:36:20", "2026-06-01 21:43:20"]

    await hass.config.async_update(time_zone="America/New_York")
    await hass.async_block_till_done()

    assert moments() == ["2026-06-01 07:36:20", "2026-06-01 15:43:20"]


async def test_title_follows_the_lock(
    account: Account, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    lock.title = "Renamed"
    await advance(31)
    assert [event["summary"] for event in await calendar_events(account)] == ["Renamed"]
    simulator.overrides["lockTitle"] = None

    await advance(31)

    # One answer without it forgets nothing.
    assert [event["summary"] for event in await calendar_events(account)] == ["Renamed"]


async def test_sessions_and_timestamps_outlive_a_restart(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.start_lock(title="Next", locked=4)
    await advance(31)
    before = await calendar_events(account)
    states = account.states()

    assert await hass.config_entries.async_unload(account.entry.entry_id)
    await advance(5)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    await hass.async_block_till_done()

    assert await calendar_events(account) == before
    assert account.state("sensor.unlock_time") == states["sensor.unlock_time"]


async def test_lock_that_ended_while_home_assistant_was_off_ended_when_its_time_was_up(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    simulator.end_lock()
    await advance(86_400)

    assert await hass.config_entries.async_setup(account.entry.entry_id)
    await hass.async_block_till_done()

    assert [event["end"] for event in await calendar_events(account)] == [
        "2026-06-01T21:43:20+02:00"
    ]


async def test_sessions_are_written_when_home_assistant_stops(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    hass_storage: dict[str, dict[str, dict[str, dict[str, str]]]],
) -> None:
    await advance(61)
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()

    stored = hass_storage[f"chastify.{account.entry.entry_id}"]["data"]
    assert stored["running"]["last_seen"] == "2026-06-01T12:01:01+00:00"


async def test_newest_500_are_kept(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    now: FrozenDateTimeFactory,
) -> None:
    account = await add(hass, entry)
    coordinator = entry.runtime_data.coordinator
    for number in range(503):
        simulator.limits.reset()
        simulator.start_lock(title=f"{number}", locked=0)
        now.tick(timedelta(seconds=40))
        await coordinator.async_read_now()
    simulator.end_lock()
    await coordinator.async_read_now()

    summaries = [event["summary"] for event in await calendar_events(account)]
    assert summaries == [f"{number}" for number in range(3, 503)]


async def test_only_sessions_of_the_range_are_shown(account: Account) -> None:
    assert await calendar_events(account, days=30) == []


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"username": None},
        {"username": None, "running": {}, "ended": []},
        {"username": None, "running": None, "ended": [{"start": "yesterday"}]},
        {"username": None, "running": None, "ended": 7},
        {
            "username": None,
            "running": {
                "lock_id": None,
                "title": None,
                "start": "2026-06-01T10:00:00",
                "last_seen": "2026-06-01T10:00:00",
                "unlock_time": None,
                "latest_unlock_time": None,
                "end": None,
            },
            "ended": [],
        },
        [],
    ],
)
async def test_store_that_can_not_be_understood_is_left_out(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, object],
    stored: object,
) -> None:
    hass_storage[f"chastify.{entry.entry_id}"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"chastify.{entry.entry_id}",
        "data": stored,
    }
    simulator.start_lock()

    account = await add(hass, entry)

    assert len(await calendar_events(account)) == 1


async def test_store_of_a_newer_version_is_left_as_it_is(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    key = f"chastify.{entry.entry_id}"
    stored: dict[str, object] = {
        "version": 2,
        "minor_version": 1,
        "key": key,
        "data": {"new": True},
    }
    hass_storage[key] = dict(stored)
    entry.add_to_hass(hass)

    await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state.value == "setup_error"
    assert entry.error_reason_translation_key == "newer_storage"
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert hass_storage[key] == stored


async def test_session_that_can_not_be_understood_takes_no_other_with_it(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    hass_storage: dict[str, dict[str, list[object]]],
) -> None:
    simulator.start_lock(title="Next")
    await advance(31)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    stored = hass_storage[f"chastify.{account.entry.entry_id}.sessions"]["data"]
    stored.append({"start": "yesterday"})

    assert await hass.config_entries.async_setup(account.entry.entry_id)

    assert [event["summary"] for event in await calendar_events(account)] == [
        "Weekend Challenge",
        "Next",
    ]


async def test_sessions_go_with_the_entry(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    hass_storage: dict[str, object],
) -> None:
    await advance(61)
    key = f"chastify.{account.entry.entry_id}"
    files = {key, f"{key}.sessions", f"{key}.days"}
    assert files <= hass_storage.keys()

    await hass.config_entries.async_remove(account.entry.entry_id)
    await advance(61)

    assert not files & hass_storage.keys()
