"""The simulated locks of script/develop, over restarts of their simulators."""

from dataclasses import dataclass
import json
from pathlib import Path
from time import time

from .json_types import JsonObject
from .simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, SimulatorProcess

_DAY = 24 * 60 * 60

_COPIED = (
    "lock_id",
    "title",
    "task_points",
    "task_points_required",
    "trusted",
    "tasks_enabled",
    "hygiene_enabled",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLock:
    """A lock as it starts, and the change of it at once; fields of the simulator's control."""

    fields: JsonObject
    change: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A simulator of script/develop: the token of the account that is shown, and its lock."""

    name: str
    token: str
    lock: NewLock


WORLDS = (
    World(
        name="wearer",
        token=WEARER_TOKEN,
        lock=NewLock(
            fields={
                "title": "Weekend Challenge",
                "locked": 2.2 * _DAY,
                "remaining": 3.4 * _DAY,
                "max_remaining": 9 * _DAY,
                "task_points": 12,
                "task_points_required": 20,
            },
            change={"task": {"text": "Water the plants", "points": 3}},
        ),
    ),
    World(
        name="keyholder",
        token=KEYHOLDER_TOKEN,
        lock=NewLock(
            fields={
                "title": "Until the review",
                "locked": 0.8 * _DAY,
                "remaining": 1.3 * _DAY,
            },
            change={"freeze_seconds": None},
        ),
    ),
)


async def keep_lock(simulator: SimulatorProcess, path: Path) -> None:
    """Write down the lock as it is now."""
    state = await simulator.state()
    _write(path, {"kept_at": time(), "now": state["now"], "lock": state["lock"]})


async def start_as_kept(simulator: SimulatorProcess, path: Path, new: NewLock) -> None:
    """Start the lock that was written down, as if its time had gone on; else a new one."""
    kept = _read(path)
    if kept is None:
        await simulator.start_lock(**new.fields)
        await simulator.change_lock(**new.change)
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
