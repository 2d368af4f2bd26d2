"""When sentences are answered: while there is an account and Home Assistant's assistant is there."""

import asyncio
from typing import Final

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

_CONVERSATION: Final = "conversation"


@callback
def async_setup_voice(hass: HomeAssistant) -> None:
    """Answer from the first account that is set up until the last one is unloaded.

    Home Assistant's assistant may come later, or never: a person can leave it out.
    """
    voice = _Voice(hass)
    # For as long as Home Assistant runs, as the integration is never unloaded itself.
    async_dispatcher_connect(
        hass, SIGNAL_CONFIG_ENTRY_CHANGED, voice.async_entry_changed
    )
    async_when_setup(hass, _CONVERSATION, voice.async_begin)


class _Voice:
    """Whether sentences are answered, and how to end it."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._has_assistant = False
        self._changing = asyncio.Lock()
        self._end: CALLBACK_TYPE | None = None

    async def async_begin(self, _hass: HomeAssistant, _component: str) -> None:
        self._has_assistant = True
        await self._async_update()

    @callback
    def async_entry_changed(
        self, _change: ConfigEntryChange, entry: ConfigEntry
    ) -> None:
        if entry.domain == DOMAIN and self._has_assistant:
            self._hass.async_create_task(
                self._async_follow(entry), f"{DOMAIN} sentences"
            )

    async def _async_follow(self, entry: ConfigEntry) -> None:
        if entry.state is ConfigEntryState.NOT_LOADED:
            # A reload unloads and sets up under one lock, and a stop may be called for meanwhile.
            async with entry.setup_lock:
                pass
        await self._async_update()

    async def _async_update(self) -> None:
        async with self._changing:
            # One whose service is away counts: its devices can be stopped.
            is_wanted = any(
                entry.state is not ConfigEntryState.NOT_LOADED
                for entry in self._hass.config_entries.async_entries(DOMAIN)
            )
            if is_wanted and self._end is None:
                await self._async_answer_sentences()
            elif not is_wanted and self._end is not None:
                self._end()
                self._end = None

    async def _async_answer_sentences(self) -> None:
        # It needs what Home Assistant installs for its assistant alone; it is imported just before, elsewhere
        # than in the event loop.
        await async_import_module(self._hass, f"{__package__}.answering")
        from .answering import async_answer_sentences  # noqa: PLC0415 # see above

        self._end = await async_answer_sentences(self._hass)
