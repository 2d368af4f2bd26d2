"""Calendar of the running lock session and the ended ones."""

from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .account.storage import AccountStorage
from .const import NAME
from .coordinator import ChastifyCoordinator
from .entity import ChastifyEntity
from .failures.texts import Texts, house_sentences, rounded_duration_text
from .lock.reading import Reading
from .lock.sessions import LockSession
from .runtime_data import ChastifyConfigEntry

# The entities of this platform send nothing.
PARALLEL_UPDATES = 0

SHORTEST_EVENT: Final = timedelta(seconds=1)

LOCK_SESSIONS: Final = CalendarEntityDescription(key="lock_sessions")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendar of an account."""
    data = entry.runtime_data
    async_add_entities([LockSessionsCalendar(data.coordinator, data.storage)])


class LockSessionsCalendar(ChastifyEntity, CalendarEntity):
    """The lock sessions of an account; always available."""

    def __init__(
        self, coordinator: ChastifyCoordinator, storage: AccountStorage
    ) -> None:
        """Show the sessions of the storage."""
        super().__init__(coordinator, LOCK_SESSIONS)
        self._storage = storage

    @override
    async def async_added_to_hass(self) -> None:
        """Follow changes of the time zone."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._async_show_again)
        )

    @callback
    def _async_show_again(self, _event: Event) -> None:
        """Write the state again: its moments are in local time."""
        self.async_write_ha_state()

    @property
    @override
    def available(self) -> bool:
        """Return True: the stored sessions stay valid in an outage."""
        return True

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the running lock, None without one."""
        running = self._storage.running
        return _calendar_event(self.hass, running) if running else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the sessions of a range, the oldest first."""
        running = self._storage.running
        ended = self._storage.history.ended
        sessions = [*ended, running] if running else ended
        return [
            _calendar_event(hass, session)
            for session in sessions
            # Most of 500 sessions are of another month.
            if session.start < end_date and _end(session) > start_date
        ]

    @override
    def _shown(self, reading: Reading) -> object:
        running = self._storage.running
        return running and (running.title, running.start, running.unlock_time)


def _calendar_event(hass: HomeAssistant, session: LockSession) -> CalendarEvent:
    """Return a session as an event in local time, an ended one with its sums."""
    start = dt_util.as_local(session.start)
    return CalendarEvent(
        summary=session.title or NAME,
        start=start,
        # Home Assistant compares local times, which go back an hour in autumn.
        end=max(dt_util.as_local(_end(session)), start + SHORTEST_EVENT),
        description=_description(hass, session) if session.end else None,
    )


def _end(session: LockSession) -> datetime:
    """Return the end of a session, which lasts a second at least.

    A running lock lasts until its time is up; where that is unknown or past, until the end of
    the day.
    """
    end = session.end
    if end is None:
        end = session.unlock_time
        if end is None or end <= dt_util.utcnow():
            end = dt_util.start_of_local_day(dt_util.now() + timedelta(days=1))
    return max(end, session.start + SHORTEST_EVENT)


def _description(hass: HomeAssistant, session: LockSession) -> str | None:
    """Return the sums of an ended lock in the language of Home Assistant, a line each."""
    texts = house_sentences(hass)
    if texts is None:
        return None
    sums = session.sums
    lines = [
        _sum_text(texts, "locked", sums.locked),
        _sum_text(texts, "frozen", sums.frozen),
        _sum_text(texts, "added", sums.added_by_us, sums.added_elsewhere),
        _sum_text(texts, "removed", sums.removed_by_us, sums.removed_elsewhere),
    ]
    if session.task_points is not None:
        points, required = f"{session.task_points:g}", session.task_points_required
        lines.append(
            texts.text("summary_points", points=points)
            if required is None
            else texts.text("summary_points_of", points=points, of=f"{required:g}")
        )
    return "\n".join(line for line in lines if line)


def _sum_text(
    texts: Texts, what: str, ours: float, others: float | None = None
) -> str | None:
    """Return a sum in words, and by whom where two are given; None without one.

    ours, others: seconds.
    """

    def words(seconds: float) -> str:
        return rounded_duration_text(texts, timedelta(seconds=round(seconds)))

    seconds = ours + (others or 0)
    if round(seconds) == 0:
        return None
    line = texts.text(f"summary_{what}", duration=words(seconds))
    if others is None:
        return line
    if round(ours) == 0 or round(others) == 0:
        key = "summary_by_us" if round(others) == 0 else "summary_by_others"
        return texts.text(key, line=line)
    return texts.text(
        "summary_by_both", line=line, ours=words(ours), others=words(others)
    )
