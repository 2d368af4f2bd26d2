"""Translation of API errors to errors of readings, forms and commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
import logging
import math
from typing import Final

from homeassistant.core import async_get_hass
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..api import (
    ChastifyAuthenticationError,
    ChastifyBadAnswerError,
    ChastifyConflictError,
    ChastifyConnectError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyOutcomeUnknownError,
    ChastifyRateLimitedError,
    ChastifyRejectedError,
    ChastifyRequestError,
    ChastifyServerError,
)
from ..const import DOMAIN
from .service_words import message_text
from .texts import Texts, house_texts, limit_text

_LOGGER = logging.getLogger(__name__)

# The suffix of the placeholder with a duration's seconds.
IN_SECONDS: Final = "_seconds"
# The suffix of the placeholder with the key of an action or a field.
AS_KEY: Final = "_key"
_NAMED: Final = frozenset({"command", "disabled", "field"})
# Waits of so many seconds or more are shown in whole minutes.
_LONG_WAIT: Final = 120
_MINUTE: Final = 60

# In seconds: the service counts commands by the minute.
USUAL_PAUSE: Final = 60
# The longest pause that the service can ask for, in seconds.
LONGEST_PAUSE: Final = 900.0


@dataclass(frozen=True, slots=True)
class Failure:
    """The translation keys of one kind of error: of a reading, of the form, of a command.

    All commands with an unknown outcome have the same key.
    is_state_stale: whether the lock is read again after it.
    """

    reading: str
    flow: str
    command: str
    is_state_stale: bool = False


_UNKNOWN: Final = "command_outcome_unknown"

FAILURES: Final[Mapping[type[ChastifyError], Failure]] = {
    ChastifyAuthenticationError: Failure(
        "invalid_auth", "invalid_auth", "command_invalid_auth"
    ),
    ChastifyForbiddenError: Failure(
        "insufficient_scope", "insufficient_scope", "command_insufficient_scope"
    ),
    ChastifyNoActiveLockError: Failure(
        "no_active_lock", "unknown", "command_no_active_lock", is_state_stale=True
    ),
    ChastifyLockEndedError: Failure(
        "no_active_lock", "unknown", "command_lock_ended", is_state_stale=True
    ),
    ChastifyRateLimitedError: Failure(
        "rate_limited", "cannot_connect", "command_rate_limited"
    ),
    ChastifyRejectedError: Failure("rejected", "unknown", "command_rejected"),
    ChastifyConflictError: Failure("rejected", "unknown", "command_rejected"),
    ChastifyRequestError: Failure("rejected", "unknown", "command_not_sendable"),
    ChastifyServerError: Failure("server_error", "cannot_connect", _UNKNOWN),
    ChastifyConnectError: Failure(
        "cannot_connect", "cannot_connect", "command_not_sent"
    ),
    ChastifyOutcomeUnknownError: Failure("no_answer", "cannot_connect", _UNKNOWN),
    ChastifyBadAnswerError: Failure("bad_answer", "unknown", _UNKNOWN),
}

# The translation keys by the API's codes. Not listed are codes with an error class of their own,
# and those of a failing server, after which the outcome is unknown.
SENTENCES: Final[Mapping[type[ChastifyError], Mapping[str, str]]] = {
    ChastifyAuthenticationError: {
        "missing_token": "command_invalid_auth",
        "invalid_token": "command_invalid_auth",
        "revoked_token": "command_invalid_auth",
    },
    ChastifyRejectedError: {
        "invalid_request": "refused_invalid_request",
        "unknown_action": "refused_unknown_action",
        "unknown_command": "refused_unknown_command",
        "not_found": "refused_not_found",
        "method_not_allowed": "refused_not_found",
        "session_not_found": "refused_session_not_found",
        "module_disabled": "refused_module_disabled",
        "no_open_task": "refused_no_open_task",
        "hygiene_session_active": "refused_hygiene_session_active",
        "device_not_connected": "refused_device_not_connected",
        "unsupported_command": "refused_unsupported_command",
    },
}

# The API doesn't say which module is off; it follows from the command.
_MODULES: Final[Mapping[str | None, str]] = {
    "command_rejected_tasks": "refused_tasks_disabled",
    "command_rejected_open_task": "refused_tasks_disabled",
    "command_rejected_hygiene": "refused_hygiene_disabled",
}


def sentence_key(error: ChastifyError, rejected: str | None = None) -> str | None:
    """Return the translation key of a refusal.

    rejected: the key for a refusal whose code has none.
    """
    if error.is_outcome_unknown:
        return rejected
    key = SENTENCES.get(type(error), {}).get(error.code or "", rejected)
    if error.code == "module_disabled":
        return _MODULES.get(rejected, key)
    return key


def reading_failure(error: ChastifyError) -> UpdateFailed:
    """Return the error of a failed reading."""
    _LOGGER.debug("A reading failed: %s", error)
    failure = UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=FAILURES[type(error)].reading,
        translation_placeholders=_filled({"seconds": math.ceil(wait_of(error))}),
    )
    failure.__cause__ = error
    return failure


def same_answer_failure() -> UpdateFailed:
    """Return the error of readings that have had the same answer for too long."""
    return UpdateFailed(translation_domain=DOMAIN, translation_key="same_answer")


def unread_failure(failure: UpdateFailed | None, pause: float) -> HomeAssistantError:
    """Return the error of a call that needs a reading.

    failure: that of the newest reading.
    pause: the seconds for which the service wants no reading.
    """
    placeholders = dict(failure.translation_placeholders or {}) if failure else {}
    if pause:
        placeholders |= _filled({"seconds": math.ceil(pause)})
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=(failure and failure.translation_key) or "rate_limited",
        translation_placeholders=placeholders,
    )


def command_refused(
    key: str, command: str, **placeholders: str | int | timedelta
) -> ServiceValidationError:
    """Return the error of a command that is refused before anything is sent.

    placeholders: durations become words; `seconds` also gives `wait`, in words; `field` and
        `disabled` are keys, and become names.
    """
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=_named(command, _filled(placeholders)),
    )


def command_failure(
    error: ChastifyError, command: str, key: str | None = None, **placeholders: str
) -> HomeAssistantError:
    """Return the error of a failed command; key: a more exact one than those of the tables.

    Status and code are logged only.
    """
    _LOGGER.info("%s failed: %s", command, error)
    usual = (
        _UNKNOWN
        if error.is_outcome_unknown
        else sentence_key(error, FAILURES[type(error)].command)
    )
    wait = math.ceil(wait_of(error))
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key or usual,
        translation_placeholders={
            "said": message_text(error),
            **_named(command, _filled({**placeholders, "seconds": wait})),
        },
    )


def _named(command: str, placeholders: Mapping[str, str]) -> dict[str, str]:
    """Return placeholders with the names of action and fields, and beside them their keys.

    The names are in the language of Home Assistant, since the reader of an error is unknown;
    assistants translate the keys again.
    """
    keys = {
        name: key
        for name, key in {**placeholders, "command": command}.items()
        if name in _NAMED
    }
    texts = house_texts(async_get_hass())
    return {
        **placeholders,
        **(named_keys(texts, keys) if texts else keys),
        **{f"{name}{AS_KEY}": key for name, key in keys.items()},
    }


def named_keys(texts: Texts, keys: Mapping[str, str]) -> dict[str, str]:
    """Return the names of an action and of its field, by the placeholders that they are for."""
    command = keys["command"]
    return {
        name: texts.field(command, key) if name == "field" else texts.command(key)
        for name, key in keys.items()
    }


def _filled(placeholders: Mapping[str, str | int | timedelta]) -> dict[str, str]:
    """Return the texts of placeholders; durations in words, and beside them in seconds.

    The words are in the language of Home Assistant, since the reader of an error is unknown;
    assistants translate the seconds again.
    """
    filled: dict[str, str] = {}
    for name, value in placeholders.items():
        if isinstance(value, timedelta):
            filled |= _duration(name, value)
        else:
            filled[name] = str(value)
    if (seconds := placeholders.get("seconds")) is not None:
        filled |= _duration("wait", _wait(int(str(seconds))))
    return filled


def _wait(seconds: int) -> timedelta:
    """Return a wait, in whole minutes from two minutes on, rounded up."""
    if seconds >= _LONG_WAIT:
        seconds = math.ceil(seconds / _MINUTE) * _MINUTE
    return timedelta(seconds=seconds)


def _duration(name: str, duration: timedelta) -> dict[str, str]:
    texts = house_texts(async_get_hass())
    seconds = f"{duration.total_seconds():.0f}"
    return {
        name: limit_text(texts, duration) if texts else seconds,
        f"{name}{IN_SECONDS}": seconds,
    }


def is_state_stale(error: ChastifyError) -> bool:
    """Tell whether the lock is read again after a command with this error."""
    return error.is_outcome_unknown or FAILURES[type(error)].is_state_stale


def is_without_lock(error: BaseException) -> bool:
    """Tell whether a command failed because the account has no active lock."""
    return (
        isinstance(error, HomeAssistantError)
        and error.translation_key == FAILURES[ChastifyNoActiveLockError].command
    )


def wait_of(error: ChastifyError) -> float:
    """Return the seconds until the next try, at least 1."""
    pause = pause_of(error)
    return max(1.0, USUAL_PAUSE if pause is None else pause)


def pause_of(error: ChastifyError) -> float | None:
    """Return the seconds for which the service wants no request, None if it doesn't say."""
    if error.retry_after is None:
        return None
    return min(error.retry_after, LONGEST_PAUSE)
