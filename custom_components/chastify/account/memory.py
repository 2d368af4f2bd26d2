"""What is kept in memory of each account beyond reloads of its entry."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..lock.events import LockEvents
from .added_time import AddedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMemory:
    """The time that was added, and the commands that events name."""

    added_time: AddedTime
    lock_events: LockEvents


_MEMORY: Final[HassKey[dict[str, AccountMemory]]] = HassKey(f"{DOMAIN}_memory")


@callback
def async_memory(hass: HomeAssistant, entry_id: str) -> AccountMemory:
    """Return what is kept of an account, loaded or not."""
    memory = hass.data.setdefault(_MEMORY, {})
    if entry_id not in memory:
        memory[entry_id] = AccountMemory(
            added_time=AddedTime(hass, entry_id),
            lock_events=LockEvents(hass.loop.time),
        )
    return memory[entry_id]


async def async_remove_memory(hass: HomeAssistant, entry_id: str) -> None:
    """Forget an account that goes."""
    memory = async_memory(hass, entry_id)
    del hass.data[_MEMORY][entry_id]
    await memory.added_time.async_remove()
