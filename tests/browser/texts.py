"""The integration's texts in a language."""

import json
import re
from typing import Any

from tests.real.configuration import ROOT
from tests.real.json_types import JsonObject

_FOLDER = ROOT / "custom_components" / "chastify" / "translations"


def card_text(key: str, language: str = "en", **placeholders: str) -> str:
    """Return a text of the card."""
    text: str = _texts(language)["config_panel"]["card"][key]
    return text.format(**placeholders)


def entity_text(key: str, language: str = "en") -> str:
    """Return a text of an entity: `button.freeze.name`, `sensor.lock_state.state.locked`."""
    text: Any = _texts(language)["entity"]
    for part in key.split("."):
        text = text[part]
    return str(text)


def error_text(key: str, language: str = "en") -> re.Pattern[str]:
    """Return a pattern of an error's text, with any placeholders."""
    text: str = _texts(language)["exceptions"][key]["message"]
    # The service's own words may follow.
    parts = re.split(r"\{\w+\}", text.removesuffix("{said}"))
    return re.compile(".+".join(map(re.escape, parts)))


def _texts(language: str) -> JsonObject:
    texts: JsonObject = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return texts
