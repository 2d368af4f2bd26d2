"""The file of connected devices is damaged: accounts that go, a disk that is full, a later stop."""

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from tests.acting import act, until
from tests.added_account import add
from tests.connected_devices import (
    DEVICES,
    allow,
    end_runs,
    entry_with,
    subentry,
    toys_of,
)
from tests.devices.devices_file import (
    NOTHING,
    STOP_ALL,
    STOP_ALL_OF_SESSION,
    is_told_lost,
    run_of,
    sent_to_devices,
)
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import NOW, Advance
from tests.simulator import Simulator
from tests.stored_files import StoredFile, restarted


@pytest.fixture
def cooldown() -> int:
    """Return a cooldown that can be seen."""
    return 10


@pytest.mark.parametrize("kind", ["zeros", "empty", "data null"])
async def test_lost_moments_of_starts_count_as_now(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    kind: str,
) -> None:
    """Of a file whose last starts alone can't be read they do."""
    file.damage(kind, NOTHING)
    toy, other = toys_of(await add(hass, entry), simulator)
    await until(lambda: not toy.is_running() and not other.is_running())

    await allow(toy)

    assert await refused(toy, lambda toy: toy.start(1)) == "cooldown"


async def test_everything_is_stopped_though_no_copy_can_be_written(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, file: StoredFile
) -> None:
    """The disk is full, which may have damaged the file."""
    file.damage("truncated", NOTHING)
    file.copy_at(NOW.replace(" ", "T")).mkdir()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)

    await until(lambda: not simulator.device.running)
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}


async def test_run_of_an_account_that_is_gone_is_stopped_though_its_route_is_not_known(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    keyholder_entry: MockConfigEntry,
    file: StoredFile,
) -> None:
    """Server and token are known."""
    file.store(NOTHING | {"runs": [run_of(entry, session_id=...)]})

    await add(hass, keyholder_entry)

    await until(lambda: not simulator.device.running)
    assert STOP_ALL in sent_to_devices(simulator)


async def test_removal_of_an_account_that_was_never_set_up_stops_everything_of_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, file: StoredFile
) -> None:
    """All accounts are disabled, so that nothing was set up before."""
    file.damage("zeros", NOTHING)
    entry.add_to_hass(hass)

    await hass.config_entries.async_remove(entry.entry_id)

    await until(lambda: not simulator.device.running)
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}


async def test_run_without_a_token_is_stopped_while_its_account_is_removed(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, file: StoredFile
) -> None:
    """All accounts are disabled, so that nothing was set up before."""
    file.store(NOTHING | {"runs": [run_of(entry, token=...)]})
    entry.add_to_hass(hass)

    await hass.config_entries.async_remove(entry.entry_id)

    await until(lambda: not simulator.device.running)


async def test_later_emergency_stop_is_not_told_as_a_damaged_file(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    file.damage("zeros", NOTHING)
    toy, other = toys_of(await add(hass, entry), simulator)
    await until(lambda: not toy.is_running() and not other.is_running())
    await allow(toy)
    await act(hass, "stop_devices")
    await advance(2)

    async with restarted(hass, entry) as after:
        assert not is_told_lost(after.hass, entry)


async def test_nothing_is_told_of_an_account_that_was_removed_before_the_file_was_opened(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    """It would be told until Home Assistant is started again: nobody can end it."""
    file = StoredFile(hass, DEVICES)
    file.make_unopenable()
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    entry = entry_with(simulator, subentry())
    entry.add_to_hass(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    file.make_openable()
    file.damage("zeros", NOTHING)

    await add(hass, keyholder_entry)

    await until(lambda: not simulator.device.running)
    assert is_told_lost(hass, keyholder_entry)
    assert not is_told_lost(hass, entry)
    await end_runs(hass, simulator)


@pytest.mark.parametrize("runs", [None, [{}], [7]], ids=repr)
async def test_second_damage_while_the_first_is_told_stops_everything_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    runs: object,
) -> None:
    latched = [entry.entry_id]
    file.store(NOTHING | {"latched": latched, "lost": latched, "runs": runs})

    toy, other = toys_of(await add(hass, entry), simulator)

    await until(lambda: not toy.is_running() and not other.is_running())
    assert not toy.kinds()
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}
