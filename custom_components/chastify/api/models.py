"""The lock in an answer, with durations in seconds and moments in UTC.

A field that is missing, null, of another type or out of range is None: unknown.
Source: the page "External API & Programs" of Chastify's documentation, and observed answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
import re
from types import MappingProxyType
from typing import Final, Self

from .answers import JsonObject, JsonValue
from .errors import ChastifyBadAnswerError

MAX_SECONDS: Final = 100 * 365 * 86_400
MAX_POINTS: Final = 10**12

_KNOWN_SESSION_FIELDS = frozenset({"role", "scopes", "lock", "lockData"})
_LOCK_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
# The first letter of a profile field's name after the role.
_WEARER = slice(len("wearer"), len("wearer") + 1)
_KEYHOLDER = slice(len("keyholder"), len("keyholder") + 1)
_SCALARS = (bool, int, float, str)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Role(StrEnum):
    """The role of the token's owner at the lock."""

    WEARER = "wearer"
    KEYHOLDER = "keyholder"


_ROLES: Final[dict[str, Role]] = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person of the lock.

    last_seen: None where it is unknown or hidden.
    details: the other scalar profile fields by their names in snake case (`display_name`), except
    those about last-seen.
    """

    username: str | None = None
    last_seen: datetime | None = None
    details: Mapping[str, bool | float | str] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def from_fields(cls, fields: JsonObject) -> Self:
        """Return the person of fields, whose names have no role: `Username`, `Level`."""
        username = text(fields.pop("Username", None))
        last_seen = moment(fields.pop("LastSeenTimestamp", None))
        return cls(
            username=username,
            last_seen=last_seen,
            details=MappingProxyType(
                {
                    _snake_case(name): value
                    for name, value in fields.items()
                    # All forms of it change whenever that person is online.
                    if isinstance(value, _SCALARS) and not name.startswith("LastSeen")
                }
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LockData:
    """The values of a lock; durations in seconds, never below 0."""

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
        """Return the lock of the API's `lockData`; without an object all its values are unknown."""
        fields = value if isinstance(value, dict) else {}
        wearer: JsonObject = {}
        keyholder: JsonObject = {}
        unknown: JsonObject = {}
        for name, item in fields.items():
            if name in KNOWN_LOCK_FIELDS:
                continue
            if name.startswith("wearer") and name[_WEARER].isupper():
                wearer[name.removeprefix("wearer")] = item
            elif name.startswith("keyholder") and name[_KEYHOLDER].isupper():
                keyholder[name.removeprefix("keyholder")] = item
            else:
                unknown[name] = item
        get = fields.get
        return cls(
            frozen=flag(get("frozen")),
            unlockable=flag(get("unlockable")),
            trusted=flag(get("trusted")),
            task_assigned=flag(get("taskAssigned")),
            time_locked=seconds(get("timeLockedSeconds")),
            time_remaining=seconds(get("timeRemainingSeconds")),
            max_time_remaining=seconds(get("maxTimeRemainingSeconds")),
            task_points=number(get("taskPoints"), MAX_POINTS),
            task_points_required=number(get("taskPointsRequired"), MAX_POINTS),
            lock_title=text(get("lockTitle")),
            wearer=Profile.from_fields(wearer),
            keyholder=Profile.from_fields(keyholder),
            unknown_fields=MappingProxyType(unknown),
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
    """The answer to a reading: a lock, and the token's role and scopes.

    scopes: None where the answer lists none.
    unknown_fields: the other fields of the top level.
    answer: the whole answer.
    """

    lock_id: str | None
    role: Role | None
    scopes: frozenset[str] | None
    lock_data: LockData
    unknown_fields: Mapping[str, JsonValue] = field(repr=False)
    answer: JsonObject = field(repr=False, compare=False)

    @classmethod
    def from_answer(cls, value: JsonValue) -> Self:
        """Return the session of an answer.

        Raises ChastifyBadAnswerError for an answer that isn't an object or has no known field.
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
            role=_ROLES.get(role) if isinstance(role, str) else None,
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
        """The user name of the token's owner, None where the lock doesn't show it."""
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
    """Return a number of at most `largest` in magnitude, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) <= largest else None


def seconds(value: JsonValue) -> float | None:
    """Return a duration of up to a hundred years; a negative one is 0."""
    found = number(value, MAX_SECONDS)
    return None if found is None else max(found, 0)


def text(value: JsonValue) -> str | None:
    """Return a text without blanks around it, None for a blank one and anything else."""
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


@lru_cache(maxsize=256)
def _snake_case(name: str) -> str:
    """Return a name of the API in snake case."""
    return _WORD_START.sub("_", name).lower()
