"""Sentences of Home Assistant's own assistant, drawn from its templates."""

from collections.abc import Mapping
from pathlib import Path
import random
from typing import Any, Final

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.intents import (
    Intents,
    RangeSlotList,
    SlotList,
    TextSlotList,
    WildcardSlotList,
)
import home_assistant_intents

from homeassistant.util.json import load_json_object

# Words for the names of a home and for wildcards.
NAMES: Final = (
    "TV",
    "Lampe",
    "front door lock",
    "lock on the front door",
    "slot van de voordeur",
    "Haustürschloss",
    "verrou de la porte",
    "candado del garaje",
)
PLACES: Final = ("kitchen", "Küche", "salle de bain", "zolder", "jardín")
ANYTHING: Final = ("pizza", "milk", "10", "five minutes", "the toys", "Milch", "pan")


class BuiltIn:
    """The templates of a language, and a generator of numbers that makes a run repeatable."""

    def __init__(self, language: str) -> None:
        """Read the templates."""
        folder = Path(home_assistant_intents.__file__).parent / "data"
        content: Any = load_json_object(folder / f"{language}.json")
        self._intents = Intents.from_dict(content)
        self._random = random.Random(language)
        self._sentences: list[tuple[Sentence, Mapping[str, SlotList]]] = [
            (sentence, {**self._intents.slot_lists, **data.slot_lists})
            for intent in self._intents.intents.values()
            for data in intent.data
            for sentence in data.sentences
        ]

    def __len__(self) -> int:
        """Return the number of templates."""
        return len(self._sentences)

    def each(self) -> list[str]:
        """Return one sentence of each template."""
        return [
            " ".join(self._text(sentence.expression, lists).split())
            for sentence, lists in self._sentences
        ]

    def _text(self, expression: Expression, lists: Mapping[str, SlotList]) -> str:
        match expression:
            case TextChunk():
                return expression.original_text
            case Alternative():
                return self._text(self._random.choice(expression.items), lists)
            case Permutation():
                items = self._random.sample(expression.items, len(expression.items))
                return " ".join(self._text(item, lists) for item in items)
            case Group():
                return "".join(self._text(item, lists) for item in expression.items)
            case RuleReference():
                rule = self._intents.expansion_rules[expression.rule_name]
                return self._text(rule.expression, lists)
            case ListReference():
                return self._value(expression.list_name, lists)
        raise AssertionError(expression)

    def _value(self, name: str, lists: Mapping[str, SlotList]) -> str:
        match lists.get(name):
            case RangeSlotList() as numbers:
                return str(self._random.choice(list(numbers.get_numbers())))
            case TextSlotList() as texts:
                return self._text(self._random.choice(texts.values).text_in, lists)
            case WildcardSlotList():
                return self._random.choice(ANYTHING)
        # The names of entities, areas and floors, which each home has its own of.
        return self._random.choice(NAMES if name == "name" else PLACES)
