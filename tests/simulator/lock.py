"""One lock: countdown, freeze, pillory, hygiene session, tasks, and its people and device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import math
import secrets
from typing import TypedDict

from .accounts import ROLES, Person, Token
from .device import Device
from .json_types import JsonObject

# Differences of times since the epoch carry rounding errors below a
# microsecond; without rounding them away, 60 s could be cut to 59 whole ones.
_PRECISION = 5


@dataclass(kw_only=True, slots=True)
class Task:
    """One run of a task; times in seconds since the epoch, duration in seconds."""

    task_id: str
    text: str
    points: int | float = 0
    verification_required: bool = False
    duration: int | float | None = None
    actor: str = "extension"
    assigned_at: float
    timer_started_at: float | None = None
    status: str = "open"
    """One of open, cancelled, completed, failed."""


class LockFields(TypedDict, total=False):
    """The fields with which a lock can be started."""

    title: str
    remaining: float
    locked: float
    max_remaining: float | None
    task_points: float
    task_points_required: float
    trusted: bool
    tasks_enabled: bool
    hygiene_enabled: bool


class Lock:
    """A lock whose state is derived from the clock whenever it is read.

    Durations are seconds, times are seconds since the epoch.
    """

    def __init__(
        self,
        now: Callable[[], float],
        device: Device,
        *,
        wearer: Person | None = None,
        keyholder: Person | None = None,
        roles: Mapping[str, str] | None = None,
        title: str = "Weekend Challenge",
        remaining: float = 27800,
        locked: float = 1420,
        max_remaining: float | None = 86400,
        task_points: float = 12,
        task_points_required: float = 20,
        trusted: bool = False,
        tasks_enabled: bool = True,
        hygiene_enabled: bool = True,
    ) -> None:
        """Make a lock that was started `locked` seconds ago."""
        self._now = now
        self.lock_id = secrets.token_hex(12)
        self.device = device
        self.wearer = wearer
        """None: the wearer of the state."""
        self.keyholder = keyholder
        """None: the keyholder of the state."""
        self.roles = dict(roles or {})
        """By token: the role of the token's owner at this lock."""
        if not set(ROLES).issuperset(self.roles.values()):
            raise ValueError(f"role must be one of {', '.join(ROLES)}")
        self.title = title
        self.trusted = trusted
        self.tasks_enabled = tasks_enabled
        self.hygiene_enabled = hygiene_enabled
        self.task_points = task_points
        self.task_points_required = task_points_required
        self.settings: JsonObject = {}
        self.task_runs: list[Task] = []
        self.pillory_reason: str | None = None
        self.started_at = now() - locked
        self._counted_at = now()
        self._remaining = max(0.0, remaining)
        self._max_remaining = max_remaining
        self._frozen_until: float | None = None
        self._pillory_until: float | None = None
        self._hygiene_until: float | None = None

    def role(self, key: str, token: Token) -> str:
        """Return the role of a token's owner; `key` is the token as it is sent."""
        return self.roles.get(key, token.role)

    @property
    def locked(self) -> float:
        """Seconds since the lock started, frozen or not."""
        return max(0.0, round(self._now() - self.started_at, _PRECISION))

    @locked.setter
    def locked(self, seconds: float) -> None:
        self.started_at = self._now() - seconds

    @property
    def remaining(self) -> float:
        """Seconds until the lock can be opened, 0 at least; stands still while frozen."""
        return max(0.0, round(self._remaining - self._counted(), _PRECISION))

    @remaining.setter
    def remaining(self, seconds: float) -> None:
        self._settle()
        self._remaining = max(0.0, seconds)

    @property
    def max_remaining(self) -> float | None:
        """Largest seconds that may remain; counts down with the remaining time."""
        if self._max_remaining is None:
            return None
        return max(0.0, round(self._max_remaining - self._counted(), _PRECISION))

    @max_remaining.setter
    def max_remaining(self, seconds: float | None) -> None:
        self._settle()
        self._max_remaining = seconds

    @property
    def unlockable(self) -> bool:
        """Whether no time remains."""
        return self.remaining <= 0

    @property
    def frozen(self) -> bool:
        """Whether the remaining time stands still."""
        return self._frozen_until is not None and self._now() < self._frozen_until

    @property
    def frozen_until(self) -> float | None:
        """End of the freeze; None if not frozen or frozen without an end."""
        if not self.frozen or self._frozen_until == math.inf:
            return None
        return self._frozen_until

    def add_time(self, seconds: float) -> None:
        """Add to the remaining time; a negative number removes."""
        self.remaining += seconds

    def freeze(self, seconds: float | None = None) -> None:
        """Freeze from now on, without an end if None; replaces a running freeze."""
        self._settle()
        self._frozen_until = math.inf if seconds is None else self._now() + seconds

    def unfreeze(self) -> None:
        """End a freeze; nothing happens if there is none."""
        self._settle()
        self._frozen_until = None

    @property
    def pillory_until(self) -> float | None:
        """End of the running pillory; None if there is none."""
        return self._if_ahead(self._pillory_until)

    def start_pillory(self, seconds: float, reason: str | None = None) -> None:
        """Start a pillory; replaces a running one."""
        self._pillory_until = self._now() + seconds
        self.pillory_reason = reason

    def end_pillory(self) -> None:
        """End the pillory; nothing happens if there is none."""
        self._pillory_until = None

    @property
    def hygiene_until(self) -> float | None:
        """End of the active hygiene session; None if there is none."""
        return self._if_ahead(self._hygiene_until)

    def start_hygiene(self, seconds: float) -> None:
        """Start a hygiene session; replaces an active one."""
        self._hygiene_until = self._now() + seconds

    def end_hygiene(self) -> None:
        """End the hygiene session; nothing happens if there is none."""
        self._hygiene_until = None

    @property
    def task(self) -> Task | None:
        """The open task run."""
        if self.task_runs and self.task_runs[-1].status == "open":
            return self.task_runs[-1]
        return None

    def assign_task(
        self,
        text: str,
        *,
        points: float = 0,
        verification_required: bool = False,
        duration: float | None = None,
        actor: str = "extension",
    ) -> Task:
        """Cancel an open run and make a new one."""
        self.cancel_task()
        task = Task(
            task_id=secrets.token_hex(12),
            text=text,
            points=points,
            verification_required=verification_required,
            duration=duration,
            actor=actor,
            assigned_at=self._now(),
        )
        self.task_runs.append(task)
        return task

    def start_task_timer(self) -> None:
        """Start the open run's timer; nothing happens without an open run."""
        if task := self.task:
            task.timer_started_at = self._now()

    def complete_task(self, *, successful: bool = True) -> None:
        """Close the open run; its points count if it was successful."""
        if task := self.task:
            task.status = "completed" if successful else "failed"
            if successful:
                self.task_points += task.points

    def cancel_task(self) -> None:
        """Cancel the open run; nothing happens if there is none."""
        if task := self.task:
            task.status = "cancelled"

    def _counted(self) -> float:
        """Return the seconds that count against the remaining time since it was stored."""
        counts_from = self._counted_at
        if self._frozen_until is not None:
            counts_from = max(counts_from, self._frozen_until)
        return max(0.0, self._now() - counts_from)

    def _settle(self) -> None:
        """Store the times as they are now, so that a change can start from them."""
        counted = self._counted()
        self._remaining = max(0.0, self._remaining - counted)
        if self._max_remaining is not None:
            self._max_remaining = max(0.0, self._max_remaining - counted)
        if not self.frozen:
            self._frozen_until = None
        self._counted_at = self._now()

    def _if_ahead(self, end: float | None) -> float | None:
        return end if end is not None and end > self._now() else None
