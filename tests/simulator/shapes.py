"""The shapes in which the service may answer; nobody knows which of them it uses."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from .json_types import JsonObject, JsonValue

type Envelope = Literal["data", "result", "session"]
type Success = Literal["ok", "success"]
type LockDataPlace = Literal["beside", "inside", "fields"]
type PeoplePlace = Literal["fields", "session", "lock", "lockData"]
type BooleanForm = Literal["boolean", "number", "word", "digit"]
type NumberForm = Literal["number", "text"]
type MomentForm = Literal[
    "milliseconds", "seconds", "iso", "milliseconds_text", "seconds_text"
]
type NoLockForm = Literal["conflict", "null"]
type CodePlace = Literal["error", "error.code", "code"]
type CodeCase = Literal["lower", "upper", "title"]

_BOOLEANS: Final = ("frozen", "unlockable", "trusted", "taskAssigned")
_NUMBERS: Final = (
    "timeLockedSeconds",
    "timeRemainingSeconds",
    "maxTimeRemainingSeconds",
    "taskPoints",
    "taskPointsRequired",
)
_PEOPLE: Final = ("wearer", "keyholder")
# The year 5138; numbers beyond it are no moments, and stay as they are.
_LATEST: Final = 1e14
_MOMENTS: Final = tuple(f"{role}LastSeenTimestamp" for role in _PEOPLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One shape of every answer; left out is the documented one."""

    envelope: Envelope | None = None
    """The field that holds the data of a good answer."""
    success: Success | None = None
    """A field beside it that says whether the request succeeded."""
    lock_data: LockDataPlace = "beside"
    """`lockData` beside `lock` or inside it, or its fields are those of `lock`."""
    people: PeoplePlace = "fields"
    """Fields with the role in front, or an object for each person, and where it is."""
    booleans: BooleanForm = "boolean"
    """true, 1, "true" or "1"."""
    numbers: NumberForm = "number"
    moments: MomentForm = "milliseconds"
    no_lock: NoLockForm = "conflict"
    """No lock is a 409, or a session without a lock and its data."""
    code: CodePlace = "error"
    """The place of an error's code; with "error.code" the message is beside it."""
    code_case: CodeCase = "lower"
    errors_in_envelope: bool = False


PLAIN: Final = Shape()
# Several settings at once, as the service's other pages show them.
ENVELOPED: Final = Shape(envelope="data", success="ok", code="error.code")


EVERY_SHAPE: Final = {
    "in data": Shape(envelope="data"),
    "in data with ok": Shape(envelope="data", success="ok"),
    "in result with success": Shape(envelope="result", success="success"),
    "in session": Shape(envelope="session"),
    "beside success": Shape(success="success"),
    "data inside lock": Shape(lock_data="inside"),
    "fields of lock": Shape(lock_data="fields"),
    "people beside lock": Shape(people="session"),
    "people in lock": Shape(people="lock"),
    "people in lockData": Shape(people="lockData"),
    "people in lockData in lock": Shape(people="lockData", lock_data="inside"),
    "booleans as numbers": Shape(booleans="number"),
    "booleans as words": Shape(booleans="word"),
    "booleans as digits": Shape(booleans="digit"),
    "numbers as text": Shape(numbers="text"),
    "moments in seconds": Shape(moments="seconds"),
    "moments in ISO": Shape(moments="iso"),
    "milliseconds as text": Shape(moments="milliseconds_text"),
    "seconds as text": Shape(moments="seconds_text"),
    "no lock as null": Shape(no_lock="null"),
    "code in error.code": Shape(code="error.code"),
    "code in code": Shape(code="code"),
    "code in capitals": Shape(code_case="upper"),
    "code in title case": Shape(code_case="title"),
    "errors in an envelope": Shape(envelope="result", errors_in_envelope=True),
    "all at once": Shape(
        envelope="session",
        success="success",
        lock_data="inside",
        people="lock",
        booleans="digit",
        numbers="text",
        moments="seconds_text",
        no_lock="null",
        code="code",
        code_case="upper",
        errors_in_envelope=True,
    ),
}
"""By a name, each other form alone, and all together."""


def shaped_session(shape: Shape, session: JsonObject) -> JsonObject:
    """Return a session in the shape, given in the documented one."""
    lock_data = session.get("lockData")
    if not isinstance(lock_data, dict):
        return session
    shaped = dict(session)
    values = {name: _value(shape, name, item) for name, item in lock_data.items()}
    lock = session.get("lock")
    own = dict(lock) if isinstance(lock, dict) else {}
    if shape.people != "fields":
        values, people = _apart(values)
        if shape.people == "session":
            shaped |= people
        elif shape.people == "lock":
            own |= people
        else:
            values |= people
    match shape.lock_data:
        case "beside":
            shaped["lockData"] = values
        case "inside":
            own["lockData"] = values
            del shaped["lockData"]
        case "fields":
            own |= values
            del shaped["lockData"]
    if own:
        shaped["lock"] = own
    return shaped


def shaped_success(shape: Shape, data: JsonObject) -> JsonObject:
    """Return the body of a good answer with this data."""
    said: JsonObject = {} if shape.success is None else {shape.success: True}
    return said | (data if shape.envelope is None else {shape.envelope: data})


def shaped_error(shape: Shape, code: str, message: str) -> JsonObject:
    """Return the body of an error."""
    match shape.code_case:
        case "upper":
            code = code.upper()
        case "title":
            code = code.title()
    body: JsonObject
    if shape.code == "error.code":
        body = {"error": {"code": code, "message": message}}
    else:
        body = {shape.code: code, "message": message}
    if shape.envelope is not None and shape.errors_in_envelope:
        body = {shape.envelope: body}
    return body if shape.success is None else {shape.success: False, **body}


def _value(shape: Shape, name: str, value: JsonValue) -> JsonValue:
    if name in _BOOLEANS and isinstance(value, bool):
        return _boolean(shape.booleans, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if name in _NUMBERS:
        return str(value) if shape.numbers == "text" else value
    return _moment(shape.moments, value) if name in _MOMENTS else value


def _boolean(form: BooleanForm, value: bool) -> JsonValue:
    match form:
        case "boolean":
            return value
        case "number":
            return int(value)
        case "word":
            return "true" if value else "false"
        case "digit":
            return str(int(value))


def _moment(form: MomentForm, milliseconds: float) -> JsonValue:
    if not 0 <= milliseconds < _LATEST:
        return milliseconds
    match form:
        case "milliseconds":
            return milliseconds
        case "seconds":
            return milliseconds / 1000
        case "iso":
            return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
        case "milliseconds_text":
            return str(milliseconds)
        case "seconds_text":
            return str(milliseconds / 1000)


def _apart(values: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Return the fields of the lock alone, and an object for each person."""
    people: dict[str, JsonObject] = {role: {} for role in _PEOPLE}
    others: JsonObject = {}
    for name, value in values.items():
        role = next((role for role in _PEOPLE if name.startswith(role)), None)
        if role is None:
            others[name] = value
        else:
            rest = name.removeprefix(role)
            people[role][rest[:1].lower() + rest[1:]] = value
    return others, {**people}
