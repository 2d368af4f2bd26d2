"""The other active locks of a token, which are offered as discovered."""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY, ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import UnknownFlow
from homeassistant.helpers.discovery_flow import async_create_flow

from ..api import (
    ChastifyClient,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
)
from ..const import CONF_LOCK_ID, DOMAIN
from .access import Access, entries_of_token

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# So many seconds lie between two looks at the account's current lock.
INTERVAL: Final = 600.0


class OtherLocks:
    """Looks every 10 minutes, without a pin, which lock the service selects."""

    def __init__(
        self, hass: HomeAssistant, entry: ChastifyConfigEntry, client: ChastifyClient
    ) -> None:
        """Begin the first interval."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._due = hass.loop.time() + INTERVAL

    @callback
    def async_look_if_due(self) -> None:
        """Begin a look, at most every 10 minutes and by one entry of the token."""
        now = self._hass.loop.time()
        if now < self._due or self._entry is not _looking_entry(
            self._hass, self._entry
        ):
            return
        self._due = now + INTERVAL
        self._entry.async_create_background_task(
            self._hass, self._async_look(), f"{DOMAIN} look for other locks"
        )

    async def _async_look(self) -> None:
        await self._async_end_offers()
        try:
            session = await self._client.get_session()
        except ChastifyError:
            # The next poll reports a failure.
            return
        lock_id = session.lock_id
        if lock_id is None or lock_id in locks_of_token(self._hass, self._entry):
            return
        async_create_flow(
            self._hass,
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={ATTR_CONFIG_ENTRY_ID: self._entry.entry_id, CONF_LOCK_ID: lock_id},
        )

    async def _async_end_offers(self) -> None:
        """End the offers of this token whose lock is over, or in an entry by now."""
        flows = self._hass.config_entries.flow
        owners = {
            each.entry_id
            for each in entries_of_token(self._hass, Access.of(self._entry))
        }
        for flow in flows.async_progress_by_handler(
            DOMAIN, match_context={"source": SOURCE_INTEGRATION_DISCOVERY}
        ):
            owner, _, offered_id = str(flow["context"].get("unique_id")).partition("_")
            is_orphan = self._hass.config_entries.async_get_entry(owner) is None
            if is_orphan or (
                owner in owners
                and (
                    offered_id in locks_of_token(self._hass, self._entry)
                    or await self._async_has_ended(offered_id)
                )
            ):
                # A person may have ended it meanwhile.
                with suppress(UnknownFlow):
                    flows.async_abort(flow["flow_id"])

    async def _async_has_ended(self, lock_id: str) -> bool:
        """Tell whether an offered lock is surely over."""
        try:
            await self._client.get_session(lock_id=lock_id)
        except ChastifyLockEndedError, ChastifyNoActiveLockError:
            return True
        except ChastifyError:
            return False
        return False


def locks_of_token(hass: HomeAssistant, entry: ChastifyConfigEntry) -> set[str]:
    """Return the locks that the entries of a token follow or show."""
    locks: set[str | None] = set()
    for each in entries_of_token(hass, Access.of(entry)):
        locks.add(each.data.get(CONF_LOCK_ID))
        if each.state is ConfigEntryState.LOADED:
            locks.add(each.runtime_data.coordinator.data.lock_id)
    return {lock_id for lock_id in locks if lock_id is not None}


def _looking_entry(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> ChastifyConfigEntry | None:
    """Return the entry of a token that looks for all of them."""
    loaded = (
        each
        for each in entries_of_token(hass, Access.of(entry))
        if each.state is ConfigEntryState.LOADED
        and each.runtime_data.coordinator.data.session is not None
    )
    return next(loaded, None)
