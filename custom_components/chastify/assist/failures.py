"""The text of an error as assistants say it, in the language of the person."""

from datetime import timedelta
import logging
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations

from ..failures.errors import AS_KEY, IN_SECONDS, named_keys
from ..failures.texts import Texts, limit_text

_WITH_REASON: Final = frozenset(
    {
        "command_no_active_lock",
        "command_lock_ended",
        "command_invalid_auth",
        "command_rate_limited",
        "device_rate_limited",
    }
)

_LOGGER = logging.getLogger(__name__)


async def async_failure_text(
    hass: HomeAssistant, texts: Texts, error: HomeAssistantError
) -> str:
    """Return the text of an error in the language of these texts.

    Actions and fields have their translated names. An error without a translation is for the log
    and is never said.
    """
    message = await _async_message(hass, texts.language, error)
    if message is None:
        _LOGGER.warning("An assistant was answered by a %s", type(error).__name__)
        return texts.text("answer_failed")
    placeholders = dict(error.translation_placeholders or {})
    keys = {
        name.removesuffix(AS_KEY): key
        for name, key in placeholders.items()
        if name.endswith(AS_KEY)
    }
    if keys:
        placeholders |= named_keys(texts, keys)
    if _says_reason(error.translation_key):
        placeholders["said"] = ""
    for name, seconds in list(placeholders.items()):
        if name.endswith(IN_SECONDS):
            duration = timedelta(seconds=int(seconds))
            placeholders[name.removesuffix(IN_SECONDS)] = limit_text(texts, duration)
    return message.format(**placeholders)


def _says_reason(key: str | None) -> bool:
    """Tell whether our sentence says the reason, so that the service's own words only repeat it."""
    return key is not None and (key.startswith("refused_") or key in _WITH_REASON)


async def _async_message(
    hass: HomeAssistant, language: str, error: HomeAssistantError
) -> str | None:
    domain, key = error.translation_domain, error.translation_key
    if domain is None or key is None:
        return None
    messages = await async_get_translations(hass, language, "exceptions", [domain])
    return messages.get(f"component.{domain}.exceptions.{key}.message")
