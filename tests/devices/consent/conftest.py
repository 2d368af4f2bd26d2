"""Fixtures: a device that is confirmed for its lock."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.connected_devices import Toy
from tests.simulator import Lock, Simulator

from .confirmed import confirmed


@pytest.fixture
def lock(now: FrozenDateTimeFactory, simulator: Simulator) -> Lock:
    """Return the lock for which the device is confirmed."""
    return simulator.start_lock()


@pytest.fixture
async def toy(
    hass: HomeAssistant, simulator: Simulator, lock: Lock
) -> AsyncGenerator[Toy]:
    """Add an account with a device that is confirmed for its lock."""
    async with confirmed(hass, simulator, lock) as toy:
        yield toy
