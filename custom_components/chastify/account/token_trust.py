"""Whether the service accepts the token of an account, and the reauth flow of a refused one.

A single refusal isn't reported: a refused command holds the waiting commands and causes a reading
5 s later, which decides.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .access import Access

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Two failed readings are reported if they began so many seconds apart.
APART: Final = 5.0
# Timers may fire so many seconds early.
_CLOCK_STEP: Final = 0.05
# A refused token is tried again so often.
REFUSED_INTERVAL: Final = timedelta(minutes=15)

# A single one may come from a replica that doesn't know yet that the token was revoked.
GOOD_READINGS: Final = 2
# A form that was closed stays in progress, and Home Assistant doesn't report the closing.
ANSWER_TAKES_AT_MOST: Final = timedelta(hours=1)

# When a person last opened or sent each form, by the ids of the flows.
_ANSWERED: Final[HassKey[dict[str, datetime]]] = HassKey(f"{DOMAIN}_reauth_answered")
_REFUSED_COMMAND: Final = f"{DOMAIN}_token_refused_{{}}"
_REFUSED_SINCE: Final[HassKey[dict[str, tuple[Access, float]]]] = HassKey(
    f"{DOMAIN}_tokens_refused_since"
)


def are_apart(first: float, second: float) -> bool:
    """Tell whether two readings began at least 5 s apart; times by the loop's clock."""
    return second - first >= APART - _CLOCK_STEP


class Trust(Enum):
    """The state of a token.

    DOUBTED: it was refused once, and the reading that decides hasn't ended yet.
    """

    TRUSTED = auto()
    DOUBTED = auto()
    REFUSED = auto()


class TokenTrust:
    """Follows from the answers of an account whether its token is accepted.

    read_later: plans a reading in so many seconds.
    is_paused: tells whether the service wants no reading, so that none can decide.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ChastifyConfigEntry,
        read_later: Callable[[float], None],
        is_paused: Callable[[], bool],
    ) -> None:
        """Start with a trusted token."""
        self._hass = hass
        self._entry = entry
        self._read_later = read_later
        self._is_paused = is_paused
        self._doubted_since = 0.0
        self._good_readings = 0
        self._listeners: list[Callable[[Trust], None]] = []
        self.state = Trust.TRUSTED
        entry.async_on_unload(
            async_dispatcher_connect(
                hass, _REFUSED_COMMAND.format(entry.entry_id), self.async_doubt
            )
        )

    @callback
    def async_add_listener(self, listener: Callable[[Trust], None]) -> None:
        """Call the listener with the new state after each change."""
        self._listeners.append(listener)

    @callback
    def async_doubt(self) -> None:
        """Doubt the token after a refused command."""
        # An already refused token is tried every 15 minutes, whatever else is refused.
        if self.state is Trust.TRUSTED and not self._is_paused():
            self._doubted_since = self._hass.loop.time()
            self._set(Trust.DOUBTED)
            self._read_later(APART)

    @callback
    def async_reading_refused(self, began: float) -> None:
        """Process a reading that the service refused for its token; began: by the loop's clock."""
        self._good_readings = 0
        if self.state is Trust.TRUSTED:
            self.async_doubt()
        elif self.state is Trust.REFUSED or self._decides(began):
            self._set(Trust.REFUSED)
            async_is_refused_again(self._hass, self._entry, self._doubted_since)
            self._entry.async_start_reauth(self._hass)

    @callback
    def async_reading_failed(self, began: float, *, is_known: bool) -> None:
        """Process a reading that failed for another reason.

        is_known: whether the answer shows that the service knows the token.
        """
        self._good_readings = 0
        # Commands aren't held during an outage.
        if self._decides(began) if self.state is Trust.DOUBTED else is_known:
            self._set(Trust.TRUSTED)

    @callback
    def async_end_doubt(self) -> None:
        """End the doubt: the reading that decides can't begin."""
        if self.state is Trust.DOUBTED:
            self._set(Trust.TRUSTED)

    @callback
    def async_reading_succeeded(self, began: float) -> None:
        """Process a good reading; two in a row end a reauth flow that nobody is answering."""
        if self.state is Trust.DOUBTED and not self._decides(began):
            return
        self._set(Trust.TRUSTED)
        async_forget_refusal(self._hass, self._entry)
        self._good_readings += 1
        if self._good_readings >= GOOD_READINGS:
            _async_end_reauth(self._hass, self._entry)

    def _decides(self, began: float) -> bool:
        """Tell whether a reading began at least 5 s after the refusal."""
        return are_apart(self._doubted_since, began)

    def _set(self, state: Trust) -> None:
        if state is not self.state:
            self.state = state
            for listener in tuple(self._listeners):
                listener(state)


@callback
def async_doubt_token(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Let a loaded account check its token after a refused command."""
    async_dispatcher_send(hass, _REFUSED_COMMAND.format(entry.entry_id))


@callback
def async_is_refused_again(
    hass: HomeAssistant, entry: ChastifyConfigEntry, since: float | None = None
) -> bool:
    """Record a refusal; tell whether the token was refused at least 5 s before, or in a set-up.

    since: the first refusal by the loop's clock, by default now.
    """
    now = hass.loop.time()
    refused = hass.data.setdefault(_REFUSED_SINCE, {})
    access, first = refused.get(entry.entry_id, (None, 0.0))
    if access != Access.of(entry):
        first = now if since is None else since
        refused[entry.entry_id] = Access.of(entry), first
    return are_apart(first, now)


@callback
def async_forget_refusal(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Delete the recorded refusal of an account's token."""
    hass.data.get(_REFUSED_SINCE, {}).pop(entry.entry_id, None)


@callback
def async_note_answer(hass: HomeAssistant, flow_id: str) -> None:
    """Record that a person has opened or sent the form of a flow."""
    hass.data.setdefault(_ANSWERED, {})[flow_id] = dt_util.utcnow()


@callback
def async_forget_answer(hass: HomeAssistant, flow_id: str) -> None:
    """Delete the record of a flow that has ended."""
    hass.data.get(_ANSWERED, {}).pop(flow_id, None)


@callback
def async_is_being_answered(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Tell whether a person is answering the reauth form of an entry."""
    return any(
        not _is_left_alone(hass, flow["flow_id"])
        for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    )


@callback
def _async_end_reauth(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        flow_id = flow["flow_id"]
        # A flow without a step hasn't shown its form yet.
        if "step_id" in flow and _is_left_alone(hass, flow_id):
            hass.config_entries.flow.async_abort(flow_id)


def _is_left_alone(hass: HomeAssistant, flow_id: str) -> bool:
    """Tell whether nobody has opened or sent a form for an hour."""
    earliest = dt_util.utcnow() - ANSWER_TAKES_AT_MOST
    return hass.data.get(_ANSWERED, {}).get(flow_id, earliest) <= earliest
