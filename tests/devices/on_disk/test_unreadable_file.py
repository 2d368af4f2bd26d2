"""The file of connected devices can't be opened, or is of a newer version: stops work."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, failure, key_of, press, until
from tests.added_account import Account, add
from tests.connected_devices import Toy, allow, enabled, toys_of
from tests.devices.devices_file import (
    NOTHING,
    STOP_ALL,
    STOP_ALL_OF_SESSION,
    Sent,
    is_told_lost,
    run_of,
    sent_to_devices,
)
from tests.devices.starting_and_stopping import STOPS, refused
from tests.frozen_time import NOW, Advance
from tests.simulator import Simulator
from tests.stored_files import StoredFile, restarted

STOP = Sent("vibration.stop")


async def assert_waits(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add the account, which has to wait for the file."""
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "device_storage_not_opened"


async def all_by_device_command(hass: HomeAssistant) -> None:
    """Stop everything by the action of a device, without a device."""
    await act(hass, "device_command", command="all.stop")


async def all_by_stop_devices(hass: HomeAssistant) -> None:
    """Stop everything by the emergency stop."""
    await act(hass, "stop_devices")


every_stop = pytest.mark.parametrize(
    "stop", [all_by_device_command, all_by_stop_devices]
)

type Stop = Callable[[HomeAssistant], Awaitable[None]]


# It can't be opened


@every_stop
async def test_stops_work_while_the_file_can_not_be_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    stop: Stop,
) -> None:
    file.make_unopenable()
    await assert_waits(hass, entry)

    await stop(hass)

    assert not simulator.device.running
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}


async def test_starts_can_not_be_allowed_while_it_can_not_be_opened(
    hass: HomeAssistant, entry: MockConfigEntry, file: StoredFile
) -> None:
    file.make_unopenable()
    await assert_waits(hass, entry)

    error = await failure(hass, HomeAssistantError, "enable_devices")

    assert key_of(error) == "device_storage_not_opened"


async def test_what_the_file_says_is_stopped_when_it_can_be_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    file.make_unopenable()
    await assert_waits(hass, entry)
    file.make_openable()
    file.store(NOTHING | {"runs": [run_of(entry)]})

    await advance(10)

    assert entry.state.value == "loaded"
    toy, _ = toys_of(Account(hass, entry), simulator)
    await until(lambda: not toy.is_running())
    assert not toy.kinds()
    assert sent_to_devices(simulator) == [STOP]
    assert enabled(toy) == "on"
    assert not is_told_lost(hass, entry)
    await toy.start(1)


async def test_emergency_stop_meanwhile_is_kept(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    file.make_unopenable()
    await assert_waits(hass, entry)
    await act(hass, "stop_devices")
    file.make_openable()
    file.store(NOTHING | {"latched": ["of_another"], "runs": [run_of(entry)]})

    await advance(10)

    toy, _ = toys_of(Account(hass, entry), simulator)
    await until(lambda: not toy.is_running())
    assert enabled(toy) == "off"
    assert file.data["latched"] == sorted([entry.entry_id, "of_another"])
    assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"
    async with restarted(hass, entry) as after:
        assert enabled(toys_of(after, simulator)[0]) == "off"
    await allow(toy)
    await toy.start(1)


async def test_a_file_that_is_damaged_when_it_can_be_opened_stops_everything(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    file.make_unopenable()
    await assert_waits(hass, entry)
    file.make_openable()
    damaged = file.damage("truncated", NOTHING)

    await advance(10)

    toy, other = toys_of(Account(hass, entry), simulator)
    await until(lambda: not toy.is_running() and not other.is_running())
    assert not toy.kinds()
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}
    assert enabled(toy) == "off"
    assert is_told_lost(hass, entry)
    assert file.copies == [damaged]


async def test_a_damaged_file_of_which_no_copy_can_be_written_is_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    damaged = file.store(NOTHING | {"runs": [run_of(entry), 7]})
    in_its_way = file.copy_at(NOW.replace(" ", "T"))
    in_its_way.mkdir()
    await assert_waits(hass, entry)
    assert file.path.read_bytes() == damaged

    in_its_way.rmdir()
    await advance(10)

    toy, other = toys_of(Account(hass, entry), simulator)
    await until(lambda: not toy.is_running() and not other.is_running())
    assert not toy.kinds()
    assert enabled(toy) == "off"
    assert file.copies == [damaged]
    await advance(2)
    assert file.data["runs"] == []


# A newer version has written it


@pytest.fixture
async def newer(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, file: StoredFile
) -> tuple[Toy, bytes]:
    """Return a device and the content of a file of a newer version."""
    content = file.store({"runs": {"of": "tomorrow"}, "enabled": True}, version=2)
    toy, _ = toys_of(await add(hass, entry), simulator)
    return toy, content


async def test_file_of_a_newer_version_lets_nothing_start_and_is_left_as_it_is(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    newer: tuple[Toy, bytes],
    file: StoredFile,
    advance: Advance,
) -> None:
    toy, content = newer
    assert entry.state is ConfigEntryState.LOADED
    assert enabled(toy) == "off"
    for start in (lambda toy: toy.start(1), lambda toy: toy.press("shock")):
        assert await refused(toy, start) == "devices_latched"

    with pytest.raises(HomeAssistantError) as caught:
        await allow(toy)
    assert key_of(caught.value) == "newer_device_storage"
    error = await failure(hass, HomeAssistantError, "enable_devices")
    assert key_of(error) == "newer_device_storage"

    await press(toy.account, "stop_devices")
    await advance(60)
    await hass.config_entries.async_reload(entry.entry_id)
    assert enabled(toy) == "off"
    await hass.config_entries.async_remove(entry.entry_id)
    await advance(60)
    assert file.path.read_bytes() == content
    assert not file.copies


async def test_stops_work_beside_a_file_of_a_newer_version(
    newer: tuple[Toy, bytes], simulator: Simulator
) -> None:
    toy, _ = newer
    for stop in STOPS.values():
        simulator.device.run("vibration.start", {})
        await stop(toy)
        assert not toy.kinds()


@pytest.mark.parametrize("data", [NOTHING, None, 7, []], ids=repr)
async def test_newer_version_counts_whatever_else_the_file_says(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    data: object,
) -> None:
    content = file.store(data, version=2)
    toy, _ = toys_of(await add(hass, entry), simulator)

    assert enabled(toy) == "off"
    assert not sent_to_devices(simulator)
    assert file.path.read_bytes() == content
