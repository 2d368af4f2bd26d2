"""The templates of the sentences: those that are ours, and their meaning."""

from functools import cache
import re
from typing import Final

import pytest
from unicode_rbnf import RbnfEngine

from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.intent import COMMAND_INTENTS
from custom_components.chastify.voice.durations import seconds_said
from custom_components.chastify.voice.past import PERIODS
from custom_components.chastify.voice.questions import QUESTIONS
from custom_components.chastify.voice.sentences import Sentences

from .built_in import BuiltIn
from .templates import Templates
from .utterances import UTTERANCES, Utterance

ALL: Final = [
    pytest.param(language, utterance, id=f"{language}-{utterance.said}")
    for language, utterances in UTTERANCES.items()
    for utterance in utterances.ours
]
of_each_language: Final = pytest.mark.parametrize("language", LANGUAGES)


def sentences() -> Sentences:
    return Sentences.load(frozenset(LANGUAGES))


@cache
def templates() -> Templates:
    return Templates(sentences())


@pytest.mark.parametrize(("language", "utterance"), ALL)
def test_an_utterance_is_ours_and_means_what_it_says(
    language: str, utterance: Utterance
) -> None:
    assert templates().take(utterance.said)
    meaning = sentences().meaning(utterance.said, language)
    assert meaning is not None
    assert meaning.language == language
    assert meaning.intent_type == utterance.intent
    slots = dict(meaning.slots)
    heard = slots.pop("duration", None)
    assert slots == utterance.slots
    assert (heard and seconds_said(heard, language)) == utterance.seconds


@pytest.mark.parametrize(("language", "utterance"), ALL)
def test_an_utterance_means_the_same_to_whom_speaks_another_language(
    language: str, utterance: Utterance
) -> None:
    meanings = [sentences().meaning(utterance.said, other) for other in LANGUAGES]
    assert {meaning and meaning.intent_type for meaning in meanings} == {
        utterance.intent
    }


@of_each_language
def test_there_are_forty_utterances_of_each_language_with_everything_to_ask(
    language: str,
) -> None:
    ours = UTTERANCES[language].ours
    assert len({utterance.said.casefold() for utterance in ours}) >= 40
    assert {utterance.intent for utterance in ours} == {
        "ChastifyGetLock",
        "ChastifyStopDevices",
        *(description.intent_type for description in COMMAND_INTENTS),
    }
    asked = {
        utterance.slots.get("question")
        for utterance in ours
        if utterance.intent == "ChastifyGetLock"
    }
    assert asked == {None, *QUESTIONS}
    assert {said.slots.get("period") for said in ours} == {None, *PERIODS}
    stops = [said for said in ours if said.intent == "ChastifyStopDevices"]
    assert len(stops) >= 8


@of_each_language
def test_what_is_said_of_other_things_is_not_ours(language: str) -> None:
    others = UTTERANCES[language].others
    assert len(others) >= 15
    assert templates().taken(others) == []


@of_each_language
def test_no_sentence_of_home_assistant_is_ours(language: str) -> None:
    built_in = BuiltIn(language)
    said = {sentence for _ in range(3) for sentence in built_in.each()}
    assert len(said) >= 200
    assert templates().taken(said) == []


@of_each_language
def test_numbers_of_minutes_can_be_said_without_speaking_of_a_lock(
    language: str,
) -> None:
    carrier = UTTERANCES[language].carrier
    engine = RbnfEngine.for_language(language)
    words = {
        number: {
            # Recognizers of speech write neither soft hyphens nor, mostly, hyphens.
            said.replace("\N{SOFT HYPHEN}", "")
            for name, said in engine.format_number(number).text_by_ruleset.items()
            if "year" not in name
        }
        for number in (*range(2, 121), *range(121, 1000, 17))
    }
    not_ours = [
        said
        for number, ways in words.items()
        for way in {*ways, *(re.sub("-", " ", way) for way in ways), str(number)}
        if not templates().take(said := carrier.format(number=way))
        and seconds_said(f"{way} {UTTERANCES[language].minutes}", language)
    ]
    assert not_ours == []


@of_each_language
def test_sentences_have_no_way_to_be_anything(language: str) -> None:
    anything = ("milk", "Milch", "lait", "melk", "leche", "the door", "one two three")
    carrier = UTTERANCES[language].carrier
    assert templates().taken(anything) == []
    assert templates().taken(carrier.format(number=some) for some in anything) == []
