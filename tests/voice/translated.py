"""The texts of the translations, read without the tested code."""

from functools import cache
from typing import Final

from custom_components.chastify.failures.texts import Texts
from tests.added_account import DOMAIN
from tests.translation_check import flat, load

_TEXTS: Final = f"component.{DOMAIN}."


@cache
def texts(language: str) -> Texts:
    """Return all texts of a language."""
    tree = flat(load(language))
    return Texts(language, {f"{_TEXTS}{key}": text for key, text in tree.items()})


def refusal(language: str, key: str, **placeholders: str) -> str:
    """Return the text of a refusal or a failure; `command` is called by its name."""
    spoken = texts(language)
    if (command := placeholders.get("command")) is not None:
        placeholders["command"] = spoken.command(command)
    message: str = flat(load(language))[f"exceptions.{key}.message"]
    return message.format(**placeholders)
