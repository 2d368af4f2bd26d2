"""The emergency stop by voice: always there, acknowledged, and never held up."""

import asyncio
import threading

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from custom_components.chastify.failures.texts import LANGUAGES
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import intent
from homeassistant.helpers.translation import async_get_translations
from tests.acting import key_of, sent, until_sent
from tests.added_account import Account
from tests.connected_devices import Toy, enabled, names
from tests.frozen_time import Advance
from tests.second_account import Other
from tests.simulator import Fault, Simulator

from .speaking import allow, said
from .translated import refusal, texts

STOP = "stop everything"
STOPPED = (
    "The stop was acknowledged. If something is still running, switch it off by hand."
)
# More than Home Assistant has.
MOST_THREADS = 200
DEVICE_COMMAND = "POST /api/apps/v1/device-command"


async def test_what_runs_is_stopped_though_nothing_is_exposed_or_allowed(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start()
    assert toy.kinds() == ["vibration"]

    assert await said(hass, STOP) == STOPPED
    assert toy.kinds() == []
    assert names(simulator) == ["vibration.start", "all.stop", "all.stop"]


async def test_nothing_starts_after_it_until_devices_are_enabled(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    allow(toy.account, "device_command", "perform_action")
    await hass.async_block_till_done()
    await said(hass, STOP)

    assert enabled(toy) == "off"
    for _ in range(2):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.start()
        assert key_of(caught.value) == "devices_latched"
    assert names(simulator) == ["all.stop"]


async def test_answer_waits_for_the_acknowledgement(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match=DEVICE_COMMAND)
    stopping = asyncio.create_task(said(hass, STOP))
    await until_sent(simulator, 1)
    assert not stopping.done()

    simulator.clear_faults()
    assert await stopping == STOPPED
    assert len(sent(simulator)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_stop_that_is_not_acknowledged_is_said_to_be_tried_after_5_seconds(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    language: str,
) -> None:
    simulator.device.run("vibration.start", {})
    simulator.order(Fault(close="before"), times=None, match=DEVICE_COMMAND)
    stopping = asyncio.create_task(said(hass, STOP, language))
    await until_sent(simulator, 1)
    now.tick(4.9)
    async_fire_time_changed_exact(hass)
    await until_sent(simulator, 2)
    assert not stopping.done()

    await advance(0.1)
    assert await stopping == refusal(language, "stop_still_trying")
    # And so it is.
    simulator.clear_faults()
    await advance(5)
    assert not simulator.device.running


async def test_device_that_may_run_on_is_to_be_switched_off_by_hand(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    await toy.start()
    simulator.order(Fault(close="before"), times=None, match=DEVICE_COMMAND)
    stopping = asyncio.create_task(said(hass, STOP, "fr"))
    await until_sent(simulator, 2)
    await advance(5)

    assert await stopping == refusal("fr", "stop_still_trying_running")
    simulator.clear_faults()
    await advance(5)
    assert toy.kinds() == []


async def test_account_whose_service_is_away_at_the_start_is_stopped_when_it_is_back(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    simulator.order(Fault(status=500), times=None, match="GET")
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY

    assert await said(hass, STOP) == STOPPED
    assert not simulator.device.running
    assert "are not told" in await said(hass, "How is my lock?")
    assert "may not send" in await said(hass, "add ten minutes")
    assert len(sent(simulator)) == 1
    simulator.clear_faults()


async def test_all_accounts_are_stopped_though_nobody_can_tell_which_is_meant(
    hass: HomeAssistant, account: Account, other: Other, simulator: Simulator
) -> None:
    for service in (simulator, other.simulator):
        service.device.run("vibration.start", {})

    assert await said(hass, STOP) == STOPPED
    assert not simulator.device.running
    assert not other.simulator.device.running


async def test_account_that_is_not_loaded_is_stopped_with_the_other(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    await hass.config_entries.async_unload(other.account.entry.entry_id)
    other.simulator.device.run("vibration.start", {})

    assert await said(hass, STOP) == STOPPED
    assert not other.simulator.device.running


async def test_account_without_a_lock_says_so_unless_another_was_stopped(
    hass: HomeAssistant, account: Account, other: Other, simulator: Simulator
) -> None:
    simulator.end_lock()
    assert await said(hass, STOP) == STOPPED

    other.simulator.end_lock()
    assert await said(hass, STOP) == "There is no active lock."


async def test_two_who_call_at_once_are_both_answered(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start()
    simulator.order(Fault(hang=True), times=2, match=DEVICE_COMMAND)
    calls = [
        asyncio.create_task(said(hass, STOP)),
        asyncio.create_task(said(hass, "make it stop", "es")),
    ]
    await until_sent(simulator, 3)
    simulator.clear_faults()

    assert await asyncio.gather(*calls) == [
        STOPPED,
        texts("es").text("done_stop_devices"),
    ]
    assert toy.kinds() == []
    assert await said(hass, STOP) == STOPPED


async def test_stop_overtakes_a_command_that_hangs(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    allow(account, "add_time")
    await hass.async_block_till_done()
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    adding = asyncio.create_task(said(hass, "add ten minutes"))
    await until_sent(simulator, 1)

    assert await said(hass, STOP) == STOPPED
    assert not adding.done()
    simulator.clear_faults()
    assert await adding == "Extended by ten minutes."


async def test_stop_is_that_of_who_spoke(hass: HomeAssistant, account: Account) -> None:
    calls: list[Context] = []
    hass.bus.async_listen("call_service", lambda event: calls.append(event.context))
    await said(hass, STOP, context=Context(user_id="a-person"))
    await hass.async_block_till_done()

    assert [context.user_id for context in calls] == ["a-person"]


async def test_intent_without_an_account_says_that_there_is_none(
    hass: HomeAssistant, account: Account
) -> None:
    await hass.config_entries.async_remove(account.entry.entry_id)

    response = await intent.async_handle(
        hass, "test", "ChastifyStopDevices", language="de-CH"
    )
    messages = await async_get_translations(hass, "de", "exceptions", ["homeassistant"])
    key = "service_found_no_config_entry_for_domain"
    message = messages[f"component.homeassistant.exceptions.{key}.message"]
    assert response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert response.speech["plain"]["speech"] == message.format(domain="chastify")


async def test_stop_is_sent_though_no_other_thread_has_time(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start()
    await said(hass, STOP)
    released = threading.Event()
    waiting = [hass.async_add_executor_job(released.wait) for _ in range(MOST_THREADS)]

    stop = asyncio.create_task(said(hass, STOP))
    await until_sent(simulator, 4)

    released.set()
    assert await stop == STOPPED
    await asyncio.gather(*waiting)
    assert names(simulator) == ["vibration.start", *["all.stop"] * 3]
