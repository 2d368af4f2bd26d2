"""Durations put together from numbers and units, in all spellings of speech-to-text."""

from collections.abc import Callable, Iterator
import unicodedata

from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from .said_durations import DAY, HOUR, MINUTE, WEEK

UNITS = {
    language: dict(zip((1, MINUTE, HOUR, DAY, WEEK), names.split(), strict=True))
    for language, names in (
        ("en", "seconds minutes hours days weeks"),
        ("de", "Sekunden Minuten Stunden Tage Wochen"),
        ("fr", "secondes minutes heures jours semaines"),
        ("nl", "seconden minuten uren dagen weken"),
        ("es", "segundos minutos horas días semanas"),
    )
}
CONJUNCTIONS = {"en": "and", "de": "und", "fr": "et", "nl": "en", "es": "y"}
SPOKEN_BY = {language: [language] for language in UNITS} | {
    "fr": ["fr", "fr_BE", "fr_CH"]
}
ENGINES = {
    name: RbnfEngine.for_language(name)
    for names in SPOKEN_BY.values()
    for name in names
}


def number_words(language: str, number: int) -> Iterator[str]:
    """Give the number as each rule set of cardinals words it."""
    for name in SPOKEN_BY[language]:
        yield from ENGINES[name].format_number(number).text_by_ruleset.values()


def unaccented(text: str) -> str:
    """Return a text as somebody writes it who has no accents."""
    return "".join(
        character
        for character in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(character)
    )


WAYS_OF_WRITING: list[Callable[[str], str]] = [
    str.lower,
    str.upper,
    str.title,
    unaccented,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text.replace(' ', '   ')}\n",
    lambda text: text.replace(" ", "\u00a0"),
]


@st.composite
def written_numbers(draw: st.DrawFn, language: str, number: int) -> str:
    """Write a number in digits or words, with the blanks, hyphens and accents of any recognizer."""
    text = draw(st.sampled_from([str(number), *number_words(language, number)]))
    if not text.isdigit():
        text = text.replace("-", draw(st.sampled_from(["-", " ", "", "\u00ad"])))
        text = draw(st.sampled_from(WAYS_OF_WRITING))(text)
    return text


@st.composite
def compounds(draw: st.DrawFn) -> tuple[str, list[tuple[str, int]]]:
    """Give a language and parts of a duration in falling order, each with its seconds."""
    language = draw(st.sampled_from(sorted(UNITS)))
    units = draw(st.sets(st.sampled_from(sorted(UNITS[language])), min_size=1))
    parts = []
    for unit in sorted(units, reverse=True):
        number = draw(st.integers(min_value=1, max_value=999))
        text = draw(written_numbers(language, number))
        parts.append((f"{text} {UNITS[language][unit]}", number * unit))
    return language, parts
