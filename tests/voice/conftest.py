"""Fixtures: Home Assistant's own assistant, and a second account."""

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.second_account import other

__all__ = ["other"]


@pytest.fixture(autouse=True)
async def conversation(
    request: pytest.FixtureRequest,
) -> None:
    """Set up the assistant with its own sentences in the tests that have Home Assistant."""
    if "hass" in request.fixturenames:
        hass: HomeAssistant = request.getfixturevalue("hass")
        assert await async_setup_component(hass, "homeassistant", {})
        assert await async_setup_component(hass, "conversation", {})
