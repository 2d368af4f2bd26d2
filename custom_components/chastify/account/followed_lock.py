"""The lock that an account follows, and the readings that ask for it.

Where a token has several active locks, the service answers a request without a pin about the one
that it selects at that moment. An account stays with its lock while that is active.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..api import (
    ChastifyClient,
    ChastifyConflictError,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    Session,
)
from ..const import CONF_LOCK_ID, DOMAIN
from .access import Access, sharing_entries
from .token_trust import are_apart

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# For so many seconds a reading about another lock counts.
_DAY: Final = 24 * 3600.0
# A pinned lock for which the service answers only 409 without a code, while it shows another one,
# has ended after so many seconds.
_LONGEST_CONFLICT: Final = 600.0

_NO_LOCK: Final = (
    ChastifyConflictError,
    ChastifyNoActiveLockError,
    ChastifyLockEndedError,
)


@dataclass(slots=True)
class _SeenLocks:
    """When the readings of a token were about which locks, and one about another than its pin."""

    locks: dict[str, float] = field(default_factory=dict)
    unheeded_at: float | None = None


# By server and token: what one entry sees counts for all, and over reloads.
_SEEN: Final[HassKey[dict[Access, _SeenLocks]]] = HassKey(f"{DOMAIN}_seen_locks")


def _seen_locks(hass: HomeAssistant, access: Access) -> _SeenLocks:
    return hass.data.setdefault(_SEEN, {}).setdefault(access, _SeenLocks())


@callback
def async_forget_seen_locks(hass: HomeAssistant, access: Access) -> None:
    """Delete the record of a token that no entry uses any more."""
    hass.data.get(_SEEN, {}).pop(access, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockAnswer:
    """The answer to a reading, None: the account shows no lock.

    is_next: whether the known lock has ended, so that an answer without an id is about another one.
    """

    session: Session | None
    is_next: bool = False


class FollowedLock:
    """Reads the lock of one account, pinned while it is known.

    own_id: the only lock that the entry follows, None where it follows the account's current one.
    """

    def __init__(self, hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
        """Start without having seen a lock."""
        self._hass = hass
        self._entry = entry
        self.own_id: str | None = entry.data.get(CONF_LOCK_ID)
        self._seen = _seen_locks(hass, Access.of(entry))
        self._conflict_since: float | None = None
        # Whether the newest reading without a pin showed the lock of another entry.
        self._passes_over = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether a request may reach another lock than its pin names."""
        return not self.heeds_pins and (
            self.own_id is not None or self.seen_in_a_day > 1
        )

    @property
    def heeds_pins(self) -> bool:
        """Whether no reading of a day was about another lock than its pin."""
        unheeded_at = self._seen.unheeded_at
        return unheeded_at is None or not self._is_recent(unheeded_at)

    @property
    def seen_in_a_day(self) -> int:
        """How many locks the readings of a day were about."""
        return sum(map(self._is_recent, self._seen.locks.values()))

    def _is_recent(self, moment: float) -> bool:
        return self._hass.loop.time() - moment < _DAY

    @property
    def passes_over(self) -> bool:
        """Whether the current lock of the account is the one of another entry."""
        return self._passes_over

    async def async_read(
        self, client: ChastifyClient, known_id: str | None
    ) -> LockAnswer:
        """Read the lock; known_id: that of the last reading. Raises ChastifyError."""
        pin = self.own_id or known_id
        if pin is None or (self.own_id is None and pin in self._named_by_others()):
            return LockAnswer(session=await self._async_unpinned(client))
        try:
            session = await client.get_session(lock_id=pin)
        except ChastifyNoActiveLockError, ChastifyLockEndedError:
            return await self._async_next(client)
        except ChastifyError as err:
            if err.status != HTTPStatus.CONFLICT:
                self._conflict_since = None
                raise
            return await self._async_after_conflict(client, pin, err)
        self._conflict_since = None
        self._passes_over = False
        shown_id = session.lock_id
        self._see(pin if shown_id is None else shown_id)
        if shown_id is None or shown_id == pin:
            return LockAnswer(session=session)
        self._see(pin)
        self._seen.unheeded_at = self._hass.loop.time()
        return LockAnswer(session=self._own(session))

    async def _async_next(self, client: ChastifyClient) -> LockAnswer:
        """Read the lock after the pinned one, which has ended."""
        session = None if self.own_id else await self._async_unpinned(client)
        self._conflict_since = None
        return LockAnswer(session=session, is_next=True)

    async def _async_after_conflict(
        self, client: ChastifyClient, pin: str, conflict: ChastifyError
    ) -> LockAnswer:
        """Decide about a 409 without a code of the API, which may come from something in between.

        The pinned lock has ended if a reading without a pin, 5 s after the first of them, is
        answered 409 too. Raises the conflict as long as it may be active.
        """
        now = self._hass.loop.time()
        if self._conflict_since is None:
            self._conflict_since = now
        if not are_apart(self._conflict_since, now):
            raise conflict
        try:
            session = await client.get_session()
        except _NO_LOCK:
            self._conflict_since = None
            return LockAnswer(session=None, is_next=True)
        if session.lock_id == pin:
            self._conflict_since = None
            return LockAnswer(session=session)
        if now - self._conflict_since < _LONGEST_CONFLICT:
            raise conflict
        self._conflict_since = None
        return LockAnswer(session=self._own(session), is_next=True)

    async def _async_unpinned(self, client: ChastifyClient) -> Session | None:
        """Read the current lock of the account, None where there is none for this entry."""
        try:
            session = await client.get_session()
        except _NO_LOCK:
            self._passes_over = False
            return None
        if session.lock_id is not None:
            self._see(session.lock_id)
        return self._own(session)

    def _own(self, session: Session) -> Session | None:
        """Return the session if its lock may be shown by this entry."""
        lock_id = session.lock_id
        self._passes_over = lock_id is not None and lock_id in self._named_by_others()
        if self._passes_over or (self.own_id is not None and lock_id != self.own_id):
            return None
        return session

    def _see(self, lock_id: str) -> None:
        self._seen.locks[lock_id] = self._hass.loop.time()

    def _named_by_others(self) -> set[str]:
        """Return the locks that other entries with this token follow alone."""
        _, *entries = sharing_entries(self._hass, self._entry)
        return {
            entry.data[CONF_LOCK_ID] for entry in entries if CONF_LOCK_ID in entry.data
        }
