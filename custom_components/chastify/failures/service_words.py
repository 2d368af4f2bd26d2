"""The service's own message about a refusal, without user names and lock titles.

Home Assistant logs the errors of automations, and these names must not be in logs.
"""

import re
from typing import Final

from homeassistant.core import HomeAssistant, async_get_hass, callback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util.hass_dict import HassKey

from ..api import ChastifyError, Session
from ..const import DOMAIN, NAME

_NAMES: Final[HassKey[dict[str, frozenset[str]]]] = HassKey(f"{DOMAIN}_names")

_LEFT_OUT: Final = "…"


@callback
def async_keep_names(hass: HomeAssistant, entry_id: str, session: Session) -> None:
    """Keep the names of the newest reading of an account."""
    lock = session.lock_data
    names = (lock.lock_title, lock.wearer.username, lock.keyholder.username)
    hass.data.setdefault(_NAMES, {})[entry_id] = frozenset(filter(None, names))


@callback
def async_forget_names(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the names of an account that is removed."""
    hass.data.get(_NAMES, {}).pop(entry_id, None)


def message_text(error: ChastifyError) -> str:
    """Return the service's message with an introduction, "" without a message.

    The introduction is in the language of Home Assistant.
    """
    if error.message is None:
        return ""
    hass = async_get_hass()
    texts = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    text = texts.get(f"component.{DOMAIN}.common.said", f"{NAME}: {{message}}")
    return f" {text.format(message=_without_names(hass, error.message))}"


def _without_names(hass: HomeAssistant, message: str) -> str:
    names = frozenset[str]().union(*hass.data.get(_NAMES, {}).values())
    # Longest first: a name can be the beginning of another one.
    for name in sorted(names, key=len, reverse=True):
        message = re.sub(
            rf"(?<!\w){re.escape(name)}(?!\w)",
            _LEFT_OUT,
            message,
            flags=re.IGNORECASE,
        )
    return message
