"""Commands that change the lock: the lock routes and the named actions."""

from collections.abc import Callable
from dataclasses import dataclass

from .accounts import ROLES
from .errors import ApiError
from .fields import Fields, InvalidField, positive_number
from .json_types import JsonValue
from .lock import Lock

SHORTEST_FREEZE = 60
LONGEST_FREEZE = 86400
# Seconds of a hygienic opening whose length the command leaves to the lock.
HYGIENE_DURATION = 900
LOG_ROLES = ("extension", *ROLES)


@dataclass(frozen=True, slots=True)
class LockCommand:
    """A command on the lock and the scope that it needs."""

    scope: str
    run: Callable[[Lock, JsonValue], None]
    """Takes the lock and the params; raises InvalidField or ApiError before any effect."""


def _apply_time(lock: Lock, params: JsonValue) -> None:
    seconds = Fields(params).number("deltaSeconds")
    if seconds == 0:
        raise InvalidField("deltaSeconds must not be 0.")
    lock.add_time(seconds)


def _add_time(lock: Lock, params: JsonValue) -> None:
    lock.add_time(positive_number(params, "params"))


def _remove_time(lock: Lock, params: JsonValue) -> None:
    lock.add_time(-positive_number(params, "params"))


def _freeze(lock: Lock, params: JsonValue) -> None:
    lock.freeze(
        Fields(params, "params").number(
            "durationSeconds", SHORTEST_FREEZE, LONGEST_FREEZE
        )
    )


def _freeze_action(lock: Lock, params: JsonValue) -> None:
    if Fields({} if params is None else params, "params").values():
        _freeze(lock, params)
    else:
        lock.freeze()


def _unfreeze(lock: Lock, params: JsonValue) -> None:
    lock.unfreeze()


def _toggle_freeze(lock: Lock, params: JsonValue) -> None:
    if lock.frozen:
        lock.unfreeze()
    else:
        _freeze(lock, params)


def _start_pillory(lock: Lock, params: JsonValue) -> None:
    fields = Fields(params, "params")
    duration = fields.positive("durationSeconds")
    lock.start_pillory(duration, fields.optional("reason", fields.text, None))


def _end_pillory(lock: Lock, params: JsonValue) -> None:
    lock.end_pillory()


def _patch_settings(lock: Lock, params: JsonValue) -> None:
    lock.settings |= Fields(params, "params").values()


def _assign_task(lock: Lock, params: JsonValue) -> None:
    _require_tasks(lock)
    fields = Fields(params, "params")
    # All fields are checked before assign_task cancels the open run.
    text = fields.text("taskText", shortest=1)
    points = fields.optional("points", fields.not_negative, 0)
    verification = fields.optional("verificationRequired", fields.flag, default=False)
    duration = fields.optional("durationSeconds", fields.positive, None)
    actor = fields.choice("actor", *LOG_ROLES) if "actor" in fields else "extension"
    lock.assign_task(
        text,
        points=points,
        verification_required=verification,
        duration=duration,
        actor=actor,
    )


def _start_task_timer(lock: Lock, params: JsonValue) -> None:
    _require_open_task(lock)
    lock.start_task_timer()


def _complete_task(lock: Lock, params: JsonValue) -> None:
    successful = Fields(params, "params").flag("successful")
    _require_open_task(lock)
    lock.complete_task(successful=successful)


def _start_hygienic_unlock(lock: Lock, params: JsonValue) -> None:
    fields = Fields(params, "params")
    duration = fields.optional("durationSeconds", fields.positive, HYGIENE_DURATION)
    if not lock.hygiene_enabled:
        raise ApiError(400, "module_disabled", "Hygienic Opening is off on this lock.")
    if lock.hygiene_until is not None:
        raise ApiError(
            409, "hygiene_session_active", "A hygiene session is already active."
        )
    lock.start_hygiene(duration)


def _require_tasks(lock: Lock) -> None:
    if not lock.tasks_enabled:
        raise ApiError(400, "module_disabled", "The Tasks module is off on this lock.")


def _require_open_task(lock: Lock) -> None:
    _require_tasks(lock)
    if lock.task is None:
        raise ApiError(409, "no_open_task", "The lock has no open task run.")


LOCK_ROUTES = {
    "/api/apps/v1/lock/apply-time": LockCommand("lock:time", _apply_time),
    "/api/apps/v1/lock/freeze": LockCommand("lock:freeze", _freeze),
    "/api/apps/v1/lock/unfreeze": LockCommand("lock:freeze", _unfreeze),
}

ACTIONS = {
    "add_time": LockCommand("lock:time", _add_time),
    "remove_time": LockCommand("lock:time", _remove_time),
    "freeze": LockCommand("lock:freeze", _freeze_action),
    "unfreeze": LockCommand("lock:freeze", _unfreeze),
    "toggle_freeze": LockCommand("lock:freeze", _toggle_freeze),
    "pillory": LockCommand("lock:pillory", _start_pillory),
    "pillory.end": LockCommand("lock:pillory", _end_pillory),
    "settings.patch": LockCommand("lock:settings", _patch_settings),
    "task.assign": LockCommand("tasks", _assign_task),
    "task.start_timer": LockCommand("tasks", _start_task_timer),
    "task.complete": LockCommand("tasks", _complete_task),
    "hygienic_unlock.start": LockCommand("hygiene", _start_hygienic_unlock),
}
