"""The time that Home Assistant has added to the locks of an account in the last 24 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..clock import stored_moment
from .stored_file import (
    DamagedError,
    account_store,
    async_read,
    async_remove,
    async_set_aside,
    entry_errors,
)

SAVE_DELAY: Final = 5
WINDOW: Final = timedelta(hours=24)
# The most that one command can add.
MOST_SECONDS: Final = int(timedelta(days=3650).total_seconds())


class AdditionJson(TypedDict):
    """A stored addition: its moment in ISO 8601, and its seconds, null where they are unknown."""

    at: str
    seconds: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """Time that was added, or may have been; at: the moment of the call (UTC).

    seconds: None where the stored amount can't be read.
    counts_until: by a clock that can't be set, in seconds.
    """

    at: datetime
    seconds: int | None
    counts_until: float


class AddedTime:
    """Counts additions at the call, so that simultaneous commands can't exceed the limit.

    It is kept over reloads of the account; after a restart it is read from its store.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Create the store; `async_load` reads it."""
        self._hass = hass
        self._store: Store[list[AdditionJson]] = account_store(
            hass, entry_id, "added_time"
        )
        self._additions: list[Addition] = []
        self._loaded = False
        self._removed = False

    async def async_load(self) -> None:
        """Read the store, once; a damaged one counts as an unknown amount that was added just now.

        Raises ConfigEntryNotReady where it can't be opened, and ConfigEntryError where a newer
        version of the integration has written it.
        """
        if self._loaded:
            return
        with entry_errors():
            try:
                stored = await async_read(self._store, list) or []
                read = [self._read(each) for each in stored]
            except DamagedError:
                read = [None]
            is_damaged = None in read
            if is_damaged:
                await async_set_aside(self._store)
        self._additions = [each or self._counted(None) for each in read]
        self._loaded = True
        if is_damaged:
            await self.async_save()

    def _read(self, stored: object) -> Addition | None:
        """Return a stored addition, None where its amount can't be read."""
        if not isinstance(stored, dict) or "seconds" not in stored:
            return None
        seconds = stored["seconds"]
        if seconds is not None and not _is_amount(seconds):
            return None
        try:
            at = stored_moment(stored["at"])
        except KeyError, TypeError, ValueError:
            at = dt_util.utcnow()
        return self._counted(seconds, at)

    def _counted(self, seconds: int | None, at: datetime | None = None) -> Addition:
        """Return an addition that counts for 24 hours from a moment, by default from now.

        A moment in the future, from before the clock was set back, counts from now.
        """
        now = dt_util.utcnow()
        at = at or now
        left = min(at, now) + WINDOW - now
        return Addition(at, seconds, self._hass.loop.time() + left.total_seconds())

    async def async_save(self) -> None:
        """Write at once."""
        if self._removed:
            return
        await self._store.async_save(self._as_json())

    async def async_remove(self) -> None:
        """Delete the store; a command that is still in flight doesn't create it again."""
        self._removed = True
        await async_remove(self._store)

    @property
    def total(self) -> timedelta:
        """The sum of the known amounts of the last 24 hours."""
        self._forget_old()
        return timedelta(
            seconds=sum(addition.seconds or 0 for addition in self._additions)
        )

    @property
    def known_from(self) -> datetime | None:
        """When the last unknown amount no longer counts (UTC), None without one."""
        self._forget_old()
        unknown = [
            addition.counts_until
            for addition in self._additions
            if addition.seconds is None
        ]
        if not unknown:
            return None
        left = timedelta(seconds=max(unknown) - self._hass.loop.time())
        return dt_util.utcnow() + left

    def _forget_old(self) -> None:
        now = self._hass.loop.time()
        self._additions = [
            addition for addition in self._additions if addition.counts_until > now
        ]

    def add(self, seconds: int) -> Addition:
        """Count seconds that are about to be added; return the addition."""
        addition = self._counted(seconds)
        self._additions.append(addition)
        return addition

    def give_back(self, addition: Addition) -> None:
        """Remove an addition that had no effect; written within seconds."""
        if addition in self._additions:
            self._additions.remove(addition)
        if not self._removed:
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    def _as_json(self) -> list[AdditionJson]:
        return [
            {"at": addition.at.isoformat(), "seconds": addition.seconds}
            for addition in self._additions
        ]


def _is_amount(seconds: object) -> bool:
    """Tell whether a stored value is a number of seconds that a command can add."""
    return (
        isinstance(seconds, int)
        and not isinstance(seconds, bool)
        and 0 <= seconds <= MOST_SECONDS
    )
