"""Commands that several rules send to the service, as path and body."""

from typing import Final

from tests.acting import named
from tests.simulator import JsonValue

type Sent = tuple[str, JsonValue]

UNFREEZE: Final[Sent] = ("/lock/unfreeze", {})


def freeze(seconds: float) -> Sent:
    """Return the command that freezes the timer for so long."""
    return "/lock/freeze", {"durationSeconds": seconds}


def pillory(seconds: float, reason: str) -> Sent:
    """Return the command that puts into the pillory for so long."""
    return named("pillory", {"durationSeconds": seconds, "reason": reason})


def logged(title: str, description: str | None = None) -> Sent:
    """Return the command that writes an entry into the log of the lock."""
    entry: dict[str, JsonValue] = {"title": title}
    if description is not None:
        entry["description"] = description
    return "/logs/custom", entry
