"""Texts in the language that somebody speaks, which need not be the one of Home Assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import language as language_util

from .const import DOMAIN

LANGUAGES: Final = ("en", "de", "fr", "nl", "es")

# Refusals whose reason is known: the service's own words would only repeat it aloud.
_SAID_IN_FULL: Final = frozenset({"command_no_active_lock", "command_lock_ended"})

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
    for category in ("common", "services"):
        texts |= await async_get_translations(hass, ours, category, [DOMAIN])
    return Texts(ours, texts)


async def async_failure_text(
    hass: HomeAssistant, texts: Texts, error: HomeAssistantError
) -> str:
    """Return what an error says, in the language of these texts.

    Actions and fields are called by their names, since nobody says `add_time`.
    """
    domain, key = error.translation_domain, error.translation_key
    if domain is None or key is None:
        return str(error)
    messages = await async_get_translations(
        hass, texts.language, "exceptions", [domain]
    )
    message = messages.get(f"component.{domain}.exceptions.{key}.message")
    if message is None:
        return str(error)
    placeholders = dict(error.translation_placeholders or {})
    if (command := placeholders.get("command")) is not None:
        if (field := placeholders.get("field")) is not None:
            placeholders["field"] = texts.field(command, field)
        placeholders["command"] = texts.command(command)
    if (disabled := placeholders.get("disabled")) is not None:
        placeholders["disabled"] = texts.command(disabled)
    if key in _SAID_IN_FULL:
        placeholders["said"] = ""
    return message.format(**placeholders)
