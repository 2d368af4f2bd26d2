"""What is counted of each account beyond reloads of its entry."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .added_time import AddedTime
from .allowance import Allowance
from .const import DOMAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLimits:
    """The allowance of commands, and the time that was added."""

    allowance: Allowance
    added_time: AddedTime


_LIMITS: Final[HassKey[dict[str, AccountLimits]]] = HassKey(f"{DOMAIN}_limits")


@callback
def async_limits(hass: HomeAssistant, entry_id: str) -> AccountLimits:
    """Return the limits of an account, loaded or not."""
    limits = hass.data.setdefault(_LIMITS, {})
    if entry_id not in limits:
        limits[entry_id] = AccountLimits(
            allowance=Allowance(hass.loop.time),
            added_time=AddedTime(hass, entry_id),
        )
    return limits[entry_id]


async def async_remove_limits(hass: HomeAssistant, entry_id: str) -> None:
    """Forget an account that goes."""
    limits = async_limits(hass, entry_id)
    del hass.data[_LIMITS][entry_id]
    await limits.added_time.async_remove()
