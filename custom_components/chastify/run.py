"""What a device does because we started it, and the stop that is planned for it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, TypedDict

from .connected_device import AccountAccess, Route
from .device_commands import STOP_ALL, STOPS


class Lane(NamedTuple):
    """Where stops go: a server, and the session or, None, the token of an account."""

    entry_id: str
    base_url: str
    session_id: str | None


class RunJson(TypedDict):
    """A run as it is stored, with all that its stop needs when neither entry nor device is left."""

    entry_id: str
    subentry_id: str
    name: str
    base_url: str
    token: str
    session_id: str | None
    main_token: str | None
    developer_key: str | None
    stop: str


_TEXTS: Final = ("entry_id", "subentry_id", "name", "base_url", "token", "stop")
_OPTIONAL_TEXTS: Final = ("session_id", "main_token", "developer_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a stop is to be sent.

    stop_at: by a clock in seconds that nobody can set.
    stop_at_wall: by the wall clock, which goes on while the machine sleeps.
    """

    stop_at: float
    stop_at_wall: datetime

    def is_due(self, steady_now: float, wall_now: datetime) -> bool:
        """Tell whether it is time by whichever clock says so first."""
        return steady_now >= self.stop_at or wall_now >= self.stop_at_wall


@dataclass(slots=True, kw_only=True, eq=False)
class Run:
    """What overlapping starts of a device amount to that the same command stops.

    first_started: when the first of them was sent, by the clock of `Plan.stop_at`.
    plan: None where Home Assistant was started after it, so that the stop is overdue.
    is_sent: whether a start was sent, so that something may be running.
    planned: how many starts are being stored, so that it has to be kept.
    starts: how many starts were sent.
    in_flight: how many of them have no answer yet.
    stop_again: whether a stop was sent while a start had no answer yet.
    """

    entry_id: str
    subentry_id: str
    name: str = field(repr=False)
    access: AccountAccess
    route: Route
    stop: str
    first_started: float | None = None
    plan: Plan | None = None
    is_sent: bool = False
    planned: int = 0
    starts: int = 0
    in_flight: int = 0
    stop_again: bool = False

    def is_ended_by(self, lane: Lane, command: str) -> bool:
        """Tell whether a stop on that lane ends it."""
        return self.lane == lane and command in (STOP_ALL, self.stop)

    @property
    def lane(self) -> Lane:
        """Where it is stopped."""
        return Lane(self.entry_id, self.access.base_url, self.route.session_id)

    def as_json(self) -> RunJson:
        """Return it as it is stored."""
        return {
            "entry_id": self.entry_id,
            "subentry_id": self.subentry_id,
            "name": self.name,
            "base_url": self.access.base_url,
            "token": self.access.token,
            "session_id": self.route.session_id,
            "main_token": self.route.main_token,
            "developer_key": self.route.developer_key,
            "stop": self.stop,
        }

    @classmethod
    def from_json(cls, stored: RunJson) -> Run:
        """Return a stored run: of before Home Assistant was started, so it may still be running.

        Raises KeyError, TypeError and ValueError for what can't be understood.
        """
        if not all(isinstance(stored[name], str) for name in _TEXTS) or not all(
            isinstance(stored[name], str | None) for name in _OPTIONAL_TEXTS
        ):
            raise TypeError
        if stored["stop"] not in STOPS:
            raise ValueError(stored["stop"])
        return cls(
            entry_id=stored["entry_id"],
            subentry_id=stored["subentry_id"],
            name=stored["name"],
            access=AccountAccess(base_url=stored["base_url"], token=stored["token"]),
            route=Route(
                session_id=stored["session_id"],
                main_token=stored["main_token"],
                developer_key=stored["developer_key"],
                subentry_id=stored["subentry_id"] if stored["session_id"] else None,
            ),
            stop=stored["stop"],
            is_sent=True,
        )
