"""Whether the service takes the token of an account: one refusal is no news.

A refused command holds what waits and causes a reading 5 s later, and that one decides.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .access import Access
from .reauth import GoodReadings

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# So many seconds lie between two readings that together are news.
APART: Final = 5.0
# Timers may fire so much earlier, in seconds.
_CLOCK_STEP: Final = 0.05
# So often a token that is refused is tried again.
REFUSED_INTERVAL: Final = timedelta(minutes=15)

_REFUSED_COMMAND: Final = f"{DOMAIN}_token_refused_{{}}"
_REFUSED_SINCE: Final[HassKey[dict[str, tuple[Access, float]]]] = HassKey(
    f"{DOMAIN}_tokens_refused_since"
)


def are_apart(first: float, second: float) -> bool:
    """Tell whether two readings that began then, by the loop's clock, are news together."""
    return second - first >= APART - _CLOCK_STEP


class Trust(Enum):
    """What is known of the token.

    DOUBTED: it was refused once, and the reading that decides is to come.
    """

    TRUSTED = auto()
    DOUBTED = auto()
    REFUSED = auto()


class TokenTrust:
    """What the answers of an account say of its token.

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
        """Start with a token that is taken."""
        self._hass = hass
        self._entry = entry
        self._read_later = read_later
        self._is_paused = is_paused
        self._doubted_since = 0.0
        self._good_readings = GoodReadings(hass, entry)
        self._listeners: list[Callable[[Trust], None]] = []
        self.state = Trust.TRUSTED
        entry.async_on_unload(
            async_dispatcher_connect(
                hass, _REFUSED_COMMAND.format(entry.entry_id), self.async_doubt
            )
        )

    @callback
    def async_add_listener(self, listener: Callable[[Trust], None]) -> None:
        """Call the listener with what is known, whenever it changes."""
        self._listeners.append(listener)

    @callback
    def async_doubt(self) -> None:
        """Note a command that was refused for the token."""
        # A token that is refused already is read every 15 minutes, whatever else is refused for it.
        if self.state is Trust.TRUSTED and not self._is_paused():
            self._doubted_since = self._hass.loop.time()
            self._set(Trust.DOUBTED)
            self._read_later(APART)

    @callback
    def async_reading_refused(self, began: float) -> None:
        """Note a reading that was refused for the token; `began` by the loop's clock."""
        self._good_readings.async_failed()
        if self.state is Trust.TRUSTED:
            self.async_doubt()
        elif self.state is Trust.REFUSED or self._decides(began):
            self._set(Trust.REFUSED)
            async_is_refused_again(self._hass, self._entry, self._doubted_since)
            self._entry.async_start_reauth(self._hass)

    @callback
    def async_reading_failed(self, began: float, *, is_known: bool) -> None:
        """Note a reading that failed for another reason.

        is_known: whether the answer shows that the service knows the token.
        """
        self._good_readings.async_failed()
        # Nothing is held for as long as an outage lasts.
        if self._decides(began) if self.state is Trust.DOUBTED else is_known:
            self._set(Trust.TRUSTED)

    @callback
    def async_not_read(self) -> None:
        """Note that the reading that was to decide can't begin."""
        if self.state is Trust.DOUBTED:
            self._set(Trust.TRUSTED)

    @callback
    def async_reading_succeeded(self, began: float) -> None:
        """Note a good reading; two in a row end a reauth that nobody is answering."""
        if self.state is Trust.DOUBTED and not self._decides(began):
            return
        self._set(Trust.TRUSTED)
        async_forget_refusal(self._hass, self._entry)
        self._good_readings.async_succeeded()

    def _decides(self, began: float) -> bool:
        """Tell whether a reading came long enough after the refusal."""
        return are_apart(self._doubted_since, began)

    def _set(self, state: Trust) -> None:
        if state is not self.state:
            self.state = state
            for listener in tuple(self._listeners):
                listener(state)


@callback
def async_doubt_token(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Note a command that was refused for the token; a loaded account checks the token."""
    async_dispatcher_send(hass, _REFUSED_COMMAND.format(entry.entry_id))


@callback
def async_is_refused_again(
    hass: HomeAssistant, entry: ChastifyConfigEntry, since: float | None = None
) -> bool:
    """Tell whether the token was refused before, in a set-up too; remember that it is now.

    since: when it was refused first, by the loop's clock; None: now.
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
    """Forget that the token of an account was refused."""
    hass.data.get(_REFUSED_SINCE, {}).pop(entry.entry_id, None)
