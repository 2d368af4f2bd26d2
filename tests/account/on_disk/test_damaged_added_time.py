"""The record of the added time is damaged: the day's limit counts as used up."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, failure, key_of, placeholders_of, sent
from tests.added_account import DOMAIN, add
from tests.frozen_time import NOW, Advance
from tests.simulator import Simulator
from tests.stored_files import DAMAGE, StoredFile, restarted

type Limit = dict[str, int] | None

DAY = 24 * 3600
RECORDED = [{"at": "2026-06-01T11:00:00+00:00", "seconds": 3600}]
# The house is seven hours behind UTC.
UNTIL = "05:00"


@pytest.fixture
def limit() -> Limit:
    """Return the limit of the account."""
    return {"hours": 2}


@pytest.fixture
def entry(
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    limit: Limit,
) -> MockConfigEntry:
    """Return the wearer's account with a limit and a lock, not yet added."""
    simulator.start_lock()
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        data=dict(entry.data),
        options=options(limit),
    )


@pytest.fixture
def file(hass: HomeAssistant, entry: MockConfigEntry) -> StoredFile:
    """Return the file with the record."""
    return StoredFile(hass, f"{DOMAIN}.{entry.entry_id}.added_time")


def options(limit: Limit) -> dict[str, object]:
    """Return options with a limit."""
    return {"daily_time_limit": limit, "disabled_commands": []}


def issue(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str] | None:
    """Return the placeholders of the repair issue, None where there is none."""
    issue_id = f"daily_limit_unknown_{entry.entry_id}"
    found = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return found.translation_placeholders if found else None


async def refused(hass: HomeAssistant, **duration: int) -> tuple[str | None, str]:
    """Return with which text time is refused, and until when or how much is left."""
    error = await failure(hass, ServiceValidationError, "add_time", duration=duration)
    told = placeholders_of(error)
    return key_of(error), told.get("until") or told["left"]


@pytest.mark.parametrize("kind", [*DAMAGE])
async def test_limit_counts_as_used_up_for_24_hours(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
    kind: str,
) -> None:
    damaged = file.damage(kind, RECORDED)

    await add(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    assert file.copies == [damaged]
    assert file.data == [{"at": "2026-06-01T12:00:00+00:00", "seconds": None}]
    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    assert issue(hass, entry) == {"account": entry.title, "until": UNTIL}
    assert not sent(simulator)
    await act(hass, "remove_time", duration={"hours": 1})

    await advance(DAY - 1)
    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    assert issue(hass, entry)
    await advance(1)
    await act(hass, "add_time", duration={"hours": 2})
    assert await refused(hass, seconds=1) == ("daily_limit_used_up", "0 seconds")
    assert issue(hass, entry) is None


@pytest.mark.parametrize(
    "addition",
    [
        7,
        None,
        {},
        [],
        "chastify",
        {"at": "2026-06-01T09:00:00+00:00"},
        {"at": "2026-06-01T09:00:00+00:00", "seconds": "3600"},
        {"at": "2026-06-01T09:00:00+00:00", "seconds": True},
        {"at": "2026-06-01T09:00:00+00:00", "seconds": -3600},
        {"at": "2026-06-01T09:00:00+00:00", "seconds": 1e300},
        {"at": "2026-06-01T09:00:00+00:00", "seconds": 10**18},
        {"at": "yesterday", "seconds": None},
    ],
)
async def test_a_single_unreadable_addition_uses_it_up_and_takes_no_other_with_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
    addition: object,
) -> None:
    file.store([*RECORDED, addition])

    await add(hass, entry)

    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    assert RECORDED[0] in file.data
    await advance(DAY - 1)
    assert (await refused(hass, seconds=1))[0] == "daily_limit_unknown"
    await advance(1)
    await act(hass, "add_time", duration={"hours": 2})


async def test_an_addition_without_a_readable_moment_counts_from_now(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.store([{"at": "yesterday", "seconds": 3600}])

    await add(hass, entry)

    assert await refused(hass, hours=2) == ("daily_limit_one", "one hour")
    assert issue(hass, entry) is None
    assert not file.copies


@pytest.mark.parametrize("recorded", [None, [], RECORDED])
async def test_nothing_is_lost_without_a_file_or_with_a_readable_one(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile, recorded: object
) -> None:
    if recorded is not None:
        file.store(recorded)

    await add(hass, entry)

    await act(hass, "add_time", duration={"hours": 1})
    assert issue(hass, entry) is None
    assert not file.copies


async def test_reload_and_restart_neither_end_nor_prolong_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    file.damage("zeros", RECORDED)
    await add(hass, entry)

    async with restarted(hass, entry) as after:
        assert await refused(after.hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    await advance(DAY / 2)
    await hass.config_entries.async_reload(entry.entry_id)
    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    async with restarted(hass, entry) as after:
        assert await refused(after.hass, seconds=1) == ("daily_limit_unknown", UNTIL)
        assert issue(after.hass, entry)

    assert len(file.copies) == 1
    now.tick(DAY / 2)
    async with restarted(hass, entry) as after:
        await act(after.hass, "add_time", duration={"hours": 2})
        assert issue(after.hass, entry) is None
    await hass.config_entries.async_reload(entry.entry_id)
    assert issue(hass, entry) is None


async def test_a_kill_before_the_file_is_written_anew_forgets_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    file: StoredFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damaged = file.damage("truncated", RECORDED)
    with monkeypatch.context() as patched:
        patched.setattr(
            "homeassistant.helpers.storage.Store._write_prepared_data",
            lambda *_: None,
        )
        await add(hass, entry)
    assert file.copies == [damaged]

    async with restarted(hass, entry) as after:
        assert await refused(after.hass, seconds=1) == ("daily_limit_unknown", UNTIL)


@pytest.mark.parametrize("jump", [timedelta(hours=-25), timedelta(hours=23)])
async def test_a_clock_that_is_set_does_not_prolong_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    file: StoredFile,
    monkeypatch: pytest.MonkeyPatch,
    jump: timedelta,
) -> None:
    file.damage("empty", RECORDED)
    await add(hass, entry)
    started = hass.loop.time()
    monkeypatch.setattr(hass.loop, "time", lambda: started + DAY - 1)
    now.tick(jump)
    assert (await refused(hass, seconds=1))[0] == "daily_limit_unknown"

    monkeypatch.setattr(hass.loop, "time", lambda: started + DAY)

    await act(hass, "add_time", duration={"hours": 2})


async def test_the_time_that_is_told_is_not_too_early(
    hass: HomeAssistant, advance: Advance, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.damage("empty", RECORDED)
    await advance(1)

    await add(hass, entry)

    assert await refused(hass, seconds=1) == ("daily_limit_unknown", "05:01")


@pytest.mark.parametrize("limit", [None])
async def test_without_a_limit_nothing_changes_until_there_is_one(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.damage("zeros", RECORDED)
    await add(hass, entry)
    await act(hass, "add_time", duration={"hours": 100})
    assert issue(hass, entry) is None

    hass.config_entries.async_update_entry(entry, options=options({"hours": 200}))
    await hass.async_block_till_done()
    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
    assert issue(hass, entry)

    hass.config_entries.async_update_entry(entry, options=options(None))
    await hass.async_block_till_done()
    await act(hass, "add_time", duration={"hours": 100})
    assert issue(hass, entry) is None


@pytest.mark.parametrize("limit", [{"hours": 0}])
async def test_a_limit_of_0_has_nothing_to_use_up(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.damage("zeros", RECORDED)
    await add(hass, entry)

    assert await refused(hass, seconds=1) == ("daily_limit_zero", "0 seconds")
    assert issue(hass, entry) is None


async def test_a_copy_that_can_not_be_written_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    damaged = file.damage("truncated", RECORDED)
    in_its_way = file.copy_at(NOW.replace(" ", "T"))
    in_its_way.mkdir()
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "storage_not_opened"
    assert file.path.read_bytes() == damaged

    in_its_way.rmdir()
    await hass.config_entries.async_reload(entry.entry_id)
    assert file.copies == [damaged]
    assert await refused(hass, seconds=1) == ("daily_limit_unknown", UNTIL)
