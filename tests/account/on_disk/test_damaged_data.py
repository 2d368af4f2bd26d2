"""Files of an account that are damaged or can't be opened: it loads, or is tried again."""

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import get_internal_store_manager
from tests.acting import act, on_entity
from tests.added_account import DOMAIN, Account, add
from tests.calendar_events import calendar_events
from tests.frozen_time import Advance
from tests.simulator import Simulator
from tests.stored_files import DAMAGE, StoredFile, restarted

EARLIER = {
    "lock_id": "1",
    "title": "Earlier",
    "start": "2026-05-20T10:00:00+00:00",
    "last_seen": "2026-05-21T10:00:00+00:00",
    "unlock_time": None,
    "latest_unlock_time": None,
    "end": "2026-05-21T10:00:00+00:00",
}
STORED = {
    "username": "anna",
    "running": None,
    "ended": [EARLIER],
    "durations": {"time_step": 120},
    "device_durations": {"gone": {"vibration": 3}},
}
RUNNING = "Weekend Challenge"
KEYS = {"data": "", "added time": ".added_time"}


@pytest.fixture
def entry(
    now: FrozenDateTimeFactory, simulator: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return the wearer's account, whose lock is running, not yet added."""
    simulator.start_lock()
    return entry


@pytest.fixture
def file(hass: HomeAssistant, entry: MockConfigEntry) -> StoredFile:
    """Return the file with sessions and durations."""
    return StoredFile(hass, f"{DOMAIN}.{entry.entry_id}")


def issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the repair issue about lost data."""
    issue_id = f"account_data_lost_{entry.entry_id}"
    return ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


def told(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str | None, object]:
    """Return the text of that issue, and its placeholders."""
    found = issue(hass, entry)
    assert found is not None
    assert found.active
    assert found.is_persistent
    return found.translation_key, found.translation_placeholders


async def shown(account: Account) -> tuple[list[str], str]:
    """Return the sessions of the calendar, and the minutes of the number."""
    titles = [event["summary"] for event in await calendar_events(account)]
    return titles, account.state("number.time_step")


async def test_file_that_can_be_read_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.store(STORED)

    account = await add(hass, entry)

    assert await shown(account) == (["Earlier", RUNNING], "2.0")
    assert issue(hass, entry) is None
    assert not file.copies


async def test_file_counts_as_it_is_now(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    """Home Assistant looks at its start which files there are, and reads some of them."""
    file.path.parent.mkdir()
    await get_internal_store_manager(hass).async_initialize()
    file.store(STORED)

    assert await shown(await add(hass, entry)) == (["Earlier", RUNNING], "2.0")


@pytest.mark.parametrize("kind", [*DAMAGE, "data as list", "no sessions"])
async def test_account_loads_without_what_is_lost(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, kind: str
) -> None:
    others = {"data as list": [EARLIER], "no sessions": {"username": "anna"}}
    damaged = file.store(others[kind]) if kind in others else file.damage(kind, STORED)

    account = await add(hass, entry)

    assert await shown(account) == ([RUNNING], "60.0")
    assert told(hass, entry) == ("account_data_lost", {"file": file.key})
    assert file.copies == [damaged]
    await act(hass, "add_time", duration={"hours": 24})

    await on_entity(account, "number.set_value", "number.time_step", value=5)
    async with restarted(hass, entry) as after:
        assert await shown(after) == ([RUNNING], "60.0")
        assert issue(after.hass, entry) is None
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await shown(account) == ([RUNNING], "5.0")
    assert issue(hass, entry)
    assert file.copies == [damaged]


@pytest.mark.parametrize(
    ("part", "sessions", "durations"),
    [
        ({"ended": [EARLIER, {"start": "yesterday"}, 7, None]}, 3, 0),
        ({"ended": [EARLIER, EARLIER | {"title": {}}]}, 1, 0),
        ({"running": {}}, 1, 0),
        ({"running": "chastify"}, 1, 0),
        ({"durations": {"time_step": 120, "freeze_duration": "x"}}, 0, 1),
        ({"durations": {"time_step": 120, "freeze_duration": -1}}, 0, 1),
        ({"durations": {"time_step": 120, "freeze_duration": 1e300}}, 0, 1),
        ({"durations": {"time_step": 120, "of_tomorrow": 1}}, 0, 1),
        ({"device_durations": []}, 0, 1),
        ({"device_durations": {"gone": {"vibration": None, "shock": 1}}}, 0, 1),
        ({"ended": [EARLIER, 7], "device_durations": {"gone": 7}}, 1, 1),
    ],
)
async def test_each_unreadable_part_is_told_and_takes_no_other_with_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    file: StoredFile,
    part: dict[str, object],
    sessions: int,
    durations: int,
) -> None:
    damaged = file.store(STORED | part)

    account = await add(hass, entry)

    assert await shown(account) == (["Earlier", RUNNING], "2.0")
    assert told(hass, entry) == (
        "account_data_partly_lost",
        {
            "file": file.key,
            "sessions": str(sessions),
            "durations": str(durations),
        },
    )
    assert file.copies == [damaged]
    async with restarted(hass, entry) as after:
        assert (await shown(after))[0] == ["Earlier", RUNNING]
        assert issue(after.hass, entry) is None


async def test_user_name_that_the_next_reading_shows_again_is_not_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    damaged = file.store(STORED | {"username": 7})

    account = await add(hass, entry)

    assert await shown(account) == (["Earlier", RUNNING], "2.0")
    assert issue(hass, entry) is None
    assert file.copies == [damaged]


async def test_what_was_ignored_once_is_told_when_it_is_lost_again(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, advance: Advance
) -> None:
    file.damage("zeros", STORED)
    await add(hass, entry)
    issues = ir.async_get(hass)
    issues.async_ignore(DOMAIN, f"account_data_lost_{entry.entry_id}", True)
    await hass.config_entries.async_reload(entry.entry_id)
    ignored = issue(hass, entry)
    assert ignored is not None
    assert ignored.dismissed_version

    assert await hass.config_entries.async_unload(entry.entry_id)
    await advance(60)
    file.damage("truncated", STORED)
    await hass.config_entries.async_setup(entry.entry_id)

    again = issue(hass, entry)
    assert again is not None
    assert not again.dismissed_version
    assert len(file.copies) == 2


async def test_copies_and_issues_go_with_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.damage("zeros", STORED)
    added_time = StoredFile(hass, f"{file.key}.added_time")
    added_time.damage("zeros", [])
    of_another = StoredFile(hass, f"{file.key}0")
    of_another.store(STORED)
    of_another.copy_at("2026").write_bytes(b"")
    await add(hass, entry)
    assert file.copies
    assert added_time.copies

    await hass.config_entries.async_remove(entry.entry_id)

    left = {path.name for path in file.path.parent.glob(f"{DOMAIN}.*")}
    assert left - {"chastify.devices"} == {
        of_another.key,
        f"{of_another.key}.corrupt.2026",
    }
    assert not [each for each in ir.async_get(hass).issues if each[0] == DOMAIN]


@pytest.mark.parametrize("suffix", KEYS.values(), ids=KEYS)
async def test_file_that_can_not_be_opened_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, suffix: str
) -> None:
    unopenable = StoredFile(hass, f"{file.key}{suffix}")
    unopenable.make_unopenable()
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "storage_not_opened"

    unopenable.make_openable()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await act(hass, "add_time", duration={"hours": 24})
    assert not unopenable.copies
    assert not [each for each in ir.async_get(hass).issues if each[0] == DOMAIN]


async def test_former_calendar_that_can_not_be_opened_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    calendar = StoredFile(hass, f"{DOMAIN}_{entry.entry_id}_calendar_history")
    calendar.make_unopenable()
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.error_reason_translation_key == "storage_not_opened"

    calendar.make_openable()
    assert await hass.config_entries.async_reload(entry.entry_id)


@pytest.mark.parametrize("suffix", KEYS.values(), ids=KEYS)
async def test_file_of_a_newer_version_is_left_as_it_is(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, suffix: str
) -> None:
    newer = StoredFile(hass, f"{file.key}{suffix}")
    content = newer.store({"new": True}, version=2)
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "newer_storage"
    assert newer.path.read_bytes() == content
    assert not newer.copies

    newer.path.unlink()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await act(hass, "add_time", duration={"hours": 24})


@pytest.mark.parametrize("kind", ["zeros", "unopenable", "newer"])
async def test_account_that_is_not_loaded_is_reconfigured_beside_it(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, kind: str
) -> None:
    if kind == "zeros":
        file.damage(kind, STORED)
    elif kind == "newer":
        file.store({"new": True}, version=2)
    else:
        file.make_unopenable()
    entry.disabled_by = ConfigEntryDisabler.USER
    entry.add_to_hass(hass)
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]

    result = await hass.config_entries.flow.async_configure(flow_id, {})

    assert result["reason"] == "reconfigure_successful"
    assert file.path.exists()
    assert not file.copies
