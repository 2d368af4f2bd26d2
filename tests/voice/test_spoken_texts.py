"""What is said holds no codes, no clock times in place of durations and no names of the API."""

from datetime import timedelta
import re
from string import Formatter
from typing import Final

import pytest

from custom_components.chastify.failures.texts import (
    LANGUAGES,
    duration_text,
    limit_text,
)
from tests.translation_check import flat, load

from .translated import texts

_NOT_SAID: Final = re.compile(
    r"\d:\d\d:\d\d"  # read as a time of day
    r"|\b[45]\d\d\b|\bHTTP\b"  # codes
    r"|[a-z]_[a-z]|\bchastify\.|durationSeconds"  # names of the API
    r"|[{}]"
)
# Of actions that no sentence sends, and of fields that a sentence doesn't fill.
_NEVER_SAID: Final = re.compile(
    r"exceptions\.(field_|device|param_limit|start_|number_)"
)
_ANSWERS: Final = re.compile(
    r"common\.(answer|done|at|until|period|duration)_|common\.of_lock$|exceptions\."
)
_LONG: Final = timedelta(days=1, hours=4, minutes=10, seconds=5)


def filled(text: str, language: str) -> str:
    """Return a text with placeholders as they are filled for a person who listens."""
    spoken = texts(language)
    durations = {"duration", "ours", "others"}
    limits = {"limit", "left", "wait", "shortest", "longest"}
    values: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(text):
        if name in durations:
            values[name] = duration_text(spoken, _LONG)
        elif name in limits:
            values[name] = limit_text(spoken, timedelta(hours=24))
        elif name in ("command", "disabled"):
            values[name] = spoken.command("add_time")
        elif name == "minute":
            values[name] = "44"
        elif name:
            values[name] = "" if name == "said" else "Anna"
    return text.format(**values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_said_is_made_of_words(language: str) -> None:
    said = {
        key: filled(text, language)
        for key, text in flat(load(language)).items()
        if _ANSWERS.match(key) and not _NEVER_SAID.match(key)
    }
    assert len(said) > 100
    assert {key: text for key, text in said.items() if _NOT_SAID.search(text)} == {}
