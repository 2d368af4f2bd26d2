"""Home Assistant's own assistant, set up quickly enough to do so in each test."""

from collections.abc import Generator
from copy import copy
from functools import cache
from unittest.mock import patch

from hassil import Sentence, parse_sentence
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_setup_component


@pytest.fixture(scope="session")
def templates_parsed_once() -> Generator[None]:
    """Parse each template of a sentence once for all tests: it is most of the set-up."""
    parse = cache(parse_sentence)

    def parsed(text: str, keep_text: bool = False) -> Sentence:
        # The parsed expression doesn't change; the sentence around it does, when it is used.
        return copy(parse(text, keep_text=keep_text))

    with patch("hassil.intents.parse_sentence", parsed):
        yield


async def set_up_assistant(
    hass: HomeAssistant, config: ConfigType | None = None
) -> None:
    """Set up the assistant with its own sentences, and those of a configuration."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", config or {})
