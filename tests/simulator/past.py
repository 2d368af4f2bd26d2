"""The service as it was at earlier readings, for caches and for replicas that lag behind."""

from collections import deque
from collections.abc import Iterable
import copy
from dataclasses import replace
from typing import Final

from .json_types import JsonObject
from .lock import Lock

_MOST: Final = 100


class Locks:
    """Active locks, and the current one among them."""

    def __init__(self, locks: Iterable[Lock], current: Lock | None) -> None:
        """Copy the locks: their state stays, and goes on with the clock."""
        copies = {id(lock): _copy(lock) for lock in locks}
        self._locks = [*copies.values()]
        self.lock = None if current is None else copies[id(current)]
        """The current lock."""

    def active_lock(self, lock_id: str) -> Lock | None:
        """Return the active lock with this id."""
        return next((lock for lock in self._locks if lock.lock_id == lock_id), None)


class Past:
    """The state and the answer of the service at each of the newest readings."""

    def __init__(self) -> None:
        """Start without readings."""
        self._locks: deque[Locks] = deque(maxlen=_MOST)
        self._answers: dict[str, deque[JsonObject]] = {}

    def note(self, locks: Locks) -> None:
        """Keep the locks as a reading finds them."""
        self._locks.append(locks)

    def note_answer(self, authorization: str, data: JsonObject) -> None:
        """Keep the answer to a reading."""
        answers = self._answers.setdefault(authorization, deque(maxlen=_MOST))
        answers.append(copy.deepcopy(data))

    def locks(self, readings: int) -> Locks | None:
        """Return the locks of so many readings ago (1: the last), or of the first one."""
        return self._locks[max(-readings, -len(self._locks))] if self._locks else None

    def answer(self, authorization: str, readings: int) -> JsonObject | None:
        """Return the answer of so many readings ago, or the first one."""
        answers = self._answers.get(authorization)
        return answers[max(-readings, -len(answers))] if answers else None


def _copy(lock: Lock) -> Lock:
    """Return a lock that no later change reaches."""
    copied = copy.copy(lock)
    copied.task_runs = [replace(task) for task in lock.task_runs]
    copied.settings = copy.deepcopy(lock.settings)
    return copied
