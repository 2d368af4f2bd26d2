"""Parsing of an answer's body: its JSON value without secrets, its envelope and its error."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import html
import json
import math
import re
from typing import Final
from unicodedata import category

from .errors import ChastifyBadAnswerError

type JsonValue = (
    bool | float | int | str | list[JsonValue] | dict[str, JsonValue] | None
)
type JsonObject = dict[str, JsonValue]

MAX_BODY: Final = 1024 * 1024
MAX_DEPTH: Final = 64
LARGEST_INTEGER: Final = 2**63
LONGEST_INTEGER: Final = 20
MAX_MESSAGE: Final = 200
LONGEST_RAW_MESSAGE: Final = 10_000
MAX_RETRY_AFTER: Final = 86_400.0

REDACTED: Final = "**REDACTED**"

# Fields that are false where nothing was done, and fields that can hold the answer itself.
_SUCCESSES: Final = ("ok", "success", "result")
_ENVELOPES: Final = ("data", "result", "session")

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def decode(body: bytes, secrets: frozenset[str]) -> JsonValue:
    """Return the JSON value of a body, in a form that can be shown and stored anywhere.

    Secrets that the server echoes are redacted, in keys and in values. Lone surrogates, NaN,
    infinities, and integers over 64 bits are replaced, since other software can't process them.
    Raises ChastifyBadAnswerError for a body that isn't JSON, is longer than 1 MiB or is nested
    deeper than 64 levels.
    """
    if len(body) > MAX_BODY:
        raise ChastifyBadAnswerError
    try:
        value: JsonValue = _DECODER.decode(body.removeprefix(BOM_UTF8).decode())
    except ValueError, RecursionError:
        pass
    else:
        return _with_plain_texts(value, secrets, MAX_DEPTH)
    raise ChastifyBadAnswerError


def _integer(digits: str) -> int | None:
    """Return an integer of 64 bits, None for a larger one."""
    if len(digits) > LONGEST_INTEGER:
        return None
    value = int(digits)
    return value if -LARGEST_INTEGER <= value < LARGEST_INTEGER else None


def _float(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _no_number(_name: str) -> None:
    """Return None for NaN and the infinities."""


_DECODER: Final = json.JSONDecoder(
    parse_int=_integer, parse_float=_float, parse_constant=_no_number
)


def _with_plain_texts(
    value: JsonValue, secrets: frozenset[str], depth: int
) -> JsonValue:
    """Return a copy of a value without secrets and lone surrogates; depth: the allowed levels."""
    if depth == 0 and isinstance(value, (dict, list)):
        raise ChastifyBadAnswerError
    if isinstance(value, dict):
        return {
            _plain_text(key, secrets): _with_plain_texts(item, secrets, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_plain_texts(item, secrets, depth - 1) for item in value]
    return _plain_text(value, secrets) if isinstance(value, str) else value


def _plain_text(text: str, secrets: frozenset[str]) -> str:
    text = text.encode("utf-8", "replace").decode()
    # Longest first: a secret can be the beginning of another one.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return text


def unwrap(value: JsonValue) -> JsonValue:
    """Return the content of the envelope `{"ok": true, "data": …}`, or the value itself."""
    if isinstance(value, dict) and value.get("ok") is True and "data" in value:
        return value["data"]
    return value


def is_refused_reading(value: JsonValue) -> bool:
    """Tell whether an answer with a good status says that a reading was refused."""
    return isinstance(value, dict) and value.get("ok") is False


def is_acknowledgement(value: JsonValue) -> bool:
    """Tell whether an answer with a good status says that a command was carried out.

    It is an object without a refusal in itself and in its envelopes.
    """
    return isinstance(value, dict) and not any(map(_is_refusal, _layers(value)))


def _is_refusal(layer: JsonObject) -> bool:
    return any(layer.get(name) is False for name in _SUCCESSES) or (
        layer.get("error") is not None and layer["error"] is not False
    )


def _layers(value: JsonObject) -> Iterator[JsonObject]:
    """Yield an answer and the contents of its envelopes."""
    yield value
    for name in _ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, dict):
            yield inner


def error_details(value: JsonValue) -> tuple[str | None, str | None]:
    """Return the code and the message of an error body, each None where it is missing.

    Known forms: `{"error": code, "message": …}` and `{"error": {"code": …, "message": …}}`, each
    also in an envelope.
    """
    if not isinstance(value, dict):
        return None, None
    found = [_details(layer) for layer in _layers(value)]
    return (
        next((code for code, _ in found if code is not None), None),
        next((message for _, message in found if message is not None), None),
    )


def _details(layer: JsonObject) -> tuple[str | None, str | None]:
    error = layer.get("error")
    if isinstance(error, dict):
        return _code(error.get("code")), _message(error.get("message"))
    message = _message(layer.get("message"))
    if message is None and isinstance(error, str) and " " in error.strip():
        # A code has no spaces, so this is a message.
        message = _message(error)
    return _code(error), message


def _code(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _message(value: JsonValue) -> str | None:
    """Return a message as plain text, without markup and invisible characters."""
    if not isinstance(value, str):
        return None
    text = _TAG.sub(" ", html.unescape(value[:LONGEST_RAW_MESSAGE]))
    # Control characters such as line breaks separate words, invisible ones don't.
    spaced = "".join(" " if category(each) == "Cc" else each for each in text)
    visible = "".join(each for each in spaced if category(each)[0] != "C")
    return " ".join(visible.split())[:MAX_MESSAGE].rstrip() or None


def retry_after(header: str | None, date: str | None = None) -> float | None:
    """Return the seconds of a `Retry-After` header, 0 to 86,400.

    It can have seconds or a date (RFC 9110); None for anything else.
    date: the `Date` header of the answer, from which a date counts.
    """
    if header is None:
        return None
    seconds: float | None = None
    try:
        seconds = float(header)
    except ValueError:
        moment = _moment(header)
        if moment is None:
            return None
        now = (_moment(date) if date else None) or datetime.now(UTC)
        seconds = (moment - now).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)


def _moment(date: str) -> datetime | None:
    """Return the moment of an HTTP date, None for an invalid one."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError, OverflowError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
