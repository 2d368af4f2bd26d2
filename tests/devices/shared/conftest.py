"""Fixtures: two entries that reach the same hardware."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.simulator import Simulator

from .entries_of_one_token import Pair, two_entries


@pytest.fixture
async def pair(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Pair]:
    """Return the devices of two entries with one token, which may be started at any time."""
    settings = {"cooldown": 0}
    async with two_entries(hass, simulator, first=settings, second=settings) as pair:
        yield pair
