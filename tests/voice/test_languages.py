"""Sentences are understood in the languages of the house and of its assist pipelines."""

import asyncio
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_intent,
)

from custom_components.chastify.failures.texts import LANGUAGES
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import HomeAssistant
from tests.acting import MOST_TURNS
from tests.added_account import Account, add
from tests.connected_devices import names
from tests.simulator import Simulator

from .pipelines import Pipelines
from .speaking import is_ours, said, triggers_of
from .utterances import UTTERANCES

ADD: Final = {
    "en": "add ten minutes",
    "de": "füge zehn Minuten hinzu",
    "fr": "ajoute dix minutes",
    "nl": "voeg tien minuten toe",
    "es": "añade diez minutos",
}


async def understood(hass: HomeAssistant) -> set[str]:
    """Return the languages whose sentences are ours, none of them twice."""
    await hass.async_block_till_done()
    found = {
        language: await triggers_of(hass, text, language)
        for language, text in ADD.items()
    }
    assert set(found.values()) <= {0, 1}
    return {language for language, count in found.items() if count}


async def speak(hass: HomeAssistant, language: str) -> None:
    """Choose the language of the house."""
    await hass.config.async_update(language=language)


@pytest.mark.parametrize(
    ("house", "language"),
    [*((each, each) for each in LANGUAGES), ("de-CH", "de"), ("pt", "en")],
)
async def test_without_pipelines_they_are_those_of_the_house(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    house: str,
    language: str,
) -> None:
    simulator.start_lock()
    await speak(hass, house)
    await add(hass, entry)

    assert await understood(hass) == {language}


async def test_other_languages_are_left_to_home_assistant_but_for_stops(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    assert (await said(hass, ADD["de"], "de")).startswith("Entschuldigung")
    stops = {
        utterance.said: await triggers_of(hass, utterance.said, language)
        for language in LANGUAGES
        for utterance in UTTERANCES[language].ours
        if utterance.intent == "ChastifyStopDevices"
    }
    assert set(stops.values()) == {1}
    for language in LANGUAGES:
        await said(hass, next(iter(stops)), language)
    assert names(simulator) == ["all.stop"] * len(LANGUAGES)


async def test_language_of_the_house_is_changed(
    hass: HomeAssistant, account: Account
) -> None:
    assert await understood(hass) == {"en"}
    await speak(hass, "nl")
    assert await understood(hass) == {"nl"}
    await speak(hass, "en-GB")
    assert await understood(hass) == {"en"}


@pytest.mark.parametrize("is_first", [True, False])
async def test_pipelines_may_come_before_or_after_the_account(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    pipelines: Pipelines,
    *,
    is_first: bool,
) -> None:
    simulator.start_lock()
    await pipelines.put("kitchen", "de-AT")
    if is_first:
        await pipelines.set_up()
    await add(hass, entry)
    if not is_first:
        assert await understood(hass) == {"en"}
        await pipelines.set_up()

    assert await understood(hass) == {"en", "de"}


async def test_pipeline_is_added_and_changed_and_removed(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    await pipelines.set_up()
    assert await understood(hass) == {"en"}

    await pipelines.put("kitchen", "fr")
    assert await understood(hass) == {"en", "fr"}
    await pipelines.put("bedroom", "nl", "es")
    assert await understood(hass) == {"en", "fr", "nl", "es"}
    await pipelines.put("kitchen", "de")
    assert await understood(hass) == {"en", "de", "nl", "es"}
    await pipelines.remove("bedroom")
    assert await understood(hass) == {"en", "de"}


async def test_pipeline_of_any_language_has_that_of_the_house(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    await speak(hass, "es")
    await pipelines.put("a model", "*")
    await pipelines.put("kitchen", "*", "fr")
    await pipelines.set_up()

    assert await understood(hass) == {"es", "fr"}


async def test_what_changes_no_language_has_no_sentence_read_anew(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    await pipelines.put("kitchen", "fr")
    await pipelines.set_up()
    assert await understood(hass) == {"en", "fr"}
    changes: list[object] = []
    end = get_agent_manager(hass).subscribe_intents(changes.append)
    changes.clear()

    await pipelines.put("bedroom", "en", "fr")
    await pipelines.remove("bedroom")
    await hass.config.async_update(location_name="Elsewhere")
    await hass.async_block_till_done()

    assert changes == []
    end()


async def test_last_of_several_quick_changes_counts(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    await pipelines.set_up()
    for language in ("fr", "de", "nl"):
        await pipelines.put("kitchen", language)
    await speak(hass, "es")

    assert await understood(hass) == {"es", "nl"}


async def test_nothing_is_followed_after_the_last_account(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    def followers() -> tuple[int, int]:
        return len(pipelines.store.listeners), sum(hass.bus.async_listeners().values())

    await hass.async_block_till_done()
    await hass.config_entries.async_unload(account.entry.entry_id)
    await hass.async_block_till_done()
    without = followers()
    await hass.config_entries.async_setup(account.entry.entry_id)
    await pipelines.put("kitchen", "fr")
    await pipelines.set_up()
    assert await understood(hass) == {"en", "fr"}
    assert followers() != without

    await hass.config_entries.async_unload(account.entry.entry_id)
    assert await understood(hass) == set()
    assert followers() == without
    await pipelines.put("kitchen", "de")
    await speak(hass, "nl")
    assert not await is_ours(hass)

    await hass.config_entries.async_setup(account.entry.entry_id)
    assert await understood(hass) == {"nl", "de"}


async def test_every_sentence_during_a_change_is_answered_once(
    hass: HomeAssistant, account: Account, pipelines: Pipelines
) -> None:
    await pipelines.set_up()
    handled = async_mock_intent(hass, "ChastifyUnfreeze")
    speaking: list[asyncio.Task[str]] = []

    async def speak_until_understood(text: str, count: int) -> None:
        for _ in range(MOST_TURNS):
            speaking.append(asyncio.create_task(said(hass, "unfreeze me")))
            assert await triggers_of(hass, "unfreeze me") == 1
            if await triggers_of(hass, text) == count:
                return
            await asyncio.sleep(0)
        pytest.fail("The change did not happen.")

    for language in ("de", "fr"):
        await pipelines.put("kitchen", language)
        await speak_until_understood(ADD[language], 1)
    await pipelines.remove("kitchen")
    await speak_until_understood(ADD["fr"], 0)

    await asyncio.gather(*speaking)
    assert len(handled) == len(speaking)
    assert await understood(hass) == {"en"}
