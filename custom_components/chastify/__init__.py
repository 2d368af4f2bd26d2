"""Chastify for Home Assistant."""

import logging
from typing import Final

from homeassistant.const import CONF_API_TOKEN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_setup_component

from .account.access import async_entry_client
from .account.entered_text import async_normalize_addresses
from .account.former_entry import async_move_in, async_take_over_calendar, is_former
from .account.memory import LockHistory, async_memory, async_remove_memory
from .account.options import Options
from .account.refused_setup import async_end_tries, async_try_refused_token
from .account.storage import AccountStorage
from .account.token_trust import async_forget_refusal
from .card_resource import async_serve_card, async_update_card_resource
from .commands.precautions import async_manage_used_up_issue
from .commands.sender import Commands
from .const import CONF_BASE_URL, CONF_LOCK_ID, DOMAIN, ENTRY_VERSION
from .coordinator import ChastifyCoordinator
from .devices.confirmation import async_watch_consent
from .devices.exposed_shock import (
    async_read_configuration,
    async_setup_exposed_shock,
    async_watch_shock_buttons,
)
from .devices.issues import async_delete_device_issues
from .devices.loaded import Devices
from .devices.runs import RUNS
from .devices.stops import (
    UNLOAD_ENDS,
    async_remove_stops,
    async_report_all_running,
    async_resume_stops,
    async_setup_stops,
    async_stop_running,
)
from .entity import lock_device_info
from .failures.issues import async_delete_command_scope_issues, async_delete_issues
from .failures.service_words import async_forget_names
from .failures.texts import async_load_house_texts
from .runtime_data import ChastifyConfigEntry, ChastifyData, LoadedFrom
from .services import async_setup_services
from .voice.lifetime import async_setup_voice

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.NOTIFY,
    Platform.NUMBER,
    Platform.SENSOR,
    Platform.SWITCH,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Stop the runs of before the start, and set up the actions, voice and card of all accounts."""
    # Before anything is compared with the servers of the stored runs.
    async_normalize_addresses(hass)
    await async_setup_stops(hass)
    await async_load_house_texts(hass)
    async_setup_services(hass)
    async_setup_voice(hass)
    async_setup_exposed_shock(hass, config)
    await async_serve_card(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Bring an entry to the version of now, one of another integration with this domain too."""
    if not is_former(entry):
        hass.config_entries.async_update_entry(
            entry, version=ENTRY_VERSION, minor_version=1
        )
        return True
    async_move_in(hass, entry)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Set up an account."""
    async_normalize_addresses(hass)
    async_resume_stops(hass, entry)
    await _async_open_runs(hass, entry)
    # At every account, since the last one removed takes it away; before the service is asked.
    await async_update_card_resource(hass)
    async_delete_command_scope_issues(hass, entry)
    async_delete_device_issues(hass, entry, entry.subentries)
    async_watch_shock_buttons(hass, entry)
    client = async_entry_client(
        hass, entry.data[CONF_API_TOKEN], entry.data[CONF_BASE_URL]
    )
    storage = AccountStorage(hass, entry.entry_id)
    await storage.async_load()
    await storage.async_mend(entry)
    await async_take_over_calendar(hass, entry, storage)
    memory = async_memory(hass, entry.entry_id)
    await memory.added_time.async_load()
    async_manage_used_up_issue(hass, entry, memory.added_time)
    coordinator = ChastifyCoordinator(
        hass,
        entry,
        client,
        LockHistory(
            (entry.data[CONF_BASE_URL], entry.data.get(CONF_LOCK_ID)),
            storage,
            memory.lock_events,
        ),
        memory.lock_events,
    )
    async_end_tries(hass, entry)
    try:
        await coordinator.async_config_entry_first_refresh()
    except ConfigEntryAuthFailed:
        async_try_refused_token(hass, entry)
        raise
    storage.async_save_with(entry)
    devices = Devices(hass, entry, coordinator, storage)
    devices.async_start()
    async_watch_consent(hass, entry, coordinator)
    commands = Commands(hass, entry, coordinator, memory, devices)
    entry.async_on_unload(commands.async_close)
    # Connected devices refer to this device, so it is registered before the platforms.
    lock_device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        **lock_device_info(hass, entry, coordinator.data.session),
    )
    entry.runtime_data = ChastifyData(
        coordinator=coordinator,
        storage=storage,
        lock_events=memory.lock_events,
        commands=commands,
        devices=devices,
        options=Options.of(entry),
        loaded_from=LoadedFrom.of(entry),
        lock_device_id=lock_device.id,
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    memory.lock_events.async_release()
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    return True


async def _async_open_runs(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Read the stored runs, where the file couldn't be opened before.

    Raises ConfigEntryNotReady where it still can't; the emergency stop holds until it can.
    """
    runs = hass.data[RUNS]
    await runs.async_load()
    if not runs.is_loaded:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="device_storage_not_opened"
        )
    runs.latch.async_keep(entry)


async def _async_reload(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Load the account again where its data changed; consents are read at each start anyway."""
    if entry.runtime_data.loaded_from != LoadedFrom.of(entry):
        hass.config_entries.async_schedule_reload(entry.entry_id)


async def async_unload_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> bool:
    """Unload an account; first the runs of its devices are stopped."""
    entry.runtime_data.commands.async_close()
    await async_stop_running(hass, entry.entry_id, UNLOAD_ENDS)
    if entry.disabled_by:
        async_report_all_running(hass, entry.entry_id)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Remove the stored data of an account, and stop the runs of its devices."""
    async_end_tries(hass, entry)
    # Home Assistant sets up nothing while all accounts are disabled.
    await async_setup_stops(hass, entry)
    if hass.data[RUNS].all:
        # A person may have to say that a device is off.
        config = await async_read_configuration(hass)
        if await async_setup_component(hass, DOMAIN, config or {}) and config is None:
            async_setup_exposed_shock(hass, None)
    async_remove_stops(hass, entry)
    await async_update_card_resource(hass)
    async_delete_issues(hass, entry)
    async_report_all_running(hass, entry.entry_id)
    async_forget_names(hass, entry.entry_id)
    async_forget_refusal(hass, entry)
    await async_remove_memory(hass, entry.entry_id)
    await AccountStorage(hass, entry.entry_id).async_remove()
