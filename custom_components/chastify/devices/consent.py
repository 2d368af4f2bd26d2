"""The lock for which a person confirmed the settings of a device.

They were confirmed for the body of one person: another lock may have another wearer.
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
    """The lock of a reading and its wearer; None for each that isn't shown.

    role: that of the account.
    """

    lock_id: str | None
    role: str | None
    wearer: str | None = field(repr=False)

    @classmethod
    def of(cls, session: Session) -> Self:
        """Read it from a session."""
        return cls(
            lock_id=session.lock_id,
            role=session.role.value if session.role else None,
            wearer=session.lock_data.wearer.username,
        )

    @property
    def is_known(self) -> bool:
        """Whether it, or its wearer, can be recognized later."""
        return self.lock_id is not None or None not in (self.role, self.wearer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A confirmation by a person.

    session_id: the extension session by which the device was reached then, None without one.
    """

    lock: ShownLock
    session_id: str | None = field(repr=False)

    @classmethod
    def of(cls, stored: object) -> Self | None:
        """Read it from the data of a device; None where it can't be understood."""
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
        """Return its form in the data of a device."""
        return {
            _LOCK_ID: self.lock.lock_id,
            _ROLE: self.lock.role,
            _WEARER: self.lock.wearer,
            _SESSION_ID: self.session_id,
        }

    def covers(self, lock: ShownLock, session_id: str | None) -> bool:
        """Tell whether starts at this lock, by this session, are confirmed.

        They are at the same lock, whatever its wearer is called now, and at another one that shows
        the same role and the same wearer.
        """
        if session_id != self.session_id:
            return False
        if lock.lock_id is not None and lock.lock_id == self.lock.lock_id:
            return True
        known = (self.lock.role, self.lock.wearer)
        return None not in known and known == (lock.role, lock.wearer)

    def is_outdated_by(self, lock: ShownLock, session_id: str | None) -> bool:
        """Tell whether it covers a lock for which it should be renewed.

        That is the wearer's next lock, or the same lock under another name of the wearer. Another
        role at the same lock was never confirmed.
        """
        return (
            self.covers(lock, session_id)
            and lock != self.lock
            and lock.role == self.lock.role
            and None not in (lock.lock_id, lock.role, lock.wearer)
        )
