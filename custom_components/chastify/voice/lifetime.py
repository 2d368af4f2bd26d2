"""When sentences are answered: while there are an account and Home Assistant's own assistant."""

import asyncio

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.importlib import async_import_module
from homeassistant.setup import async_when_setup

from ..const import DOMAIN


@callback
def async_setup_voice(hass: HomeAssistant) -> None:
    """Answer from the set-up of the first account until the last one is unloaded.

    Home Assistant's assistant may be set up later, or never: a person can leave it out.
    """
    async_when_setup(hass, "conversation", _async_follow_accounts)


async def _async_follow_accounts(hass: HomeAssistant, _component: str) -> None:
    """Begin and end to answer as accounts are set up and unloaded, until Home Assistant stops."""
    changing = asyncio.Lock()
    end: CALLBACK_TYPE | None = None

    async def update() -> None:
        nonlocal end
        async with changing:
            # An account that can't be loaded counts: its devices can be stopped.
            is_wanted = any(
                entry.state is not ConfigEntryState.NOT_LOADED
                for entry in hass.config_entries.async_entries(
                    DOMAIN, include_ignore=False
                )
            )
            if is_wanted and end is None:
                # It needs packages that are installed with the assistant, and importing them would
                # block the event loop.
                await async_import_module(hass, f"{__package__}.answering")
                from .answering import async_answer_sentences  # noqa: PLC0415 # see above

                end = await async_answer_sentences(hass)
            elif not is_wanted and end is not None:
                end()
                end = None

    async def update_after(entry: ConfigEntry) -> None:
        if entry.state is ConfigEntryState.NOT_LOADED:
            # A reload unloads and sets up under one lock, and a stop may be called for meanwhile.
            async with entry.setup_lock:
                pass
        await update()

    @callback
    def entry_changed(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            hass.async_create_task(update_after(entry), f"{DOMAIN} sentences")

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
    await update()
