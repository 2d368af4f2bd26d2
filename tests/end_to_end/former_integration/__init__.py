"""Stands in for jonny5509/Chastify-ha: its domain, entry, unique ids, device and calendar file.

Runs in a Home Assistant of the tests, in the place of our integration.
"""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Add its sensors, and keep a session in its calendar."""
    store = Store[dict[str, object]](
        hass, 1, f"chastify_{entry.entry_id}_calendar_history"
    )
    session = {
        "uid": "first",
        "summary": "Before the move",
        "description": "Chastify session",
        "start": "2026-01-05T08:00:00+00:00",
        "end": "2026-01-06T20:00:00+00:00",
        "active": False,
    }
    await store.async_save({"events": [session]})
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.SENSOR])
    return True
