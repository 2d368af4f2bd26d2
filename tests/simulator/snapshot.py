"""The simulator's state and its records as JSON, for other processes."""

from dataclasses import asdict

from .accounts import Person
from .device import Device, Interval
from .json_types import JsonObject
from .lock import Lock, Task
from .recorded import RecordedRequest
from .state import State


def state_json(state: State) -> JsonObject:
    """Return everything but the recorded requests."""
    return {
        "now": state.now(),
        "speed": state.clock.speed,
        "envelope": state.envelope,
        "shape": asdict(state.shape),
        "heeds_pins": state.heeds_pins,
        "overrides": state.overrides,
        "session_overrides": state.session_overrides,
        "lock": None if state.lock is None else lock_json(state.lock),
        "locks": [lock_json(lock) for lock in state.locks],
        "wearer": _person_json(state.wearer),
        "keyholder": _person_json(state.keyholder),
        "tokens": {
            name: {
                "role": token.role,
                "username": token.username,
                "revoked": name in state.revoked,
                "scopes": [*sorted(state.scopes.get(name, ()))],
            }
            for name, token in state.tokens.items()
        },
        "developer_keys": {
            name: {"revoked": name in state.revoked, "scopes": [*sorted(scopes)]}
            for name, scopes in state.scopes.items()
            if name not in state.tokens
        },
        "extension_sessions": {
            name: {
                "developer_key": session.developer_key,
                "main_token": session.main_token,
                "lock": None if session.lock is None else session.lock.lock_id,
                "ended": session.ended,
            }
            for name, session in state.extension_sessions.items()
        },
        "device": _device_json(state.device),
        "devices": [_device_json(device) for device in state.devices],
        "logs": [*state.logs],
        "notifications": [*state.notifications],
        "limits": {
            "reads": state.limits.reads,
            "actions": state.limits.actions,
            "retry_after": state.limits.retry_after,
        },
        "faults": len(state.faults),
        "requests": len(state.requests),
    }


def lock_json(lock: Lock) -> JsonObject:
    """Return a lock; durations in seconds, times in seconds since the epoch.

    Where `wearer` or `keyholder` is None, it is the state's.
    """
    return {
        "lock_id": lock.lock_id,
        "title": lock.title,
        "remaining": lock.remaining,
        "max_remaining": lock.max_remaining,
        "locked": lock.locked,
        "started_at": lock.started_at,
        "frozen": lock.frozen,
        "frozen_until": lock.frozen_until,
        "unlockable": lock.unlockable,
        "trusted": lock.trusted,
        "task_points": lock.task_points,
        "task_points_required": lock.task_points_required,
        "tasks_enabled": lock.tasks_enabled,
        "hygiene_enabled": lock.hygiene_enabled,
        "pillory_until": lock.pillory_until,
        "pillory_reason": lock.pillory_reason,
        "hygiene_until": lock.hygiene_until,
        "settings": lock.settings,
        "task": None if lock.task is None else _task_json(lock.task),
        "task_runs": [_task_json(task) for task in lock.task_runs],
        "wearer": _person_json(lock.wearer),
        "keyholder": _person_json(lock.keyholder),
        "roles": {**lock.roles},
        "device": _device_json(lock.device),
    }


def request_json(request: RecordedRequest) -> JsonObject:
    """Return a recorded request; bytes that are not UTF-8 are replaced in `raw_body`."""
    return {
        "method": request.method,
        "path": request.path,
        "headers": {**request.headers},
        "body": request.body,
        "raw_body": request.raw_body.decode(errors="replace"),
        "arrived": request.arrived,
        "arrived_at": request.arrived_at,
        "status": request.status,
        "effect": request.effect,
        "lock_id": request.lock_id,
    }


def _task_json(task: Task) -> JsonObject:
    return asdict(task)


def _person_json(person: Person | None) -> JsonObject | None:
    return None if person is None else asdict(person)


def _device_json(device: Device) -> JsonObject:
    return {
        "connected": device.connected,
        "capabilities": [*sorted(device.capabilities)],
        "supported_commands": [*device.supported_commands],
        "intervals": [_interval_json(interval) for interval in device.intervals],
        "running": [_interval_json(interval) for interval in device.running],
    }


def _interval_json(interval: Interval) -> JsonObject:
    return {
        "kind": interval.kind,
        "from": interval.since,
        "until": interval.until,
        "params": interval.params,
    }
