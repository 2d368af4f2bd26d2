"""The questions about a lock, and their spoken answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
import math
from typing import Final

from homeassistant.util import dt as dt_util

from ..assist.locks import AssistLock
from ..failures.texts import Texts, rounded_duration_text, until_text
from ..lock.reading import LockState, Reading
from ..lock.values import VALUES, Value
from .past import PAST_QUESTIONS, THIS_LOCK, PastQuestion, past_answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked.

    exposed: the keys of the entities whose values may be said.
    now: when it was asked (UTC).
    """

    texts: Texts
    reading: Reading
    exposed: frozenset[str]
    now: datetime

    def value(self, key: str) -> Value:
        """Return the value of the entity of this key."""
        return VALUES[key](self.reading)


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a lock.

    keys: those of the entities that show the answer.
    answer_fn: returns the answer where there is a lock, None where the service doesn't say it.
    """

    keys: tuple[str, ...]
    answer_fn: Callable[[Asked], str | None]


_UNLOCKABLE_KEYS: Final = ("unlockable", "lock_state")
_TASK_POINTS_KEYS: Final = ("task_points_remaining",)


def _left(asked: Asked) -> timedelta | None:
    """Return the remaining time, to the second while the timer runs."""
    if unlock_time := asked.reading.times.unlock_time:
        return max(unlock_time - asked.now, timedelta())
    lock = asked.reading.lock_data
    if lock is None or lock.time_remaining is None:
        return None
    if "time_remaining" not in asked.exposed:
        return None
    return timedelta(seconds=lock.time_remaining)


def _is_frozen(asked: Asked) -> bool:
    """Tell whether the timer is frozen, where that may be said."""
    return (
        not asked.exposed.isdisjoint(("frozen", "lock_state"))
        and asked.reading.lock_state is LockState.FROZEN
    )


def _is_held(asked: Asked) -> bool:
    """Tell whether the lock can't be opened though its time is over, where that may be said.

    A card game, task points and extensions can hold a lock.
    """
    lock = asked.reading.lock_data
    return (
        not asked.exposed.isdisjoint(_UNLOCKABLE_KEYS)
        and lock is not None
        and lock.unlockable is False
        # A reading from before the end doesn't show whether the lock was opened at it.
        and lock.time_remaining is not None
        and lock.time_remaining < 1
    )


def _time_is_over(asked: Asked) -> str:
    """Return that the time is over, and what is known to hold the lock."""
    if not _is_held(asked):
        return asked.texts.text("answer_time_is_over")
    told = asked.texts.text("answer_time_is_over_locked")
    may_tell_points = not asked.exposed.isdisjoint(_TASK_POINTS_KEYS)
    if may_tell_points and asked.value("task_points_remaining"):
        return f"{told} {_task_points(asked)}"
    return told


def _remaining(asked: Asked) -> str | None:
    left = _left(asked)
    if left is None:
        return None
    if left < timedelta(seconds=1):
        return _time_is_over(asked)
    key = "answer_remaining_frozen" if _is_frozen(asked) else "answer_remaining"
    return asked.texts.text(key, duration=rounded_duration_text(asked.texts, left))


def _until(asked: Asked) -> str | None:
    unlock_time = asked.reading.times.unlock_time
    if unlock_time is None:
        return asked.texts.text("answer_until_frozen") if _is_frozen(asked) else None
    if unlock_time <= asked.now:
        return _time_is_over(asked)
    until = until_text(
        asked.texts, dt_util.as_local(unlock_time), dt_util.as_local(asked.now)
    )
    return asked.texts.text("answer_until", until=until)


def _locked(asked: Asked) -> str | None:
    since = asked.reading.times.locked_since
    if since is None:
        return None
    passed = max(asked.now - since, timedelta())
    return asked.texts.text(
        "answer_locked", duration=rounded_duration_text(asked.texts, passed)
    )


def _yes_or_no(key: str) -> Callable[[Asked], str | None]:
    def yes_or_no(asked: Asked) -> str | None:
        value = asked.value(key)
        if value is None:
            return None
        return asked.texts.text(f"answer_{key}_{'yes' if value else 'no'}")

    return yes_or_no


def _keyholder(asked: Asked) -> str | None:
    name = asked.value("keyholder")
    if not isinstance(name, str):
        return asked.texts.text("answer_no_keyholder")
    return asked.texts.text("answer_keyholder", name=name)


def _active(asked: Asked) -> str:
    # Without a lock, no question is answered by itself.
    return asked.texts.text("answer_active")


def _name(key: str, answer_key: str) -> Callable[[Asked], str | None]:
    def name(asked: Asked) -> str | None:
        value = asked.value(key)
        if not isinstance(value, str):
            return None
        return asked.texts.text(answer_key, name=value)

    return name


def _seen(person: str) -> Callable[[Asked], str | None]:
    def seen(asked: Asked) -> str | None:
        moment = asked.value(f"{person}_last_seen")
        if not isinstance(moment, datetime):
            return None
        passed = max(asked.now - moment, timedelta())
        return asked.texts.text(
            f"answer_{person}_seen",
            duration=rounded_duration_text(asked.texts, passed),
        )

    return seen


def _task_points(asked: Asked) -> str | None:
    missing = asked.value("task_points_remaining")
    if not isinstance(missing, (int, float)):
        return None
    if missing == 0:
        return asked.texts.text("answer_no_task_points")
    points = asked.texts.counted("answer_task_points", math.ceil(missing))
    return points[:1].upper() + points[1:]


_PRESENT: Final[Mapping[str, Question]] = {
    "remaining": Question(("time_remaining", "unlock_time"), _remaining),
    "until": Question(("unlock_time",), _until),
    "locked": Question(("time_locked", "locked_since"), _locked),
    "active": Question(("active", "lock_state"), _active),
    "frozen": Question(("frozen", "lock_state"), _yes_or_no("frozen")),
    "unlockable": Question(_UNLOCKABLE_KEYS, _yes_or_no("unlockable")),
    "keyholder": Question(("keyholder",), _keyholder),
    "keyholder_seen": Question(("keyholder_last_seen",), _seen("keyholder")),
    "wearer": Question(("wearer",), _name("wearer", "answer_wearer")),
    "wearer_seen": Question(("wearer_last_seen",), _seen("wearer")),
    "title": Question(("lock_title",), _name("lock_title", "answer_title")),
    "task_points": Question(_TASK_POINTS_KEYS, _task_points),
    "task": Question(("task_assigned",), _yes_or_no("task_assigned")),
}
QUESTIONS: Final[Mapping[str, Question | PastQuestion]] = {
    **_PRESENT,
    **PAST_QUESTIONS,
}

# The questions that the answer without a question covers.
OVERVIEW: Final = ("remaining", "until", "task")


def answer(
    texts: Texts, lock: AssistLock, question: str | None, period: str | None = None
) -> str:
    """Return the answer to a question, or an overview, from the exposed values of a lock.

    period: of a question about the past one of PERIODS, None for the running lock.
    """
    if question is not None and (past := PAST_QUESTIONS.get(question)):
        return past_answer(texts, lock, past, period or THIS_LOCK)
    if not lock.is_reachable:
        return texts.text("answer_unreachable")
    if lock.reading.session is None:
        return texts.text("answer_no_lock")
    asked = Asked(texts, lock.reading, lock.exposed, dt_util.utcnow())
    if question is not None:
        return _PRESENT[question].answer_fn(asked) or texts.text("answer_unknown")
    answers: list[str] = []
    for part in OVERVIEW:
        if lock.exposed.isdisjoint(_PRESENT[part].keys):
            continue
        # A frozen timer, or one that is over, is said once.
        if part == "until" and answers and _is_frozen(asked):
            continue
        part_answer = _PRESENT[part].answer_fn(asked)
        if part_answer and part_answer not in answers:
            answers.append(part_answer)
    return " ".join(answers) or texts.text("answer_unknown")


def keys_of(question: str | None) -> tuple[str, ...]:
    """Return the keys of the entities that can answer a question."""
    parts = OVERVIEW if question is None else (question,)
    return tuple(key for part in parts for key in QUESTIONS[part].keys)
