"""The requests to Chastify: headers, time limits, size limit, and values or errors of answers."""

from http import HTTPMethod, HTTPStatus
import json
import re
from typing import Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    NonHttpUrlClientError,
)

from .answers import error_details, is_acknowledgement, is_refused_reading, retry_after
from .errors import (
    ChastifyAuthenticationError,
    ChastifyBadAnswerError,
    ChastifyConflictError,
    ChastifyConnectError,
    ChastifyError,
    ChastifyOutcomeUnknownError,
    ChastifyRejectedError,
    ChastifyRequestError,
    error_class,
)
from .json_body import MAX_BODY, JsonObject, JsonValue, decode

TIMEOUT: Final = ClientTimeout(total=15, connect=5)

LOCK_ID_HEADER: Final = "x-chastify-lock-id"
MAIN_TOKEN_HEADER: Final = "x-chastify-main-token"  # noqa: S105 - the header's name, no secret

SENDABLE_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


def is_sendable_id(lock_id: str) -> bool:
    """Tell whether a text can be sent as the id of a lock."""
    return SENDABLE_ID.fullmatch(lock_id) is not None


_SENDABLE_TOKEN = re.compile(r"[\x21-\x7e]+")


def is_sendable_token(text: str) -> bool:
    """Tell whether a token or a key can stand in a header."""
    return _SENDABLE_TOKEN.fullmatch(text) is not None


class Transport:
    """Sends the requests of one account to one server, no write of them twice.

    The session belongs to the caller and stays open. The token is only sent as the bearer: no
    message, no repr and no value of an answer contains it.
    """

    def __init__(self, session: ClientSession, token: str, base_url: str) -> None:
        """Create the transport of a token at a server."""
        self._session = session
        self._token = token
        self._base_url = base_url.rstrip("/")

    async def request(
        self,
        method: HTTPMethod,
        path: str,
        *,
        body: JsonObject | None = None,
        lock_id: str | None = None,
        token: str | None = None,
        main_token: str | None = None,
        session_id: str | None = None,
    ) -> JsonValue:
        """Send one request and return the value of its answer, in the envelope that it has.

        Connecting may take 5 s, the whole request 15 s, the answer 1 MiB; a redirection is not
        followed, since it would take the token elsewhere.
        session_id: the one in the path; it is redacted in the answer, as the tokens are.
        Raises ChastifyError: see there for what each kind says about the outcome.
        """
        bearer = self._token if token is None else token
        secrets = frozenset(
            {self._token, bearer, main_token or bearer, session_id or bearer} - {""}
        )
        headers = _headers(bearer, lock_id, main_token)
        data = None if body is None else _encode(body)
        if data is not None:
            headers["Content-Type"] = "application/json"
        if method is HTTPMethod.GET:
            headers["Cache-Control"] = "no-cache"
        # Credentials in the address must not be sent beside the token.
        if self._session.closed or "@" in self._base_url:
            raise ChastifyConnectError
        failure: ChastifyError
        status: int | None = None
        # An exception of the HTTP library holds the request's headers and so the token: ours is
        # raised outside of the `except`, so that it isn't its context.
        try:
            async with self._session.request(
                method,
                f"{self._base_url}{path}",
                headers=headers,
                data=data,
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as response:
                status = response.status
                raw = await _read(response)
                wait = retry_after(
                    response.headers.get("Retry-After"), response.headers.get("Date")
                )
        except (
            ClientConnectorError,
            ConnectionTimeoutError,
            InvalidURL,
            NonHttpUrlClientError,
            # The resolver can't encode the host's name.
            UnicodeError,
        ):
            failure = ChastifyConnectError()
        except ClientError, TimeoutError, OSError:
            failure = ChastifyOutcomeUnknownError(status=status)
        else:
            return _interpret(method, status, raw, wait, secrets)
        raise failure


def _interpret(
    method: HTTPMethod,
    status: int,
    raw: bytes,
    wait: float | None,
    secrets: frozenset[str],
) -> JsonValue:
    """Return the value of an answer, or raise the error of its status and body.

    A write that is acknowledged without a body has the value {}. A page or a text is no
    acknowledgement, whatever its status.
    """
    good = 200 <= status < 300
    is_reading = method is HTTPMethod.GET
    if good and not is_reading and not raw.strip():
        return {}
    try:
        value = decode(raw, secrets)
    except ChastifyBadAnswerError:
        if good:
            raise ChastifyBadAnswerError(status=status) from None
        value = None
    if good:
        if not is_reading and not isinstance(value, dict):
            raise ChastifyBadAnswerError(status=status)
        if not is_refused_reading(value) if is_reading else is_acknowledgement(value):
            return value
    code, message = error_details(value)
    kind = error_class(status, code)
    is_of_api = value is not None or not raw.strip()
    if (
        is_reading
        and status == HTTPStatus.CONFLICT
        and kind is ChastifyRejectedError
        and is_of_api
    ):
        kind = ChastifyConflictError
    raise kind(status=status, code=code, message=message, retry_after=wait)


async def _read(response: ClientResponse) -> bytes:
    """Return the body of an answer, of a too long one only the beginning."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            break
    return bytes(body)


def _headers(
    bearer: str, lock_id: str | None, main_token: str | None
) -> dict[str, str]:
    """Return the headers of a request; raises ChastifyError for values that can't be sent."""
    if not _SENDABLE_TOKEN.fullmatch(bearer):
        raise ChastifyAuthenticationError
    headers = {"Accept": "application/json", "Authorization": f"Bearer {bearer}"}
    for name, value, form in (
        (LOCK_ID_HEADER, lock_id, SENDABLE_ID),
        (MAIN_TOKEN_HEADER, main_token, _SENDABLE_TOKEN),
    ):
        if value is not None:
            if not form.fullmatch(value):
                raise ChastifyRequestError
            headers[name] = value
    return headers


def _encode(body: JsonObject) -> bytes:
    """Return a body as JSON; raises ChastifyRequestError where JSON can't express it."""
    try:
        return json.dumps(body, allow_nan=False).encode()
    except ValueError, TypeError, RecursionError:
        pass
    raise ChastifyRequestError
