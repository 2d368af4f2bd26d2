import pytest

from tests.translation_check import ENGLISH, LANGUAGES, flat, load, placeholders

OTHERS = [language for language in LANGUAGES if language != "en"]


def test_five_languages_are_there() -> None:
    assert {"de", "en", "es", "fr", "nl"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_keys_of_english(language: str) -> None:
    assert flat(load(language)).keys() == ENGLISH.keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_placeholders_of_english(language: str) -> None:
    assert {key: placeholders(text) for key, text in flat(load(language)).items()} == {
        key: placeholders(text) for key, text in ENGLISH.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_surrounded_by_blanks(language: str) -> None:
    wrong = {
        key: text
        for key, text in flat(load(language)).items()
        if not text or text != text.strip()
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_refers_to_another_one(language: str) -> None:
    """Home Assistant resolves such references only for its own integrations."""
    assert not [key for key, text in flat(load(language)).items() if "[%key" in text]
