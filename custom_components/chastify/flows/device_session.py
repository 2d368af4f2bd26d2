"""The part of a connected device's form that names its extension session and the keys of it."""

from collections.abc import Mapping
from typing import Any, Final

from ..account.entered_text import bare_secret
from ..api import is_sendable_token
from ..devices.connected import (
    CONF_DEVELOPER_KEY,
    CONF_EXTENSION_SESSION_ID,
    CONF_MAIN_TOKEN,
)

CONF_FORGET_SESSION: Final = "forget_session"
SECTION_SESSION: Final = "session"

_KEYS: Final = (CONF_MAIN_TOKEN, CONF_DEVELOPER_KEY)
SESSION_FIELDS: Final = (CONF_EXTENSION_SESSION_ID, *_KEYS)


def entered_session(
    entered: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, str]:
    """Return session and keys: another session, and one that is forgotten, keeps no old keys."""
    given = {key: bare_secret(entered.get(key, "")) for key in SESSION_FIELDS}
    session_id = given[CONF_EXTENSION_SESSION_ID]
    stored_id = before.get(CONF_EXTENSION_SESSION_ID)
    if entered.get(CONF_FORGET_SESSION) or session_id not in ("", stored_id):
        before = {}
    kept = {key: given[key] or before.get(key) for key in SESSION_FIELDS}
    if not kept[CONF_EXTENSION_SESSION_ID]:
        return {}
    return {key: value for key, value in kept.items() if value}


def has_keys_without_session(
    user_input: Mapping[str, Any], data: Mapping[str, Any]
) -> bool:
    """Tell whether keys were entered that would be lost."""
    entered = user_input.get(SECTION_SESSION, {})
    return CONF_EXTENSION_SESSION_ID not in data and any(
        bare_secret(entered.get(key, "")) for key in _KEYS
    )


def has_unsendable_keys(data: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether keys are new that can't stand in a header."""
    return any(
        key in data
        and data[key] != before.get(key)
        and not is_sendable_token(data[key])
        for key in _KEYS
    )
