"""Errors that the API answers with."""


class ApiError(Exception):
    """An error answer of the API."""

    def __init__(
        self, status: int, code: str, message: str, *, retry_after: int | None = None
    ) -> None:
        """Take the HTTP status, the code, a sentence and the seconds to wait."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


_CODES = {
    400: "invalid_request",
    401: "invalid_token",
    403: "insufficient_scope",
    404: "not_found",
    405: "method_not_allowed",
    409: "no_active_lock_session",
    429: "rate_limited",
    500: "internal_error",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
}


def code_for_status(status: int) -> str:
    """Return the error code that an answer with this status has where nothing else is said."""
    return _CODES.get(status, f"http_{status}")
