"""Everything that the simulated service knows."""

from collections.abc import Callable
from typing import Final

from .accounts import ALL_SCOPES, ROLES, Person, Token, person_named
from .clock import Clock
from .device import Device, ExtensionSession
from .faults import FaultOrders
from .json_types import JsonObject
from .limits import RateLimits
from .lock import Lock
from .recorded import RecordedRequest

WEARER_TOKEN = "sim-wearer-token"
KEYHOLDER_TOKEN = "sim-keyholder-token"
DEVELOPER_KEY = "sim-developer-key"
EXTENSION_SESSION_ID = "65f0c0ffee0000000000e571"
EXTENSION_MAIN_TOKEN = "sim-extension-main-token"


class State:
    """The service's state; durations in seconds, times in seconds since the epoch."""

    ALL_SCOPES: Final = ALL_SCOPES
    MISSING: Final = "__missing__"
    """As a value of `overrides` or `session_overrides`: the field is left out."""

    def __init__(
        self, speed: float = 1.0, now: Callable[[], float] | None = None
    ) -> None:
        """Start without a lock; `now` is the source of time, the system's if None."""
        self.clock = Clock(speed, now)
        self.limits = RateLimits(self.clock)
        self.faults = FaultOrders()
        self.device = Device(self.now)
        self.lock: Lock | None = None
        self.wearer = person_named("sim_wearer", self.now() - 120)
        self.keyholder: Person | None = person_named("sim_keyholder", self.now() - 600)
        self.tokens = {
            WEARER_TOKEN: Token(role="wearer"),
            KEYHOLDER_TOKEN: Token(role="keyholder"),
        }
        self.revoked: set[str] = set()
        self.scopes: dict[str, set[str]] = {
            token: set(ALL_SCOPES) for token in (*self.tokens, DEVELOPER_KEY)
        }
        self.extension_session = ExtensionSession(
            session_id=EXTENSION_SESSION_ID,
            developer_key=DEVELOPER_KEY,
            main_token=EXTENSION_MAIN_TOKEN,
        )
        self.extension_sessions = {EXTENSION_SESSION_ID: self.extension_session}
        self.logs: list[JsonObject] = []
        self.notifications: list[JsonObject] = []
        self.requests: list[RecordedRequest] = []
        self.overrides: JsonObject = {}
        self.session_overrides: JsonObject = {}
        self.envelope = False

    def now(self) -> float:
        """Return the simulated time."""
        return self.clock.now()

    def start_lock(
        self,
        *,
        title: str = "Weekend Challenge",
        remaining: float = 27800,
        locked: float = 1420,
        max_remaining: float | None = 86400,
        task_points: float = 12,
        task_points_required: float = 20,
        trusted: bool = False,
        tasks_enabled: bool = True,
        hygiene_enabled: bool = True,
    ) -> Lock:
        """Start a lock with a new id; it replaces the current one."""
        self.lock = Lock(
            self.now,
            title=title,
            remaining=remaining,
            locked=locked,
            max_remaining=max_remaining,
            task_points=task_points,
            task_points_required=task_points_required,
            trusted=trusted,
            tasks_enabled=tasks_enabled,
            hygiene_enabled=hygiene_enabled,
        )
        return self.lock

    def end_lock(self) -> None:
        """End the current lock; what a device runs goes on running."""
        self.lock = None

    def person(self, role: str) -> Person | None:
        """Return who has the role on the lock."""
        return self.wearer if role == "wearer" else self.keyholder

    def add_token(self, token: str, role: str, username: str | None = None) -> None:
        """Add or replace a token with every scope.

        Where a username is given, answers to this token name it as the person
        who has the role.
        """
        if role not in ROLES:
            raise ValueError(f"role must be one of {', '.join(ROLES)}")
        self.tokens[token] = Token(role=role, username=username)
        self.scopes[token] = set(ALL_SCOPES)
        self.revoked.discard(token)

    def revoke(self, token: str) -> None:
        """Revoke a token or a developer key."""
        self.revoked.add(token)

    def restore(self, token: str) -> None:
        """Take back a revocation."""
        self.revoked.discard(token)

    def add_extension_session(
        self,
        session_id: str,
        *,
        developer_key: str | None = DEVELOPER_KEY,
        main_token: str | None = EXTENSION_MAIN_TOKEN,
    ) -> ExtensionSession:
        """Add or replace an extension session of the device."""
        if developer_key is not None:
            self.scopes.setdefault(developer_key, set(ALL_SCOPES))
        session = ExtensionSession(
            session_id=session_id, developer_key=developer_key, main_token=main_token
        )
        self.extension_sessions[session_id] = session
        return session

    def clear_requests(self) -> None:
        """Forget the recorded requests."""
        self.requests.clear()
