"""The questions about a time that has passed, and their spoken answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from homeassistant.util import dt as dt_util

from ..assist.locks import (
    TOTAL_ADDED,
    TOTAL_FROZEN,
    TOTAL_LOCKED,
    TOTAL_REMOVED,
    AssistLock,
)
from ..failures.texts import Texts, rounded_duration_text
from ..lock.ledger import Sums

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)

# Since the running lock began.
THIS_LOCK: Final = "this_lock"


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _last_of_month_before(today: date) -> date:
    return today.replace(day=1) - _DAY


# The first and the last day by the period, today given; weeks begin on Monday.
_DAYS: Final[Mapping[str, Callable[[date], tuple[date, date]]]] = {
    "today": lambda today: (today, today),
    "yesterday": lambda today: (today - _DAY, today - _DAY),
    "this_week": lambda today: (_monday(today), today),
    "last_week": lambda today: (_monday(today) - _WEEK, _monday(today) - _DAY),
    "this_month": lambda today: (today.replace(day=1), today),
    "last_month": lambda today: (
        _last_of_month_before(today).replace(day=1),
        _last_of_month_before(today),
    ),
    "this_year": lambda today: (date(today.year, 1, 1), today),
    "last_year": lambda today: (
        date(today.year - 1, 1, 1),
        date(today.year - 1, 12, 31),
    ),
}
PERIODS: Final = (*_DAYS, THIS_LOCK)


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question about a period.

    key: that of the total sensor that shows the sum of all times.
    answer_fn: returns the answer from the sums of the period, which is given in words.
    """

    key: str
    answer_fn: Callable[[Texts, Sums, str], str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the entities that show the answer."""
        return (self.key,)


def _is_some(seconds: float) -> bool:
    return round(seconds) > 0


def _said(texts: Texts, seconds: float) -> str:
    return rounded_duration_text(texts, timedelta(seconds=seconds))


def _how_long(key: str, seconds: Callable[[Sums], float]) -> PastQuestion:
    """Return the question for how long the lock was in a state."""
    state = key.removeprefix("total_time_")

    def how_long(texts: Texts, sums: Sums, period: str) -> str:
        if not _is_some(seconds(sums)):
            return texts.text(f"answer_was_{state}_never", period=period)
        duration = _said(texts, seconds(sums))
        return texts.text(f"answer_was_{state}", period=period, duration=duration)

    return PastQuestion(key, how_long)


def _how_much(
    key: str, by_source: Callable[[Sums], tuple[float, float]]
) -> PastQuestion:
    """Return the question how much time was added or removed, which tells who did it, too."""
    change = key.removeprefix("total_time_")

    def how_much(texts: Texts, sums: Sums, period: str) -> str:
        ours, others = by_source(sums)
        match _is_some(ours), _is_some(others):
            case False, False:
                return texts.text(f"answer_{change}_nothing", period=period)
            case True, False:
                who = "by_us"
            case False, True:
                who = "by_others"
            case _:
                who = "by_both"
        return texts.text(
            f"answer_{change}_{who}",
            period=period,
            duration=_said(texts, ours + others),
            ours=_said(texts, ours),
            others=_said(texts, others),
        )

    return PastQuestion(key, how_much)


PAST_QUESTIONS: Final[Mapping[str, PastQuestion]] = {
    "was_locked": _how_long(TOTAL_LOCKED, lambda sums: sums.locked),
    "was_frozen": _how_long(TOTAL_FROZEN, lambda sums: sums.frozen),
    "added": _how_much(
        TOTAL_ADDED, lambda sums: (sums.added_by_us, sums.added_elsewhere)
    ),
    "removed": _how_much(
        TOTAL_REMOVED, lambda sums: (sums.removed_by_us, sums.removed_elsewhere)
    ),
}


def past_answer(
    texts: Texts, lock: AssistLock, question: PastQuestion, period: str
) -> str:
    """Return the answer to a question about one of PERIODS, as far as the days are known."""
    if not lock.is_loaded:
        return texts.text("answer_unreachable")
    storage = lock.entry.runtime_data.storage
    if period == THIS_LOCK:
        if not lock.is_reachable:
            return texts.text("answer_unreachable")
        if storage.running is None:
            return texts.text("answer_no_lock")
        sums = storage.running.sums
    else:
        start, end = _DAYS[period](dt_util.now().date())
        # Nobody has seen how such a day went on.
        read = dt_util.as_local(lock.reading.measurement.middle).date()
        if not lock.is_reachable and read <= end:
            return texts.text("answer_unreachable")
        days = storage.history.ledger.days
        sums = sum((days[day] for day in days if start <= day <= end), Sums())
    return question.answer_fn(texts, sums, texts.text(f"period_{period}"))
