"""What a device does because we started it, and the stop that is planned for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
import math
from typing import Final, TypedDict

from ..account.access import Access
from ..account.server_address import one_spelling
from ..api.hardware import STOP_ALL, STOPS
from ..clock import stored_moment
from .connected import Route

# So long after its end a run is overdue.
OVERDUE_AFTER: Final = timedelta(seconds=3)


class StopProblem(StrEnum):
    """Why something that may be running isn't stopped; the values name the repair issues."""

    UNACKNOWLEDGED = "device_may_run"
    REFUSED = "device_stop_refused"
    LOCK_ENDED = "device_lock_ended"
    LEFT = "device_left_running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where the requests of a stop go.

    base_url: the server.
    token: of the account.
    session_id: an extension session, None for the route of the token.
    lock_id: the lock that they are pinned to, None where the service picks one.
    """

    base_url: str
    token: str = field(repr=False)
    session_id: str | None = field(default=None, repr=False)
    lock_id: str | None = None

    @property
    def unpinned(self) -> Aim:
        """The same without a pin."""
        return Aim(base_url=self.base_url, token=self.token, session_id=self.session_id)


class RunJson(TypedDict, total=False):
    """A run as it is stored, with all that its stop needs when neither entry nor device is left."""

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
    """When a stop is to be sent.

    stop_at: by a clock in seconds that nobody can set.
    stop_at_wall: by the wall clock, which goes on while the machine sleeps.
    """

    stop_at: float
    stop_at_wall: datetime

    def is_due(
        self, steady_now: float, wall_now: datetime, late: timedelta = timedelta(0)
    ) -> bool:
        """Tell whether it is time by whichever clock says so first; `late`: so long ago already."""
        return (
            steady_now >= self.stop_at + late.total_seconds()
            or wall_now >= self.stop_at_wall + late
        )

    def earlier_of(self, other: Plan) -> Plan:
        """Return the plan that both keep."""
        return Plan(
            stop_at=min(self.stop_at, other.stop_at),
            stop_at_wall=min(self.stop_at_wall, other.stop_at_wall),
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Run:
    """What overlapping starts of a device amount to that the same command stops.

    lock_id, wearer: the lock that the starts were pinned to, None where it wasn't known.
    since: when the first of them was sent.
    first_started: the same by the clock of `Plan.stop_at`.
    cap_ends: by the same clock, when the cap of all that overlaps is reached.
    plan: when the stop is to be sent; set as long as something may be running.
    is_due: whether its stop was begun.
    ends_at: when the start that is being stored is to end, for the store.
    planned: how many starts are being stored, so that it has to be kept.
    starts: how many starts were sent.
    in_flight: how many of them have no answer yet.
    stop_again: whether a stop was sent, or a person said that the device is off, while a start had
    no answer yet.
    is_told_off: whether a person said that the device is off, and all that may come is the answer
    to a start.
    is_overdue: whether it should have ended more than 3 s ago.
    is_lock_gone: whether the service said that its lock has ended.
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
    is_told_off: bool = False
    is_overdue: bool = False
    is_lock_gone: bool = False
    problem: StopProblem = StopProblem.UNACKNOWLEDGED

    @property
    def may_run(self) -> bool:
        """Whether a start was sent, so that something may be running."""
        return self.plan is not None

    @property
    def aim(self) -> Aim:
        """Where its stop goes."""
        return Aim(
            base_url=self.access.base_url,
            token=self.access.token,
            session_id=self.route.session_id,
            lock_id=self.lock_id if self.route.session_id is None else None,
        )

    def is_ended_by(self, command: str) -> bool:
        """Tell whether a command that reaches the device ends it."""
        return command in (STOP_ALL, self.stop)

    def shares_hardware(self, aim: Aim) -> bool:
        """Tell whether a device that is reached this way may be the same hardware.

        A lock that isn't known may be the same lock.
        """
        return self.aim.unpinned == aim.unpinned and (
            None in (self.aim.lock_id, aim.lock_id) or self.aim.lock_id == aim.lock_id
        )

    def as_json(self) -> RunJson:
        """Return it as it is stored."""
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
    """Return a stored run: of before Home Assistant was started, so it may still be running.

    What is missing of it is taken from the entry that it names, and its stop is that of everything;
    None where nobody can tell by which token it was started. Returns also whether it is known where
    its stop has to go.
    accesses: servers and tokens by the ids of the entries.
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
        access = Access(base_url=one_spelling(base_url), token=token)
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
