"""How much time Home Assistant has added to the locks of an account in the last 24 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import _LOGGER, DOMAIN
from .stored_moment import stored_moment

STORAGE_VERSION: Final = 1
SAVE_DELAY: Final = 5
WINDOW: Final = timedelta(hours=24)


class AdditionJson(TypedDict):
    """One addition as it is stored: moment in ISO 8601, seconds."""

    at: str
    seconds: int


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """Seconds that were added, or may have been, and when they were asked for (UTC).

    counts_until: by a clock in seconds that nobody can set.
    """

    at: datetime
    seconds: int
    counts_until: float


class AddedTime:
    """Counts what was added at the call, so that commands side by side can't exceed the limit.

    It lives as long as the account: a reload doesn't forget it, a restart reads it from its store.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the store; `async_load` fills it."""
        self._hass = hass
        self._store = Store[list[AdditionJson]](
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.{entry_id}.added_time",
            private=True,
            atomic_writes=True,
        )
        self._additions: list[Addition] = []
        self._loaded = False
        self._removed = False

    async def async_load(self) -> None:
        """Read the store, once; what can't be understood is left out.

        Raises ConfigEntryError where a newer version of the integration has written it.
        """
        if self._loaded:
            return
        try:
            stored = await self._store.async_load()
        except UnsupportedStorageVersionError as err:
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="newer_storage"
            ) from err
        self._loaded = True
        listed = stored if isinstance(stored, list) else []
        additions = [self._readable(each) for each in listed]
        self._additions = [addition for addition in additions if addition is not None]
        if len(self._additions) < len(additions):
            _LOGGER.warning("Some of the added time that was kept can't be read")

    def _readable(self, stored: AdditionJson) -> Addition | None:
        """Return a stored addition, None for one without seconds; without a moment it counts anew."""
        now = dt_util.utcnow()
        try:
            seconds = int(stored["seconds"])
        except KeyError, TypeError, ValueError, OverflowError:
            return None
        try:
            at = stored_moment(stored["at"])
        except KeyError, TypeError, ValueError:
            at = now
        # From the future where the clock was set back: it counts from now on.
        left = min(at, now) + WINDOW - now
        return Addition(at, seconds, self._hass.loop.time() + left.total_seconds())

    async def async_save(self) -> None:
        """Write at once."""
        if self._removed:
            return
        await self._store.async_save(self._as_json())

    async def async_remove(self) -> None:
        """Delete the store; a command that is still on its way doesn't bring it back."""
        self._removed = True
        await self._store.async_remove()

    @property
    def total(self) -> timedelta:
        """What was added in the last 24 hours, or may have been."""
        now = self._hass.loop.time()
        self._additions = [
            addition for addition in self._additions if addition.counts_until > now
        ]
        return timedelta(seconds=sum(addition.seconds for addition in self._additions))

    def add(self, seconds: int) -> Addition:
        """Count seconds that are about to be added."""
        counts_until = self._hass.loop.time() + WINDOW.total_seconds()
        addition = Addition(dt_util.utcnow(), seconds, counts_until)
        self._additions.append(addition)
        return addition

    def give_back(self, addition: Addition) -> None:
        """Forget what was surely not added; written within seconds."""
        if addition in self._additions:
            self._additions.remove(addition)
        if not self._removed:
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    def _as_json(self) -> list[AdditionJson]:
        return [
            {"at": addition.at.isoformat(), "seconds": addition.seconds}
            for addition in self._additions
        ]
