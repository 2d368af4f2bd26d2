"""Errors of the client.

Every exception of the client is a ChastifyError. None of them contains the token, the body of an
answer or an exception of the HTTP library, so all of them can be logged.
Source: the page "External API & Programs" of Chastify's documentation, and observed answers.
"""

from http import HTTPStatus
from typing import Final, override

# A server or proxy with this status may have passed the request on, or have begun it.
_UNDECIDED: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.FAILED_DEPENDENCY,
        # nginx: the client closed the connection before the answer.
        499,
    }
)


class ChastifyError(Exception):
    """Root of all errors of this client.

    status: the HTTP status, None where no answer arrived.
    code: the API's code such as `lock_ended`, None without one.
    message: the API's message for people, at most 200 characters; not for logs.
    retry_after: the seconds until the next request that the server asks for.
    """

    text = "The request failed"

    def __init__(
        self,
        *,
        status: int | None = None,
        code: str | None = None,
        message: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Create the error with the known details."""
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    @property
    def has_no_effect(self) -> bool:
        """Whether the command had no effect, whatever the answer contains."""
        return False

    @property
    def is_refusal(self) -> bool:
        """Whether the API itself refused: HTTP 4xx with a code of the API, 429 apart.

        An answer without a code comes from an intermediary such as a proxy.
        """
        return (
            self.code is not None
            and self.status is not None
            and 400 <= self.status < 500
            and self.status != HTTPStatus.TOO_MANY_REQUESTS
        )

    @property
    def is_outcome_unknown(self) -> bool:
        """Whether the command may have taken effect."""
        if self.has_no_effect:
            return False
        if self.status is None or self.status in _UNDECIDED:
            return True
        return self.code is None or 300 <= self.status < 400 or self.status >= 500

    @override
    def __str__(self) -> str:
        facts = [f"HTTP {self.status}"] if self.status is not None else []
        if self.code is not None:
            facts.append(self.code)
        return f"{self.text} ({', '.join(facts)})" if facts else self.text


class ChastifyRequestError(ChastifyError):
    """An argument can't be sent; nothing was sent."""

    text = "The request can't be expressed"

    @property
    @override
    def has_no_effect(self) -> bool:
        return True


class ChastifyAuthenticationError(ChastifyError):
    """The token is missing, wrong or revoked (HTTP 401, or one of the API's codes for it)."""

    text = "The token was refused"

    @property
    @override
    def has_no_effect(self) -> bool:
        # With another status the answer may come from an intermediary.
        return self.status in (None, HTTPStatus.UNAUTHORIZED)


class ChastifyForbiddenError(ChastifyError):
    """The token lacks a scope (HTTP 403 `insufficient_scope`)."""

    text = "The token lacks a scope"


class ChastifyNoActiveLockError(ChastifyError):
    """The account has no active lock (HTTP 409 `no_active_lock_session`)."""

    text = "There is no active lock"


class ChastifyLockEndedError(ChastifyError):
    """The pinned lock is no longer active (HTTP 409 `lock_ended`)."""

    text = "The lock has ended"


class ChastifyRateLimitedError(ChastifyError):
    """Too many requests (HTTP 429)."""

    text = "Too many requests"

    @property
    @override
    def has_no_effect(self) -> bool:
        return True


class ChastifyRejectedError(ChastifyError):
    """The API or an intermediary refused the request for another reason (other HTTP 4xx)."""

    text = "The request was rejected"


class ChastifyConflictError(ChastifyRejectedError):
    """A reading was refused without a known code (HTTP 409, with JSON or without a body)."""

    text = "The request conflicts with the lock"


class ChastifyServerError(ChastifyError):
    """The server failed (HTTP 5xx)."""

    text = "The server failed"


class ChastifyConnectError(ChastifyError):
    """No connection was made, so nothing was sent."""

    text = "No connection could be made"

    @property
    @override
    def has_no_effect(self) -> bool:
        return True


class ChastifyOutcomeUnknownError(ChastifyError):
    """No answer arrived in time; a write may have taken effect."""

    text = "No answer arrived"


class ChastifyBadAnswerError(ChastifyError):
    """The answer isn't one of this API."""

    text = "The answer can't be understood"


_BY_CODE: dict[str, type[ChastifyError]] = {
    "missing_token": ChastifyAuthenticationError,
    "invalid_token": ChastifyAuthenticationError,
    "revoked_token": ChastifyAuthenticationError,
    "insufficient_scope": ChastifyForbiddenError,
    "no_active_lock_session": ChastifyNoActiveLockError,
    "lock_ended": ChastifyLockEndedError,
}


def has_meaning(code: str) -> bool:
    """Tell whether a code says by itself which error it is."""
    return code in _BY_CODE


def error_class(status: int, code: str | None) -> type[ChastifyError]:
    """Return the error class of an answer.

    A status whose meaning HTTP defines (401, 429, 5xx) takes precedence over the API's code.
    """
    if status == 401:
        return ChastifyAuthenticationError
    if status == 429:
        return ChastifyRateLimitedError
    if status >= 500:
        return ChastifyServerError
    if code in _BY_CODE:
        return _BY_CODE[code]
    if 300 <= status < 400:
        return ChastifyBadAnswerError
    return ChastifyRejectedError
