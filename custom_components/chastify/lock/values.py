"""The values of a reading by the keys of their entities, and since when they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypedDict

from ..api import JsonValue, LockData
from ..clock import stored_moment
from ..const import MAX_STATE_LENGTH
from .reading import Reading, of_lock

type SensorValue = float | str | datetime | None
type Value = SensorValue | bool


def _task_points_remaining(lock: LockData) -> float | None:
    if lock.task_points is None or lock.task_points_required is None:
        return None
    return max(lock.task_points_required - lock.task_points, 0)


def _cut(text: str | None) -> str | None:
    """Return a text in the length of a state, None for an empty one."""
    return text[:MAX_STATE_LENGTH] if text else None


# True or false, None where unknown.
FACTS: Final[Mapping[str, Callable[[Reading], bool | None]]] = {
    "active": lambda reading: reading.session is not None,
    "frozen": of_lock(lambda lock: lock.frozen),
    "unlockable": of_lock(lambda lock: lock.unlockable),
    "trusted": of_lock(lambda lock: lock.trusted),
    "task_assigned": of_lock(lambda lock: lock.task_assigned),
}

# Durations in seconds, moments in UTC.
MEASURES: Final[Mapping[str, Callable[[Reading], SensorValue]]] = {
    "lock_state": lambda reading: reading.lock_state,
    "time_remaining": of_lock(lambda lock: lock.time_remaining),
    "time_locked": of_lock(lambda lock: lock.time_locked),
    "max_time_remaining": of_lock(lambda lock: lock.max_time_remaining),
    "unlock_time": lambda reading: reading.times.unlock_time,
    "locked_since": lambda reading: reading.times.locked_since,
    "latest_unlock_time": lambda reading: reading.times.latest_unlock_time,
    "task_points": of_lock(lambda lock: lock.task_points),
    "task_points_required": of_lock(lambda lock: lock.task_points_required),
    "task_points_remaining": of_lock(_task_points_remaining),
    "lock_title": of_lock(lambda lock: _cut(lock.lock_title)),
    "wearer": of_lock(lambda lock: _cut(lock.wearer.username)),
    "keyholder": of_lock(lambda lock: _cut(lock.keyholder.username)),
    "wearer_last_seen": of_lock(lambda lock: lock.wearer.last_seen),
    "keyholder_last_seen": of_lock(lambda lock: lock.keyholder.last_seen),
    "role": lambda reading: reading.session.role if reading.session else None,
}


VALUES: Final[dict[str, Callable[[Reading], Value]]] = {**MEASURES, **FACTS}


# The lock in the responses of actions; documented in docs/actions.md.
_ANSWERED: Final[Mapping[str, Callable[[Reading], Value]]] = {
    **VALUES,
    "lock_id": lambda reading: reading.session.lock_id if reading.session else None,
    "frozen_since": lambda reading: reading.times.frozen_since,
    "frozen_by": lambda reading: reading.times.frozen_by,
    # In full length.
    "lock_title": of_lock(lambda lock: lock.lock_title),
    "wearer": of_lock(lambda lock: lock.wearer.username),
    "keyholder": of_lock(lambda lock: lock.keyholder.username),
}
ANSWERED_KEYS: Final = (
    "lock_state",
    "lock_id",
    "role",
    "frozen",
    "unlockable",
    "trusted",
    "task_assigned",
    "time_remaining",
    "time_locked",
    "max_time_remaining",
    "unlock_time",
    "locked_since",
    "latest_unlock_time",
    "frozen_since",
    "frozen_by",
    "task_points",
    "task_points_required",
    "lock_title",
    "wearer",
    "keyholder",
)


def lock_response(reading: Reading | None) -> dict[str, JsonValue] | None:
    """Return the lock for the response of an action, None without a reading."""
    if reading is None:
        return None
    return {key: as_json(_ANSWERED[key](reading)) for key in ANSWERED_KEYS}


def as_json(value: Value) -> JsonValue:
    """Return a value for JSON: moments in ISO 8601, UTC."""
    match value:
        case datetime():
            return value.isoformat()
        case StrEnum():
            return value.value
    return value


HELD_KEYS: Final = ("frozen", "unlockable", "task_assigned")


class HeldValueJson(TypedDict):
    """A stored value; the moment in ISO 8601."""

    value: bool
    since: str
    has_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """The current value of a lock.

    since: the first reading of it (UTC).
    has_changed: whether an earlier reading of the same lock showed the other value.
    """

    value: bool
    since: datetime
    has_changed: bool

    def as_json(self) -> HeldValueJson:
        """Return the value for the store."""
        return {
            "value": self.value,
            "since": self.since.isoformat(),
            "has_changed": self.has_changed,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """Return a value from the store; raises ValueError, KeyError, TypeError."""
        since = stored["since"]
        if not isinstance(since, str):
            raise TypeError
        return cls(
            value=stored["value"] is True,
            since=stored_moment(since),
            has_changed=stored["has_changed"] is True,
        )


def held_from_json(stored: object) -> dict[str, HeldValue]:
    """Return the stored values that can be read; the others begin at the next reading."""
    found: dict[str, HeldValue] = {}
    if not isinstance(stored, dict):
        return found
    for key in HELD_KEYS:
        try:
            found[key] = HeldValue.from_json(stored[key])
        except KeyError, TypeError, ValueError:
            continue
    return found


def advance_held(
    held: Mapping[str, HeldValue], reading: Reading
) -> dict[str, HeldValue]:
    """Return the values of a lock after another reading, none without a lock."""
    if reading.session is None:
        return {}
    now = reading.measurement.middle.replace(microsecond=0)
    advanced = dict(held)
    for key in HELD_KEYS:
        value = FACTS[key](reading)
        before = held.get(key)
        if value is None or (before is not None and before.value is value):
            continue
        since = reading.times.frozen_since if key == "frozen" and value else None
        advanced[key] = HeldValue(
            value=value, since=since or now, has_changed=before is not None
        )
    return advanced
