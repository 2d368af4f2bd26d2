"""The latch of the emergency stop: nothing starts until a person allows it again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from ..account.access import sharing_entries
from ..const import DOMAIN
from .issues import async_delete_lost_runs_issue
from .store import DeviceStore

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry


class Latch:
    """Shared by all entries of a token at a server: they reach the same hardware."""

    def __init__(self, store: DeviceStore, tell: Callable[[], None]) -> None:
        """Keep it in a store; `tell` is called when it is released."""
        self._store = store
        self._tell = tell

    def holds(self, entry: ChastifyConfigEntry) -> bool:
        """Tell whether the emergency stop holds for an entry."""
        latched = self._store.latched
        return not self._store.is_readable or any(
            each.entry_id in latched
            for each in sharing_entries(self._store.hass, entry)
        )

    @callback
    def async_hold(self, entry: ChastifyConfigEntry) -> None:
        """Let nothing start any more; the caller saves it and tells the listeners."""
        self._store.latched.update(
            each.entry_id for each in sharing_entries(self._store.hass, entry)
        )

    @callback
    def async_keep(self, entry: ChastifyConfigEntry) -> None:
        """Hold it for each entry of the token, so that it holds on if one gets another token."""
        before = set(self._store.latched)
        if self.holds(entry):
            self.async_hold(entry)
        if self._store.latched != before:
            self._store.save_soon()

    async def async_release(self, entry: ChastifyConfigEntry) -> None:
        """Allow starts again; starts nothing.

        Raises HomeAssistantError where the store isn't readable.
        """
        if not self._store.is_readable:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="newer_device_storage"
                if self._store.is_newer
                else "device_storage_not_opened",
            )
        for each in sharing_entries(self._store.hass, entry):
            self._store.latched.discard(each.entry_id)
            self._store.lost.discard(each.entry_id)
            async_delete_lost_runs_issue(self._store.hass, each)
        self._tell()
        await self._store.async_save()

    @callback
    def async_forget(self, entry: ChastifyConfigEntry) -> None:
        """Forget a removed entry; it still holds for others of its token."""
        if entry.entry_id in self._store.latched:
            self.async_hold(entry)
            self._store.latched.discard(entry.entry_id)
            self._store.save_soon()
