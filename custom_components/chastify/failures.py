"""What an error of the API means in Home Assistant: one table for all who read."""

from dataclasses import dataclass
from typing import Final

from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import UpdateFailed

from .api import (
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
from .const import DOMAIN


@dataclass(frozen=True, slots=True)
class Failure:
    """The names of one kind of error: among the exceptions and in the config flow's form."""

    translation_key: str
    flow_error: str


FAILURES: Final[dict[type[ChastifyError], Failure]] = {
    ChastifyAuthenticationError: Failure("invalid_auth", "invalid_auth"),
    ChastifyForbiddenError: Failure("insufficient_scope", "insufficient_scope"),
    ChastifyNoActiveLockError: Failure("no_active_lock", "unknown"),
    ChastifyLockEndedError: Failure("lock_ended", "unknown"),
    ChastifyRateLimitedError: Failure("rate_limited", "cannot_connect"),
    ChastifyRejectedError: Failure("rejected", "unknown"),
    ChastifyRequestError: Failure("rejected", "unknown"),
    ChastifyServerError: Failure("server_error", "cannot_connect"),
    ChastifyConnectError: Failure("cannot_connect", "cannot_connect"),
    ChastifyOutcomeUnknownError: Failure("no_answer", "cannot_connect"),
    ChastifyBadAnswerError: Failure("bad_answer", "unknown"),
}


def reading_failure(
    error: ChastifyError, retry_after: float
) -> ConfigEntryAuthFailed | UpdateFailed:
    """Return what a reading that failed raises; retry_after in seconds."""
    key = FAILURES[type(error)].translation_key
    if isinstance(error, ChastifyAuthenticationError):
        return ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=key)
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"status": str(error.status or "-")},
        retry_after=retry_after,
    )
