"""Hypothesis strategies for what a server may answer, from almost right to raw bytes.

`session_bodies()` generates bodies of answers to `GET /session` with status 200, and
`error_answers()` whole error answers. ECHO, the token of the account that asks, occurs in both:
as a text, inside of texts, as a key and in the disguise of JSON's escapes.
"""

from dataclasses import dataclass
import json

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from custom_components.chastify.api import JsonObject, JsonValue
from tests.simulator import WEARER_TOKEN, Shape
from tests.simulator.shapes import shaped_error, shaped_session, shaped_success

ECHO = WEARER_TOKEN

SESSION_FIELDS = ["role", "scopes", "lock", "lockData", "remainingSeconds"]
LOCK_FIELDS: JsonObject = {
    "frozen": False,
    "unlockable": False,
    "trusted": True,
    "taskAssigned": True,
    "timeLockedSeconds": 1420,
    "timeRemainingSeconds": 27800,
    "maxTimeRemainingSeconds": 86400,
    "taskPoints": 12,
    "taskPointsRequired": 20,
    "lockTitle": "Weekend Challenge",
    "wearerUsername": "sim_wearer",
    "wearerDisplayName": "Sim Wearer",
    "wearerLastSeenTimestamp": 1739640505123,
    "keyholderUsername": "sim_keyholder",
    "keyholderLevel": 3,
    "keyholderLastSeenTimestamp": None,
}
CODES = [
    "missing_token",
    "invalid_token",
    "revoked_token",
    "insufficient_scope",
    "no_active_lock_session",
    "lock_ended",
    "rate_limited",
    "module_disabled",
    "",
    "Not A Code",
]
RETRY_AFTER = [
    "0",
    "30",
    "-5",
    "1.5",
    "1e999",
    "nan",
    "inf",
    "9" * 400,
    "soon",
    "Mon, 01 Jun 2026 12:02:00 GMT",
    "Mon, 01 Jun 2026 12:02:00 +9959",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Mon, 01 Jun 99999999999999999999 12:02:00 GMT",
    ECHO,
]
# The parts of dates and numbers, to be put together in any order.
RETRY_AFTER_PARTS = [
    "Mon",
    ",",
    " ",
    "01",
    "Jun",
    "2026",
    ":",
    ".",
    "GMT",
    "+",
    "-",
    "9" * 20,
]


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error answer; retry_after is None where it has no such header."""

    status: int
    body: bytes
    retry_after: str | None


def _texts() -> SearchStrategy[str]:
    return st.one_of(
        st.text(st.characters(categories=None), max_size=12),
        st.sampled_from(
            [
                ECHO,
                f"<{ECHO}{ECHO}>",
                "",
                " ",
                "27800",
                "true",
                "wearer",
                "\ud800",
                "\0",
            ]
        ),
    )


def _names() -> SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(
            [
                *SESSION_FIELDS,
                *LOCK_FIELDS,
                *("_id", "ok", "success", "data", "result", "session"),
                *("error", "code", "message", "wearer", "username"),
            ]
        ),
        st.sampled_from(
            [ECHO, f"wearer{ECHO}", f"wearerX{ECHO}", "wearerÄ", "keyholder"]
        ),
        _texts(),
    )


def _scalars() -> SearchStrategy[JsonValue]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        _texts(),
        st.sampled_from(
            [2**63 - 1, 2**63, -(2**63), 2**64, 10**400, -1, -0.0, 1e300, 1739640505123]
        ),
        st.sampled_from(
            ["2025-02-15T17:28:25Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59Z"]
        ),
    )


_JSON_VALUES = st.recursive(
    _scalars(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(_names(), inner, max_size=4)
    ),
    max_leaves=8,
)


# Composite, since Hypothesis spells a plain strategy out wherever it is used.
@st.composite
def json_values(draw: st.DrawFn) -> JsonValue:
    """Return any JSON value, with NaN, infinities and lone surrogates."""
    return draw(_JSON_VALUES)


@st.composite
def _near(draw: st.DrawFn, fields: JsonObject) -> JsonObject:
    """Return the fields with some dropped, some replaced, some new ones."""
    changed = dict(fields)
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=3)):
        changed.pop(name, None)
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)):
        changed[name] = draw(json_values())
    if draw(st.booleans()):
        changed[draw(_names())] = draw(json_values())
    return changed


_SHAPES = st.builds(
    Shape,
    envelope=st.sampled_from([None, None, "data", "result", "session"]),
    success=st.sampled_from([None, "ok", "success"]),
    lock_data=st.sampled_from(["beside", "beside", "inside", "fields"]),
    people=st.sampled_from(["fields", "fields", "session", "lock", "lockData"]),
    booleans=st.sampled_from(["boolean", "number", "word", "digit"]),
    numbers=st.sampled_from(["number", "text"]),
    moments=st.sampled_from(
        ["milliseconds", "seconds", "iso", "milliseconds_text", "seconds_text"]
    ),
    code=st.sampled_from(["error", "error.code", "code"]),
    code_case=st.sampled_from(["lower", "upper", "title"]),
    errors_in_envelope=st.booleans(),
)


@st.composite
def _shaped_sessions(draw: st.DrawFn) -> JsonValue:
    """Return nearly right sessions in every shape, some of them damaged afterwards."""
    shape = draw(_SHAPES)
    session: JsonObject = {
        "role": draw(st.sampled_from(["wearer", "keyholder"])),
        "scopes": ["session:read", "lock:time"],
        "lock": {"_id": "65f0c0ffee00000000000001"},
        "lockData": draw(_near(LOCK_FIELDS)),
    }
    if draw(st.integers(0, 9)) == 0:
        session |= {"lock": None, "lockData": None}
    shaped = shaped_session(shape, session)
    if draw(st.booleans()):
        shaped = draw(_near(shaped))
    body = shaped_success(shape, shaped)
    return draw(_near(body)) if draw(st.integers(0, 3)) == 0 else body


@st.composite
def _shaped_errors(draw: st.DrawFn) -> JsonValue:
    """Return error bodies in every shape, some of them damaged afterwards."""
    code = draw(st.sampled_from(CODES))
    body = shaped_error(draw(_SHAPES), code, draw(_texts()))
    return draw(_near(body)) if draw(st.integers(0, 3)) == 0 else body


@st.composite
def _near_sessions(draw: st.DrawFn) -> JsonValue:
    session: JsonObject = {
        "role": draw(st.sampled_from(["wearer", "keyholder"])),
        "scopes": ["session:read", "lock:time"],
        "remainingSeconds": 27800,
        "lock": {"_id": "65f0c0ffee00000000000001"},
        "lockData": draw(_near(LOCK_FIELDS)),
    }
    return draw(_near(session)) if draw(st.booleans()) else session


@st.composite
def _errors(draw: st.DrawFn) -> JsonValue:
    error: JsonObject = {
        "code": draw(st.sampled_from(CODES)),
        "message": draw(st.one_of(_texts(), json_values())),
    }
    if draw(st.booleans()):
        error = draw(_near(error))
    if draw(st.booleans()):
        return {"ok": False, "error": error}
    error["error"] = error.pop("code", None)
    return error


@st.composite
def _enveloped(draw: st.DrawFn, values: SearchStrategy[JsonValue]) -> JsonValue:
    value = draw(values)
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2 | 3:
            return {"ok": True, "data": value}
        case 4:
            return {"ok": draw(_scalars()), "data": value}
        case _:
            return value


def _disguised(body: bytes) -> bytes:
    """Write every letter of the token as an escape; the JSON means the same."""
    escapes = "".join(f"\\u{ord(letter):04x}" for letter in ECHO)
    return body.replace(ECHO.encode(), escapes.encode())


@st.composite
def _encoded(draw: st.DrawFn, values: SearchStrategy[JsonValue]) -> bytes:
    """Return JSON in one of its spellings, sometimes damaged."""
    text = json.dumps(draw(values), ensure_ascii=draw(st.booleans()))
    body = text.encode("utf-8", draw(st.sampled_from(["replace", "surrogatepass"])))
    match draw(st.integers(0, 15)):
        case 0:
            return body[: draw(st.integers(0, len(body)))]
        case 1:
            place = draw(st.integers(0, len(body)))
            return body[:place] + draw(st.binary(max_size=4)) + body[place:]
        case 2:
            depth = draw(st.integers(1, 2000))
            return (
                b'{"role": "wearer", "a": ' + b"[" * depth + body + b"]" * depth + b"}"
            )
        case 3:
            return text.encode(
                draw(st.sampled_from(["utf-8-sig", "utf-16"])), "replace"
            )
        case 4 | 5 | 6:
            return _disguised(body)
        case _:
            return body


# Composite, so that it counts as one alternative beside others.
@st.composite
def _raw_bodies(draw: st.DrawFn) -> bytes:
    return draw(
        st.one_of(
            st.binary(max_size=40),
            st.integers(1, 100_000).map(lambda depth: b"[" * depth),
            st.integers(1, 5000).map(
                lambda digits: b'{"role": ' + b"9" * digits + b"}"
            ),
            st.sampled_from(
                [
                    b"",
                    b"null",
                    b"<html>Bad gateway</html>",
                    f"<html>{ECHO}</html>".encode(),
                    b'{"role": "wearer", "role": ["keyholder"]}',
                ]
            ),
        )
    )


def session_bodies() -> SearchStrategy[bytes]:
    """Return bodies of answers to a reading of the session; most are nearly right."""
    return st.one_of(
        _encoded(_enveloped(_near_sessions())),
        _encoded(_shaped_sessions()),
        _encoded(_enveloped(json_values())),
        _raw_bodies(),
    )


def error_answers() -> SearchStrategy[ErrorAnswer]:
    """Return answers of any status from 300 to 599, with any body and any `Retry-After`."""
    return st.builds(
        ErrorAnswer,
        st.one_of(
            st.sampled_from([302, 400, 401, 403, 404, 409, 429, 500, 503]),
            st.integers(300, 599),
        ),
        st.one_of(
            _encoded(_errors()),
            _encoded(_shaped_errors()),
            _encoded(_enveloped(json_values())),
            _raw_bodies(),
        ),
        st.one_of(
            st.none(),
            st.sampled_from(RETRY_AFTER),
            st.integers().map(str),
            st.floats().map(str),
            st.lists(st.sampled_from(RETRY_AFTER_PARTS), max_size=10).map("".join),
            st.text(
                st.characters(
                    min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc"]
                ),
                max_size=20,
            ),
        ),
    )
