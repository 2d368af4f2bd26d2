"""Texts in the language that somebody speaks, which need not be the one of Home Assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)
from homeassistant.util import language as language_util

from .const import DOMAIN

LANGUAGES: Final = ("en", "de", "fr", "nl", "es")
_CATEGORIES: Final = ("common", "services")

# Up to this one, numbers are words: the texts have a key for each.
LARGEST_IN_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Texts:
    """What this integration says in one of its languages."""

    language: str
    _texts: Mapping[str, str]

    def text(self, key: str, **placeholders: str) -> str:
        """Return an answer or a part of one, from the texts under `common`."""
        return self._texts[f"component.{DOMAIN}.common.{key}"].format(**placeholders)

    def counted(self, key: str, count: int) -> str:
        """Return the text for one or for several of something, with how many."""
        if count == 1:
            return self.text(f"{key}_one")
        return self.text(f"{key}_other", count=self.number(count))

    def number(self, number: int) -> str:
        """Return a number as a person writes it: up to twelve in words, but one and zero."""
        if 1 < number <= LARGEST_IN_WORDS:
            return self.text(f"number_{number}")
        return str(number)

    def command(self, name: str) -> str:
        """Return what an action is called."""
        return self._texts.get(f"component.{DOMAIN}.services.{name}.name", name)

    def field(self, command: str, name: str) -> str:
        """Return what a field of an action is called."""
        key = f"component.{DOMAIN}.services.{command}.fields.{name}.name"
        return self._texts.get(key, name)


def our_language(language: str) -> str:
    """Return the one of our languages that a language is, English where it is none.

    Translations of Home Assistant know no dialects: it would answer `de-CH` in English.
    """
    matches = language_util.matches(language, LANGUAGES)
    return matches[0] if matches else LANGUAGES[0]


async def async_texts(hass: HomeAssistant, language: str) -> Texts:
    """Return the texts in a language such as `de-CH`; in English where we don't have it."""
    ours = our_language(language)
    texts: dict[str, str] = {}
    for category in _CATEGORIES:
        texts |= await async_get_translations(hass, ours, category, [DOMAIN])
    return Texts(ours, texts)


@callback
def house_texts(hass: HomeAssistant) -> Texts | None:
    """Return the texts in the language of Home Assistant, in English where it is none of ours.

    None where no files were read yet, which is so before this integration is set up.
    """
    language = hass.config.language
    # A language that was chosen just now may not have been read yet; English always is.
    for candidate in (
        language if language in LANGUAGES else LANGUAGES[0],
        LANGUAGES[0],
    ):
        texts: dict[str, str] = {}
        for category in _CATEGORIES:
            texts |= async_get_cached_translations(hass, candidate, category, DOMAIN)
        if texts:
            return Texts(candidate, texts)
    return None
