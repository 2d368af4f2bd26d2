"""The sentences of languages: as templates for Home Assistant, and with their meanings.

The files in `sentences/` have the format of Home Assistant's own sentences. In a template, a list
is replaced by its values or by the rule of the same name, so that no sentences of others match; the
meaning is read with the list, which without values matches any words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Self

from hassil.intents import Intents
from hassil.recognize import RecognizeResult, recognize_all

from homeassistant.util.yaml import load_yaml_dict

from ..const import INTENT_STOP_DEVICES
from ..failures.texts import LANGUAGES
from .durations import seconds_said
from .templates import templates

# What is said of a lock that no command can do, in place of an intent.
NOT_POSSIBLE: Final = "NotPossible"

# A list that is narrowed to the rule of its name for Home Assistant, which is long.
_PLAIN_DURATION: Final = "plain_duration"
_DURATION: Final = "duration"

FOLDER: Final = Path(__file__).parent / "sentences"

# As hassil takes it.
type _Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The intent of a sentence with its slots, and the language in which it was said."""

    intent_type: str
    slots: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of some languages, and those for a stop of all.

    templates: the sentences for Home Assistant's trigger, without rules and values of lists.
    """

    templates: list[str]
    _intents: Mapping[str, Intents]
    _stops: Mapping[str, Intents]

    @classmethod
    @cache
    def load(cls, languages: frozenset[str]) -> Self:
        """Return the sentences of these languages; the first call for a language blocks."""
        own_templates: list[str] = []
        for language in LANGUAGES:
            content = _content(language)
            own_templates.extend(
                _templates(content if language in languages else _only_stop(content))
            )
        return cls(
            own_templates,
            {each: _all_intents(each) for each in LANGUAGES if each in languages},
            {each: _stop_intents(each) for each in LANGUAGES},
        )

    def stop(self, text: str) -> Meaning | None:
        """Return the meaning of a sentence for a stop, in any language; this is fast."""
        for language, intents in self._stops.items():
            if any(recognize_all(text, intents)):
                return Meaning(INTENT_STOP_DEVICES, {}, language)
        return None

    def meaning(self, text: str, language: str) -> Meaning | None:
        """Return the meaning of a sentence of the languages, by those of that language first."""
        ordered = sorted(self._intents, key=lambda other: other != language)
        for candidate in ordered:
            results = recognize_all(text, self._intents[candidate])
            closest = partial(_distance, language=candidate)
            if best := min(results, key=closest, default=None):
                return Meaning(best.intent.name, _slots(best), candidate)
        return None


@cache
def _content(language: str) -> _Content:
    return _with_courtesies(load_yaml_dict(FOLDER / f"{language}.yaml"))


@cache
def _all_intents(language: str) -> Intents:
    return _parsed(_content(language))


@cache
def _stop_intents(language: str) -> Intents:
    return _parsed(_only_stop(_content(language)))


def _parsed(content: _Content) -> Intents:
    """Return the sentences, parsed so that the first one that is said needn't wait."""
    intents = Intents.from_dict(content)
    any(recognize_all("", intents))
    return intents


def _only_stop(content: _Content) -> _Content:
    only_stop = {INTENT_STOP_DEVICES: content["intents"][INTENT_STOP_DEVICES]}
    return {**content, "intents": only_stop}


def _with_courtesies(content: _Content) -> _Content:
    """Allow each sentence to begin with the rule `before` and to end with the rule `please`."""
    for intent in content["intents"].values():
        for block in intent["data"]:
            block["sentences"] = [
                f"[<before>] {sentence} [<please>]" for sentence in block["sentences"]
            ]
    return content


def _templates(content: _Content) -> list[str]:
    """Return the templates of a file for Home Assistant."""
    rules: dict[str, str] = {
        **content["expansion_rules"],
        **_rules_of_lists(content),
        **content.get("rules_for_trigger", {}),
    }
    others = {**content["intents"]}
    stops = {INTENT_STOP_DEVICES: others.pop(INTENT_STOP_DEVICES)}
    return templates(
        _sentences(others),
        _sentences(stops),
        rules,
        kept=_PLAIN_DURATION,
        like=_DURATION,
    )


def _rules_of_lists(content: _Content) -> dict[str, str]:
    """Return rules with the values of lists that have some."""
    return {
        name: "|".join(value["in"] for value in each["values"])
        for name, each in content["lists"].items()
        if "values" in each
    }


def _sentences(intents: _Content) -> Iterator[str]:
    for intent in intents.values():
        for block in intent["data"]:
            yield from block["sentences"]


def _slots(result: RecognizeResult) -> dict[str, str]:
    return {
        entity.name: str(entity.value).strip() for entity in result.entities.values()
    }


def _distance(result: RecognizeResult, language: str) -> tuple[int, int, int]:
    """Order results: valid durations come first, then those with the fewest words of wildcards.

    An invalid one comes last: it may be a name.
    """
    heard = [
        entity.text.strip() for entity in result.entities.values() if entity.is_wildcard
    ]
    order = 1
    if (duration := _slots(result).get("duration")) is not None:
        order = 0 if seconds_said(duration, language) is not None else 2
    return order, sum(map(len, heard)), len(heard)
