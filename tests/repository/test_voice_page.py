"""The tables in docs/voice.md say what sentences, code and translations say; its examples work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
import re
from typing import Any, Final

import pytest
import voluptuous as vol

from custom_components.chastify.api.hardware import DEVICE_COMMAND
from custom_components.chastify.assist.tool_commands import (
    DEVICE_COMMAND_ANNOTATIONS,
    LLM_COMMANDS,
)
from custom_components.chastify.assist.tool_history import GetHistoryTool
from custom_components.chastify.assist.tool_results import ToolAnnotations
from custom_components.chastify.assist.tools import GetLockTool, StopDevicesTool
from custom_components.chastify.commands.table import COMMANDS
from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.intent import (
    COMMAND_INTENTS,
    CommandIntentHandler,
    GetLockIntentHandler,
    StopDevicesIntentHandler,
)
from custom_components.chastify.voice.durations import seconds_said
from custom_components.chastify.voice.past import PERIODS
from custom_components.chastify.voice.questions import OVERVIEW, QUESTIONS
from custom_components.chastify.voice.sentences import Sentences
from homeassistant.const import Platform
from homeassistant.helpers import config_validation as cv
from tests.translation_check import ENGLISH
from tests.voice.templates import Templates

from .entity_tables import LOCK_DESCRIPTIONS
from .page_parts import codes, section, table

# The columns of the table of durations, and the headings of the tables of sentences.
NAMES_OF_LANGUAGES: Final = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "nl": "Dutch",
    "es": "Spanish",
}
# Questions about the past, of any period.
ASKED_OF_A_PERIOD: Final = {
    "en": "how much time was added {}",
    "de": "wie viel Zeit wurde hinzugefügt {}",
    "fr": "combien de temps a été ajouté {}",
    "nl": "hoeveel tijd is er toegevoegd {}",
    "es": "cuánto tiempo se ha añadido {}",
}
MARKS: Final = {
    "read-only": "read_only",
    "destructive": "destructive",
    "idempotent": "idempotent",
}

_SAID: Final = re.compile(r"\*([^*]+)\*")
_INTENTS: Final = {
    handler.intent_type: handler
    for handler in (
        GetLockIntentHandler(),
        StopDevicesIntentHandler(),
        *map(CommandIntentHandler, COMMAND_INTENTS),
    )
}
_ALLOWED: Final = "What assistants may send"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the page, with the intent or the question of its row."""

    language: str
    key: str
    said: str


def part(heading: str, name: str) -> str:
    """Return the text below a heading of the third level of the page."""
    return section("voice", heading).split(f"\n### {name}\n")[1].split("\n### ")[0]


def page_sentences() -> Iterator[Sentence]:
    """Return the sentences in the tables of all languages; the keys stand in the English one."""
    keys = page_keys()
    for language in NAMES_OF_LANGUAGES:
        for key, said in zip(keys, page_cells(language), strict=True):
            for sentence in _SAID.findall(said):
                yield Sentence(language, key, sentence)


def page_keys() -> list[str]:
    """Return the keys of the sentences."""
    return [key.strip("`") for key, _ in table(part("Sentences", "English"), "Key")]


def page_cells(language: str) -> list[str]:
    """Return the sentences of a language."""
    head = "Key" if language == "en" else "Sentence"
    rows = table(part("Sentences", NAMES_OF_LANGUAGES[language]), head)
    return [row[-1] for row in rows]


@cache
def sentences() -> Sentences:
    return Sentences.load(frozenset(LANGUAGES))


@cache
def templates() -> Templates:
    return Templates(sentences())


def command_name(command: str) -> str:
    """Return the option's name of a command."""
    return ENGLISH[f"selector.command.options.{command}"]


def names(text: str) -> list[str]:
    """Return the texts of a cell in italics."""
    return _SAID.findall(text)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(found, id=f"{found.language}-{found.said}")
        for found in page_sentences()
    ],
)
def test_a_sentence_means_what_its_row_says(sentence: Sentence) -> None:
    assert templates().take(sentence.said)
    meaning = sentences().meaning(sentence.said, sentence.language)
    assert meaning is not None
    assert meaning.language == sentence.language
    assert meaning.slots.get("question", meaning.intent_type) == sentence.key
    if heard := meaning.slots.get("duration"):
        assert seconds_said(heard, sentence.language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_question_and_every_command(language: str) -> None:
    cells = page_cells(language)
    assert sorted(page_keys()) == sorted([*QUESTIONS, *_INTENTS])
    assert len(cells) == len(page_keys())
    assert all(map(names, cells))


def test_a_duration_is_the_same_in_all_languages() -> None:
    rows = table(
        part("Sentences", "Durations"),
        " | ".join(["Length", *(NAMES_OF_LANGUAGES[each] for each in LANGUAGES)]),
    )
    for length, *cells in rows:
        expected: timedelta = cv.time_period(length)
        heard = [
            seconds_said(said, language)
            for language, cell in zip(LANGUAGES, cells, strict=True)
            for said in names(cell)
        ]
        assert heard == [expected.total_seconds()] * len(LANGUAGES)


def test_a_period_is_the_same_in_all_languages() -> None:
    rows = table(part("Sentences", "Periods"), "`period`")
    for key, *cells in rows:
        for language, cell in zip(LANGUAGES, cells, strict=True):
            for said in names(cell):
                asked = ASKED_OF_A_PERIOD[language].format(said)
                assert templates().take(asked)
                meaning = sentences().meaning(asked, language)
                assert meaning is not None
                assert meaning.slots == {"question": "added", "period": key.strip("`")}
    assert [key.strip("`") for key, *_ in rows] == [*PERIODS]


def test_every_question_names_the_entities_that_answer_it() -> None:
    platforms = {
        description.key: platform
        for platform in (Platform.SENSOR, Platform.BINARY_SENSOR)
        for description in LOCK_DESCRIPTIONS[platform]
    }
    rows = table(section("voice", "What assistants are told"), "Question")
    listed = {key.strip("`"): names(entities) for key, entities in rows}
    assert listed == {
        key: [ENGLISH[f"entity.{platforms[one]}.{one}.name"] for one in question.keys]
        for key, question in QUESTIONS.items()
    }


def test_what_the_overview_consists_of_is_named() -> None:
    text = section("voice", "What assistants are told")
    named = next(line for line in text.splitlines() if line.startswith("How the lock"))
    assert codes(named) == list(OVERVIEW)


def test_the_option_is_called_what_the_form_calls_it() -> None:
    label = ENGLISH["options.step.init.sections.assistants.data.assist_commands"]
    assert f"field **{label}** ([`assist_commands`]" in section("voice", _ALLOWED)


def test_what_may_be_allowed_is_told_of_every_command() -> None:
    rows = table(section("voice", _ALLOWED), "Command")
    listed = {
        name: (by_sentence, by_tool)
        for commands, by_sentence, by_tool in rows
        for name in names(commands)
    }
    spoken = {description.command for description in COMMAND_INTENTS}
    for command in COMMANDS:
        by_sentence = "yes" if command.name in spoken else "no"
        by_tool = "yes" if command.name in LLM_COMMANDS else "no"
        if command.name == DEVICE_COMMAND:
            by_tool = "starts the vibration only"
        assert listed.pop(command_name(command.name)) == (by_sentence, by_tool)
    assert not listed


def test_every_intent_is_explained_with_its_slots() -> None:
    rows = table(part("Own sentences", "Intents"), "Intent")
    listed = {name.strip("`"): codes(slots) for name, slots in rows}
    assert listed == {
        name: [str(slot) for slot in (handler.slot_schema or {})]
        for name, handler in _INTENTS.items()
    }


def shown_parameters(parameters: Any) -> str:
    """Return how the table of tools writes parameters."""
    return ", ".join(
        f"`{marker}`" + ("" if isinstance(marker, vol.Required) else " (optional)")
        for marker in parameters
    )


def shown_marks(annotations: ToolAnnotations) -> str:
    """Return how the table of tools writes annotations."""
    return ", ".join(mark for mark, name in MARKS.items() if getattr(annotations, name))


def test_every_tool_is_explained_with_what_it_takes_and_is() -> None:
    rows = table(section("voice", "Tools for language models"), "Tool")
    listed = {name.strip("`"): (takes, marks) for name, takes, marks in rows}
    device = "`device`, `duration` (optional)"
    assert listed == {
        GetLockTool().name: ("", shown_marks(GetLockTool.annotations)),
        GetHistoryTool([]).name: (
            shown_parameters(GetHistoryTool([]).parameters.schema),
            shown_marks(GetHistoryTool.annotations),
        ),
        StopDevicesTool().name: ("", shown_marks(StopDevicesTool.annotations)),
        f"chastify__{DEVICE_COMMAND}": (
            device,
            shown_marks(DEVICE_COMMAND_ANNOTATIONS),
        ),
        **{
            f"chastify__{name}": (
                shown_parameters(command.parameters),
                shown_marks(command.annotations),
            )
            for name, command in LLM_COMMANDS.items()
        },
    }
