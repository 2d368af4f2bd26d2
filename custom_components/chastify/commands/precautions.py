"""The conditions of a command beyond its fields; the daily limit is one of them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..account.added_time import AddedTime, Addition
from ..account.options import Options
from ..api import ChastifyError
from ..failures.errors import command_refused
from ..failures.issues import async_manage_daily_limit_issue

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_SINGULAR: Final = (timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1))


class Precaution(Protocol):
    """One condition of one call; `end` is called whatever becomes of the command."""

    def check(self) -> None:
        """Refuse the command: at the call, and again when it is its turn.

        Raises ServiceValidationError.
        """

    async def async_prepare(self) -> None:
        """Store the state that must not be lost once the request is sent.

        Raises ServiceValidationError where that fails.
        """

    def begin(self) -> None:
        """Note that the request is being sent; nothing comes between the last check and this."""

    def end(self, *, done: bool | None, error: ChastifyError | None = None) -> None:
        """Note whether it took effect; None: unknown.

        error: in which the request ended, None where it succeeded, was not sent, or was given up.
        """


class DailyLimit:
    """The daily limit for one command that adds time.

    Its seconds are counted at the call, so that two commands at once can't exceed the limit.
    """

    def __init__(
        self,
        entry: ChastifyConfigEntry,
        added_time: AddedTime,
        command: str,
        seconds: int,
    ) -> None:
        """Count nothing yet."""
        self._entry = entry
        self._added_time = added_time
        self._command = command
        self._seconds = seconds
        self._addition: Addition | None = None

    def check(self) -> None:
        """Refuse the command if it exceeds the limit together with all others; else count it."""
        if used_up_until := _used_up_until(self._entry, self._added_time):
            raise command_refused(
                "daily_limit_unknown", self._command, until=_time_of_day(used_up_until)
            )
        own = timedelta(seconds=self._seconds)
        others = self._added_time.total - (own if self._addition else timedelta(0))
        limit = Options.of(self._entry).daily_time_limit
        if limit is not None and others + own > limit:
            left = max(limit - others, timedelta(0))
            raise command_refused(
                _key(limit, left), self._command, limit=limit, added=others, left=left
            )
        if self._addition is None:
            self._addition = self._added_time.add(self._seconds)

    async def async_prepare(self) -> None:
        """Store the added time."""
        await self._added_time.async_save()

    def begin(self) -> None:
        """Do nothing: the time was counted at the call."""

    def end(self, *, done: bool | None, error: ChastifyError | None = None) -> None:
        """Give back the time that was surely not added."""
        if done is False and self._addition is not None:
            self._added_time.give_back(self._addition)


def _key(limit: timedelta, left: timedelta) -> str:
    """Return the key of the error; English says "is left" and "are left"."""
    if not limit:
        return "daily_limit_zero"
    if not left:
        return "daily_limit_used_up"
    return "daily_limit_one" if left in _SINGULAR else "daily_limit"


@callback
def async_manage_used_up_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, added_time: AddedTime
) -> None:
    """Keep the issue about a limit that counts as used up, for as long as it does."""
    until = _used_up_until(entry, added_time)
    async_manage_daily_limit_issue(
        hass, entry, None if until is None else _time_of_day(until)
    )
    if until is None:
        return

    @callback
    def delete(_now: datetime) -> None:
        async_manage_daily_limit_issue(hass, entry, None)

    entry.async_on_unload(async_call_later(hass, until - dt_util.utcnow(), delete))


def _used_up_until(
    entry: ChastifyConfigEntry, added_time: AddedTime
) -> datetime | None:
    """Return until when the limit counts as used up, None where it doesn't.

    A limit of 0 has nothing to use up.
    """
    return added_time.known_from if Options.of(entry).daily_time_limit else None


def _time_of_day(moment: datetime) -> str:
    """Return the local time of the day, not earlier than the moment."""
    whole_minute = timedelta(minutes=1) - timedelta(microseconds=1)
    return f"{dt_util.as_local(moment + whole_minute):%H:%M}"
