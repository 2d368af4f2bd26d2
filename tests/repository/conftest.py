"""Fixtures: what the examples of the documentation name."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.account import Account
from tests.connected_devices import connected, subentry
from tests.simulator import Simulator

# The examples name its entities.
NAME_OF_DEVICE = "My device"


@pytest.fixture
async def account(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Account]:
    """Add the wearer's account, whose lock is running and which has a connected device."""
    async with connected(hass, simulator, subentry(title=NAME_OF_DEVICE)) as (device,):
        yield device.account
