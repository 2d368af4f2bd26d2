"""The past of an account, in two files: its ended lock sessions, and the sums of its days."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..failures.issues import async_create_lost_history_issue
from ..lock.counting import Counted, session_spans, without_known
from ..lock.history_response import HistoryResponse, history_response
from ..lock.ledger import KEPT_DAYS, Ledger, Sums, midnight
from ..lock.sessions import MAX_ENDED, LockSession, LockSessionJson
from .stored_file import (
    Content,
    DamagedError,
    StoredFileError,
    account_store,
    async_read,
    async_remove,
    async_set_aside,
    entry_errors,
)

type DaysJson = dict[str, list[float]]


class LedgerJson(TypedDict):
    """The content of the file of days: the sums by date, and those of the days that are forgotten.

    revision: which of two files is newer, this one or that of the running lock.
    running: the running lock, up to whose last reading the days are counted.
    since: the first day that was watched.
    kept_from: the first day that was kept when the history was last cleared.
    """

    revision: int
    running: LockSessionJson | None
    since: str
    kept_from: str | None
    days: DaysJson
    forgotten: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPart:
    """The part of the history in the file of the running lock.

    revision: as there; -1 where a part of it can't be read.
    unwritten: the days that weren't in their own file.
    """

    revision: int = -1
    running: LockSession | None = None
    unwritten: Mapping[date, Sums] = field(default_factory=dict)


class History:
    """The ended sessions, the newest 500, and the ledger, three years.

    The sessions are written when one ends. The days are written at midnight; until then the days
    that their file doesn't have yet are written with the running lock. Each of the two files holds
    the running lock and the days of one moment, so after a crash the newer one is right by itself.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Create the stores; `async_load` reads them."""
        self._hass = hass
        self._sessions: Store[list[LockSessionJson]] = account_store(
            hass, entry_id, "sessions"
        )
        self._days: Store[LedgerJson] = account_store(hass, entry_id, "days")
        self.ended: list[LockSession] = []
        self.ledger = Ledger()
        self._since = dt_util.now().date()
        self._kept_from: date | None = None
        self._revision = 0
        self._written: dict[date, Sums] = {}
        self._damaged: list[Store[Any]] = []
        self._is_new = False

    async def async_load(
        self, former: list[LockSession] | None, part: RunningPart
    ) -> LockSession | None:
        """Read both files without the parts that can't be read; the files stay unchanged.

        former: the ended sessions of a version that kept them with the running lock.
        Returns the running lock. Raises ConfigEntryNotReady and ConfigEntryError.
        """
        sessions = await self._async_read(self._sessions, list)
        found = [session_of(each) for each in sessions or ()]
        self._note_damage(self._sessions, is_damaged=None in found)
        self.ended = [session for session in found if session]
        if sessions is None:
            self.ended = former or []
        running = part.running
        stored = await self._async_read(self._days, dict)
        if stored is None:
            self._is_new = True
            self._count_sessions([*self.ended, *([running] if running else ())], [])
            self._use(dict(self.ledger.days) | dict(part.unwritten), Sums())
        else:
            running = self._take_over(stored, part)
        self._revision = max(self._revision, part.revision)
        if running is not None and part.revision < 0:
            # It may have ended since the days were written.
            if any(running.is_same(session) for session in self.ended):
                running = None
        self.ended = [
            session
            for session in self.ended
            if not (running and running.is_same(session))
        ]
        return running

    def _count_sessions(
        self, sessions: Collection[LockSession], counted: Collection[LockSession]
    ) -> None:
        """Count the times of sessions; counted: those that are counted already."""
        zone = dt_util.get_default_time_zone()
        known = [*counted]
        for session in sessions:
            self.ledger.add_spans(without_known(session_spans(session), known), zone)
            known.append(session)

    def _take_over(
        self, stored: Mapping[str, Any], part: RunningPart
    ) -> LockSession | None:
        """Use the file of days, and the other one where it is newer; return the running lock."""
        days, is_damaged = days_of(stored.get("days"))
        try:
            forgotten = Sums.from_json(stored.get("forgotten"))
        except TypeError, ValueError:
            forgotten, is_damaged = Sums(), True
        self._note_damage(self._days, is_damaged=is_damaged)
        self._since = _date(stored.get("since")) or min(days, default=self._since)
        self._kept_from = _date(stored.get("kept_from"))
        revision = stored.get("revision")
        self._revision = revision if isinstance(revision, int) else 0
        self._written = days
        if part.revision > self._revision:
            self._use(days | dict(part.unwritten), forgotten)
            return part.running
        self._use(days, forgotten)
        kept = stored.get("running")
        return None if kept is None else session_of(kept)

    def _use(self, days: Mapping[date, Sums], forgotten: Sums) -> None:
        self.ledger = Ledger(days, forgotten)
        self._since = min([self._since, *days])

    async def _async_read[ContentT: Content](
        self, store: Store[ContentT], kind: type[dict[str, Any] | list[Any]]
    ) -> ContentT | None:
        """Return the content of a file, None without one and where it is damaged."""
        with entry_errors():
            try:
                return await async_read(store, kind)
            except DamagedError:
                self._note_damage(store, is_damaged=True)
        return None

    def _note_damage(self, store: Store[Any], *, is_damaged: bool) -> None:
        if is_damaged and store not in self._damaged:
            self._damaged.append(store)

    async def async_mend(self, entry_id: str, running: LockSession | None) -> None:
        """Copy damaged files, create issues about them, and write what is new or was damaged.

        Raises ConfigEntryNotReady where no copy can be written.
        """
        for store in self._damaged:
            with entry_errors():
                await async_set_aside(store)
            async_create_lost_history_issue(self._hass, entry_id, store.key)
        if self._is_new or self._sessions in self._damaged:
            await self.async_save_sessions()
        if self._is_new or self._days in self._damaged:
            await self.async_save_days(running)
        self._damaged, self._is_new = [], False

    @callback
    def async_next_revision(self) -> int:
        """Return the number of a content that is written now."""
        self._revision += 1
        return self._revision

    @property
    def unwritten_days(self) -> dict[date, Sums]:
        """The days whose sums aren't in their file."""
        return {
            day: sums
            for day, sums in self.ledger.days.items()
            if self._written.get(day) != sums
        }

    @callback
    def async_count(self, counted: Counted, moment: datetime) -> None:
        """Count what a reading adds; moment: that of the reading."""
        zone = dt_util.get_default_time_zone()
        spans = counted.spans
        if self._kept_from is not None:
            # A lock may appear again after its session was deleted.
            spans = [span.since(midnight(self._kept_from, zone)) for span in spans]
        self.ledger.add_spans(spans, zone)
        if counted.time_changes != Sums():
            self.ledger.add(moment.astimezone(zone).date(), counted.time_changes)

    @callback
    def async_end(self, ended: LockSession | None, again: LockSession | None) -> None:
        """Add the session that ended, and take away the one that goes on."""
        # After a crash between two files, a session can end once more.
        before = [each for each in self.ended if not (ended and ended.is_same(each))]
        sessions = [*before, ended] if ended else before
        self.ended = [each for each in sessions if each is not again][-MAX_ENDED:]

    def response(
        self, running: LockSession | None, start: date, end: date
    ) -> HistoryResponse:
        """Return the days of a range that were watched, and its sessions."""
        return history_response(
            self.ledger,
            [*self.ended, running] if running else self.ended,
            (start, end),
            (min([self._since, *self.ledger.days]), dt_util.now().date()),
            dt_util.get_default_time_zone(),
        )

    async def async_save_sessions(self) -> None:
        """Write the ended sessions."""
        await self._sessions.async_save([session.as_json() for session in self.ended])

    async def async_save_days(self, running: LockSession | None) -> None:
        """Write the days as they are now, without those older than three years.

        What can't be written stays among the unwritten days; Home Assistant only logs it.
        """
        self.ledger.forget(dt_util.now().date() - timedelta(days=KEPT_DAYS))
        days = dict(self.ledger.days)
        revision = self.async_next_revision()
        await self._days.async_save(
            {
                "revision": revision,
                "running": running.as_json() if running else None,
                "since": self._since.isoformat(),
                "kept_from": self._kept_from.isoformat() if self._kept_from else None,
                "days": days_json(days),
                "forgotten": self.ledger.forgotten.as_json(),
            }
        )
        with suppress(StoredFileError):
            written = await async_read(self._days, dict)
            if written and written.get("revision") == revision:
                self._written = days

    @callback
    def async_clear(self, before: date) -> None:
        """Forget the days before a date, and the sessions that ended before it."""
        zone = dt_util.get_default_time_zone()
        self.ledger.forget(before)
        self._since = max(self._since, min(before, dt_util.now().date()))
        self._kept_from = max(before, self._kept_from or before)
        self.ended = [
            session
            for session in self.ended
            if session.end is None or session.end.astimezone(zone).date() >= before
        ]

    async def async_add_ended(
        self, sessions: Collection[LockSession], running: LockSession | None
    ) -> None:
        """Add ended sessions that come from elsewhere, those alone that aren't known; write at once."""
        known = {session.start for session in self.ended}
        new = [session for session in sessions if session.start not in known]
        self._count_sessions(new, [*self.ended, *([running] if running else ())])
        self.ended = sorted([*self.ended, *new], key=lambda session: session.start)[
            -MAX_ENDED:
        ]
        await self.async_save_sessions()
        await self.async_save_days(running)

    async def async_remove(self) -> None:
        """Delete both files."""
        await async_remove(self._sessions)
        await async_remove(self._days)


def _date(stored: object) -> date | None:
    try:
        return date.fromisoformat(stored) if isinstance(stored, str) else None
    except ValueError:
        return None


def session_of(stored: Any) -> LockSession | None:
    """Return a stored session, None for one that can't be read."""
    try:
        session = LockSession.from_json(stored)
    except AttributeError, KeyError, TypeError, ValueError:
        return None
    texts: tuple[object, ...] = (session.lock_id, session.title, session.frozen_by)
    return session if all(isinstance(text, str | None) for text in texts) else None


def days_json(days: Mapping[date, Sums]) -> DaysJson:
    """Return days for a store."""
    return {day.isoformat(): sums.as_json() for day, sums in sorted(days.items())}


def days_of(stored: object) -> tuple[dict[date, Sums], bool]:
    """Return stored days, and whether some can't be read."""
    if not isinstance(stored, dict):
        return {}, True
    found: dict[date, Sums] = {}
    for day, sums in stored.items():
        try:
            found[date.fromisoformat(day)] = Sums.from_json(sums)
        except TypeError, ValueError:
            continue
    return found, len(found) < len(stored)
