"""A recorder with statistics at the stopped clock, for the fixtures of a folder."""

from collections.abc import AsyncGenerator
import logging

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant


@pytest.fixture
def enable_statistics() -> bool:
    """Let the recorder compile statistics."""
    return True


@pytest.fixture
async def recorder_mock(
    now: FrozenDateTimeFactory,
    async_test_recorder: RecorderInstanceContextManager,
    hass: HomeAssistant,
) -> AsyncGenerator[Recorder]:
    """Set up the recorder at the stopped clock, by which it compiles statistics."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    # Polls at second 25 and 55, so that the totals are written at theirs.
    now.tick(25)
    async with async_test_recorder(hass) as instance:
        yield instance
