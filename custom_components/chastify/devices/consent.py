"""The lock for which a person confirmed what a device may do.

Whoever confirmed it spoke of the body of one person: another lock may have another wearer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from ..api import JsonObject, Session

CONF_CONSENT: Final = "consent"

_LOCK_ID: Final = "lock_id"
_ROLE: Final = "role"
_WEARER: Final = "wearer"
_SESSION_ID: Final = "session_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLock:
    """Which lock a reading shows, and whose; None for each that it doesn't say.

    role: that of the account.
    """

    lock_id: str | None
    role: str | None
    wearer: str | None = field(repr=False)

    @classmethod
    def of(cls, session: Session) -> Self:
        """Take it from a session."""
        return cls(
            lock_id=session.lock_id,
            role=session.role.value if session.role else None,
            wearer=session.lock_data.wearer.username,
        )

    @property
    def is_known(self) -> bool:
        """Whether it says enough to know it, or its wearer, again."""
        return self.lock_id is not None or None not in (self.role, self.wearer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What was confirmed, for which lock.

    session_id: the extension session by which the device was reached then, None for none.
    """

    lock: ShownLock
    session_id: str | None = field(repr=False)

    @classmethod
    def of(cls, stored: object) -> Self | None:
        """Read it from the data of a device; None for what can't be understood."""
        if not isinstance(stored, Mapping):
            return None
        values = {
            name: stored.get(name) for name in (_LOCK_ID, _ROLE, _WEARER, _SESSION_ID)
        }
        texts = {
            name: value if isinstance(value, str) else None
            for name, value in values.items()
        }
        if texts != values:
            return None
        return cls(
            lock=ShownLock(
                lock_id=texts[_LOCK_ID], role=texts[_ROLE], wearer=texts[_WEARER]
            ),
            session_id=texts[_SESSION_ID],
        )

    def as_json(self) -> JsonObject:
        """Return it as the data of a device hold it."""
        return {
            _LOCK_ID: self.lock.lock_id,
            _ROLE: self.lock.role,
            _WEARER: self.lock.wearer,
            _SESSION_ID: self.session_id,
        }

    def covers(self, lock: ShownLock, session_id: str | None) -> bool:
        """Tell whether a start at this lock, by this session, is what was confirmed.

        The same lock is, whatever its wearer is called now; another one where it shows the same
        role and the same wearer.
        """
        if session_id != self.session_id:
            return False
        if lock.lock_id is not None and lock.lock_id == self.lock.lock_id:
            return True
        known = (self.lock.role, self.lock.wearer)
        return None not in known and known == (lock.role, lock.wearer)

    def is_told_anew(self, lock: ShownLock, session_id: str | None) -> bool:
        """Tell whether a lock that it covers says the same of the same person in another way.

        That is the wearer's next lock, or another name of the wearer. Another role at the same lock
        was confirmed by nobody.
        """
        return (
            self.covers(lock, session_id)
            and lock != self.lock
            and lock.role == self.lock.role
            and None not in (lock.lock_id, lock.role, lock.wearer)
        )
