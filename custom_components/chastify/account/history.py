"""The past of an account, in two files: its ended lock sessions, and the sums of its days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..failures.issues import async_create_lost_history_issue
from ..lock.counting import Counted, session_spans, without_known
from ..lock.history_response import HistoryResponse, history_response
from ..lock.ledger import KEPT_DAYS, Ledger, Sums
from ..lock.sessions import MAX_ENDED, LockSession, LockSessionJson
from .stored_file import (
    Content,
    DamagedError,
    account_store,
    async_read,
    async_remove,
    async_set_aside,
    entry_errors,
)

type DaysJson = dict[str, list[float]]


class LedgerJson(TypedDict):
    """The content of the file of days: the sums by date, and those of the days that are forgotten."""

    days: DaysJson
    forgotten: list[float]


@dataclass(frozen=True, slots=True)
class StoredDays:
    """The days of the ledger at one moment, and the sums of those that are forgotten."""

    days: Mapping[date, Sums]
    forgotten: Sums


class History:
    """The ended sessions, the newest 500, and the ledger, three years.

    The sessions are written when one ends. The days are written at midnight; until then the days
    that their file doesn't have yet are kept with the running lock (`unwritten_days`), in one file,
    so that they always fit together.
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
        self._written: dict[date, Sums] = {}
        self._damaged: list[Store[Any]] = []
        self._is_new = False

    async def async_load(
        self,
        former: list[LockSession] | None,
        running: LockSession | None,
        unwritten: Mapping[date, Sums],
    ) -> None:
        """Read both files without the parts that can't be read; the files stay unchanged.

        former: the ended sessions of a version that kept them with the running lock.
        running, unwritten: the running lock, and the days that were kept with it.
        Raises ConfigEntryNotReady and ConfigEntryError.
        """
        sessions = await self._async_read(self._sessions, list)
        if sessions is None:
            self.ended = former or []
        else:
            found = [session_of(each) for each in sessions]
            self.ended = [
                session
                for session in found
                if session and not (running and running.is_same(session))
            ]
            self._note_damage(self._sessions, is_damaged=None in found)
        stored = await self._async_read(self._days, dict)
        if stored is None:
            self._is_new = True
            zone = dt_util.get_default_time_zone()
            first = Ledger()
            known: list[LockSession] = []
            for session in (*self.ended, *([running] if running else ())):
                first.add_spans(without_known(session_spans(session), known), zone)
                known.append(session)
            written, forgotten = dict(first.days), Sums()
        else:
            written, is_damaged = days_of(stored.get("days"))
            try:
                forgotten = Sums.from_json(stored.get("forgotten"))
            except TypeError, ValueError:
                forgotten, is_damaged = Sums(), True
            self._note_damage(self._days, is_damaged=is_damaged)
        self._written = written
        self.ledger = Ledger(written | dict(unwritten), forgotten)

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

    async def async_mend(self, entry_id: str) -> None:
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
            await self.async_save_days(self.async_days())
        self._damaged, self._is_new = [], False

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
        self.ledger.add_spans(counted.spans, zone)
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
        """Return the days of a range since the first that is known, and its sessions."""
        today = dt_util.now().date()
        known = min(self.ledger.days, default=today)
        return history_response(
            self.ledger,
            [*self.ended, running] if running else self.ended,
            max(start, known),
            min(end, today),
            dt_util.get_default_time_zone(),
        )

    async def async_save_sessions(self) -> None:
        """Write the ended sessions."""
        await self._sessions.async_save([session.as_json() for session in self.ended])

    @callback
    def async_days(self) -> StoredDays:
        """Return the days for their file, without those older than three years."""
        self.ledger.forget(dt_util.now().date() - timedelta(days=KEPT_DAYS))
        return StoredDays(dict(self.ledger.days), self.ledger.forgotten)

    async def async_save_days(self, days: StoredDays) -> None:
        """Write days that were taken in the same moment as the running lock, which is written before.

        A reading that comes between the two must not be in one of them alone.
        """
        self._written = dict(days.days)
        await self._days.async_save(
            {"days": days_json(days.days), "forgotten": days.forgotten.as_json()}
        )

    @callback
    def async_clear(self, before: date) -> None:
        """Forget the days before a date, and the sessions that ended before it."""
        zone = dt_util.get_default_time_zone()
        self.ledger.forget(before)
        self.ended = [
            session
            for session in self.ended
            if session.end is None or session.end.astimezone(zone).date() >= before
        ]

    async def async_add_ended(self, sessions: Collection[LockSession]) -> None:
        """Add ended sessions that come from elsewhere, those alone that aren't known; write at once."""
        known = {session.start for session in self.ended}
        new = [session for session in sessions if session.start not in known]
        zone = dt_util.get_default_time_zone()
        for session in new:
            spans = without_known(session_spans(session), self.ended)
            self.ledger.add_spans(spans, zone)
            self.ended.append(session)
        self.ended = sorted(self.ended, key=lambda session: session.start)[-MAX_ENDED:]
        await self.async_save_sessions()
        await self.async_save_days(self.async_days())

    async def async_remove(self) -> None:
        """Delete both files."""
        await async_remove(self._sessions)
        await async_remove(self._days)


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
