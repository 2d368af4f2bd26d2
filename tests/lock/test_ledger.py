"""The ledger counts every second in its local day."""

from datetime import UTC, date, datetime, timedelta
import math
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.chastify.lock.changes import LockEvent, LockEventType, Source
from custom_components.chastify.lock.ledger import KEPT_DAYS, Ledger, Span, Sums

BERLIN = ZoneInfo("Europe/Berlin")
# The clocks go forward at midnight.
BEIRUT = ZoneInfo("Asia/Beirut")
DAY = 86_400.0


def at(text: str) -> datetime:
    """Return a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def locked_by_day(span: Span, zone: ZoneInfo) -> dict[str, float]:
    """Return the seconds of a span by day."""
    return {day.isoformat(): sums.locked for day, sums in span.by_day(zone)}


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        (
            BERLIN,
            "2026-06-01 21:30",
            "2026-06-01 22:30",
            {"2026-06-01": 1800, "2026-06-02": 1800},
        ),
        # A day of 23 hours, one of 25.
        (BERLIN, "2026-03-28 23:00", "2026-03-29 22:00", {"2026-03-29": DAY - 3600}),
        (BERLIN, "2026-10-24 22:00", "2026-10-25 23:00", {"2026-10-25": DAY + 3600}),
        (
            BEIRUT,
            "2026-03-28 21:00",
            "2026-03-28 23:00",
            {"2026-03-28": 3600, "2026-03-29": 3600},
        ),
        (BERLIN, "2026-06-01 12:00", "2026-06-01 12:00", {}),
        (BERLIN, "2026-06-01 12:00", "2026-06-01 11:00", {}),
    ],
)
def test_span_is_cut_at_local_midnight(
    zone: ZoneInfo, start: str, end: str, expected: dict[str, float]
) -> None:
    assert locked_by_day(Span(start=at(start), end=at(end)), zone) == expected


@given(
    start=st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)),
    seconds=st.integers(0, 40 * 86_400),
    zone=st.sampled_from(
        ["Europe/Berlin", "Asia/Beirut", "Australia/Lord_Howe", "America/Santiago"]
    ),
)
def test_no_second_is_lost_or_counted_twice(
    start: datetime, seconds: int, zone: str
) -> None:
    begun = start.replace(tzinfo=UTC)
    span = Span(start=begun, end=begun + timedelta(seconds=seconds))

    days = [*span.by_day(ZoneInfo(zone))]

    assert sum(sums.locked for _, sums in days) == pytest.approx(seconds)
    dates = [day for day, _ in days]
    assert dates == sorted(set(dates))
    assert all(sums.locked <= DAY + 3600 for _, sums in days)


def test_events_are_counted_by_their_source() -> None:
    events = [
        LockEvent(LockEventType.TIME_ADDED, Source.HOME_ASSISTANT, 60),
        LockEvent(LockEventType.TIME_ADDED, Source.ELSEWHERE, 30),
        LockEvent(LockEventType.TIME_REMOVED, Source.HOME_ASSISTANT, 20),
        LockEvent(LockEventType.TIME_REMOVED, Source.ELSEWHERE, 10),
        LockEvent(LockEventType.FROZEN, Source.ELSEWHERE),
    ]

    assert Sums.of_events(events).response() == {
        "locked": 0,
        "frozen": 0,
        "added": {"home_assistant": 60, "elsewhere": 30},
        "removed": {"home_assistant": 20, "elsewhere": 10},
    }


def test_days_are_kept_for_three_years_and_the_total_for_ever() -> None:
    today = date(2026, 6, 1)
    old = today - timedelta(days=KEPT_DAYS + 1)
    ledger = Ledger({old: Sums(locked=5), today: Sums(locked=7)}, Sums(locked=1))

    assert ledger.forget(today - timedelta(days=KEPT_DAYS))

    assert ledger.days == {today: Sums(locked=7)}
    assert ledger.forgotten == Sums(locked=6)
    assert ledger.total == Sums(locked=13)
    assert not ledger.forget(today)


def test_locks_that_ran_at_the_same_time_count_once() -> None:
    day = Span(start=at("2026-06-01 00:00"), end=at("2026-06-02 00:00"))
    hours = [(8, 10), (9, 12), (20, 30), (-5, 1)]
    others = [
        (day.start + timedelta(hours=start), day.start + timedelta(hours=end))
        for start, end in hours
    ]

    assert [(part.start.hour, part.end.hour) for part in day.without(others)] == [
        (1, 8),
        (12, 20),
    ]
    assert day.without([(day.start, day.end)]) == []
    assert day.without([]) == [day]


def test_stored_sums_come_back_as_they_were() -> None:
    sums = Sums(
        locked=1.25,
        frozen=2,
        added_by_us=3,
        added_elsewhere=4,
        removed_by_us=5,
        removed_elsewhere=6,
    )
    assert Sums.from_json(sums.as_json()) == sums


@pytest.mark.parametrize(
    "stored",
    [
        *([each, 0, 0, 0, 0, 0] for each in (-1, math.nan, math.inf, "x", None)),
        [1, 2, 3],
        [0] * 7,
        {},
        None,
    ],
)
def test_damaged_sums_are_refused(stored: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Sums.from_json(stored)
