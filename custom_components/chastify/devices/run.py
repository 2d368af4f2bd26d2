"""A run of a device, its planned stop, and where that is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
import math
from typing import Final, NamedTuple, TypedDict

from ..account.access import Access
from ..account.entered_text import normalized_if_valid
from ..api.hardware import STOP_ALL, STOPS
from ..clock import stored_moment
from .connected import Route

# A run is overdue this long after its planned stop.
OVERDUE_AFTER: Final = timedelta(seconds=3)


class StopProblem(StrEnum):
    """Why a run isn't stopped; the values are the translation keys of the repair issues."""

    UNACKNOWLEDGED = "device_may_run"
    REFUSED = "device_stop_refused"
    LOCK_ENDED = "device_lock_ended"
    LEFT = "device_left_running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the requests of a stop are sent.

    access: server and token of the account.
    session_id: an extension session, None for the route of the token.
    lock_id: the lock to which they are pinned, None where the service picks one.
    """

    access: Access
    session_id: str | None = field(default=None, repr=False)
    lock_id: str | None = None

    @property
    def unpinned(self) -> Target:
        """The same without a pin."""
        return Target(access=self.access, session_id=self.session_id)


class Credentials(NamedTuple):
    """All that a request to hardware is sent with."""

    access: Access
    route: Route

    def target(self, lock_id: str | None = None) -> Target:
        """Return where they reach hardware; extension sessions have no pin."""
        return Target(
            access=self.access,
            session_id=self.route.session_id,
            lock_id=lock_id if self.route.session_id is None else None,
        )


class RunJson(TypedDict, total=False):
    """A stored run, with all that its stop needs when neither entry nor device is left."""

    entry_id: str
    subentry_id: str
    name: str
    base_url: str
    token: str
    session_id: str | None
    main_token: str | None
    developer_key: str | None
    lock_id: str | None
    wearer: str | None
    since: str | None
    ends_at: str | None
    stop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a planned stop is due.

    stop_at: in seconds by the loop's clock, which nobody can set.
    stop_at_wall: by the wall clock, which goes on while the machine sleeps.
    """

    stop_at: float
    stop_at_wall: datetime

    def is_due(
        self, steady_now: float, wall_now: datetime, late: timedelta = timedelta(0)
    ) -> bool:
        """Tell whether it is due by either clock, or was due as long ago as `late`."""
        return (
            steady_now >= self.stop_at + late.total_seconds()
            or wall_now >= self.stop_at_wall + late
        )

    def earlier_of(self, other: Plan) -> Plan:
        """Return the earlier moment by each clock."""
        return Plan(
            stop_at=min(self.stop_at, other.stop_at),
            stop_at_wall=min(self.stop_at_wall, other.stop_at_wall),
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Run:
    """Overlapping starts of a device that the same command stops.

    lock_id, wearer: the lock to which the starts were pinned, None where it wasn't known.
    since: when the first of them was sent.
    first_started: the same in seconds by the loop's clock.
    cap_ends: when the caps end it, by the same clock.
    plan: its planned stop; set as long as it may be running.
    is_due: whether its stop was begun.
    ends_at: the end of the start that is being stored.
    planned: the number of starts that are being stored.
    starts: the number of starts that were sent.
    in_flight: the number of starts without an answer.
    stop_again: whether it was stopped, or declared off, while a start had no answer.
    is_declared_off: whether a person said that the device is off, so that only a start without an
    answer may still begin it.
    is_overdue: whether its stop has been due for more than 3 s.
    is_lock_ended: whether the service said that its lock has ended.
    problem: why its stop isn't acknowledged, as far as it is known.
    """

    entry_id: str
    subentry_id: str
    name: str = field(repr=False)
    access: Access
    route: Route
    stop: str
    lock_id: str | None = None
    wearer: str | None = field(default=None, repr=False)
    since: datetime | None = None
    first_started: float = math.inf
    cap_ends: float = math.inf
    plan: Plan | None = None
    ends_at: datetime | None = None
    planned: int = 0
    starts: int = 0
    in_flight: int = 0
    stop_again: bool = False
    is_due: bool = False
    is_declared_off: bool = False
    is_overdue: bool = False
    is_lock_ended: bool = False
    problem: StopProblem = StopProblem.UNACKNOWLEDGED

    @property
    def may_run(self) -> bool:
        """Whether a start was sent that no stop is known to have ended."""
        return self.plan is not None

    @property
    def credentials(self) -> Credentials:
        """Those of its starts, which may have been renewed since."""
        return Credentials(self.access, self.route)

    @property
    def target(self) -> Target:
        """Where its stop is sent."""
        return self.credentials.target(self.lock_id)

    def is_ended_by(self, command: str) -> bool:
        """Tell whether a command that reaches the device ends it."""
        return command in (STOP_ALL, self.stop)

    def shares_hardware(self, other: Run) -> bool:
        """Tell whether another run may be on the same hardware.

        A lock that isn't known may be the same lock.
        """
        own, its = self.target, other.target
        return own.unpinned == its.unpinned and (
            None in (own.lock_id, its.lock_id) or own.lock_id == its.lock_id
        )

    def as_json(self) -> RunJson:
        """Return its stored form."""
        ends = self.plan.stop_at_wall if self.plan is not None else None
        ends_at = max(filter(None, (ends, self.ends_at)), default=None)
        return {
            "entry_id": self.entry_id,
            "subentry_id": self.subentry_id,
            "name": self.name,
            "base_url": self.access.base_url,
            "token": self.access.token,
            "session_id": self.route.session_id,
            "main_token": self.route.main_token,
            "developer_key": self.route.developer_key,
            "lock_id": self.lock_id,
            "wearer": self.wearer,
            "since": self.since.isoformat() if self.since else None,
            "ends_at": ends_at.isoformat() if ends_at else None,
            "stop": self.stop,
        }


def stored_run(
    stored: object, accesses: Mapping[str, Access]
) -> tuple[Run | None, bool]:
    """Return a run from the store, and whether its route is known.

    A missing access is taken from the entry that it names; the run is None where there is none
    either. Without a route its stop is the stop of everything.
    accesses: by the ids of the entries.
    """
    if not isinstance(stored, dict):
        return None, False

    def text(name: str) -> str | None:
        value = stored.get(name)
        return value if isinstance(value, str) and value else None

    entry_id = text("entry_id") or ""
    access = accesses.get(entry_id)
    base_url, token = text("base_url"), text("token")
    if base_url is not None and token is not None:
        access = Access(base_url=normalized_if_valid(base_url), token=token)
    if access is None:
        return None, False
    session_id = text("session_id")
    is_whole = session_id is not None or stored.get("session_id", "") is None
    stop = text("stop")
    subentry_id = text("subentry_id") or ""
    run = Run(
        entry_id=entry_id,
        subentry_id=subentry_id,
        name=text("name") or "",
        access=access,
        route=Route(
            session_id=session_id,
            main_token=text("main_token"),
            developer_key=text("developer_key"),
            subentry_id=subentry_id if session_id else None,
        ),
        stop=stop if is_whole and stop in STOPS else STOP_ALL,
        lock_id=text("lock_id"),
        wearer=text("wearer"),
        since=_moment(text("since")),
        ends_at=_moment(text("ends_at")),
    )
    return run, is_whole


def _moment(text: str | None) -> datetime | None:
    try:
        return stored_moment(text) if text else None
    except ValueError:
        return None
