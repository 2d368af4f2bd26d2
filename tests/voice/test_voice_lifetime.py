"""Sentences are registered from the first account on until the last one is gone."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
import voluptuous as vol

from custom_components.chastify.failures.texts import LANGUAGES
from custom_components.chastify.voice.sentences import Sentences
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
from tests.acting import bodies, named, sent, until
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.second_account import Other
from tests.simulator import WEARER_TOKEN, Fault, Simulator

from .speaking import allow, is_ours, said, triggers_of
from .translated import texts

STOP = "stop everything"


async def test_sentences_come_and_go_with_an_account(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    simulator.start_lock()
    assert await async_setup_component(hass, DOMAIN, {})
    assert not await is_ours(hass)

    await add(hass, entry)
    assert await is_ours(hass)

    await hass.config_entries.async_unload(entry.entry_id)
    assert not await is_ours(hass)
    answer = await said(hass, "emergency stop")
    assert answer == "Sorry, I couldn't understand that"
    assert not sent(simulator)

    await hass.config_entries.async_setup(entry.entry_id)
    assert await is_ours(hass)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert not await is_ours(hass)

    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    assert await is_ours(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not await is_ours(hass)


async def test_reloads_leave_one_of_each_sentence(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    allow(account, "add_time")
    for _ in range(3):
        await hass.async_block_till_done()
        await hass.config_entries.async_reload(account.entry.entry_id)
    assert await is_ours(hass)

    await said(hass, "add ten minutes")
    assert bodies(simulator) == [named("add_time", 600)]


async def test_sentences_stay_while_an_account_is_loaded_anew(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), times=None, match="GET")
    reloading = asyncio.create_task(
        hass.config_entries.async_reload(account.entry.entry_id)
    )
    await until(lambda: account.entry.state is ConfigEntryState.SETUP_IN_PROGRESS)

    assert await said(hass, STOP) == texts("en").text("done_stop_devices")
    simulator.clear_faults()
    assert await reloading
    assert await is_ours(hass)


@pytest.mark.parametrize("state", ["setup_retry", "setup_error"])
async def test_sentences_stay_where_an_account_can_not_be_loaded(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    state: str,
) -> None:
    if state == "setup_retry":
        simulator.order(Fault(status=500), times=None, match="GET")
    else:
        simulator.revoke(WEARER_TOKEN)
    await hass.config_entries.async_reload(account.entry.entry_id)
    await advance(6)
    assert account.entry.state.value == state

    assert await is_ours(hass)
    await hass.config_entries.async_unload(account.entry.entry_id)
    assert not await is_ours(hass)
    simulator.clear_faults()


async def test_one_of_two_accounts_is_enough(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    assert await is_ours(hass)

    await hass.config_entries.async_unload(account.entry.entry_id)
    assert await is_ours(hass)
    await hass.config_entries.async_unload(other.account.entry.entry_id)
    assert not await is_ours(hass)


async def test_account_that_is_unloaded_meanwhile_leaves_no_sentence(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_begun, gate = asyncio.Event(), asyncio.Event()

    async def import_late(hass: HomeAssistant, name: str) -> object:
        has_begun.set()
        await gate.wait()
        return await async_import_module(hass, name)

    monkeypatch.setattr(
        f"custom_components.{DOMAIN}.voice.lifetime.async_import_module", import_late
    )
    simulator.start_lock()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await has_begun.wait()
    await hass.config_entries.async_unload(entry.entry_id)
    gate.set()

    assert not await is_ours(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert await is_ours(hass)


@pytest.mark.parametrize("is_first", [True, False])
async def test_automation_with_the_same_sentence_runs_too(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    *,
    is_first: bool,
) -> None:
    events = async_capture_events(hass, "said")
    automation = {
        "triggers": {"trigger": "conversation", "command": "add ten minutes"},
        "actions": {"event": "said"},
    }
    simulator.start_lock()
    if is_first:
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
    account = await add(hass, entry)
    allow(account, "add_time")
    await hass.async_block_till_done()
    if not is_first:
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
        await hass.async_block_till_done()

    assert await triggers_of(hass, "add ten minutes") == 2
    assert await said(hass, "Add ten minutes!") == "Extended by ten minutes."
    await hass.async_block_till_done()
    assert len(events) == 1
    assert bodies(simulator) == [named("add_time", 600)]


async def test_every_sentence_is_one_that_home_assistant_takes(
    hass: HomeAssistant,
) -> None:
    sentences = Sentences.load(frozenset(LANGUAGES)).templates
    trigger = {"platform": "conversation", "command": sentences}

    assert await async_validate_trigger_config(hass, [trigger]) == [trigger]
    # It is looked at each of them.
    trigger["command"] = [*sentences, "stop everything!"]
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, [trigger])
