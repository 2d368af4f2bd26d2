"""Damaged files of the history: what can be read is kept, and the rest is told."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.acting import answer
from tests.added_account import DOMAIN, add
from tests.simulator import Simulator
from tests.stored_files import DAMAGE, StoredFile

EARLIER = {
    "lock_id": "1",
    "title": "Earlier",
    "start": "2026-05-20T10:00:00+00:00",
    "last_seen": "2026-05-20T20:00:00+00:00",
    "unlock_time": None,
    "latest_unlock_time": None,
    "sums": [36000.0, 0.0, 60.0, 0.0, 0.0, 0.0],
    "end": "2026-05-20T20:00:00+00:00",
}
SUMS = [36000.0, 600.0, 60.0, 0.0, 0.0, 0.0]
DAYS = {"days": {"2026-05-20": SUMS}, "forgotten": [3600.0, 0, 0, 0, 0, 0]}


@pytest.fixture
def entry(
    now: FrozenDateTimeFactory, simulator: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an account without a lock, not yet added."""
    return entry


@pytest.fixture
def sessions(hass: HomeAssistant, entry: MockConfigEntry) -> StoredFile:
    """Return the file of the ended sessions, with one."""
    file = StoredFile(hass, f"{DOMAIN}.{entry.entry_id}.sessions")
    file.store([EARLIER])
    return file


@pytest.fixture
def days(hass: HomeAssistant, entry: MockConfigEntry) -> StoredFile:
    """Return the file of the days, with one."""
    file = StoredFile(hass, f"{DOMAIN}.{entry.entry_id}.days")
    file.store(DAYS)
    return file


async def history(hass: HomeAssistant) -> tuple[list[Any], list[str]]:
    """Return what was counted on the twentieth of May, and the titles of the sessions."""
    found: Any = await answer(hass, "get_history", start="2026-05-20", end="2026-05-20")
    (day,) = found["days"]
    titles = [session["title"] for session in found["sessions"]]
    return [day["locked"], day["frozen"], day["added"]["home_assistant"]], titles


def told(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the file that the repair issue names, None without an issue."""
    issue_id = f"account_history_lost_{entry.entry_id}"
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is None:
        return None
    assert issue.translation_placeholders
    return issue.translation_placeholders["file"]


async def test_files_that_can_be_read_are_kept(
    hass: HomeAssistant, entry: MockConfigEntry, sessions: StoredFile, days: StoredFile
) -> None:
    account = await add(hass, entry)

    assert await history(hass) == ([36000, 600, 60], ["Earlier"])
    assert account.state("sensor.total_time_locked") == "11.0"
    assert told(hass, entry) is None
    assert not sessions.copies
    assert not days.copies


@pytest.mark.parametrize("kind", DAMAGE)
async def test_days_that_are_lost_are_counted_again_from_the_sessions(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    sessions: StoredFile,
    days: StoredFile,
    kind: str,
) -> None:
    damaged = days.damage(kind, DAYS)

    account = await add(hass, entry)

    assert await history(hass) == ([36000, 0, 0], ["Earlier"])
    assert account.state("sensor.total_time_locked") == "10.0"
    assert told(hass, entry) == days.key
    assert days.copies == [damaged]
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await history(hass) == ([36000, 0, 0], ["Earlier"])
    assert days.copies == [damaged]


@pytest.mark.parametrize(
    "kind", [kind for kind in DAMAGE if kind not in ("list", "object")]
)
async def test_sessions_that_are_lost_leave_the_days(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    sessions: StoredFile,
    days: StoredFile,
    kind: str,
) -> None:
    damaged = sessions.damage(kind, [EARLIER])

    await add(hass, entry)

    assert await history(hass) == ([36000, 600, 60], [])
    assert told(hass, entry) == sessions.key
    assert sessions.copies == [damaged]


@pytest.mark.parametrize(
    "sums",
    [None, {}, [1.0], [*SUMS, 0.0], [-1.0, *SUMS[1:]], ["x", *SUMS[1:]]],
)
async def test_day_that_can_not_be_understood_takes_no_other_with_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    sessions: StoredFile,
    days: StoredFile,
    sums: object,
) -> None:
    days.store({**DAYS, "days": {"2026-05-20": SUMS, "2026-05-21": sums, "May": SUMS}})

    await add(hass, entry)

    assert await history(hass) == ([36000, 600, 60], ["Earlier"])
    assert told(hass, entry) == days.key
    assert days.data["days"] == {"2026-05-20": SUMS}


@pytest.mark.parametrize("file", ["sessions", "days"])
async def test_file_that_can_not_be_opened_is_tried_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    sessions: StoredFile,
    days: StoredFile,
    file: str,
) -> None:
    stored = {"sessions": sessions, "days": days}[file]
    content = stored.path.read_bytes()
    stored.path.unlink()
    stored.make_unopenable()
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY

    stored.make_openable()
    stored.write(content)
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await history(hass) == ([36000, 600, 60], ["Earlier"])


@pytest.mark.parametrize("file", ["sessions", "days"])
async def test_file_of_a_newer_version_is_left_as_it_is(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    sessions: StoredFile,
    days: StoredFile,
    file: str,
) -> None:
    stored = {"sessions": sessions, "days": days}[file]
    content = stored.store({"of": "tomorrow"}, version=2)
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)

    assert entry.error_reason_translation_key == "newer_storage"
    assert stored.path.read_bytes() == content
