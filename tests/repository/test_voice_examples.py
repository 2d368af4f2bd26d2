"""The examples in docs/voice.md do what the page says when somebody speaks."""

from pathlib import Path
from typing import Final

import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import save_yaml
from tests.acting import bodies, named as action
from tests.added_account import Account
from tests.assistant import set_up_assistant
from tests.simulator import Fault, Simulator
from tests.voice.speaking import allow, expose, said

from .example_automations import Add, device, named
from .files import ROOT
from .page_parts import examples

_SENTENCES: Final = next(
    example for example in examples(ROOT / "docs" / "voice.md") if "intents" in example
)


@pytest.fixture(autouse=True)
async def conversation(hass: HomeAssistant, templates_parsed_once: None) -> None:
    """Set up Home Assistant's own assistant."""
    await set_up_assistant(hass)


@pytest.mark.parametrize("is_refused", [False, True])
@pytest.mark.parametrize("is_loaded", [True, False])
async def test_a_word_of_ones_own_stops_and_says_whether_it_is_acknowledged(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    add: Add,
    is_loaded: bool,
    is_refused: bool,
) -> None:
    await add(named("A word of my own stops everything"))
    if not is_loaded:
        await hass.config_entries.async_unload(account.entry.entry_id)
        assert account.entry.state is ConfigEntryState.NOT_LOADED
    if is_refused:
        simulator.order(Fault(status=403), times=None, match="POST")
    del simulator.requests[:]
    assert await said(hass, "red light") == (
        "The stop is not acknowledged. Switch the device off by hand."
        if is_refused
        else "The stop was acknowledged."
    )
    assert bodies(simulator) == [device("all.stop")]


@pytest.mark.parametrize("is_disabled", [False, True])
async def test_good_night_freezes_and_says_whether_it_did(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    add: Add,
    is_disabled: bool,
) -> None:
    if is_disabled:
        hass.config_entries.async_update_entry(
            account.entry, options={"disabled_commands": ["freeze"]}
        )
        await hass.async_block_till_done()
    await add(named("Good night freezes the timer"))
    freeze = ("/lock/freeze", {"durationSeconds": 8 * 3600})
    assert await said(hass, "Good night, my lock!") == (
        "The timer was not frozen."
        if is_disabled
        else "The timer is frozen until the morning."
    )
    assert bodies(simulator) == ([] if is_disabled else [freeze])


async def test_sentences_in_a_file_use_the_intents_and_their_limits(
    hass: HomeAssistant, account: Account, simulator: Simulator, tmp_path: Path
) -> None:
    folder = tmp_path / "custom_sentences" / "en"
    folder.mkdir(parents=True)
    save_yaml(str(folder / "chastify.yaml"), _SENTENCES)
    hass.config.config_dir = str(tmp_path)
    assert (await said(hass, "I was late again")).startswith("Assistants may not")
    assert (await said(hass, "any good news")).startswith("Assistants are not told")
    assert bodies(simulator) == []

    allow(account, "add_time")
    await hass.async_block_till_done()
    expose(account)
    assert await said(hass, "I was late again") == "Extended by 15 minutes."
    assert await said(hass, "any good news") == "No, the lock can't be opened yet."
    assert bodies(simulator) == [action("add_time", 900)]
