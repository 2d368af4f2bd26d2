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
from .languages import async_follow_languages, async_spoken_languages


@callback
def async_setup_voice(hass: HomeAssistant) -> None:
    """Answer from the set-up of the first account until the last one is unloaded.

    Home Assistant's assistant may be set up later, or never: a person can leave it out.
    """
    async_when_setup(hass, "conversation", _async_follow_accounts)


async def _async_follow_accounts(hass: HomeAssistant, _component: str) -> None:
    """Begin and end to answer as accounts are set up and unloaded, until Home Assistant stops."""
    voice = _Voice(hass)

    async def update_after(entry: ConfigEntry) -> None:
        if entry.state is ConfigEntryState.NOT_LOADED:
            # A reload unloads and sets up under one lock, and a stop may be called for meanwhile.
            async with entry.setup_lock:
                pass
        await voice.async_update()

    @callback
    def entry_changed(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            hass.async_create_task(update_after(entry), f"{DOMAIN} sentences")

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
    await voice.async_update()


class _Voice:
    """Answers in the languages that are spoken, as long as there is an account."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Answer nothing until the first update."""
        self._hass = hass
        self._changing = asyncio.Lock()
        self._languages: frozenset[str] = frozenset()
        self._end_answers: CALLBACK_TYPE | None = None
        self._end_following: CALLBACK_TYPE | None = None

    async def async_update(self) -> None:
        """Answer what is to be answered now."""
        async with self._changing:
            # An account that can't be loaded counts: its devices can be stopped.
            if any(
                entry.state is not ConfigEntryState.NOT_LOADED
                for entry in self._hass.config_entries.async_entries(
                    DOMAIN, include_ignore=False
                )
            ):
                await self._async_answer()
            else:
                self._end()

    async def _async_answer(self) -> None:
        if self._end_following is None:
            self._end_following = async_follow_languages(
                self._hass, self._languages_changed
            )
        languages = async_spoken_languages(self._hass)
        if languages == self._languages:
            return
        # It needs packages that are installed with the assistant, and importing them would block
        # the event loop.
        await async_import_module(self._hass, f"{__package__}.answering")
        from .answering import async_answer_sentences  # noqa: PLC0415 # see above

        end_answers = await async_answer_sentences(self._hass, languages)
        # Nothing else has run since the new trigger is there: no sentence is answered by both.
        if self._end_answers is not None:
            self._end_answers()
        self._languages, self._end_answers = languages, end_answers

    @callback
    def _languages_changed(self) -> None:
        self._hass.async_create_task(self.async_update(), f"{DOMAIN} sentences")

    @callback
    def _end(self) -> None:
        for end in (self._end_following, self._end_answers):
            if end is not None:
                end()
        self._languages = frozenset()
        self._end_following = self._end_answers = None
