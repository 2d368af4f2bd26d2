"""The meaning of an answer: a yes, a no, and the error with its code, message and pause."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import html
import math
import re
from typing import Final
from unicodedata import category

from .errors import has_meaning
from .json_body import JsonObject, JsonValue
from .shapes import SUCCESSES, codes_of, flag, layers, messages_of, session_of

MAX_MESSAGE: Final = 200
LONGEST_RAW_MESSAGE: Final = 10_000
MAX_RETRY_AFTER: Final = 86_400.0

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def unwrap(value: JsonValue) -> JsonValue:
    """Return the content of the envelope `{"ok": true, "data": …}`, or the value itself."""
    if isinstance(value, dict) and value.get("ok") is True and "data" in value:
        return value["data"]
    return value


def is_refused_reading(value: JsonValue) -> bool:
    """Tell whether an answer with a good status says that a reading was refused."""
    if not isinstance(value, dict):
        return False
    found = list(layers(value))
    if any(flag(layer.get(name)) is False for layer in found for name in SUCCESSES):
        return True
    return session_of(value) is None and any(
        _has_error(layer) or any(map(has_meaning, codes_of(layer))) for layer in found
    )


def is_acknowledgement(value: JsonValue) -> bool:
    """Tell whether an answer with a good status says that a command was carried out.

    It is an object without a refusal in itself and in its envelopes. Whatever else might be a yes
    is none, since a stop ends with it.
    """
    return isinstance(value, dict) and not any(map(_is_refusal, layers(value)))


def _is_refusal(layer: JsonObject) -> bool:
    return _has_error(layer) or any(
        layer.get(name) is False for name in (*SUCCESSES, "result")
    )


def _has_error(layer: JsonObject) -> bool:
    return layer.get("error") is not None and layer["error"] is not False


def error_details(value: JsonValue) -> tuple[str | None, str | None]:
    """Return the code and the message of an error body, each None where it is missing."""
    if not isinstance(value, dict):
        return None, None
    found = list(layers(value))
    return (
        _code([code for layer in found for code in codes_of(layer)]),
        next(
            (
                message
                for layer in found
                for raw in messages_of(layer)
                if (message := _message(raw)) is not None
            ),
            None,
        ),
    )


def _code(found: list[str]) -> str | None:
    """Return the code of an error; where there are several, the one that has a meaning for us.

    Two with different meanings are none.
    """
    known = {code for code in found if has_meaning(code)}
    if len(known) > 1:
        return None
    return next(iter((*known, *found)), None)


def _message(raw: str) -> str | None:
    """Return a message as plain text, without markup and invisible characters."""
    text = _TAG.sub(" ", html.unescape(raw[:LONGEST_RAW_MESSAGE]))
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
