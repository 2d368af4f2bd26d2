"""The table of shapes: where an answer holds what, and in which forms.

Which of them the service uses isn't documented, and it may change. Read is what can mean only one
thing; whatever can mean two things is None: unknown.

| what | where, or in which form |
| --- | --- |
| session | bare, or in envelopes (ENVELOPES), with or without a word of success (SUCCESSES) |
| lock's data | `lockData` beside `lock` or inside it; without either, the fields of `lock` |
| person | fields with the role in front, or an object beside or inside `lock` and `lockData` |
| code | `error`, `error.code`, `code`, in any case of letters |
| message | `error.message`, `message`, `error` with a space |
| boolean | true and false, 1 and 0, each also as text |
| number | a number, also as decimal text |
| moment | milliseconds or seconds since the epoch, ISO 8601 with an offset |

Source: the page "External API & Programs" of Chastify's documentation, and observed answers.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
import re
from typing import Final

from .json_body import JsonObject, JsonValue

ENVELOPES: Final = ("data", "result", "session")
SUCCESSES: Final = ("ok", "success")

LOCK: Final = "lock"
LOCK_ID: Final = "_id"
LOCK_DATA: Final = "lockData"
ROLE: Final = "role"
SCOPES: Final = "scopes"
WEARER: Final = "wearer"
KEYHOLDER: Final = "keyholder"

# Each of them proves that an object is a session.
SESSION_FIELDS: Final = frozenset({ROLE, SCOPES, LOCK, LOCK_DATA})

# Numbers below it count seconds, others milliseconds: until 1973 or from the year 5138 on, the
# other reading of a number isn't meant.
FIRST_MILLISECONDS: Final = 100_000_000_000

_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")

# As JSON writes a number, but without an exponent; 1,5 and 01 can mean two things.
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")
# YYYYMMDD, with hours and minutes, with seconds: a date without separators, or a number.
_COMPACT_DATE = re.compile(r"[0-9]{8}|[0-9]{12}|[0-9]{14}")

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}")


def layers(value: JsonObject) -> Iterator[JsonObject]:
    """Yield an answer and the contents of its envelopes."""
    yield value
    for name in ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, dict):
            yield inner


def session_of(value: JsonValue) -> JsonObject | None:
    """Return the session of an answer, None where it holds none, or two that differ.

    Fields beside an envelope are added to those inside it. The documented form, a bare session
    with a lock, comes before all others: it may have a field with the name of an envelope.
    """
    if not isinstance(value, dict):
        return None
    inside = {
        name: session
        for name in ENVELOPES
        if (session := session_of(value.get(name))) is not None
    }
    has_lock = any(value.get(name) is not None for name in (LOCK, LOCK_DATA))
    if has_lock or not inside:
        return None if SESSION_FIELDS.isdisjoint(value) else value
    first, *others = inside.values()
    if LOCK in value or LOCK_DATA in value or any(each != first for each in others):
        return None
    beside = {
        name: item
        for name, item in value.items()
        if name not in inside and name not in SUCCESSES
    }
    return _merged(beside, first)


def _merged(outer: JsonObject, inner: JsonObject) -> JsonObject:
    """Return the fields of both; a field of a session that differs is None in the result."""
    differing: JsonObject = {
        name: None
        for name in (ROLE, SCOPES, WEARER, KEYHOLDER)
        if name in outer and name in inner and outer[name] != inner[name]
    }
    return {**outer, **inner, **differing}


def has_no_lock(session: JsonObject) -> bool:
    """Tell whether a session says that there is no lock."""
    return all(session.get(name, ...) is None for name in (LOCK, LOCK_DATA))


def lock_data_of(session: JsonObject) -> list[JsonObject]:
    """Return the objects of a session that hold the lock's data.

    Without `lockData` they are the fields of `lock`. Beside it they aren't, since `lock` may have
    fields with these names and another meaning.
    """
    lock = session.get(LOCK)
    own = lock if isinstance(lock, dict) else {}
    found = [
        data
        for data in (session.get(LOCK_DATA), own.get(LOCK_DATA))
        if isinstance(data, dict)
    ]
    return found or [{name: item for name, item in own.items() if name != LOCK_ID}]


def people_of(session: JsonObject, role: str) -> list[JsonObject]:
    """Return the objects of a session that describe the person of a role."""
    lock = session.get(LOCK)
    places = [session, lock, session.get(LOCK_DATA)]
    if isinstance(lock, dict):
        places.append(lock.get(LOCK_DATA))
    return [
        person
        for place in places
        if isinstance(place, dict) and isinstance(person := place.get(role), dict)
    ]


def agreed[ValueT](values: Iterable[ValueT]) -> ValueT | None:
    """Return the value that all places give, None where they differ or there are none."""
    found = list(values)
    return found[0] if found and all(each == found[0] for each in found) else None


def codes_of(layer: JsonObject) -> Iterator[str]:
    """Yield the codes of an error in lower case."""
    error = layer.get("error")
    inner = error.get("code") if isinstance(error, dict) else None
    for value in (error, inner, layer.get("code")):
        if isinstance(value, str) and _is_code(value):
            yield value.lower()


def _is_code(word: str) -> bool:
    """Tell whether a text is a code, and not a word such as "Forbidden" or "AccessDenied".

    Proxies answer with such words, and only a code proves that the API itself answered.
    """
    return _CODE.fullmatch(word) is not None and (
        word.islower() or word.isupper() or "_" in word
    )


def messages_of(layer: JsonObject) -> Iterator[str]:
    """Yield the messages of an error, as they were sent."""
    error = layer.get("error")
    inner = error.get("message") if isinstance(error, dict) else None
    # A code has no spaces.
    words = error if isinstance(error, str) and " " in error.strip() else None
    for value in (inner, layer.get("message"), words):
        if isinstance(value, str):
            yield value


def flag(value: JsonValue) -> bool | None:
    """Return a boolean, None for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str) else None
    if value == 1 or word in _TRUE:
        return True
    if value == 0 or word in _FALSE:
        return False
    return None


def number(value: JsonValue, largest: float) -> float | None:
    """Return a number of at most `largest` in magnitude, None for anything else."""
    if isinstance(value, str):
        value = _of_decimal(value.strip())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) <= largest else None


def _of_decimal(digits: str) -> float | None:
    if not _DECIMAL.fullmatch(digits):
        return None
    return float(digits) if "." in digits else int(digits)


def text(value: JsonValue) -> str | None:
    """Return a text without blanks around it, None for a blank one and anything else."""
    return (value.strip() or None) if isinstance(value, str) else None


def moment(value: JsonValue) -> datetime | None:
    """Return a moment in UTC, None for 0, a time without an offset and anything else."""
    try:
        if isinstance(value, str) and not _DECIMAL.fullmatch(value.strip()):
            found = datetime.fromisoformat(value.strip())
            return found.astimezone(UTC) if found.tzinfo else None
        if isinstance(value, str) and _COMPACT_DATE.fullmatch(value.strip()):
            return None
        since_epoch = number(value, float("inf"))
        if since_epoch is None or since_epoch <= 0:
            return None
        if since_epoch >= FIRST_MILLISECONDS:
            since_epoch /= 1000
        return datetime.fromtimestamp(since_epoch, UTC)
    except ValueError, OverflowError, OSError:
        return None
