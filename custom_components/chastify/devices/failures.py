"""What an error on the route of a device's own session means: it says nothing about the account."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..api import (
    ChastifyAuthenticationError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
)
from ..const import DOMAIN
from ..failures.errors import command_failure, sentence_key
from .issues import SessionProblem

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Codes of the API for what it has not carried out, whatever the status.
_NOTHING_STARTED: Final = frozenset(
    {"no_active_lock_session", "lock_ended", "insufficient_scope", "unknown_command"}
)

# Codes that say something else on the route of a session than elsewhere.
_OTHERWISE_ON_SESSIONS: Final = frozenset(
    {"missing_token", "invalid_token", "revoked_token", "not_found"}
)
# Codes of the API for a start that can't be; the device is stopped all the same.
_START_KEYS: Final[Mapping[str, str]] = {
    "device_not_connected": "start_device_not_connected",
    "unsupported_command": "start_unsupported_command",
}

_CHECK: Final = f"{DOMAIN}_check_session_{{}}"


def session_problem(error: ChastifyError) -> SessionProblem | None:
    """Return what an error says of a session, None where it says nothing of it."""
    match error:
        case ChastifyAuthenticationError() | ChastifyForbiddenError():
            return SessionProblem.REFUSED
        case ChastifyLockEndedError():
            return SessionProblem.ENDED
        case ChastifyError(status=HTTPStatus.NOT_FOUND | HTTPStatus.GONE):
            return SessionProblem.ENDED
    return None


def has_started_nothing(error: ChastifyError) -> bool:
    """Tell whether a start that ended so has surely started nothing.

    Anything else that looks like a refusal may come from something between, or may have been said
    after the device was started: then it is stopped like what runs.
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
    """Return the key of what is told of a start after which a device is treated as running."""
    return _START_KEYS.get(
        "" if error.is_outcome_unknown else error.code or "", "start_outcome_unknown"
    )


def device_failure(error: ChastifyError, command: str) -> HomeAssistantError:
    """Return what a command raises that failed on the route of a session."""
    problem = session_problem(error)
    usual = f"command_{problem}" if problem else None
    key = usual if error.code in _OTHERWISE_ON_SESSIONS else sentence_key(error, usual)
    return command_failure(error, command, key)


def check_signal(entry_id: str) -> str:
    """Return the signal on which the sessions of an account's devices are read."""
    return _CHECK.format(entry_id)


@callback
def async_check_session(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Have the sessions of the account's devices read, where it is loaded."""
    async_dispatcher_send(hass, check_signal(entry.entry_id))
