"""Fixtures: the store of connected devices as a file, and an account with devices."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from tests.connected_devices import DEVICES, SESSION, end_runs, entry_with, subentry
from tests.simulator import Simulator
from tests.stored_files import StoredFile, hass_config_dir, hass_storage

__all__ = ["hass_config_dir", "hass_storage"]


@pytest.fixture
def cooldown() -> int:
    """Return the cooldown of the device on the route of the token."""
    return 0


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    cooldown: int,
) -> AsyncGenerator[MockConfigEntry]:
    """Return an account with a device on each kind of route, not yet added; one is running."""
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    devices = subentry(cooldown=cooldown), subentry(title="Other", **SESSION)
    yield entry_with(simulator, *devices)
    await end_runs(hass, simulator)


@pytest.fixture
def file(hass: HomeAssistant) -> StoredFile:
    """Return the file."""
    return StoredFile(hass, DEVICES)
