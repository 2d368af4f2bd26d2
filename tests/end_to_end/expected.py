"""The expected states of the entities, from the simulator's data."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tests.real.json_types import JsonObject

# Durations are written every minute and every ten minutes; a timestamp stands still.
_REMAINING_TOLERANCE = 90.0
_LOCKED_TOLERANCE = 640.0
_TIMESTAMP_TOLERANCE = 4.0
# It moves when it differs by five minutes.
_LAST_SEEN_TOLERANCE = 300.0

_TOTALS = (
    "total_time_locked",
    "total_time_frozen",
    "total_time_added",
    "total_time_removed",
)

type Check = Callable[[str], bool]


def differences(states: Mapping[str, JsonObject], simulated: JsonObject) -> JsonObject:
    """Return the states that are wrong or missing, by key; empty: every entity is right."""
    checks = _checks(simulated)
    shown = {key: state["state"] for key, state in states.items()}
    wrong = {
        key: shown.get(key, "missing")
        for key, check in checks.items()
        if key not in shown or not check(shown[key])
    }
    unchecked = {key: "unchecked" for key in states if key not in checks}
    return {**wrong, **unchecked}


def _checks(simulated: JsonObject) -> Mapping[str, Check]:
    checks: dict[str, Check] = {
        **dict.fromkeys(_KEYS_OF_LOCK, _is("unknown")),
        # Over all locks of the test, which alone knows them.
        **dict.fromkeys(_TOTALS, _is_sum),
    }
    if (lock := simulated["lock"]) is None:
        return {
            **checks,
            "lock_state": _is("no_lock"),
            "active": _is("off"),
            "lock_sessions": _is("off"),
        }
    return {
        **checks,
        "active": _is("on"),
        "lock_sessions": _is("on"),
        "role": _is("wearer"),
        **_lock(lock),
        **_times(lock, simulated["now"]),
        **_people(simulated),
    }


def _lock(lock: JsonObject) -> Mapping[str, Check]:
    state = "frozen" if lock["frozen"] else "locked"
    points, required = lock["task_points"], lock["task_points_required"]
    return {
        "lock_state": _is("unlockable" if lock["unlockable"] else state),
        "frozen": _is_on(lock["frozen"]),
        "unlockable": _is_on(lock["unlockable"]),
        "trusted": _is_on(lock["trusted"]),
        "task_assigned": _is_on(lock["task"] is not None),
        "task_points": _number(points, 0),
        "task_points_required": _number(required, 0),
        "task_points_remaining": _number(max(required - points, 0), 0),
        "lock_title": _is(lock["title"]),
    }


def _times(lock: JsonObject, now: float) -> Mapping[str, Check]:
    def hours(seconds: float | None, tolerance: float) -> Check:
        if seconds is None:
            return _is("unknown")
        return _number(seconds / 3600, tolerance / 3600)

    checks: dict[str, Check] = {
        "time_remaining": hours(lock["remaining"], _REMAINING_TOLERANCE),
        "time_locked": hours(lock["locked"], _LOCKED_TOLERANCE),
        "locked_since": _moment(lock["started_at"]),
    }
    if not lock["frozen"]:
        limit = lock["max_remaining"]
        checks["latest_unlock_time"] = _moment(None if limit is None else now + limit)
        # The second when 0 was reached is known to the test that waited for it.
        checks["unlock_time"] = (
            _in_the_past(now)
            if lock["unlockable"]
            else _moment(now + lock["remaining"])
        )
    return checks


def _people(simulated: JsonObject) -> Mapping[str, Check]:
    checks: dict[str, Check] = {}
    for role in ("wearer", "keyholder"):
        if (person := simulated[role]) is None:
            continue
        checks[role] = _is(person["username"])
        hidden = person["hides_last_seen"]
        last_seen = None if hidden else person["last_seen"]
        checks[f"{role}_last_seen"] = _moment(last_seen, _LAST_SEEN_TOLERANCE)
    return checks


def _is(text: str) -> Check:
    return lambda state: state == text


def _is_on(condition: bool) -> Check:
    return _is("on" if condition else "off")


def _number(value: float, tolerance: float) -> Check:
    def check(state: str) -> bool:
        try:
            return abs(float(state) - value) <= tolerance
        except ValueError:
            return False

    return check


def _is_sum(state: str) -> bool:
    try:
        return float(state) >= 0
    except ValueError:
        return False


def _moment(timestamp: float | None, tolerance: float = _TIMESTAMP_TOLERANCE) -> Check:
    if timestamp is None:
        return _is("unknown")

    def check(state: str) -> bool:
        shown = _timestamp(state)
        return shown is not None and abs(shown - timestamp) <= tolerance

    return check


def _in_the_past(now: float) -> Check:
    def check(state: str) -> bool:
        shown = _timestamp(state)
        return shown is not None and shown <= now + _TIMESTAMP_TOLERANCE

    return check


def _timestamp(state: str) -> float | None:
    try:
        return datetime.fromisoformat(state).timestamp()
    except ValueError:
        return None


_KEYS_OF_LOCK = (
    "frozen",
    "unlockable",
    "trusted",
    "task_assigned",
    "time_remaining",
    "time_locked",
    "unlock_time",
    "locked_since",
    "latest_unlock_time",
    "task_points",
    "task_points_required",
    "task_points_remaining",
    "lock_title",
    "wearer",
    "keyholder",
    "wearer_last_seen",
    "keyholder_last_seen",
    "role",
)
