"""Changes of a lock that come through the control interface."""

from collections.abc import Callable

from .actions import LOG_ROLES
from .fields import Fields
from .lock import Lock

_START_FIELDS = (
    "lock_id",
    "title",
    "remaining",
    "locked",
    "max_remaining",
    "task_points",
    "task_points_required",
    "trusted",
    "tasks_enabled",
    "hygiene_enabled",
)


def set_lock_fields(lock: Lock, fields: Fields) -> None:
    """Set the fields with which a lock starts; raises InvalidField before any effect."""
    _apply(_start_changes(lock, fields.only(*_START_FIELDS)))


def change_lock(lock: Lock, fields: Fields) -> None:
    """Change anything of a lock; raises InvalidField before any effect."""
    fields.only(*_START_FIELDS, *_CHANGES)
    changes = _start_changes(lock, fields)
    changes += [read(lock, fields) for name, read in _CHANGES.items() if name in fields]
    _apply(changes)


def _apply(changes: list[Callable[[], None]]) -> None:
    for change in changes:
        change()


def _start_changes(lock: Lock, fields: Fields) -> list[Callable[[], None]]:
    lock_id = fields.optional("lock_id", fields.text, lock.lock_id)
    title = fields.optional("title", fields.text, lock.title)
    remaining = fields.optional("remaining", fields.not_negative, None)
    locked = fields.optional("locked", fields.not_negative, None)
    max_remaining = (
        fields.nullable("max_remaining", fields.not_negative)
        if "max_remaining" in fields
        else lock.max_remaining
    )
    points = fields.optional("task_points", fields.not_negative, lock.task_points)
    required = fields.optional(
        "task_points_required", fields.not_negative, lock.task_points_required
    )
    trusted = fields.optional("trusted", fields.flag, lock.trusted)
    tasks = fields.optional("tasks_enabled", fields.flag, lock.tasks_enabled)
    hygiene = fields.optional("hygiene_enabled", fields.flag, lock.hygiene_enabled)

    def change() -> None:
        lock.lock_id = lock_id
        lock.title = title
        if remaining is not None:
            lock.remaining = remaining
        if locked is not None:
            lock.locked = locked
        lock.max_remaining = max_remaining
        lock.task_points = points
        lock.task_points_required = required
        lock.trusted = trusted
        lock.tasks_enabled = tasks
        lock.hygiene_enabled = hygiene

    return [change]


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
