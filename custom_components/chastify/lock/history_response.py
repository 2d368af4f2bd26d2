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
    wanted: tuple[date, date],
    watched: tuple[date, date],
    zone: tzinfo,
) -> HistoryResponse:
    """Return each wanted day that was watched, and the sessions that touch the wanted days.

    wanted, watched: the first and the last day.
    """
    start, end = wanted
    return {
        "days": [
            {"date": day.isoformat(), **ledger.days.get(day, Sums()).response()}
            for day in _days(max(start, watched[0]), min(end, watched[1]))
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
