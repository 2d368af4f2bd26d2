"""Reading of an answer's body: JSON made harmless, envelope and error taken apart."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import json
import math
import re
from typing import Final

from .errors import ChastifyBadAnswerError

type JsonValue = (
    bool | float | int | str | list[JsonValue] | dict[str, JsonValue] | None
)
type JsonObject = dict[str, JsonValue]

MAX_BODY: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_MESSAGE: Final = 200
MAX_RETRY_AFTER: Final = 86_400.0

REDACTED: Final = "**REDACTED**"

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_LARGEST_INTEGER = 2**63


def decode(body: bytes, secrets: tuple[str, ...]) -> JsonValue:
    """Return the JSON value in a body, in a form that can be shown and stored anywhere.

    Secrets that the server echoes are blotted out, in keys as in values. What JSON allows and
    others choke on is replaced: lone surrogates, NaN and infinities, integers over 64 bits.
    Raises ChastifyBadAnswerError for what isn't JSON, is longer than 1 MiB or nested deeper than 64.
    """
    if len(body) > MAX_BODY:
        raise ChastifyBadAnswerError
    try:
        value = json.loads(body)
    except ValueError, RecursionError:
        pass
    else:
        return _harmless(value, secrets, MAX_DEPTH)
    raise ChastifyBadAnswerError


def _harmless(value: JsonValue, secrets: tuple[str, ...], depth: int) -> JsonValue:
    """Return a copy of the value without secrets and without what other programs choke on."""
    if depth == 0:
        raise ChastifyBadAnswerError
    if isinstance(value, dict):
        return {
            _harmless_text(key, secrets): _harmless(item, secrets, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_harmless(item, secrets, depth - 1) for item in value]
    if isinstance(value, str):
        return _harmless_text(value, secrets)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and abs(value) >= _LARGEST_INTEGER:
        return None
    return value


def _harmless_text(text: str, secrets: tuple[str, ...]) -> str:
    text = text.encode("utf-8", "replace").decode()
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def unwrap(value: JsonValue) -> JsonValue:
    """Return what stands in the envelope `{"ok": true, "data": …}`, or the value as it is."""
    if isinstance(value, dict) and value.get("ok") is True and "data" in value:
        return value["data"]
    return value


def is_refusal(value: JsonValue) -> bool:
    """Tell whether an answer with a good status says that the request was refused."""
    return isinstance(value, dict) and value.get("ok") is False


def error_details(value: JsonValue) -> tuple[str | None, str | None]:
    """Return code and message of an error body, None for each that it doesn't have.

    Known forms: `{"error": code, "message": …}` and `{"error": {"code": …, "message": …}}`.
    """
    if not isinstance(value, dict):
        return None, None
    error = value.get("error")
    if isinstance(error, dict):
        return _code(error.get("code")), _message(error.get("message"))
    return _code(error), _message(value.get("message"))


def _code(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _message(value: JsonValue) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(value.split())[:MAX_MESSAGE] or None


def retry_after(header: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, 0 to 86,400.

    Both forms of RFC 9110 are read, seconds and a date; None where it is neither.
    """
    if header is None:
        return None
    seconds: float | None = None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
