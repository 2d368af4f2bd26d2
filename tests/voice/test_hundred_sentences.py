"""How many of a hundred sentences that people might say are understood, none of them wrongly."""

from typing import Final

import pytest

from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.voice.durations import seconds_said
from custom_components.chastify.voice.sentences import Sentences

from .hundred import HUNDRED, NOT_OURS, REFUSED, Said
from .templates import Templates
from .utterances import UTTERANCES

LEAST_SHARE: Final = 0.9


@pytest.fixture(scope="module")
def templates() -> Templates:
    """Return the templates of all languages."""
    return Templates(Sentences.load(frozenset(LANGUAGES)))


def is_right(said: Said, language: str) -> bool:
    """Tell whether a sentence that is ours means what the person meant."""
    meaning = Sentences.load(frozenset(LANGUAGES)).meaning(said.text, language)
    if meaning is None or meaning.language != language:
        return False
    heard = meaning.slots.get("duration")
    seconds = heard and seconds_said(heard, language)
    return said.is_right(meaning, seconds or None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_a_hundred(language: str) -> None:
    labels = [said.label for said in HUNDRED[language]]
    assert len({said.text for said in HUNDRED[language]}) == 100
    assert labels.count(NOT_OURS) == 10
    assert labels.count(REFUSED) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_are_understood_and_none_wrongly(
    templates: Templates, language: str
) -> None:
    wanted = [said for said in HUNDRED[language] if said.label != NOT_OURS]
    taken = [said for said in HUNDRED[language] if templates.take(said.text)]
    assert [said for said in taken if not is_right(said, language)] == []
    share = len(taken) / len(wanted)
    print(f"{language}: {len(taken)} of {len(wanted)} understood, {share:.0%}")  # noqa: T201 # shown with -s
    assert share >= LEAST_SHARE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_fits_in_one_way(templates: Templates, language: str) -> None:
    """A second way would keep an automation of a person with the same sentence from running."""
    said = [
        *(each.text for each in HUNDRED[language]),
        *(each.said for each in UTTERANCES[language].ours),
    ]
    ways = {text: templates.ways(text) for text in said}
    assert {text: number for text, number in ways.items() if number > 1} == {}
