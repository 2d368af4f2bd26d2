"""The account of a token, and whether two tokens are of the same account."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Self

from ..api import Role, Session


class Sameness(Enum):
    """The result of comparing the accounts of two tokens."""

    SAME = auto()
    ANOTHER = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAccount:
    """An account as its locks show it; a value that no lock has shown is None.

    username: the user name of the token's owner.
    lock_id: the newest lock.
    role: the account's role at that lock.
    """

    username: str | None = field(default=None, repr=False)
    lock_id: str | None = None
    role: Role | None = None

    def after(self, session: Session) -> Self:
        """Return the account after a reading; values that it leaves out stay known."""
        goes_on = session.lock_id in (None, self.lock_id)
        return type(self)(
            username=session.own_username or self.username,
            lock_id=session.lock_id or self.lock_id,
            role=session.role or (self.role if goes_on else None),
        )

    def is_other_name(self, session: Session | None) -> bool:
        """Tell whether an answer shows another user name than the known one."""
        shown = session.own_username if session else None
        return None not in (shown, self.username) and shown != self.username

    def compare(self, other: Self) -> Sameness:
        """Compare with the account of another token.

        User names can change. A lock has one wearer and one keyholder, so the same role at the
        same lock is the same user.
        """
        names = (self.username, other.username)
        locks = (self.lock_id, other.lock_id)
        roles = (self.role, other.role)
        if None not in names and names[0] == names[1]:
            return Sameness.SAME
        if None in locks or None in roles:
            return Sameness.UNKNOWN
        if locks[0] == locks[1] and roles[0] == roles[1]:
            return Sameness.SAME
        if None not in names and roles[0] != roles[1]:
            return Sameness.ANOTHER
        return Sameness.UNKNOWN
