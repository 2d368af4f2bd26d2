"""Parsing of a body: its JSON value without secrets, as other software can process it."""

from codecs import BOM_UTF8
import json
import math
from typing import Final

from .errors import ChastifyBadAnswerError

type JsonValue = (
    bool | float | int | str | list[JsonValue] | dict[str, JsonValue] | None
)
type JsonObject = dict[str, JsonValue]

MAX_BODY: Final = 1024 * 1024
MAX_DEPTH: Final = 64
LARGEST_INTEGER: Final = 2**63
LONGEST_INTEGER: Final = 20

REDACTED: Final = "**REDACTED**"


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
