"""Durations that a person said, as seconds.

A duration is amounts and units in turn: the text is cut behind each unit, and each amount becomes a
fraction. A text with one unknown word is not understood at all, since a wrong duration keeps a
person locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
import math
import re
from typing import Final
import unicodedata

from unicode_rbnf import RbnfEngine

from .duration_words import HOUR, MINUTE, WORDS, DurationWords

# Of each unit. Numbers above are written with separators that look like decimal points.
_MOST: Final = 999
# In characters; no duration comes near it.
_LONGEST_TEXT: Final = 500

_FRACTIONS: Final = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
_SIGNS: Final = frozenset(_FRACTIONS.values())
# Canonical decomposition leaves "²" and "½" as they are, so that none becomes a plain digit.
_DECOMPOSED: Final = "NFD"
_DROPPED: Final = re.compile("[\u0300-\u036f\u00ad]")
_APOSTROPHE: Final = re.compile("['’ʼ`´]")
# Elsewhere a hyphen is a minus or a range.
_HYPHEN_IN_WORDS: Final = re.compile("(?<=[a-z0-9½¼¾])[-\u2010\u2011](?=[a-z])")
_DOT_OF_ABBREVIATION: Final = re.compile("(?<=[a-z])[.](?![0-9])")
_DECIMAL_COMMA: Final = re.compile("(?<=[0-9]),(?=[0-9])")
_OPENING: Final = ' ¡¿"“„«'
_CLOSING: Final = ' .,!?…"”“»'

# Two numbers side by side are never one.
_TOKEN: Final = re.compile("[0-9]+(?:[.][0-9]+)?(?![ ]?[0-9])|[½¼¾]|[a-z]+|,")
_WHOLE_NUMBER: Final = re.compile("[0-9]{1,3}")
# Three decimals may be thousands, and ".30" half past.
_DECIMAL: Final = re.compile("[0-9]{1,3}[.](?:[0-9]|[0-9][1-9])")


def seconds_said(text: str, language: str) -> int | None:
    """Return the seconds of a duration that was said in a language; None where it isn't understood.

    language: en, de, fr, nl or es, also with a region ("de-CH"); no others are understood.

    The result is at least 1. At most 999 of each unit are understood, from seconds to weeks, and
    fractions of a second are rounded. The first call for a language reads files and takes some
    tenths of a second, so it must not run in the event loop.
    """
    language = re.split("[-_]", language.casefold())[0]
    if language not in WORDS or len(text) > _LONGEST_TEXT:
        return None
    vocabulary = _vocabulary(language)
    tokens = _tokens(vocabulary.courtesy.sub("", _normalized(text)))
    return round(vocabulary.duration(tokens) or 0) or None


def _normalized(text: str) -> str:
    """Return a text in lower case, without accents and without characters between words."""
    text = unicodedata.normalize(_DECOMPOSED, text.casefold())
    text = _APOSTROPHE.sub(" ", _DROPPED.sub("", text))
    for written, sign in _FRACTIONS.items():
        text = re.sub(f"(?<![0-9.,/]){written}", sign, text)
    text = _HYPHEN_IN_WORDS.sub(" ", text)
    text = _DOT_OF_ABBREVIATION.sub(" ", text)
    text = _DECIMAL_COMMA.sub(".", text)
    return " ".join(text.split()).lstrip(_OPENING).rstrip(_CLOSING)


def _tokens(text: str) -> list[str]:
    """Return the words, numbers and commas of a normalized text; none if it holds anything else."""
    if _TOKEN.sub("", text).strip():
        return []
    return _TOKEN.findall(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """The words of a language; the keys are normalized and have no blanks."""

    numbers: Mapping[str, int]
    units: Mapping[str, int]
    units_without_number: frozenset[str]
    amounts: Mapping[str, Fraction]
    behind_number: Mapping[str, Fraction]
    behind_unit: Mapping[str, Fraction]
    conjunction: str
    courtesy: re.Pattern[str]

    def duration(self, tokens: list[str]) -> Fraction | None:
        """Return the seconds that tokens mean, each unit once and the larger ones first."""
        seconds = Fraction(0)
        larger: float = math.inf
        rest = tokens
        while True:
            at = next((i for i, token in enumerate(rest) if token in self.units), None)
            if at is None:
                return None
            before, name, rest = rest[:at], rest[at], rest[at + 1 :]
            unit = self.units[name]
            # "A.M." is no minute.
            if unit >= larger or (len(name) == 1 and before and before[-1].isalpha()):
                return None
            amount = self._amount("".join(before))
            if added := self._added("".join(rest), unit):
                if not before and name in self.units_without_number:
                    amount = Fraction(1)
                if amount is None or not amount.is_integer():
                    return None
                rest = []
            if amount is None or not 0 < amount * unit + added <= _MOST * unit:
                return None
            seconds += amount * unit + added
            if not rest:
                return seconds
            larger = unit
            rest = self._next_part(rest)

    def _next_part(self, tokens: list[str]) -> list[str]:
        """Return the tokens after the comma and the conjunction between two parts."""
        for separator in (",", self.conjunction):
            if tokens and tokens[0] == separator:
                tokens = tokens[1:]
        return tokens

    def _amount(self, said: str) -> Fraction | None:
        """Return the amount that is said before a unit, None where it isn't understood."""
        if _DECIMAL.fullmatch(said):
            return Fraction(said)
        if (amount := self.amounts.get(said)) is not None:
            return amount
        if (number := self._number(said)) is not None:
            return Fraction(number)
        for phrase, added in self.behind_number.items():
            if said.endswith(phrase):
                before = said.removesuffix(phrase)
                number = self._number(before)
                # "Eine ½ Stunde" is half an hour, "1 ½ Stunden" are more.
                if number == 1 and phrase in _SIGNS and before.isalpha():
                    return added
                if number is not None:
                    return number + added
        return None

    def _added(self, said: str, unit: int) -> Fraction:
        """Return the seconds that the text after a unit adds, 0 where it is a further part."""
        if unit == HOUR:
            minutes = self._number(said.removeprefix(self.conjunction))
            if minutes and minutes * MINUTE < HOUR:
                return Fraction(minutes * MINUTE)
        return self.behind_unit.get(said, Fraction(0)) * unit

    def _number(self, said: str) -> int | None:
        """Return a whole number that was written in digits or as a word."""
        if _WHOLE_NUMBER.fullmatch(said):
            return int(said) or None
        return self.numbers.get(said)


@cache
def _vocabulary(language: str) -> _Vocabulary:
    """Return the words of a language of the table."""
    words = WORDS[language]
    numbers = {
        wording: number
        for number in range(1, _MOST + 1)
        for wording in _wordings(number, words)
    }
    tenths = {
        point + wording: Fraction(number, 10)
        for point in _split(words.decimal_points)
        for wording, number in numbers.items()
        if number < 10
    }
    courtesies = "|".join(map(_normalized, words.courtesies.split(",")))
    return _Vocabulary(
        numbers=numbers,
        units=_by_phrase(words.units),
        units_without_number=frozenset(_split(words.units_without_number)),
        amounts=_by_phrase(words.amounts),
        behind_number=_by_phrase(words.behind_number) | tenths,
        behind_unit=_by_phrase(words.behind_unit),
        conjunction=words.conjunction,
        courtesy=re.compile(f"^(?:{courtesies})[ ,]+|[ ,]+(?:{courtesies})$"),
    )


def _wordings(number: int, words: DurationWords) -> set[str]:
    """Return the ways to say a number, in every gender and with every variant."""
    wordings = {
        _joined(wording)
        for language in words.numbers_of
        for wording in _engine(language).format_number(number).text_by_ruleset.values()
    }
    for pattern, replacement in words.number_variants:
        wordings |= {re.sub(pattern, replacement, wording) for wording in wordings}
    return wordings


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


def _by_phrase[ValueT: (int, Fraction)](
    phrases: Mapping[ValueT, str],
) -> dict[str, ValueT]:
    """Return the values by their phrases."""
    return {phrase: value for value, same in phrases.items() for phrase in _split(same)}


def _split(phrases: str) -> list[str]:
    """Return phrases, which commas separate, as keys."""
    return [_joined(phrase) for phrase in phrases.split(",")]


def _joined(phrase: str) -> str:
    """Return a phrase normalized and without blanks, so that "half hour" is "halfhour"."""
    return _normalized(phrase).replace(" ", "")
