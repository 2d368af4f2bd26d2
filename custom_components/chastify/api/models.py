"""The lock in an answer, with durations in seconds and moments in UTC.

A field that is missing, null, of another type or out of range is None: unknown. So is one that
several places of the answer give differently. The places and forms are in `shapes`.
Source: the page "External API & Programs" of Chastify's documentation, and observed answers.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
import re
from types import MappingProxyType
from typing import Final, Self

from .errors import ChastifyBadAnswerError, ChastifyNoActiveLockError
from .json_body import JsonObject, JsonValue
from .shapes import (
    LOCK,
    LOCK_ID,
    ROLE,
    SCOPES,
    SESSION_FIELDS,
    agreed,
    flag,
    has_no_lock,
    lock_data_of,
    moment,
    number,
    people_of,
    session_of,
    text,
)

MAX_SECONDS: Final = 100 * 365 * 86_400
MAX_POINTS: Final = 10**12

_SENDABLE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_USERNAME = "username"
_LAST_SEEN = "last_seen_timestamp"
_SCALARS = (bool, int, float, str)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# By a field's name, its value in each place of the answer that holds it.
type _Fields = defaultdict[str, list[JsonValue]]


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
    def from_fields(cls, fields: Mapping[str, list[JsonValue]]) -> Self:
        """Return the person of fields, by their names in snake case and without the role.

        A field has a value for each place of the answer that holds it.
        """
        details = {
            name: agreed(item if isinstance(item, _SCALARS) else None for item in items)
            for name, items in fields.items()
            # All forms of it change whenever that person is online.
            if name != _USERNAME and "lastseen" not in name.replace("_", "")
        }
        return cls(
            username=agreed(map(text, fields.get(_USERNAME, ()))),
            last_seen=agreed(map(moment, fields.get(_LAST_SEEN, ()))),
            details=MappingProxyType(
                {name: item for name, item in details.items() if item is not None}
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
    def from_session(cls, session: JsonObject) -> Self:
        """Return the lock of a session; without the lock's data all its values are unknown."""
        fields: _Fields = defaultdict(list)
        people: dict[str, _Fields] = {role: defaultdict(list) for role in _ROLES}
        for place in lock_data_of(session):
            for name, item in place.items():
                if (role := _role_before(name)) is not None:
                    people[role][_snake_case(name.removeprefix(role))].append(item)
                elif name not in people or not isinstance(item, dict):
                    fields[name].append(item)
        for role, of_person in people.items():
            for person in people_of(session, role):
                for name, item in person.items():
                    of_person[_snake_case(name)].append(item)

        def get[ValueT](
            name: str, read: Callable[[JsonValue], ValueT]
        ) -> ValueT | None:
            return agreed(map(read, fields.get(name, ())))

        return cls(
            frozen=get("frozen", flag),
            unlockable=get("unlockable", flag),
            trusted=get("trusted", flag),
            task_assigned=get("taskAssigned", flag),
            time_locked=get("timeLockedSeconds", seconds),
            time_remaining=get("timeRemainingSeconds", seconds),
            max_time_remaining=get("maxTimeRemainingSeconds", seconds),
            task_points=get("taskPoints", points),
            task_points_required=get("taskPointsRequired", points),
            lock_title=get("lockTitle", text),
            wearer=Profile.from_fields(people[Role.WEARER]),
            keyholder=Profile.from_fields(people[Role.KEYHOLDER]),
            unknown_fields=MappingProxyType(
                {
                    name: items[0]
                    for name, items in fields.items()
                    if name not in KNOWN_LOCK_FIELDS
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
    """The answer to a reading: a lock, and the token's role and scopes.

    scopes: None where the answer lists none.
    unknown_fields: the other fields of the top level.
    answer: the whole answer, without its envelope.
    """

    lock_id: str | None
    role: Role | None
    scopes: frozenset[str] | None
    lock_data: LockData
    unknown_fields: Mapping[str, JsonValue] = field(repr=False)
    answer: JsonObject = field(repr=False, compare=False)

    @classmethod
    def from_answer(cls, value: JsonValue) -> Self:
        """Return the session of an answer, in whatever envelope.

        Raises ChastifyBadAnswerError for an answer without a session, or with two that differ,
        and ChastifyNoActiveLockError for a session that says that there is no lock.
        """
        session = session_of(value)
        if session is None:
            raise ChastifyBadAnswerError
        if has_no_lock(session):
            raise ChastifyNoActiveLockError
        lock = session.get(LOCK)
        lock_id = lock.get(LOCK_ID) if isinstance(lock, dict) else None
        role = session.get(ROLE)
        scopes = session.get(SCOPES)
        return cls(
            lock_id=lock_id
            if isinstance(lock_id, str) and _SENDABLE_ID.fullmatch(lock_id)
            else None,
            role=_ROLES.get(role) if isinstance(role, str) else None,
            scopes=frozenset(scope for scope in scopes if isinstance(scope, str))
            if isinstance(scopes, list)
            else None,
            lock_data=LockData.from_session(session),
            unknown_fields=MappingProxyType(
                {
                    name: item
                    for name, item in session.items()
                    if name not in SESSION_FIELDS
                    and not (name in _ROLES and isinstance(item, dict))
                }
            ),
            answer=session,
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


def seconds(value: JsonValue) -> float | None:
    """Return a duration of up to a hundred years; a negative one is 0."""
    found = number(value, MAX_SECONDS)
    return None if found is None else max(found, 0)


def points(value: JsonValue) -> float | None:
    """Return a number of points."""
    return number(value, MAX_POINTS)


def _role_before(name: str) -> str | None:
    """Return the role with which the name of a profile field begins, None for other fields."""
    for role in _ROLES:
        if name.startswith(role) and name[len(role) : len(role) + 1].isupper():
            return role
    return None


@lru_cache(maxsize=256)
def _snake_case(name: str) -> str:
    """Return a name of the API in snake case."""
    return _WORD_START.sub("_", name).lower()
