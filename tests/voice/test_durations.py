"""Spoken durations in five languages, and texts that must not be taken for one."""

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from time import perf_counter

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.chastify.voice.duration_words import WORDS
from custom_components.chastify.voice.durations import (
    _vocabulary,
    _wordings,
    seconds_said,
)

from .duration_strategies import (
    CONJUNCTIONS,
    UNITS,
    WAYS_OF_WRITING,
    compounds,
    number_words,
)
from .not_durations import NOT_UNDERSTOOD
from .said_durations import SAID, WEEK

LANGUAGES = tuple(SAID)
SAID_DURATIONS = [
    (language, phrase, seconds)
    for language, phrases in SAID.items()
    for seconds, said in phrases.items()
    for phrase in said.split(" | ")
]

pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`")
generated = settings(max_examples=300, derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(("language", "phrase", "seconds"), SAID_DURATIONS)
def test_idioms_are_understood(language: str, phrase: str, seconds: int) -> None:
    assert seconds_said(phrase, language) == seconds


@pytest.mark.parametrize("written", WAYS_OF_WRITING)
def test_the_way_of_writing_makes_no_difference(written: Callable[[str], str]) -> None:
    for language, phrase, seconds in SAID_DURATIONS:
        assert seconds_said(written(phrase), language) == seconds, phrase


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011"])
def test_hyphens_between_words_make_no_difference(hyphen: str) -> None:
    for language, phrase, seconds in SAID_DURATIONS:
        if phrase.replace(" ", "").isalpha():
            hyphenated = phrase.replace(" ", hyphen)
            assert seconds_said(hyphenated, language) == seconds, phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_understood_in_digits_and_words(language: str) -> None:
    for number in range(1, 1000):
        for text in (str(number), *number_words(language, number)):
            for seconds, unit in UNITS[language].items():
                assert seconds_said(f"{text} {unit}", language) == number * seconds


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_said_like_another(language: str) -> None:
    meanings: dict[str, int] = {}
    for number in range(1, 1000):
        for wording in _wordings(number, WORDS[language]):
            assert meanings.setdefault(wording, number) == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_amount_has_two_meanings(language: str) -> None:
    vocabulary = _vocabulary(language)
    amounts: dict[str, Fraction] = dict(vocabulary.amounts)
    for wording, number in vocabulary.numbers.items():
        assert amounts.setdefault(wording, Fraction(number)) == number
    for phrase, added in vocabulary.behind_number.items():
        for wording, number in vocabulary.numbers.items():
            amount = number + added
            assert amounts.setdefault(wording + phrase, amount) == amount


@generated
@given(compounds(), st.data())
def test_parts_are_added(
    compound: tuple[str, list[tuple[str, int]]], data: st.DataObject
) -> None:
    language, parts = compound
    conjunction = CONJUNCTIONS[language]
    text = parts[0][0]
    for part, _ in parts[1:]:
        separators = [" ", ", ", f" {conjunction} ", f", {conjunction} "]
        text += data.draw(st.sampled_from(separators)) + part
    assert seconds_said(text, language) == sum(seconds for _, seconds in parts)


@generated
@given(compounds())
def test_units_in_another_order_or_twice_are_not_understood(
    compound: tuple[str, list[tuple[str, int]]],
) -> None:
    language, said = compound
    parts = [part for part, _ in said]
    for order in permutations(parts):
        if list(order) != parts:
            assert seconds_said(" ".join(order), language) is None
    for part in parts:
        assert seconds_said(" ".join([*parts, part]), language) is None


@generated
@given(
    st.sampled_from(LANGUAGES),
    st.integers(min_value=0, max_value=998),
    st.integers(min_value=1, max_value=99),
    st.sampled_from(".,"),
)
def test_decimals_are_understood(
    language: str, whole: int, hundredths: int, point: str
) -> None:
    decimals = f"{hundredths:02d}".removesuffix("0")
    for seconds, unit in UNITS[language].items():
        exact = (whole + Fraction(hundredths, 100)) * seconds
        text = f"{whole}{point}{decimals} {unit}"
        assert seconds_said(text, language) == (round(exact) or None)


@generated
@given(st.sampled_from(SAID_DURATIONS), st.data())
def test_a_word_too_many_makes_it_not_understood(
    said: tuple[str, str, int], data: st.DataObject
) -> None:
    language, phrase, _ = said
    words = phrase.split()
    at = data.draw(st.integers(min_value=0, max_value=len(words)))
    for extra in ("lock", "0", "1000", "x", "%", ":", "\u00df"):
        text = " ".join([*words[:at], extra, *words[at:]])
        assert seconds_said(text, language) is None, text


@generated
@given(
    st.sampled_from(LANGUAGES),
    st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            sorted({word for _, phrase, _ in SAID_DURATIONS for word in phrase.split()})
        ),
        max_size=8,
    ).map(" ".join),
)
def test_any_text_is_nothing_or_at_least_a_second(language: str, text: str) -> None:
    seconds = seconds_said(text, language)
    assert seconds is None or 1 <= seconds <= 2 * 999 * 2 * WEEK


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (language, text)
        for language, texts in NOT_UNDERSTOOD.items()
        for text in ("", "   ", *texts.split(" | "))
    ],
)
def test_what_is_no_duration_is_not_understood(language: str, text: str) -> None:
    assert seconds_said(text, language) is None


@pytest.mark.parametrize(
    "text",
    [
        "ten " * 2500,
        "1" * 10_000,
        "ten minutes" + " " * 10_000,
        "a-" * 5000,
        "1 hour " * 1400,
        "½" * 10_000,
        "1," * 249 + "h",
        " ," * 249 + "h",
        "1 " * 249 + "h",
        "hundred " * 62 + "h",
    ],
)
def test_long_texts_are_refused_at_once(text: str) -> None:
    seconds_said("a week", "en")
    began = perf_counter()
    assert seconds_said(text, "en") is None
    assert perf_counter() - began < 0.1


def test_no_duration_means_another_time_in_another_language() -> None:
    for said_in, phrase, seconds in SAID_DURATIONS:
        for language in LANGUAGES:
            if language != said_in:
                assert seconds_said(phrase, language) in (None, seconds), phrase


def test_no_word_means_something_else_in_another_language() -> None:
    units: dict[str, int] = {}
    amounts: dict[str, Fraction] = {}
    added: dict[str, Fraction] = {}
    for language in LANGUAGES:
        vocabulary = _vocabulary(language)
        for word, seconds in vocabulary.units.items():
            assert units.setdefault(word, seconds) == seconds, word
        for word, number in vocabulary.numbers.items():
            assert amounts.setdefault(word, Fraction(number)) == number, word
        for word, amount in vocabulary.amounts.items():
            assert amounts.setdefault(word, amount) == amount, word
        for phrases in (vocabulary.behind_number, vocabulary.behind_unit):
            for phrase, part in phrases.items():
                assert added.setdefault(phrase, part) == part, phrase
    assert not units.keys() & amounts.keys()
    assert not (units.keys() | amounts.keys()) & set(CONJUNCTIONS.values())


@pytest.mark.parametrize(
    ("language", "seconds"),
    [("de-CH", 3600), ("de_AT", 3600), ("DE", 3600), ("it", None), ("", None)],
)
def test_a_language_may_have_a_region_and_must_be_known(
    language: str, seconds: int | None
) -> None:
    assert seconds_said("eine Stunde", language) == seconds


def test_parts_of_a_second_are_rounded() -> None:
    assert seconds_said("1.4 seconds", "en") == 1
    assert seconds_said("1.6 seconds", "en") == 2
    assert seconds_said("0.01 minutes", "en") == 1
    assert seconds_said("0.1 seconds", "en") is None
