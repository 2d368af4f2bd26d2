"""A stop that the service refuses: what the account and the person are told."""

from collections.abc import Collection
from typing import TYPE_CHECKING

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
from ..failures.errors import command_failure
from ..failures.issues import async_missing_scope
from .failures import async_check_session, device_failure
from .run import Aim

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


def is_refused(error: ChastifyError) -> bool:
    """Tell whether the service refuses, or what is stored can't be sent at all."""
    return error.is_refusal or (
        error.status is None
        and isinstance(error, (ChastifyAuthenticationError, ChastifyRequestError))
    )


def is_lock_gone(error: ChastifyError) -> bool:
    """Tell whether the service refuses because the lock has ended."""
    return isinstance(error, (ChastifyLockEndedError, ChastifyNoActiveLockError))


def may_other_keys_do(error: ChastifyError) -> bool:
    """Tell whether the service refuses the key with which the stop was sent."""
    return isinstance(error, (ChastifyAuthenticationError, ChastifyForbiddenError))


@callback
def async_refusal(
    hass: HomeAssistant,
    entries: Collection[ChastifyConfigEntry],
    aim: Aim,
    error: ChastifyError,
) -> HomeAssistantError:
    """Do what a refusal calls for; return what the person is told.

    entries: those that the stop was sent for, as far as they are still there.
    """
    if aim.session_id is not None:
        for entry in entries:
            async_check_session(hass, entry)
        return device_failure(error, STOP_DEVICES)
    if isinstance(error, ChastifyAuthenticationError):
        for entry in entries:
            async_doubt_token(hass, entry)
    elif isinstance(error, ChastifyForbiddenError):
        for entry in entries:
            return async_missing_scope(hass, entry, STOP_DEVICES, error)
    return command_failure(error, STOP_DEVICES)
