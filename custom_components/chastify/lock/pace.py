"""How rarely a duration is written while nothing but the passing of time changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .reading import LockTimes
from .values import SensorValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How rarely a duration is written while nothing but the passing of time changes it.

    moment_fn: the moment that it is counted from or to; while that is unknown, the passing of time
        doesn't change it.
    every: the duration is written so long after the last write, at the nearest reading.
    each_up_to: a duration up to this is written at each reading.
    """

    moment_fn: Callable[[LockTimes], datetime | None]
    every: timedelta
    each_up_to: timedelta = timedelta(0)


PACES: Final[Mapping[str, Pace]] = {
    "time_remaining": Pace(
        moment_fn=lambda times: times.unlock_time,
        every=timedelta(minutes=1),
        each_up_to=timedelta(minutes=10),
    ),
    "time_locked": Pace(
        moment_fn=lambda times: times.locked_since, every=timedelta(minutes=10)
    ),
    "max_time_remaining": Pace(
        moment_fn=lambda times: times.latest_unlock_time, every=timedelta(minutes=10)
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of a reading that a state depends on.

    times: those of the lock, of a sensor with a pace.
    details: the profile fields of a person.
    """

    value: SensorValue
    times: LockTimes | None
    details: Mapping[str, bool | float | str] | None


def has_aged(before: Shown, shown: Shown, pace: Pace, interval: timedelta) -> bool:
    """Tell whether nothing but time has passed, and too little of it for a write.

    interval: that of the readings; the nearest to the end of the pace writes.
    """
    return (
        shown.times is not None
        and shown.times == before.times
        and pace.moment_fn(shown.times) is not None
        and isinstance(shown.value, int | float)
        and shown.value > pace.each_up_to.total_seconds()
        and is_near(shown.value, before.value, pace.every - interval / 2)
    )


def is_near(one: SensorValue, other: SensorValue, limit: timedelta) -> bool:
    """Tell whether two moments, or two durations in seconds, differ by less than the limit."""
    match one, other:
        case datetime(), datetime():
            return abs(one - other) < limit
        case int() | float(), int() | float():
            return abs(one - other) < limit.total_seconds()
    return False
