"""What people say to a lock: the sentences of all languages, as templates and as what they mean.

The files in `sentences/` have the format of Home Assistant's own sentences. A list that a rule has
the name of is narrowed to the rule where Home Assistant looks for the sentence, so that nothing of
somebody else's is taken; what it means is read with the list, which takes in anything.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
import re
from typing import Any, Final, Self

from hassil.intents import Intents
from hassil.recognize import RecognizeResult, recognize_all

from homeassistant.util.yaml import load_yaml_dict

from ..const import INTENT_STOP_DEVICES
from ..texts import LANGUAGES
from .durations import seconds_said

FOLDER: Final = Path(__file__).parent / "sentences"

# As hassil takes it.
type _Content = dict[str, Any]

_LIST: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
_RULE: Final = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a sentence asks for, and in which language it was said."""

    intent_type: str
    slots: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of all languages.

    templates: those that Home Assistant looks for; they need no rules, and no list has values.
    """

    templates: list[str]
    _intents: Mapping[str, Intents]
    _stops: Mapping[str, Intents]

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return what the files say; the first call reads them and blocks."""
        templates: list[str] = []
        intents: dict[str, Intents] = {}
        stops: dict[str, Intents] = {}
        for language in LANGUAGES:
            content = _with_courtesies(load_yaml_dict(FOLDER / f"{language}.yaml"))
            templates.extend(_templates(content))
            intents[language] = Intents.from_dict(content)
            only_stop = {INTENT_STOP_DEVICES: content["intents"][INTENT_STOP_DEVICES]}
            stops[language] = Intents.from_dict({**content, "intents": only_stop})
            # Reads the sentences now, so that none has to wait for it.
            for each in (intents[language], stops[language]):
                any(recognize_all("", each))
        return cls(templates, intents, stops)

    def stop(self, text: str) -> Meaning | None:
        """Return the meaning of what asks for a stop, in whichever language; takes no time."""
        for language, intents in self._stops.items():
            if any(recognize_all(text, intents)):
                return Meaning(INTENT_STOP_DEVICES, {}, language)
        return None

    def meaning(self, text: str, language: str) -> Meaning | None:
        """Return what was said, by the sentences of that language first."""
        ordered = sorted(self._intents, key=lambda other: other != language)
        for candidate in ordered:
            results = recognize_all(text, self._intents[candidate])
            closest = partial(_distance, language=candidate)
            if best := min(results, key=closest, default=None):
                return Meaning(best.intent.name, _slots(best), candidate)
        return None


def _with_courtesies(content: _Content) -> _Content:
    """Allow each sentence to begin with what the rule `before` says, and to end with `please`."""
    for intent in content["intents"].values():
        for block in intent["data"]:
            block["sentences"] = [
                f"[<before>] {sentence} [<please>]" for sentence in block["sentences"]
            ]
    return content


def _templates(content: _Content) -> list[str]:
    """Return the sentences of a file with its rules written out."""
    rules: dict[str, str] = content["expansion_rules"]

    def written_out(text: str) -> str:
        return _RULE.sub(lambda found: _group(written_out(rules[found[1]])), text)

    templates: list[str] = []
    beginnings: dict[str, list[str]] = {}
    for sentence in _sentences(content):
        beginning, rest = _split_at_narrowed(sentence, rules)
        if beginning.endswith(" "):
            beginnings.setdefault(rest, []).append(beginning.strip())
        else:
            templates.append(beginning + rest)
    # A rule that narrows is long, and Home Assistant reads the sentences in its event loop.
    templates += [f"({'|'.join(all_of)}) {rest}" for rest, all_of in beginnings.items()]
    return [written_out(template) for template in templates]


def _group(text: str) -> str:
    """Return a text as one of its own; each level of groups takes time to read."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return text if position == len(text) - 1 and position else f"({text})"
    return f"({text})"


def _sentences(content: _Content) -> Iterator[str]:
    for intent in content["intents"].values():
        for block in intent["data"]:
            yield from block["sentences"]


def _split_at_narrowed(sentence: str, rules: Container[str]) -> tuple[str, str]:
    """Return what stands before a list that a rule narrows, and the rest with the rule for it.

    Where there is none, the sentence is the rest.
    """
    for found in _LIST.finditer(sentence):
        if found[1] in rules:
            return sentence[: found.start()], f"<{found[1]}>{sentence[found.end() :]}"
    return "", sentence


def _slots(result: RecognizeResult) -> dict[str, str]:
    return {
        entity.name: str(entity.value).strip() for entity in result.entities.values()
    }


def _distance(result: RecognizeResult, language: str) -> tuple[bool, int, int]:
    """Order results: a duration that is one comes first, then how little may be anything."""
    heard = [
        entity.text.strip() for entity in result.entities.values() if entity.is_wildcard
    ]
    duration = _slots(result).get("duration")
    is_none = duration is not None and seconds_said(duration, language) is None
    return is_none, sum(map(len, heard)), len(heard)
