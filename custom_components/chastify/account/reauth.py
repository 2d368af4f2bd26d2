"""The question for a new token: ended where the old one is good again, unless a person answers it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# One may have come from a replica that doesn't know yet that the token was revoked.
GOOD_READINGS: Final = 2
# A form that was closed without an answer stays in progress, and nobody tells that it was closed.
ANSWER_TAKES_AT_MOST: Final = timedelta(hours=1)

# When a person last opened or sent each form, by the ids of the flows.
_ANSWERED: Final[HassKey[dict[str, datetime]]] = HassKey(f"{DOMAIN}_reauth_answered")


class GoodReadings:
    """Counts the readings in a row that succeeded with the entry's own token."""

    def __init__(self, hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
        """Begin with none."""
        self._hass = hass
        self._entry = entry
        self._in_a_row = 0

    @callback
    def async_succeeded(self) -> None:
        """Count one; where they are enough, nobody has to enter a token any more."""
        self._in_a_row += 1
        if self._in_a_row >= GOOD_READINGS:
            _async_end_reauth(self._hass, self._entry)

    @callback
    def async_failed(self) -> None:
        """Begin again, for whatever reason it failed."""
        self._in_a_row = 0


@callback
def async_note_answer(hass: HomeAssistant, flow_id: str) -> None:
    """Note that a person has opened or sent the form of a flow."""
    hass.data.setdefault(_ANSWERED, {})[flow_id] = dt_util.utcnow()


@callback
def async_forget_answer(hass: HomeAssistant, flow_id: str) -> None:
    """Forget a flow that has ended."""
    hass.data.get(_ANSWERED, {}).pop(flow_id, None)


@callback
def async_is_being_answered(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Tell whether a person is at the form of an entry."""
    return any(
        not _is_left_alone(hass, flow["flow_id"])
        for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    )


@callback
def _async_end_reauth(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        flow_id = flow["flow_id"]
        # One without a step hasn't asked yet.
        if "step_id" in flow and _is_left_alone(hass, flow_id):
            hass.config_entries.flow.async_abort(flow_id)


def _is_left_alone(hass: HomeAssistant, flow_id: str) -> bool:
    """Tell whether nobody has opened or sent a form for a long time."""
    earliest = dt_util.utcnow() - ANSWER_TAKES_AT_MOST
    return hass.data.get(_ANSWERED, {}).get(flow_id, earliest) <= earliest
