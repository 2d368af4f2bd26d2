"""Client library of Chastify, based on aiohttp and independent of Home Assistant."""

from .client import DEFAULT_BASE_URL, ChastifyClient, LogRole, NotificationTarget
from .errors import (
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
from .json_body import JsonObject, JsonValue
from .models import LockData, Profile, Role, Session
from .shapes import lock_data_of
from .transport import is_sendable_id, is_sendable_token

__all__ = [
    "DEFAULT_BASE_URL",
    "ChastifyAuthenticationError",
    "ChastifyBadAnswerError",
    "ChastifyClient",
    "ChastifyConflictError",
    "ChastifyConnectError",
    "ChastifyError",
    "ChastifyForbiddenError",
    "ChastifyLockEndedError",
    "ChastifyNoActiveLockError",
    "ChastifyOutcomeUnknownError",
    "ChastifyRateLimitedError",
    "ChastifyRejectedError",
    "ChastifyRequestError",
    "ChastifyServerError",
    "JsonObject",
    "JsonValue",
    "LockData",
    "LogRole",
    "NotificationTarget",
    "Profile",
    "Role",
    "Session",
    "is_sendable_id",
    "is_sendable_token",
    "lock_data_of",
]
