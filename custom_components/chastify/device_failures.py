"""What an error on the route of a device's own session means: it says nothing about the account."""

from http import HTTPStatus
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send

from .api import (
    ChastifyAuthenticationError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
)
from .const import DOMAIN
from .failures import command_failure
from .issues import SessionProblem

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


def device_failure(error: ChastifyError, command: str) -> HomeAssistantError:
    """Return what a command raises that failed on the route of a session."""
    problem = session_problem(error)
    return command_failure(error, command, f"command_{problem}" if problem else None)


def check_signal(entry_id: str) -> str:
    """Return the signal on which the sessions of an account's devices are read."""
    return _CHECK.format(entry_id)


@callback
def async_check_session(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Have the sessions of the account's devices read, where it is loaded."""
    async_dispatcher_send(hass, check_signal(entry.entry_id))
