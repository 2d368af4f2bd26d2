"""The limit of the time that may be added in 24 hours, and the time that one command adds."""

from datetime import timedelta
from typing import override

from homeassistant.config_entries import ConfigEntry

from .added_time import AddedTime, Addition
from .command_fields import clock_text
from .failures import command_refused
from .options import Options
from .precautions import Precaution


class CountedTime(Precaution):
    """The seconds of a command: counted at the call, so that two side by side can't exceed the limit."""

    def __init__(
        self, entry: ConfigEntry, added_time: AddedTime, command: str, seconds: int
    ) -> None:
        """Count nothing yet."""
        self._entry = entry
        self._added_time = added_time
        self._command = command
        self._seconds = seconds
        self._addition: Addition | None = None

    @override
    def check(self) -> None:
        """Refuse what exceeds the limit with all that others add; count it where it doesn't."""
        own = timedelta(seconds=self._seconds)
        others = self._added_time.total - (own if self._addition else timedelta(0))
        limit = Options.of(self._entry).daily_time_limit
        if limit is not None and others + own > limit:
            raise command_refused(
                "daily_limit",
                self._command,
                limit=clock_text(limit),
                added=clock_text(others),
                left=clock_text(max(limit - others, timedelta(0))),
            )
        if self._addition is None:
            self._addition = self._added_time.add(self._seconds)

    @override
    async def async_prepare(self) -> None:
        """Store it."""
        await self._added_time.async_save()

    @override
    def begin(self) -> None:
        """Do nothing: it was counted at the call."""

    @override
    def end(self, *, done: bool | None) -> None:
        """Give back what was surely not added."""
        if done is False and self._addition is not None:
            self._added_time.give_back(self._addition)
