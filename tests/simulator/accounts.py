"""People, their tokens, and the scopes that a token can have."""

from dataclasses import dataclass, field

from .json_types import JsonObject

ALL_SCOPES = frozenset(
    {
        "session:read",
        "lock:time",
        "lock:freeze",
        "lock:pillory",
        "lock:settings",
        "tasks",
        "hygiene",
        "device",
        "logs",
        "notifications",
    }
)
ROLES = ("wearer", "keyholder")


@dataclass(kw_only=True, slots=True)
class Person:
    """The wearer or the keyholder of a lock."""

    username: str
    last_seen: float | None = None
    """Seconds since the epoch; None: never seen."""
    hides_last_seen: bool = False
    profile: JsonObject = field(default_factory=dict)
    """Further profile fields; a key is the field's name without the role in front."""


def person_named(username: str, last_seen: float | None) -> Person:
    """Return a person with some profile fields."""
    return Person(
        username=username,
        last_seen=last_seen,
        profile={
            "DisplayName": username.replace("_", " ").title(),
            "AvatarUrl": f"https://chastify.net/avatars/{username}.png",
            "Level": 3,
        },
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A DEV token: whose it is."""

    role: str
    """The owner's role at every lock that doesn't give them another one."""
    username: str | None = None
    """The owner's name; None: the name of the person who has the role."""
