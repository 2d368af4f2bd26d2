"""The response of `get_history`: the sums of days, and the lock sessions."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, tzinfo
from typing import TypedDict

from .ledger import Ledger, Sums, SumsResponse
from .sessions import LockSession


class DayResponse(SumsResponse):
    """The sums of a local day, in ISO 8601."""

    date: str


class SessionResponse(SumsResponse):
    """A lock session: moments in ISO 8601, UTC; `end` is None while it runs."""

    start: str
    end: str | None
    title: str | None


class HistoryResponse(TypedDict):
    """The response, the oldest first."""

    days: list[DayResponse]
    sessions: list[SessionResponse]


def history_response(
    ledger: Ledger,
    sessions: Iterable[LockSession],
    start: date,
    end: date,
    zone: tzinfo,
) -> HistoryResponse:
    """Return each day from `start` to `end`, and the sessions that touch them."""
    return {
        "days": [
            {"date": day.isoformat(), **ledger.days.get(day, Sums()).response()}
            for day in _days(start, end)
        ],
        "sessions": [
            {
                "start": session.start.isoformat(),
                "end": session.end.isoformat() if session.end else None,
                "title": session.title,
                **session.sums.response(),
            }
            for session in sorted(sessions, key=lambda session: session.start)
            if session.start.astimezone(zone).date() <= end
            and (session.end or session.last_seen).astimezone(zone).date() >= start
        ],
    }


def _days(start: date, end: date) -> Iterator[date]:
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)
