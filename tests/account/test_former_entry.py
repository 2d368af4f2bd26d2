"""An account that was jonny5509/Chastify-ha's, which has the same domain: it moves in and loses nothing."""

from collections.abc import Generator
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chastify.account.former_entry import RENAMED, UNCHANGED
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.simulator import WEARER_TOKEN, Simulator
from tests.told_events import Events

from .former_home import (
    COUNTERPARTS,
    FORMER_ENTITIES,
    calendar_of,
    former_entry,
    leave_device,
    leave_row,
    leave_rows,
    record,
    sessions_of,
)


@pytest.fixture(autouse=True)
def service(simulator: Simulator) -> Generator[None]:
    """Let the simulator stand for the service, whose address it didn't keep."""
    with patch(
        "custom_components.chastify.account.former_entry.DEFAULT_BASE_URL",
        simulator.url,
    ):
        yield


@pytest.mark.parametrize("version", [1, 13, 19, 42])
async def test_entry_of_any_version_is_an_account_of_ours(
    hass: HomeAssistant, simulator: Simulator, version: int
) -> None:
    simulator.start_lock()
    account = await add(hass, former_entry(version))

    entry = account.entry
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data == {CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: simulator.url}
    assert (entry.options, entry.unique_id, entry.version) == ({}, None, 100)
    assert entry.title == "Chastify"
    assert account.state("sensor.lock_state") == "locked"


async def test_title_that_a_person_chose_stays(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, title="Our lock")

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.title == "Our lock"


@pytest.mark.parametrize(
    ("stored", "kept"), [("66f0c0ffee66f0c0ffee66f0", True), ("", False), (" ", False)]
)
async def test_lock_that_the_entry_names_is_kept(
    hass: HomeAssistant, simulator: Simulator, stored: str, kept: bool
) -> None:
    account = await add(hass, former_entry(lock_id=stored))

    assert account.entry.data.get("lock_id") == (stored if kept else None)


async def test_account_of_ours_only_gets_the_version(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    data = dict(entry.data)
    account = await add(hass, entry)

    assert account.entry.version == 100
    assert account.entry.data == data
    assert not ir.async_get(hass).issues


async def test_entities_keep_their_ids_and_what_has_no_counterpart_goes(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.start_lock()
    entry = former_entry()
    entry.add_to_hass(hass)
    leave_rows(hass, entry)

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    now = Account(hass, entry).entity_ids()
    for key, entity_id in FORMER_ENTITIES.items():
        if (counterpart := COUNTERPARTS[key]) is None:
            assert er.async_get(hass).async_get(entity_id) is None
        else:
            assert now[counterpart] == entity_id


async def test_area_name_and_disabling_are_kept(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry()
    entry.add_to_hass(hass)
    device = leave_rows(hass, entry)
    area = ar.async_get(hass).async_create("Bedroom")
    devices, entities = dr.async_get(hass), er.async_get(hass)
    devices.async_update_device(device.id, area_id=area.id, name_by_user="Cage")
    entities.async_update_entity(
        FORMER_ENTITIES["sensor.wearer_username"], name="Who", area_id=area.id
    )
    entities.async_update_entity(
        FORMER_ENTITIES["sensor.end_date"],
        disabled_by=er.RegistryEntryDisabler.USER,
    )

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    moved = devices.async_get(device.id)
    assert moved is not None
    assert moved.identifiers == {(DOMAIN, entry.entry_id)}
    assert (moved.area_id, moved.name_by_user) == (area.id, "Cage")
    assert dr.async_entries_for_config_entry(devices, entry.entry_id) == [moved]
    wearer = entities.async_get(FORMER_ENTITIES["sensor.wearer_username"])
    assert wearer is not None
    assert (wearer.name, wearer.area_id, wearer.device_id) == (
        "Who",
        area.id,
        device.id,
    )
    unlock_time = entities.async_get(FORMER_ENTITIES["sensor.end_date"])
    assert unlock_time is not None
    assert unlock_time.disabled_by is er.RegistryEntryDisabler.USER


async def test_entities_of_its_other_devices_move_to_the_lock(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry(13)
    entry.add_to_hass(hass)
    lock = leave_device(hass, entry, "my_lock")
    keyholder = leave_device(hass, entry, "keyholder")
    entity_id = "sensor.keyholder_keyholder_username"
    leave_row(hass, entry, keyholder, "sensor.keyholder_username", entity_id)

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    row = er.async_get(hass).async_get(entity_id)
    assert row is not None
    assert row.device_id == lock.id
    assert dr.async_get(hass).async_get(keyholder.id) is None


async def test_device_of_ours_that_is_there_too_is_merged_into_the_page_of_theirs(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry()
    entry.add_to_hass(hass)
    theirs = leave_device(hass, entry, "my_lock")
    ours = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, entry.entry_id)}
    )
    leave_row(hass, entry, ours, "sensor.lock_title", "sensor.our_title")

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.id == theirs.id
    row = er.async_get(hass).async_get("sensor.our_title")
    assert row is not None
    assert row.device_id == theirs.id


async def test_current_row_wins_over_an_older_one_of_the_new_key(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry()
    entry.add_to_hass(hass)
    lock = leave_device(hass, entry, "my_lock")
    leave_row(hass, entry, lock, "sensor.wearer", "sensor.old_wearer")
    leave_row(hass, entry, lock, "sensor.wearer_username", "sensor.session_wearer")

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert Account(hass, entry).entity_ids()["sensor.wearer"] == "sensor.session_wearer"
    assert er.async_get(hass).async_get("sensor.old_wearer") is None


@pytest.mark.usefixtures("all_entities_enabled")
def test_entities_with_an_equal_key_have_their_counterpart(account: Account) -> None:
    ours = set(account.entity_ids())
    renamed = {
        (f"{platform}.{key}", f"{platform}.{new_key}")
        for platform, keys in RENAMED.items()
        for key, new_key in keys.items()
    }
    unchanged = {
        f"{platform}.{key}" for platform, keys in UNCHANGED.items() for key in keys
    }
    assert unchanged <= ours
    assert {new for _, new in renamed} <= ours
    assert not {old for old, _ in renamed} & ours


async def test_sessions_of_its_calendar_are_ours(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    simulator: Simulator,
) -> None:
    entry = former_entry()
    hass_storage |= calendar_of(
        entry,
        record("2026-05-10T08:00:00+00:00", "2026-05-12T20:00:00+00:00"),
        record("2026-05-20T08:00:00+00:00", "2026-05-21T20:00:00+00:00"),
        {"start": "yesterday", "end": None},
    )

    account = await add(hass, entry)

    assert await sessions_of(account) == [
        ("2026-05-10T01:00:00-07:00", "Weekend Challenge"),
        ("2026-05-20T01:00:00-07:00", "Weekend Challenge"),
    ]
    assert not calendar_of(entry).keys() & hass_storage.keys()


@pytest.mark.parametrize(
    ("start", "sessions"),
    [
        # The lock of the simulator was locked 1420 s before noon: 11:36:20.
        ("2026-06-01T11:34:30+00:00", 1),
        ("2026-06-01T11:38:10+00:00", 1),
        ("2026-06-01T11:30:00+00:00", 2),
        ("2026-05-30T08:00:00+00:00", 2),
    ],
)
async def test_running_record_goes_on_with_the_lock_that_began_with_it(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    start: str,
    sessions: int,
) -> None:
    simulator.start_lock()
    entry = former_entry()
    hass_storage |= calendar_of(
        entry, record(start, "2026-06-01T19:43:20+00:00", active=True)
    )
    entry.add_to_hass(hass)

    account = Account(hass, entry)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert len(await sessions_of(account)) == sessions


async def test_first_reading_tells_no_event(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    simulator: Simulator,
) -> None:
    simulator.start_lock().freeze()
    entry = former_entry()
    hass_storage |= calendar_of(
        entry, record("2026-06-01T11:36:20+00:00", "2026-06-02T00:00:00+00:00")
    )

    told = Events.of(await add(hass, entry))

    assert not told.take()


async def test_disabled_entry_moves_in_when_it_is_enabled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = former_entry()
    entry.add_to_hass(hass)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert entry.version == 19

    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()

    assert entry.version == 100
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    "step", ["_async_move_entities", "async_create_moved_in_issue"]
)
async def test_move_that_was_interrupted_is_made_again(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    step: str,
) -> None:
    entry = former_entry()
    hass_storage |= calendar_of(
        entry, record("2026-05-10T08:00:00+00:00", "2026-05-12T20:00:00+00:00")
    )
    entry.add_to_hass(hass)
    leave_rows(hass, entry)
    module = "custom_components.chastify.account.former_entry"
    with patch(f"{module}.{step}", side_effect=SystemError):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.version == 19

    # As after a restart.
    entry.mock_state(hass, ConfigEntryState.NOT_LOADED)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    account = Account(hass, entry)
    assert len(await sessions_of(account)) == 1
    assert account.entity_ids()["sensor.wearer"] == "sensor.session_wearer_username"
