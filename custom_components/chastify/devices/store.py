"""The store of hardware: emergency stops, runs and last starts, kept over restarts."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
import logging
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..account.access import Access, account_entries, is_account
from ..account.stored_file import (
    DamagedError,
    NewerVersionError,
    NotOpenedError,
    async_read,
    async_set_aside,
)
from ..api.hardware import STOP_ALL
from ..clock import stored_moment
from ..const import DOMAIN
from .connected import LONGEST_COOLDOWN, Route, connected_devices
from .issues import async_create_lost_runs_issue
from .run import Run, RunJson, stored_run

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_LOGGER = logging.getLogger(__name__)

STORAGE_VERSION: Final = 1
STORAGE_KEY: Final = f"{DOMAIN}.devices"
SAVE_DELAY: Final = 1


class DevicesJson(TypedDict):
    """The content of the store; moments in ISO 8601."""

    latched: list[str]
    runs: list[RunJson]
    last_starts: dict[str, str]
    lost: NotRequired[list[str]]


class DeviceStore:
    """One store for all accounts, since runs outlive them.

    Content that can't be understood counts as the worst case: the emergency stop holds, and
    everything may be running.
    latched: entries whose emergency stop holds.
    lost: entries whose runs were lost, as long as their emergency stop holds.
    last_starts: by the ids of the devices' subentries.
    is_loaded: whether the file could be opened; until then nothing is written.
    is_newer: whether a newer version has written it; then it is left untouched.
    """

    def __init__(
        self, hass: HomeAssistant, removed_entry: ChastifyConfigEntry | None
    ) -> None:
        """Start empty; `async_load` reads the file.

        removed_entry: one that is being removed, which Home Assistant doesn't list any more.
        """
        self.hass = hass
        self._removed_entry = removed_entry
        self._store = self._new_store()
        self._loading = asyncio.Lock()
        self.is_loaded = False
        self.is_newer = False
        self.latched: set[str] = set()
        self.lost: set[str] = set()
        # Entries whose runs were lost before; a file that can't be set aside is read again.
        self._lost_before: set[str] = set()
        self.runs: list[Run] = []
        self.last_starts: dict[str, datetime] = {}

    @property
    def is_readable(self) -> bool:
        """Whether it is known which emergency stops hold."""
        return self.is_loaded and not self.is_newer

    def _new_store(self) -> Store[DevicesJson]:
        return Store(
            self.hass, STORAGE_VERSION, STORAGE_KEY, private=True, atomic_writes=True
        )

    async def async_load(self) -> bool:
        """Read the store once; return whether it was read just now.

        A file that can't be opened is tried again by the next call.
        """
        async with self._loading:
            if self.is_loaded:
                return False
            try:
                await self._async_read()
            except NotOpenedError:
                _LOGGER.error(
                    "The file of connected devices can't be opened: nothing is started"
                )
            return self.is_loaded

    async def _async_read(self) -> None:
        """Read the store; raises NotOpenedError."""
        was_latched = bool(self.latched)
        try:
            content = await async_read(self._store, dict)
        except NewerVersionError:
            _LOGGER.error(
                "A newer version has written the file of connected devices: nothing is started"
            )
            self._store.make_read_only()
            self.is_loaded = self.is_newer = True
            return
        except DamagedError:
            lost: Collection[ChastifyConfigEntry] = self._entries()
            self._take_last_starts(None)
            is_damaged = True
        else:
            lost = () if content is None else self._take(content)
            is_damaged = bool(lost)
        if is_damaged:
            # Before a copy is written, which may fail: a full disk may have damaged the file.
            self._lose(lost)
            await async_set_aside(self._store)
        self.is_loaded = True
        for entry in self._entries():
            if entry.entry_id in self.lost & self.latched:
                async_create_lost_runs_issue(self.hass, entry)
        if lost or was_latched:
            await self.async_save()

    def _entries(self) -> list[ChastifyConfigEntry]:
        entries = account_entries(self.hass)
        removed_entry = self._removed_entry
        if (
            removed_entry is not None
            and is_account(removed_entry)
            and removed_entry not in entries
        ):
            entries.append(removed_entry)
        return entries

    def _take(self, content: Mapping[str, Any]) -> Collection[ChastifyConfigEntry]:
        """Read the content; return the entries that lost a part of it."""
        entries = {entry.entry_id: entry for entry in self._entries()}
        lost: dict[str, ChastifyConfigEntry] = {}
        latched = content.get("latched")
        if isinstance(latched, list) and all(isinstance(each, str) for each in latched):
            self.latched |= set(latched)
        else:
            lost = dict(entries)
        runs = content.get("runs")
        if not isinstance(runs, list):
            runs, lost = [], dict(entries)
        accesses = {entry_id: Access.of(entry) for entry_id, entry in entries.items()}
        for each in runs:
            run, is_whole = stored_run(each, accesses)
            if run is not None and not self._knows(run):
                self.runs.append(run)
            if is_whole:
                continue
            entry_id = each.get("entry_id") if isinstance(each, dict) else None
            known = entries.get(entry_id) if isinstance(entry_id, str) else None
            lost |= entries if known is None else {known.entry_id: known}
        lost_before = content.get("lost")
        if isinstance(lost_before, list):
            self.lost |= {each for each in lost_before if isinstance(each, str)}
        self._take_last_starts(content.get("last_starts"))
        return lost.values()

    def _knows(self, run: Run) -> bool:
        """Tell whether a run was read before, when the file couldn't be set aside."""
        return any(
            _without_moments(each.as_json()) == _without_moments(run.as_json())
            for each in self.runs
        )

    def _take_last_starts(self, stored: object) -> None:
        """Read the last starts; one that can't be understood counts as just now."""
        now = dt_util.utcnow()
        if not isinstance(stored, dict):
            self.last_starts |= {
                device.subentry_id: now
                for entry in self._entries()
                for device in connected_devices(entry)
            }
            return
        for subentry_id, moment in stored.items():
            try:
                self.last_starts[subentry_id] = stored_moment(moment)
            except TypeError, ValueError:
                self.last_starts[subentry_id] = now

    def _lose(self, entries: Collection[ChastifyConfigEntry]) -> None:
        """Assume the worst for these entries: everything may be running, and nothing may start."""
        _LOGGER.error(
            "What was kept of connected devices can't be read: everything is stopped, and the"
            " emergency stop holds"
        )
        for entry in entries:
            if entry.entry_id not in self._lost_before:
                self._lost_before.add(entry.entry_id)
                self.runs += _everything(entry)
            self.lost.add(entry.entry_id)
            # Nobody could allow starts again for a removed entry.
            if entry is not self._removed_entry:
                self.latched.add(entry.entry_id)

    async def async_save(self) -> None:
        """Write at once, even where the caller gives up.

        A cancelled write would go on in its thread, and might overwrite the next one.
        """
        if not self.is_readable:
            return
        await asyncio.shield(
            self.hass.async_create_task(
                self._store.async_save(self._as_json()), f"{DOMAIN} devices"
            )
        )

    def save_soon(self) -> None:
        """Write within a second; a crash before it leads to an unneeded stop at most."""
        if self.is_readable:
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    async def async_is_stored(self, run: Run) -> bool:
        """Tell whether a run is on the disk: a store only logs that it couldn't write."""
        try:
            stored = await self._new_store().async_load()
        except HomeAssistantError:
            return False
        wanted = _without_moments(run.as_json())
        return stored is not None and any(
            _without_moments(each) == wanted for each in stored["runs"]
        )

    def _as_json(self) -> DevicesJson:
        oldest = dt_util.utcnow() - timedelta(seconds=LONGEST_COOLDOWN)
        return {
            "latched": sorted(self.latched),
            "lost": sorted(self.lost & self.latched),
            "runs": [run.as_json() for run in self.runs],
            "last_starts": {
                subentry_id: moment.isoformat()
                for subentry_id, moment in self.last_starts.items()
                if moment > oldest
            },
        }


def _without_moments(run: RunJson) -> Mapping[str, object]:
    """Return a run without the moments, which another start of its device may have moved."""
    return {
        name: value for name, value in run.items() if name not in ("since", "ends_at")
    }


def _everything(entry: ChastifyConfigEntry) -> list[Run]:
    """Return a run for every route of an entry whose runs were lost."""
    access = Access.of(entry)
    routes = {
        device.route.session_id: (device.route, device.subentry_id, device.name)
        for device in connected_devices(entry)
    }
    routes.setdefault(None, (Route(), "", entry.title))
    return [
        Run(
            entry_id=entry.entry_id,
            subentry_id=subentry_id,
            name=name,
            access=access,
            route=route,
            stop=STOP_ALL,
        )
        for route, subentry_id, name in routes.values()
    ]
