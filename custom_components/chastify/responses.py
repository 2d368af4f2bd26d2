"""What actions answer; documented in docs/actions.md."""

from datetime import datetime
from typing import TypedDict

from .api import JsonValue
from .lock.reading import Reading


class LockResponse(TypedDict):
    """A lock as it was read; None where the service doesn't say it.

    Durations are seconds, moments ISO 8601 in UTC.
    """

    lock_state: str
    lock_id: str | None
    role: str | None
    frozen: bool | None
    unlockable: bool | None
    trusted: bool | None
    task_assigned: bool | None
    time_remaining: float | None
    time_locked: float | None
    max_time_remaining: float | None
    unlock_time: str | None
    locked_since: str | None
    latest_unlock_time: str | None
    frozen_since: str | None
    frozen_by: str | None
    task_points: float | None
    task_points_required: float | None
    lock_title: str | None
    wearer: str | None
    keyholder: str | None


class ActionResponse(TypedDict):
    """The API's answer, and the lock as read after it, None where it couldn't be read."""

    result: JsonValue
    lock: LockResponse | None


class AssignTaskResponse(ActionResponse):
    """Also: whether an open task was replaced, None where nobody knows."""

    replaced_task: bool | None


class StopsResponse(TypedDict):
    """The answers of several accounts, by the ids of their entries."""

    accounts: dict[str, ActionResponse]


def lock_response(reading: Reading | None) -> LockResponse | None:
    """Return a reading as actions answer it."""
    if reading is None:
        return None
    session, times = reading.session, reading.times
    lock = session.lock_data if session else None
    return {
        "lock_state": reading.lock_state.value,
        "lock_id": session.lock_id if session else None,
        "role": session.role.value if session and session.role else None,
        "frozen": lock.frozen if lock else None,
        "unlockable": lock.unlockable if lock else None,
        "trusted": lock.trusted if lock else None,
        "task_assigned": lock.task_assigned if lock else None,
        "time_remaining": lock.time_remaining if lock else None,
        "time_locked": lock.time_locked if lock else None,
        "max_time_remaining": lock.max_time_remaining if lock else None,
        "unlock_time": _text(times.unlock_time),
        "locked_since": _text(times.locked_since),
        "latest_unlock_time": _text(times.latest_unlock_time),
        "frozen_since": _text(times.frozen_since),
        "frozen_by": times.frozen_by,
        "task_points": lock.task_points if lock else None,
        "task_points_required": lock.task_points_required if lock else None,
        "lock_title": lock.lock_title if lock else None,
        "wearer": lock.wearer.username if lock else None,
        "keyholder": lock.keyholder.username if lock else None,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
