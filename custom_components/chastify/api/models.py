"""What Chastify says about a lock, with times in seconds and UTC datetimes.

A field that is missing, null, of another type or out of all range is None: unknown.
Source: api.md, "Reading" and "Seen elsewhere".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
import re
from types import MappingProxyType
from typing import Final, Self

from .answers import JsonObject, JsonValue
from .errors import ChastifyBadAnswerError

MAX_SECONDS: Final = 100 * 365 * 86_400
MAX_POINTS: Final = 10**12

_KNOWN_SESSION_FIELDS = frozenset({"role", "scopes", "lock", "lockData"})
_LOCK_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Role(StrEnum):
    """In whose role the token acts on the lock."""

    WEARER = "wearer"
    KEYHOLDER = "keyholder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person of the lock.

    last_seen: None when it isn't known or that person hides it.
    details: the other scalar profile fields, by their names in snake case (`display_name`).
    """

    username: str | None = None
    last_seen: datetime | None = None
    details: Mapping[str, bool | float | str] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def from_lock_data(cls, fields: JsonObject, prefix: str) -> Self:
        """Read the fields whose names begin with the prefix, `wearer` or `keyholder`."""
        username, last_seen = f"{prefix}Username", f"{prefix}LastSeenTimestamp"
        return cls(
            username=text(fields.get(username)),
            last_seen=moment(fields.get(last_seen)),
            details=MappingProxyType(
                {
                    _WORD_START.sub("_", name.removeprefix(prefix)).lower(): value
                    for name, value in fields.items()
                    if belongs_to(name, prefix)
                    and name not in (username, last_seen)
                    and isinstance(value, bool | int | float | str)
                }
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LockData:
    """The lock itself: times in seconds, never below 0."""

    frozen: bool | None = None
    unlockable: bool | None = None
    trusted: bool | None = None
    task_assigned: bool | None = None
    time_locked: float | None = None
    time_remaining: float | None = None
    max_time_remaining: float | None = None
    task_points: float | None = None
    task_points_required: float | None = None
    lock_title: str | None = None
    wearer: Profile = field(default_factory=Profile)
    keyholder: Profile = field(default_factory=Profile)
    unknown_fields: Mapping[str, JsonValue] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    @classmethod
    def from_answer(cls, value: JsonValue) -> Self:
        """Read the API's `lockData`; anything but an object is a lock of which nothing is known."""
        fields = value if isinstance(value, dict) else {}
        return cls(
            frozen=flag(fields.get("frozen")),
            unlockable=flag(fields.get("unlockable")),
            trusted=flag(fields.get("trusted")),
            task_assigned=flag(fields.get("taskAssigned")),
            time_locked=seconds(fields.get("timeLockedSeconds")),
            time_remaining=seconds(fields.get("timeRemainingSeconds")),
            max_time_remaining=seconds(fields.get("maxTimeRemainingSeconds")),
            task_points=number(fields.get("taskPoints"), MAX_POINTS),
            task_points_required=number(fields.get("taskPointsRequired"), MAX_POINTS),
            lock_title=text(fields.get("lockTitle")),
            wearer=Profile.from_lock_data(fields, "wearer"),
            keyholder=Profile.from_lock_data(fields, "keyholder"),
            unknown_fields=MappingProxyType(
                {
                    name: item
                    for name, item in fields.items()
                    if name not in KNOWN_LOCK_FIELDS
                    and not belongs_to(name, "wearer")
                    and not belongs_to(name, "keyholder")
                }
            ),
        )


KNOWN_LOCK_FIELDS: Final = frozenset(
    {
        "frozen",
        "unlockable",
        "trusted",
        "taskAssigned",
        "timeLockedSeconds",
        "timeRemainingSeconds",
        "maxTimeRemainingSeconds",
        "taskPoints",
        "taskPointsRequired",
        "lockTitle",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The lock context that a token sees.

    scopes: None where the answer lists none.
    unknown_fields: what this client doesn't know of the top level.
    answer: the whole answer, with the fields that this client doesn't know.
    """

    lock_id: str | None
    role: Role | None
    scopes: frozenset[str] | None
    lock_data: LockData
    unknown_fields: Mapping[str, JsonValue] = field(repr=False)
    answer: JsonObject = field(repr=False, compare=False)

    @classmethod
    def from_answer(cls, value: JsonValue) -> Self:
        """Read a session answer.

        Raises ChastifyBadAnswerError for what is no object or has none of a session's fields.
        """
        if not isinstance(value, dict) or _KNOWN_SESSION_FIELDS.isdisjoint(value):
            raise ChastifyBadAnswerError
        lock = value.get("lock")
        lock_id = lock.get("_id") if isinstance(lock, dict) else None
        role = value.get("role")
        scopes = value.get("scopes")
        return cls(
            lock_id=lock_id
            if isinstance(lock_id, str) and _LOCK_ID.fullmatch(lock_id)
            else None,
            role=Role(role) if isinstance(role, str) and role in Role else None,
            scopes=frozenset(scope for scope in scopes if isinstance(scope, str))
            if isinstance(scopes, list)
            else None,
            lock_data=LockData.from_answer(value.get("lockData")),
            unknown_fields=MappingProxyType(
                {
                    name: item
                    for name, item in value.items()
                    if name not in _KNOWN_SESSION_FIELDS
                }
            ),
            answer=value,
        )

    @property
    def own_username(self) -> str | None:
        """User name of the token's owner, where the lock shows it."""
        match self.role:
            case Role.WEARER:
                return self.lock_data.wearer.username
            case Role.KEYHOLDER:
                return self.lock_data.keyholder.username
            case None:
                return None


def flag(value: JsonValue) -> bool | None:
    """Return a boolean, None for anything else."""
    return value if isinstance(value, bool) else None


def number(value: JsonValue, largest: float) -> float | None:
    """Return a number whose magnitude is at most `largest`, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= largest else None


def seconds(value: JsonValue) -> float | None:
    """Return a duration of 0 s to a hundred years; one that has run out is 0."""
    found = number(value, MAX_SECONDS)
    return None if found is None else max(found, 0)


def text(value: JsonValue) -> str | None:
    """Return a text that isn't blank, None for anything else."""
    return (value.strip() or None) if isinstance(value, str) else None


def moment(value: JsonValue) -> datetime | None:
    """Return a moment in UTC from milliseconds since the epoch or from ISO 8601 with an offset."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else None
        milliseconds = number(value, float("inf"))
        if milliseconds is None or milliseconds <= 0:
            return None
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except ValueError, OverflowError, OSError:
        return None


def belongs_to(name: str, prefix: str) -> bool:
    """Tell whether a field of `lockData` is a profile field of that person."""
    return name.startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper()
