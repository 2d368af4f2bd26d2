"""Since when the yes-or-no values of a lock are as they are, over reloads and restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self, TypedDict

from ..clock import stored_moment
from .reading import Reading
from .values import FACTS

HELD_KEYS: Final = ("frozen", "unlockable", "task_assigned")


class HeldValueJson(TypedDict):
    """A value as it is stored; the moment in ISO 8601."""

    value: bool
    since: str
    has_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """A value of a lock that holds.

    since: the first reading (UTC) that showed it.
    has_changed: whether a reading of the same lock showed the other value before.
    """

    value: bool
    since: datetime
    has_changed: bool

    def as_json(self) -> HeldValueJson:
        """Return the value for the store."""
        return {
            "value": self.value,
            "since": self.since.isoformat(),
            "has_changed": self.has_changed,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """Return a value from the store; raises ValueError, KeyError, TypeError."""
        since = stored["since"]
        if not isinstance(since, str):
            raise TypeError
        return cls(
            value=stored["value"] is True,
            since=stored_moment(since),
            has_changed=stored["has_changed"] is True,
        )


def held_from_json(stored: object) -> dict[str, HeldValue]:
    """Return stored values; what can't be understood holds since the next reading."""
    found: dict[str, HeldValue] = {}
    if not isinstance(stored, dict):
        return found
    for key in HELD_KEYS:
        try:
            found[key] = HeldValue.from_json(stored[key])
        except KeyError, TypeError, ValueError:
            continue
    return found


def advance_held(
    held: Mapping[str, HeldValue], reading: Reading
) -> dict[str, HeldValue]:
    """Return the values of a lock after another reading of it; none without a lock."""
    if reading.session is None:
        return {}
    now = reading.measurement.middle.replace(microsecond=0)
    advanced = dict(held)
    for key in HELD_KEYS:
        value = FACTS[key](reading)
        before = held.get(key)
        if value is None or (before is not None and before.value is value):
            continue
        since = reading.times.frozen_since if key == "frozen" and value else None
        advanced[key] = HeldValue(
            value=value, since=since or now, has_changed=before is not None
        )
    return advanced
