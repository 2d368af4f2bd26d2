"""Fixtures: the tools of language models, and a second account."""

from collections.abc import AsyncGenerator

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.assistant import templates_parsed_once
from tests.second_account import other

__all__ = ["other", "templates_parsed_once"]


@pytest.fixture(autouse=True)
async def tools(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[None]:
    """Set up the integration that offers the tools, which needs no assistant.

    Fails where Home Assistant logs that a tool fails, or that one uses something deprecated.
    """
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})
    yield
    for record in caplog.get_records("call"):
        assert not record.getMessage().startswith(("Detected", "Error getting tools"))
