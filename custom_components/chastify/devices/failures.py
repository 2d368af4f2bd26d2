"""Meaning of the errors of device commands: of starts, of stops, and on the route of a session.

An error on the route of an extension session says nothing about the account.
"""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..account.token_trust import async_doubt_token
from ..api import (
    ChastifyAuthenticationError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyRequestError,
)
from ..api.hardware import STOP_DEVICES
from ..failures.errors import command_failure, sentence_key
from ..failures.issues import async_missing_scope
from .issues import SessionProblem

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Codes of the API for a command that was not carried out, whatever the status.
_NOTHING_STARTED: Final = frozenset(
    {"no_active_lock_session", "lock_ended", "insufficient_scope", "unknown_command"}
)

# Codes with another meaning on the route of a session.
_OTHERWISE_ON_SESSIONS: Final = frozenset(
    {"missing_token", "invalid_token", "revoked_token", "not_found"}
)
# Codes of the API for a start that isn't possible; the device is stopped all the same.
_START_KEYS: Final[Mapping[str, str]] = {
    "device_not_connected": "start_device_not_connected",
    "unsupported_command": "start_unsupported_command",
}


def session_problem(error: ChastifyError) -> SessionProblem | None:
    """Return the problem of a session that an error shows, None for any other error."""
    match error:
        case ChastifyAuthenticationError() | ChastifyForbiddenError():
            return SessionProblem.REFUSED
        case ChastifyLockEndedError():
            return SessionProblem.ENDED
        case ChastifyError(status=HTTPStatus.NOT_FOUND | HTTPStatus.GONE):
            return SessionProblem.ENDED
    return None


def problem_of_reading(error: ChastifyError) -> SessionProblem | None:
    """Return the problem that a failed reading of a session shows.

    That reading isn't documented: a page for its 401 or 403 says nothing about the keys.
    """
    problem = session_problem(error)
    is_of_api = error.is_refusal or error.status is None
    return problem if is_of_api or problem is not SessionProblem.REFUSED else None


def has_started_nothing(error: ChastifyError) -> bool:
    """Tell whether a start that failed with this error has surely started nothing.

    Any other refusal may come from a proxy, or may have been sent after the device was started:
    then its run is stopped as planned.
    """
    if error.has_no_effect:
        return True
    if not error.is_refusal:
        return False
    return error.code in _NOTHING_STARTED or error.status in (
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
    )


def start_key(error: ChastifyError) -> str:
    """Return the translation key for a failed start after which the device may be running."""
    return _START_KEYS.get(
        "" if error.is_outcome_unknown else error.code or "", "start_outcome_unknown"
    )


def device_failure(error: ChastifyError, command: str) -> HomeAssistantError:
    """Return the error to raise for a command that failed on the route of a session."""
    problem = session_problem(error)
    usual = f"command_{problem}" if problem else None
    key = usual if error.code in _OTHERWISE_ON_SESSIONS else sentence_key(error, usual)
    return command_failure(error, command, key)


def is_refused_stop(error: ChastifyError) -> bool:
    """Tell whether the service refuses, or the stored credentials can't be sent at all."""
    return error.is_refusal or (
        error.status is None
        and isinstance(error, (ChastifyAuthenticationError, ChastifyRequestError))
    )


def is_lock_ended(error: ChastifyError) -> bool:
    """Tell whether the service refuses because the lock has ended."""
    return isinstance(error, (ChastifyLockEndedError, ChastifyNoActiveLockError))


def is_credentials_refusal(error: ChastifyError) -> bool:
    """Tell whether the service refuses the token or the keys of a request."""
    return isinstance(error, (ChastifyAuthenticationError, ChastifyForbiddenError))


@callback
def async_handle_refused_stop(
    hass: HomeAssistant,
    entries: Collection[ChastifyConfigEntry],
    error: ChastifyError,
    session_id: str | None,
) -> HomeAssistantError:
    """Do what the refusal of a stop needs; return the error to raise.

    entries: those that the stop was sent for and that still exist.
    session_id: the extension session of its target, None for the route of the token.
    """
    if session_id is not None:
        for entry in entries:
            async_note_session(entry, session_id, error)
        return device_failure(error, STOP_DEVICES)
    if isinstance(error, ChastifyAuthenticationError):
        for entry in entries:
            async_doubt_token(hass, entry)
    elif isinstance(error, ChastifyForbiddenError):
        for entry in entries:
            return async_missing_scope(hass, entry, STOP_DEVICES, error)
    return command_failure(error, STOP_DEVICES)


@callback
def async_note_session(
    entry: ChastifyConfigEntry, session_id: str, error: ChastifyError | None
) -> None:
    """Record the outcome of a command on a session, where the account is loaded.

    error: in which it failed, None for a success.
    """
    if entry.state is ConfigEntryState.LOADED:
        entry.runtime_data.devices.async_note(session_id, error)
