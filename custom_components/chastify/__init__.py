"""Chastify for Home Assistant."""

from typing import Final

from homeassistant.const import CONF_API_TOKEN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import ChastifyClient
from .const import CONF_BASE_URL
from .coordinator import ChastifyConfigEntry, ChastifyCoordinator, ChastifyData
from .entity import lock_device_info
from .issues import async_delete_issues
from .storage import AccountStorage

PLATFORMS: Final = (Platform.BINARY_SENSOR, Platform.CALENDAR, Platform.SENSOR)


async def async_setup_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Set up an account."""
    client = ChastifyClient(
        async_get_clientsession(hass),
        entry.data[CONF_API_TOKEN],
        entry.data[CONF_BASE_URL],
    )
    storage = AccountStorage(hass, entry.entry_id)
    await storage.async_load()
    coordinator = ChastifyCoordinator(hass, entry, client, storage)
    await coordinator.async_config_entry_first_refresh()
    storage.async_save_with(entry)
    entry.runtime_data = ChastifyData(coordinator=coordinator, storage=storage)
    # The devices of later subentries name this one as theirs, so it comes before the platforms.
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **lock_device_info(entry)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    return True


async def _async_reload(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Start again with the data as they are now."""
    hass.config_entries.async_schedule_reload(entry.entry_id)


async def async_unload_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Unload an account."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Take away what is kept of an account."""
    async_delete_issues(hass, entry)
    await AccountStorage(hass, entry.entry_id).async_remove()
