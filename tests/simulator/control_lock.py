"""Locks that are started, named and changed through the control interface."""

from collections.abc import Callable, Mapping

from .accounts import ROLES, Person
from .actions import LOG_ROLES
from .control_people import read_person
from .fields import Fields, InvalidField
from .lock import Lock
from .state import State


def start_lock(state: State, fields: Fields) -> Lock:
    """Start a lock in the current one's place; raises InvalidField before any effect."""
    return _started(state.start_lock, fields)


def add_lock(state: State, fields: Fields) -> Lock:
    """Start a lock beside the others; raises InvalidField before any effect."""
    return _started(state.add_lock, fields)


def _started(start: Callable[[], Lock], fields: Fields) -> Lock:
    values = _start_values(fields.only(*_START_FIELDS))
    lock = start()
    _set(lock, values)
    return lock


def named_lock(state: State, fields: Fields) -> Lock | None:
    """Return the lock that the field `lock` names, the current one where it is left out."""
    return active_lock(state, fields) if "lock" in fields else state.lock


def active_lock(state: State, fields: Fields) -> Lock:
    """Return the active lock whose id is in the field `lock`."""
    lock_id = fields.text("lock")
    lock = state.active_lock(lock_id)
    if lock is None:
        raise InvalidField(f"There is no active lock {lock_id}.")
    return lock


def change_lock(state: State, fields: Fields) -> Lock:
    """Change anything of a lock; raises InvalidField before any effect."""
    lock = named_lock(state, fields.only("lock", *_START_FIELDS, *_CHANGES))
    if lock is None:
        raise InvalidField("There is no current lock.")
    values = _start_values(fields)
    changes = [read(lock, fields) for name, read in _CHANGES.items() if name in fields]
    _set(lock, values)
    for change in changes:
        change()
    return lock


def _start_values(fields: Fields) -> Mapping[str, object]:
    return {
        name: read(fields, name)
        for name, read in _START_FIELDS.items()
        if name in fields
    }


def _set(lock: Lock, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(lock, name, value)


def _max_remaining(fields: Fields, name: str) -> float | None:
    return fields.nullable(name, fields.not_negative)


def _person(fields: Fields, name: str) -> Person | None:
    person = fields.nullable(name, fields.fields)
    return None if person is None else read_person(person, None)


def _roles(fields: Fields, name: str) -> Mapping[str, str]:
    roles = fields.fields(name)
    return {token: roles.choice(token, *ROLES) for token in roles.values()}


_START_FIELDS: Mapping[str, Callable[[Fields, str], object]] = {
    "lock_id": Fields.text,
    "title": Fields.text,
    "remaining": Fields.not_negative,
    "locked": Fields.not_negative,
    "max_remaining": _max_remaining,
    "task_points": Fields.not_negative,
    "task_points_required": Fields.not_negative,
    "trusted": Fields.flag,
    "tasks_enabled": Fields.flag,
    "hygiene_enabled": Fields.flag,
    "wearer": _person,
    "keyholder": _person,
    "roles": _roles,
}
"""How a field is read that is set as the lock's attribute of the same name."""


def _add_seconds(lock: Lock, fields: Fields) -> Callable[[], None]:
    seconds = fields.number("add_seconds")
    return lambda: lock.add_time(seconds)


def _freeze_seconds(lock: Lock, fields: Fields) -> Callable[[], None]:
    seconds = fields.nullable("freeze_seconds", fields.positive)
    return lambda: lock.freeze(seconds)


def _unfreeze(lock: Lock, fields: Fields) -> Callable[[], None]:
    return lock.unfreeze if fields.flag("unfreeze") else lambda: None


def _pillory(lock: Lock, fields: Fields) -> Callable[[], None]:
    seconds = fields.nullable("pillory_seconds", fields.positive)
    return lock.end_pillory if seconds is None else lambda: lock.start_pillory(seconds)


def _hygiene(lock: Lock, fields: Fields) -> Callable[[], None]:
    seconds = fields.nullable("hygiene_seconds", fields.positive)
    return lock.end_hygiene if seconds is None else lambda: lock.start_hygiene(seconds)


def _settings(lock: Lock, fields: Fields) -> Callable[[], None]:
    settings = fields.object("settings")

    def change() -> None:
        lock.settings = settings

    return change


def _task(lock: Lock, fields: Fields) -> Callable[[], None]:
    task = fields.nullable("task", fields.fields)
    if task is None:
        return lock.cancel_task
    task.only("text", "points", "verification_required", "duration", "actor")
    text = task.text("text", shortest=1)
    points = task.optional("points", task.not_negative, 0)
    verification = task.optional("verification_required", task.flag, default=False)
    duration = task.optional("duration", task.positive, None)
    actor = task.choice("actor", *LOG_ROLES) if "actor" in task else "extension"

    def change() -> None:
        lock.assign_task(
            text,
            points=points,
            verification_required=verification,
            duration=duration,
            actor=actor,
        )

    return change


def _complete_task(lock: Lock, fields: Fields) -> Callable[[], None]:
    successful = fields.flag("complete_task")
    return lambda: lock.complete_task(successful=successful)


_CHANGES = {
    "add_seconds": _add_seconds,
    "freeze_seconds": _freeze_seconds,
    "unfreeze": _unfreeze,
    "pillory_seconds": _pillory,
    "hygiene_seconds": _hygiene,
    "settings": _settings,
    "task": _task,
    "complete_task": _complete_task,
}
