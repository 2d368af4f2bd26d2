"""What an error of the API means in Home Assistant: one table for readings, forms and commands."""

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
from ..texts import house_texts, limit_text
from .service_words import words_of

_LOGGER: Final = logging.getLogger(__package__)

# What is added to the name of a placeholder that is a duration, for the one with its seconds.
IN_SECONDS: Final = "_seconds"
# A wait as long as that is told in whole minutes.
_LONG_WAIT: Final = 120
_MINUTE: Final = 60

# The service counts commands by the minute.
USUAL_PAUSE: Final = 60
# Nothing waits longer because the service asks for it, in seconds.
LONGEST_PAUSE: Final = 900.0


@dataclass(frozen=True, slots=True)
class Failure:
    """The names of one kind of error: of a reading, in the config flow's form, of a command.

    A command whose outcome is unknown has the same name for every kind.
    is_state_stale: whether the state is to be read again after it.
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
    ChastifyRequestError: Failure("rejected", "unknown", "command_not_sendable"),
    ChastifyServerError: Failure("server_error", "cannot_connect", _UNKNOWN),
    ChastifyConnectError: Failure(
        "cannot_connect", "cannot_connect", "command_not_sent"
    ),
    ChastifyOutcomeUnknownError: Failure("no_answer", "cannot_connect", _UNKNOWN),
    ChastifyBadAnswerError: Failure("bad_answer", "unknown", _UNKNOWN),
}

# Without an entry: the codes that have a class of errors of their own, and those of a failing
# server, after which nobody knows whether the command was carried out.
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

# The API says that a module is off, and not which one: the command tells.
_MODULES: Final[Mapping[str | None, str]] = {
    "command_rejected_tasks": "refused_tasks_disabled",
    "command_rejected_open_task": "refused_tasks_disabled",
    "command_rejected_hygiene": "refused_hygiene_disabled",
}


def sentence_key(error: ChastifyError, rejected: str | None = None) -> str | None:
    """Return the translation key of the sentence for a refusal, `rejected` where its code has none.

    rejected: the key of what a command says that is rejected for an unknown reason.
    """
    if error.is_outcome_unknown:
        return rejected
    key = SENTENCES.get(type(error), {}).get(error.code or "", rejected)
    if error.code == "module_disabled":
        return _MODULES.get(rejected, key)
    return key


def reading_failure(error: ChastifyError) -> UpdateFailed:
    """Return what a reading that failed raises."""
    _LOGGER.debug("A reading failed: %s", error)
    failure = UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=FAILURES[type(error)].reading,
        translation_placeholders=_filled({"seconds": math.ceil(wait_of(error))}),
    )
    failure.__cause__ = error
    return failure


def same_answer_failure() -> UpdateFailed:
    """Return what a reading raises that has brought the same answer for too long."""
    return UpdateFailed(translation_domain=DOMAIN, translation_key="same_answer")


def unread_failure(failure: UpdateFailed | None, pause: float) -> HomeAssistantError:
    """Return what a call raises that wanted a reading.

    failure: of the newest reading; pause: seconds for which the service wants none.
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
    """Return what a command raises that is refused before anything is sent.

    Durations are told in words, and so are `seconds`, as `wait`: for how long to wait.
    """
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"command": command, **_filled(placeholders)},
    )


def command_failure(
    error: ChastifyError, command: str, key: str | None = None, **placeholders: str
) -> HomeAssistantError:
    """Return what a command that failed raises; `key` says it more exactly than the tables.

    Status and code are for the log; people get a sentence.
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
            "command": command,
            "said": words_of(error),
            **_filled({**placeholders, "seconds": wait}),
        },
    )


def _filled(placeholders: Mapping[str, str | int | timedelta]) -> dict[str, str]:
    """Return texts for placeholders; durations as words, with their seconds beside them.

    The words are of the language of Home Assistant, since an error doesn't know who will read it;
    assistants say it anew from the seconds.
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
    """Return a wait as exactly as people need it, and never shorter than it is."""
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
    """Tell whether the state is to be read again after a command that failed so."""
    return error.is_outcome_unknown or FAILURES[type(error)].is_state_stale


def is_without_lock(error: BaseException) -> bool:
    """Tell whether a command failed because the account has no active lock."""
    return (
        isinstance(error, HomeAssistantError)
        and error.translation_key == FAILURES[ChastifyNoActiveLockError].command
    )


def wait_of(error: ChastifyError) -> float:
    """Return the seconds after which to try again, at least one."""
    pause = pause_of(error)
    return max(1.0, USUAL_PAUSE if pause is None else pause)


def pause_of(error: ChastifyError) -> float | None:
    """Return the seconds for which the service wants no request, None where it doesn't say."""
    if error.retry_after is None:
        return None
    return min(error.retry_after, LONGEST_PAUSE)
