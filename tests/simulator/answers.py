"""Bodies of the API's answers."""

from collections.abc import Mapping
import math

from .accounts import Person, Token
from .json_types import JsonObject, JsonValue
from .lock import Lock
from .shapes import shaped_error, shaped_success
from .state import State


def session_answer(
    state: State,
    lock: Lock,
    key: str,
    token: Token,
    overrides: JsonObject,
    session_overrides: JsonObject,
) -> JsonObject:
    """Return the session as the owner of the token sees it; `key` is the token as sent.

    The overrides of this answer come before those of the state.
    """
    role = lock.role(key, token)
    names = {role: token.username}
    lock_data: JsonObject = {
        "frozen": lock.frozen,
        "unlockable": lock.unlockable,
        "trusted": lock.trusted,
        "taskAssigned": lock.task is not None,
        "timeLockedSeconds": whole_seconds(lock.locked),
        "timeRemainingSeconds": whole_seconds(lock.remaining),
        "maxTimeRemainingSeconds": (
            None if lock.max_remaining is None else whole_seconds(lock.max_remaining)
        ),
        "taskPoints": lock.task_points,
        "taskPointsRequired": lock.task_points_required,
        "lockTitle": lock.title,
        **_profile("wearer", state.person("wearer", lock), names),
        **_profile("keyholder", state.person("keyholder", lock), names),
    }
    session: JsonObject = {
        "role": role,
        "scopes": [*sorted(state.scopes[key])],
        "remainingSeconds": whole_seconds(lock.remaining),
        "lock": {"_id": lock.lock_id},
        "lockData": _with_overrides(lock_data, state.overrides | overrides),
    }
    return _with_overrides(session, state.session_overrides | session_overrides)


def no_lock_answer(state: State, key: str, token: Token) -> JsonObject:
    """Return the session where there is no lock."""
    return {
        "role": token.role,
        "scopes": [*sorted(state.scopes[key])],
        "lock": None,
        "lockData": None,
    }


def write_answer(lock: Lock) -> JsonObject:
    """Return the answer to a write that took effect."""
    return {
        "success": True,
        "lock": {"_id": lock.lock_id},
        "timeRemainingSeconds": whole_seconds(lock.remaining),
        "frozen": lock.frozen,
    }


def success_body(state: State, data: JsonObject) -> JsonObject:
    """Return the body of a successful answer."""
    return shaped_success(state.shape, data)


def error_body(state: State, code: str, message: str) -> JsonObject:
    """Return the body of an error."""
    return shaped_error(state.shape, code, message)


def whole_seconds(seconds: float) -> int:
    """Cut to whole seconds, as the service does."""
    return math.floor(seconds)


def _profile(
    role: str, person: Person | None, names: Mapping[str, str | None]
) -> JsonObject:
    """Return the profile fields of the person who has the role.

    A name in `names` replaces the person's own.
    """
    if person is None:
        return {f"{role}Username": None, f"{role}LastSeenTimestamp": None}
    last_seen: JsonValue = None
    if person.last_seen is not None and not person.hides_last_seen:
        last_seen = math.floor(person.last_seen * 1000)
    return {
        f"{role}Username": names.get(role) or person.username,
        **{f"{role}{name}": value for name, value in person.profile.items()},
        f"{role}LastSeenTimestamp": last_seen,
    }


def _with_overrides(values: JsonObject, overrides: JsonObject) -> JsonObject:
    merged = values | overrides
    return {name: value for name, value in merged.items() if value != State.MISSING}
