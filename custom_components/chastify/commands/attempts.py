"""One call of a command, and its error when the request fails."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..account.token_trust import Trust
from ..api import (
    ChastifyAuthenticationError,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyRateLimitedError,
    ChastifyRejectedError,
    Role,
    Session,
)
from ..devices.consent import ShownLock
from ..devices.failures import (
    async_note_session,
    device_failure,
    has_started_nothing,
    start_key,
)
from ..failures.errors import FAILURES, command_failure, is_state_stale, sentence_key
from ..failures.issues import async_missing_scope
from .readings import ReadingsAfterCommands
from .requests import Request
from .table import Command

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One call of a command.

    lock: the lock that it is meant for, None where the account shows none.
    lock_id: the lock to which it is pinned.
    context: that of the caller.
    is_said: whether an assistant sends it.
    done: whether it took effect, None: unknown.
    error: in which the request ended.
    replaced_task: whether it replaced an open task, None: unknown.
    """

    command: Command
    request: Request
    lock: ShownLock | None
    lock_id: str | None
    context: Context | None
    is_said: bool
    done: bool | None = False
    error: ChastifyError | None = None
    replaced_task: bool | None = None


async def async_failure(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    readings: ReadingsAfterCommands,
    attempt: Attempt,
    error: ChastifyError,
    *,
    is_loaded: bool,
) -> HomeAssistantError:
    """Return the error to raise; manage the issues and the reading that it needs."""
    request, name = attempt.request, attempt.command.name
    key: str | None = None
    coordinator = readings.coordinator
    if is_state_stale(error):
        readings.async_begin()
    if isinstance(error, ChastifyRateLimitedError):
        key = "device_rate_limited" if request.is_of_session else None
        return command_failure(error, name, key)
    if request.start and not has_started_nothing(error):
        return command_failure(error, name, start_key(error))
    if request.session_id is not None:
        async_note_session(entry, request.session_id, error)
        return device_failure(error, name)
    match error:
        case ChastifyForbiddenError() if is_loaded:
            session = coordinator.data.session
            scopes = session.scopes if session else None
            return async_missing_scope(hass, entry, name, error, scopes)
        case ChastifyLockEndedError() if reading := await readings.async_read():
            current = reading.session.lock_id if reading.session else None
            if None not in (current, attempt.lock_id) and current != attempt.lock_id:
                key = "command_lock_replaced"
        case ChastifyAuthenticationError() if coordinator.trust.state is Trust.REFUSED:
            # A new token is asked for already.
            key = FAILURES[ChastifyAuthenticationError].reading
        case ChastifyRejectedError(is_outcome_unknown=False):
            key = _rejection_key(error, attempt.command, coordinator.data.session)
    return command_failure(error, name, key)


def _rejection_key(
    error: ChastifyRejectedError, command: Command, session: Session | None
) -> str | None:
    """Return the translation key of a rejection, None for the usual one.

    session: that of the newest reading.
    """
    key = sentence_key(error, command.rejected)
    if (
        key == command.rejected
        and session is not None
        and session.role is Role.KEYHOLDER
        and session.lock_data.trusted is False
    ):
        return command.rejected_untrusted or key
    return key
