"""Everything that the simulated service knows."""

from collections.abc import Callable, Mapping
from typing import Final, Unpack

from .accounts import ALL_SCOPES, ROLES, Person, Token, person_named
from .clock import Clock
from .device import Device
from .extension_session import ExtensionSession
from .faults import FaultOrders
from .json_types import JsonObject
from .limits import RateLimits
from .lock import Lock, LockFields
from .past import Locks, Past
from .recorded import RecordedRequest
from .shapes import ENVELOPED, PLAIN

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
        self.past = Past()
        self._locks: list[Lock] = []
        self._current: Lock | None = None
        self._device = Device(self.now)
        self._devices = [self._device]
        self.heeds_pins = True
        """Whether a request is about the lock that its header names."""
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
        self.shape = PLAIN
        """How the data of every answer is put."""
        self.cookies: dict[str, str] | None = None
        """Tokens by the values of the cookies that answers set; a cookie goes before a token.

        None: no cookie is set, and none is looked at.
        """

    def now(self) -> float:
        """Return the simulated time."""
        return self.clock.now()

    @property
    def envelope(self) -> bool:
        """Whether answers have the shape of `{"ok": true, "data": …}`."""
        return self.shape == ENVELOPED

    @envelope.setter
    def envelope(self, envelope: bool) -> None:
        self.shape = ENVELOPED if envelope else PLAIN

    @property
    def lock(self) -> Lock | None:
        """The current lock: the one that a request without a pin is about.

        An assigned lock replaces it as at `start_lock`; None ends it.
        """
        return self._current

    @lock.setter
    def lock(self, lock: Lock | None) -> None:
        self.end_lock()
        if lock is not None:
            self._activate(lock)
            self.choose(lock)

    @property
    def locks(self) -> list[Lock]:
        """The active locks in the order in which they were started."""
        return [*self._locks]

    @property
    def device(self) -> Device:
        """The current lock's device; without one, the device that was last current."""
        return self._device

    @property
    def devices(self) -> list[Device]:
        """Every device there ever was; the first was there before any lock."""
        return [*self._devices]

    def start_lock(self, **fields: Unpack[LockFields]) -> Lock:
        """Start a lock with a new id; it replaces the current one and takes its device over."""
        lock = Lock(self.now, self.device, **fields)
        self.lock = lock
        return lock

    def add_lock(
        self,
        *,
        wearer: Person | None = None,
        keyholder: Person | None = None,
        roles: Mapping[str, str] | None = None,
        **fields: Unpack[LockFields],
    ) -> Lock:
        """Start a lock with a new device beside the others.

        It becomes current only where there is no current one. Where a person is None,
        it is the state's. `roles` is by token the role of the token's owner at this
        lock; owners of other tokens have their token's role.
        """
        lock = Lock(
            self.now,
            Device(self.now),
            wearer=wearer,
            keyholder=keyholder,
            roles=roles,
            **fields,
        )
        self._activate(lock)
        if self._current is None:
            self.choose(lock)
        return lock

    def choose(self, lock: Lock) -> None:
        """Make an active lock the current one."""
        if lock not in self._locks:
            raise ValueError("the lock must be active")
        self._current = lock
        self._device = lock.device

    def move_on(self, lock: Lock) -> None:
        """Make a lock the current one, active again if it had ended, and end the one before."""
        former = self._current
        if lock not in self._locks:
            self._activate(lock)
        self.choose(lock)
        if former is not None and former is not lock:
            self.end_lock(former)

    def end_lock(self, lock: Lock | None = None) -> None:
        """End a lock, the current one if None; what its device runs goes on running.

        Once the current lock has ended, there is none until one is chosen or started.
        """
        ended = self._current if lock is None else lock
        self._locks = [other for other in self._locks if other is not ended]
        if ended is self._current:
            self._current = None

    def active_lock(self, lock_id: str) -> Lock | None:
        """Return the active lock with this id."""
        return next((lock for lock in self._locks if lock.lock_id == lock_id), None)

    def note_reading(self) -> None:
        """Keep the locks as they are now, for a replica that lags behind."""
        self.past.note(Locks(self._locks, self._current))

    def person(self, role: str, lock: Lock) -> Person | None:
        """Return who has the role at the lock."""
        if role == "wearer":
            return lock.wearer or self.wearer
        return lock.keyholder or self.keyholder

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
        lock: Lock | None = None,
    ) -> ExtensionSession:
        """Add or replace an extension session of a lock's device.

        It ends with the lock; None: it is of the lock that is current at a request.
        """
        if developer_key is not None:
            self.scopes.setdefault(developer_key, set(ALL_SCOPES))
        session = ExtensionSession(
            session_id=session_id,
            developer_key=developer_key,
            main_token=main_token,
            lock=lock,
        )
        self.extension_sessions[session_id] = session
        return session

    def clear_requests(self) -> None:
        """Forget the recorded requests."""
        self.requests.clear()

    def _activate(self, lock: Lock) -> None:
        if lock not in self._locks:
            self._locks.append(lock)
        if lock.device not in self._devices:
            self._devices.append(lock.device)
