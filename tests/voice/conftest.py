"""Fixtures: Home Assistant's own assistant and its languages, and a second account."""

import pytest

from custom_components.chastify.failures.texts import LANGUAGES
from homeassistant.core import HomeAssistant
from tests.assistant import set_up_assistant, templates_parsed_once
from tests.second_account import other

from .pipelines import Pipelines

__all__ = ["other", "templates_parsed_once"]


@pytest.fixture(autouse=True)
async def conversation(
    request: pytest.FixtureRequest, templates_parsed_once: None
) -> None:
    """Set up the assistant in the tests that have Home Assistant."""
    if "hass" in request.fixturenames:
        await set_up_assistant(request.getfixturevalue("hass"))


@pytest.fixture
def pipelines(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Pipelines:
    """Return the assist pipelines, which aren't set up yet."""
    return Pipelines(hass, monkeypatch)


@pytest.fixture
async def its_language(pipelines: Pipelines, language: str) -> None:
    """Have an assist pipeline in the language of the test."""
    await pipelines.put("kitchen", language)
    await pipelines.set_up()


@pytest.fixture
async def every_language(pipelines: Pipelines) -> None:
    """Have an assist pipeline in each language."""
    for language in LANGUAGES:
        await pipelines.put(f"in {language}", language)
    await pipelines.set_up()
