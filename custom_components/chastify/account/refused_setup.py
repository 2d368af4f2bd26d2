"""Further tries of a token that was refused during set-up.

Home Assistant itself waits for a person, though the service may accept the token again.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..api import (
    ChastifyAuthenticationError,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
)
from ..const import DOMAIN
from .access import Access
from .reading_plan import INTERVAL_WITH_LOCK
from .token_trust import GOOD_READINGS, REFUSED_INTERVAL, async_is_being_answered

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

_TRIES: Final[HassKey[dict[str, RefusedSetup]]] = HassKey(f"{DOMAIN}_refused_setups")


class RefusedSetup:
    """Reads every 15 minutes, and sets the account up after two good readings in a row."""

    def __init__(self, hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
        """Plan the first reading."""
        self._hass = hass
        self._entry = entry
        self._good_readings = 0
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._async_plan(REFUSED_INTERVAL)

    @callback
    def async_end(self) -> None:
        """Cancel the next reading."""
        if self._cancel_timer is not None:
            self._cancel_timer()
        self._cancel_timer = None

    @callback
    def _async_plan(self, interval: timedelta) -> None:
        self._cancel_timer = async_call_later(
            self._hass,
            interval,
            HassJob(
                self._async_read, f"{DOMAIN} refused token", cancel_on_shutdown=True
            ),
        )

    async def _async_read(self, _now: datetime) -> None:
        self._cancel_timer = None
        if not self._is_waiting():
            return
        try:
            await Access.of(self._entry).client(self._hass).get_session()
        except ChastifyNoActiveLockError, ChastifyLockEndedError:
            pass
        except ChastifyError as err:
            self._good_readings = 0
            if self._is_waiting():
                if isinstance(err, ChastifyAuthenticationError):
                    # Opens the form again where a person has closed it.
                    self._entry.async_start_reauth(self._hass)
                self._async_plan(REFUSED_INTERVAL)
            return
        if not self._is_waiting():
            return
        self._good_readings += 1
        # A reload ends the form.
        if self._good_readings >= GOOD_READINGS and not async_is_being_answered(
            self._hass, self._entry
        ):
            self._hass.config_entries.async_schedule_reload(self._entry.entry_id)
        else:
            self._async_plan(INTERVAL_WITH_LOCK)

    def _is_waiting(self) -> bool:
        """Tell whether the set-up is still failed and these are the current tries."""
        entry_id = self._entry.entry_id
        return (
            self._hass.data[_TRIES].get(entry_id) is self
            and self._hass.config_entries.async_get_entry(entry_id) is self._entry
            and self._entry.state is ConfigEntryState.SETUP_ERROR
        )


@callback
def async_try_refused_token(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Begin to try a token that was refused during set-up."""
    async_end_tries(hass, entry)
    hass.data.setdefault(_TRIES, {})[entry.entry_id] = RefusedSetup(hass, entry)


@callback
def async_end_tries(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """End the tries: the entry is set up or removed."""
    if tries := hass.data.get(_TRIES, {}).pop(entry.entry_id, None):
        tries.async_end()
