"""The simulated lock over restarts of the simulator."""

import json
from pathlib import Path
from time import time

from .json_types import JsonObject
from .simulator import SimulatorProcess

_COPIED = (
    "lock_id",
    "title",
    "task_points",
    "task_points_required",
    "trusted",
    "tasks_enabled",
    "hygiene_enabled",
)


async def keep_lock(simulator: SimulatorProcess, path: Path) -> None:
    """Write down the lock as it is now."""
    state = await simulator.state()
    _write(path, {"kept_at": time(), "now": state["now"], "lock": state["lock"]})


async def start_as_kept(simulator: SimulatorProcess, path: Path) -> None:
    """Start the lock that was written down, as if its time had gone on; else a new one."""
    kept = _read(path)
    if kept is None:
        await simulator.start_lock()
        return
    lock = kept["lock"]
    if lock is None:
        return
    passed = max(0.0, time() - kept["kept_at"])
    frozen = _frozen_seconds(lock, kept["now"])
    counted = max(0.0, passed - frozen)
    limit = lock["max_remaining"]
    await simulator.start_lock(
        **{name: lock[name] for name in _COPIED},
        locked=lock["locked"] + passed,
        remaining=max(0.0, lock["remaining"] - counted),
        max_remaining=None if limit is None else max(0.0, limit - counted),
    )
    if frozen > passed:
        endless = lock["frozen_until"] is None
        seconds = None if endless else frozen - passed
        await simulator.change_lock(freeze_seconds=seconds)
    if task := lock["task"]:
        names = ("text", "points", "verification_required", "duration", "actor")
        await simulator.change_lock(
            task={name: task[name] for name in names if task[name] is not None}
        )


def _frozen_seconds(lock: JsonObject, now: float) -> float:
    """Return for how long the lock was still frozen when it was written down."""
    if not lock["frozen"]:
        return 0.0
    until: float | None = lock["frozen_until"]
    return float("inf") if until is None else until - now


def _write(path: Path, kept: JsonObject) -> None:
    path.write_text(json.dumps(kept), "utf-8")


def _read(path: Path) -> JsonObject | None:
    if not path.exists():
        return None
    kept: JsonObject = json.loads(path.read_text("utf-8"))
    return kept
