"""Fixtures: Home Assistant's own assistant, and a second account."""

import pytest

from tests.assistant import set_up_assistant, templates_parsed_once
from tests.second_account import other

__all__ = ["other", "templates_parsed_once"]


@pytest.fixture(autouse=True)
async def conversation(
    request: pytest.FixtureRequest, templates_parsed_once: None
) -> None:
    """Set up the assistant in the tests that have Home Assistant."""
    if "hass" in request.fixturenames:
        await set_up_assistant(request.getfixturevalue("hass"))
