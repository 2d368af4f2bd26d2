"""What is kept of hardware over restarts: emergency stops, what may be running, last starts."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .connected_device import LONGEST_COOLDOWN
from .const import _LOGGER, DOMAIN
from .run import Run, RunJson
from .stored_moment import stored_moment

STORAGE_VERSION: Final = 1
STORAGE_KEY: Final = f"{DOMAIN}.devices"
SAVE_DELAY: Final = 1


class DevicesJson(TypedDict):
    """The content of the store; moments in ISO 8601."""

    latched: list[str]
    runs: list[RunJson]
    last_starts: dict[str, str]


class DeviceStore:
    """One store for all accounts, since what may be running outlives them.

    latched: accounts whose emergency stop holds; everything is latched where the store of a newer
    version can't be read.
    last_starts: by the ids of the devices' subentries.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the store; `async_load` fills it."""
        self._hass = hass
        self._store = self._new_store()
        self.latched: set[str] = set()
        self.is_unreadable = False
        self.runs: list[Run] = []
        self.last_starts: dict[str, datetime] = {}

    def _new_store(self) -> Store[DevicesJson]:
        return Store(
            self._hass, STORAGE_VERSION, STORAGE_KEY, private=True, atomic_writes=True
        )

    async def async_load(self) -> None:
        """Read the store; what can't be understood is left out."""
        was_there = await self._hass.async_add_executor_job(
            Path(self._store.path).is_file
        )
        try:
            stored = await self._store.async_load()
        except HomeAssistantError:
            # Nobody knows whether an emergency stop holds.
            _LOGGER.error(
                "What is kept of connected devices can't be read: nothing is started"
            )
            self._store.make_read_only()
            self.is_unreadable = True
            return
        latched = stored.get("latched") if isinstance(stored, dict) else None
        if isinstance(latched, list):
            self.latched = {
                entry_id for entry_id in latched if isinstance(entry_id, str)
            }
        elif stored is not None or was_there:
            # An emergency stop may have held; a person can allow starts again.
            _LOGGER.error(
                "What was kept of connected devices can't be read: the emergency stop holds"
            )
            self.latched = {
                entry.entry_id
                for entry in self._hass.config_entries.async_entries(DOMAIN)
            }
            # There is nothing left to be in doubt about at the next start.
            await self.async_save()
        if not isinstance(stored, dict):
            return
        runs = stored.get("runs")
        for each in runs if isinstance(runs, list) else []:
            try:
                self.runs.append(Run.from_json(each))
            except KeyError, TypeError, ValueError:
                _LOGGER.warning("A planned stop that was kept can't be read")
        starts = stored.get("last_starts")
        for subentry_id, moment in (starts if isinstance(starts, dict) else {}).items():
            try:
                self.last_starts[subentry_id] = stored_moment(moment)
            except TypeError, ValueError:
                # As if it had been now.
                self.last_starts[subentry_id] = dt_util.utcnow()

    async def async_save(self) -> None:
        """Write at once, to the end also where the caller gives up.

        A write that is cancelled goes on in its thread, beside the next, and may win.
        """
        await asyncio.shield(
            self._hass.async_create_task(
                self._store.async_save(self._as_json()), f"{DOMAIN} devices"
            )
        )

    def save_soon(self) -> None:
        """Write within a second: until then a stop that isn't needed may be sent after a crash."""
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    async def async_is_stored(self, run: Run) -> bool:
        """Tell whether a run stands on the disk: a store only logs that it couldn't write."""
        try:
            stored = await self._new_store().async_load()
        except HomeAssistantError:
            return False
        return stored is not None and run.as_json() in stored["runs"]

    def _as_json(self) -> DevicesJson:
        oldest = dt_util.utcnow() - timedelta(seconds=LONGEST_COOLDOWN)
        return {
            "latched": sorted(self.latched),
            "runs": [run.as_json() for run in self.runs],
            "last_starts": {
                subentry_id: moment.isoformat()
                for subentry_id, moment in self.last_starts.items()
                if moment > oldest
            },
        }
