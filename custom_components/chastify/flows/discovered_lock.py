"""The steps of a discovered lock: another active lock of an account becomes an entry of its own."""

from typing import Any, Final, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.helpers.typing import DiscoveryInfoType

from ..account.access import Access
from ..account.other_locks import locks_of_token
from ..api import (
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    Session,
)
from ..const import CONF_LOCK_ID, NAME
from ..failures.errors import FAILURES
from ..runtime_data import ChastifyConfigEntry

# In place of a name that the lock doesn't show.
NO_NAME: Final = "–"


class DiscoveredLockSteps(ConfigFlow):
    """Show title and wearer of the lock, and ask before it is added."""

    _entry_id: str
    _lock_id: str
    _lock_data: dict[str, str]
    _lock_session: Session

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Read a lock that was found beside the one of an entry."""
        self._entry_id = discovery_info[ATTR_CONFIG_ENTRY_ID]
        self._lock_id = discovery_info[CONF_LOCK_ID]
        await self.async_set_unique_id(f"{self._entry_id}_{self._lock_id}")
        self._abort_if_unique_id_configured()
        if reason := await self._async_read_lock():
            return self.async_abort(reason=reason)
        self.context["title_placeholders"] = self._lock_names()
        return await self.async_step_add_lock()

    async def async_step_add_lock(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the lock is to be added; much may have changed until the answer."""
        if user_input is not None:
            if reason := await self._async_read_lock():
                return self.async_abort(reason=reason)
            return self.async_create_entry(
                title=title_of(self._lock_session), data=self._lock_data
            )
        self._set_confirm_only()
        return self.async_show_form(
            step_id="add_lock", description_placeholders=self._lock_names()
        )

    async def _async_read_lock(self) -> str | None:
        """Read the lock with the token of now; return why it can't be added, None if it can."""
        entry: ChastifyConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None:
            return "lock_ended"
        if self._lock_id in locks_of_token(self.hass, entry):
            return "already_configured"
        client = Access.of(entry).client(self.hass)
        try:
            session = await client.get_session(lock_id=self._lock_id)
        except ChastifyLockEndedError, ChastifyNoActiveLockError:
            return "lock_ended"
        except ChastifyError as err:
            return FAILURES[type(err)].flow
        if session.lock_id not in (None, self._lock_id):
            # The service heeds no pins: this is another lock.
            return "lock_ended"
        self._lock_data = {**entry.data, CONF_LOCK_ID: self._lock_id}
        self._lock_session = session
        # Another entry may have been faster while the service answered.
        is_taken = self._lock_id in locks_of_token(self.hass, entry)
        return "already_configured" if is_taken else None

    def _lock_names(self) -> dict[str, str]:
        lock = self._lock_session.lock_data
        return {
            "title": lock.lock_title or NO_NAME,
            "wearer": lock.wearer.username or NO_NAME,
        }


def title_of(session: Session) -> str:
    """Return the title of an entry that follows one lock: its account and the wearer."""
    wearer = session.lock_data.wearer.username or session.lock_data.lock_title
    return f"{session.own_username or NAME}: {wearer or NO_NAME}"
