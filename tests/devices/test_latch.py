"""The emergency stop latches: nothing starts until a person allows it."""

import asyncio
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.chat_session import async_get_chat_session
from homeassistant.helpers.storage import Store
from tests.acting import act, answer, failure, key_of, settle, until
from tests.added_account import DOMAIN, Account, add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    Toy,
    allow,
    device_commands,
    enabled,
    entry_with,
    names,
    stored,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

from .devices_file import kept
from .slow_disk import SlowDisk
from .starting_and_stopping import Call, by_action, every_way, refused

pytestmark = pytest.mark.loop_debug


@every_way
async def test_emergency_stop_latches_until_a_person_allows_starts_again(
    toy: Toy, advance: Advance, stop: Call
) -> None:
    await toy.start(20)
    await stop(toy)

    assert not toy.kinds()
    assert not toy.is_running()
    assert enabled(toy) == "off"
    await advance(15)
    for start in (
        lambda toy: toy.press("vibrate"),
        lambda toy: toy.press("shock"),
        lambda toy: toy.start(1),
        lambda toy: toy.command("shock.random.set"),
    ):
        assert await refused(toy, start) == "devices_latched"

    await allow(toy)
    assert enabled(toy) == "on"
    await advance(5)
    assert not toy.kinds()
    await toy.start(1)
    assert toy.kinds() == ["vibration"]


@every_way
async def test_latch_is_stored_when_the_stop_returns(
    toy: Toy, hass_storage: dict[str, Any], stop: Call
) -> None:
    await stop(toy)
    assert stored(hass_storage)["latched"] == [toy.account.entry.entry_id]

    await allow(toy)
    assert stored(hass_storage)["latched"] == []


@every_way
async def test_latch_holds_though_the_stop_fails(
    toy: Toy, simulator: Simulator, stop: Call
) -> None:
    simulator.order(Fault(status=403), times=None, match=ANY_DEVICE)

    with pytest.raises(HomeAssistantError):
        await stop(toy)

    assert enabled(toy) == "off"
    assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"


async def test_stop_of_one_device_does_not_latch(toy: Toy, advance: Advance) -> None:
    await toy.start(20)
    await toy.press("stop")
    assert not toy.is_running()
    assert enabled(toy) == "on"
    await advance(10)

    await toy.start(20)
    await toy.command("vibration.stop")
    assert not toy.is_running()
    assert enabled(toy) == "on"


async def test_latch_is_kept_over_reloads_and_starts(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept(latched=[entry.entry_id])
    simulator.start_lock()
    toy = Toy(await add(hass, entry), next(iter(entry.subentries)), simulator)
    assert enabled(toy) == "off"
    await hass.config_entries.async_reload(entry.entry_id)
    assert enabled(toy) == "off"

    assert await refused(toy, lambda toy: toy.press("vibrate")) == "devices_latched"


async def test_latch_is_of_one_account(
    hass: HomeAssistant, toy: Toy, keyholder_entry: MockConfigEntry
) -> None:
    await add(hass, keyholder_entry)
    await act(hass, "stop_devices", config_entry_id=keyholder_entry.entry_id)

    assert enabled(toy) == "on"
    await toy.start(1)


async def test_switch_is_there_with_the_first_device_and_goes_with_the_last(
    hass: HomeAssistant, toy: Toy
) -> None:
    assert "switch.devices_enabled" in toy.account.entity_ids()
    hass.config_entries.async_remove_subentry(toy.account.entry, toy.subentry_id)
    await hass.async_block_till_done()

    assert "switch.devices_enabled" not in toy.account.entity_ids()
    assert not toy.entity_ids()


async def test_waiting_start_is_dropped_by_a_stop_and_says_so(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    hanging = asyncio.create_task(act(hass, "end_pillory"))
    await until(lambda: len(simulator.requests) > 1)
    start = asyncio.create_task(toy.start(5))
    await settle()

    await toy.command("vibration.stop")

    with pytest.raises(ServiceValidationError) as caught:
        await start
    assert key_of(caught.value) == "start_dropped"
    assert not hanging.done()
    simulator.clear_faults()
    await hanging
    assert names(simulator) == ["vibration.stop"]


@pytest.mark.parametrize("stop", [by_action, lambda toy: toy.command("all.stop")])
async def test_start_in_flight_is_followed_by_one_more_stop(
    toy: Toy, simulator: Simulator, stop: Call
) -> None:
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
    start = asyncio.create_task(toy.start(20))
    await until(lambda: len(device_commands(simulator)) == 1)
    stopping = asyncio.create_task(stop(toy))
    await until(lambda: len(names(simulator)) > 1)
    await settle()
    before = len(names(simulator))
    assert set(names(simulator)[1:]) == {"all.stop"}
    assert toy.is_running()

    release.set()
    await asyncio.gather(start, return_exceptions=True)
    await stopping
    assert not toy.is_running()

    assert not toy.kinds()
    assert len(names(simulator)) == before + 1


async def test_stop_while_a_start_is_being_stored_drops_it(
    toy: Toy, simulator: Simulator
) -> None:
    goes_on = asyncio.Event()
    save = Store.async_save

    async def slow_save(self: Store[Any], data: Any) -> None:
        if self.key == DEVICES and not goes_on.is_set():
            await goes_on.wait()
        await save(self, data)

    with patch.object(Store, "async_save", slow_save):
        start = asyncio.create_task(toy.start(20))
        await settle()
        assert not device_commands(simulator)
        await toy.command("all.stop")
        goes_on.set()
        with pytest.raises(ServiceValidationError) as caught:
            await start
    assert key_of(caught.value) == "start_dropped"
    assert names(simulator) == ["all.stop"]
    assert not toy.is_running()


async def test_latch_goes_with_the_account(
    hass: HomeAssistant, toy: Toy, hass_storage: dict[str, Any], advance: Advance
) -> None:
    await act(hass, "stop_devices")
    await hass.config_entries.async_remove(toy.account.entry.entry_id)
    await advance(2)

    assert stored(hass_storage)["latched"] == []


async def test_caller_who_gives_up_at_once_has_stopped_and_latched(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, hass_storage: dict[str, Any]
) -> None:
    call = asyncio.create_task(act(hass, "stop_devices"))
    await asyncio.sleep(0)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await until(lambda: bool(device_commands(simulator)))
    await hass.async_block_till_done()

    assert names(simulator) == ["all.stop"]
    assert enabled(toy) == "off"
    assert stored(hass_storage)["latched"] == [toy.account.entry.entry_id]


async def test_emergency_stop_is_not_over_before_it_is_written(
    hass: HomeAssistant, toy: Toy
) -> None:
    disk = SlowDisk()
    with disk.used():
        stop = asyncio.create_task(act(hass, "stop_devices"))
        await until(lambda: disk.waiting == 1 and bool(device_commands(toy.simulator)))
        for _ in range(5):
            await settle()
        assert not stop.done()
        disk.goes_on.set()
        await stop


async def test_allowing_starts_is_written_before_a_stop_that_comes_after_it(
    toy: Toy, hass_storage: dict[str, Any]
) -> None:
    await act(toy.hass, "stop_devices")
    disk = SlowDisk()
    with disk.used():
        reset = asyncio.create_task(allow(toy))
        await until(lambda: disk.waiting == 1)
        reset.cancel()
        await asyncio.gather(reset, return_exceptions=True)
        stop = asyncio.create_task(act(toy.hass, "stop_devices"))
        await settle()
        disk.goes_on.set()
        await stop

    assert stored(hass_storage)["latched"] == [toy.account.entry.entry_id]


async def test_action_allows_starts_again_where_the_switch_is_disabled(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    simulator.start_lock()
    entry = entry_with(simulator, subentry(cooldown=0))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_new_entities=True)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    toy = Toy(Account(hass, entry), next(iter(entry.subentries)), simulator)
    registry = er.async_get(hass)
    assert all(
        each.disabled
        for each in er.async_entries_for_config_entry(registry, entry.entry_id)
    )
    await toy.start(20)
    await act(hass, "stop_devices")
    with pytest.raises(ServiceValidationError) as caught:
        await toy.start(1)
    assert key_of(caught.value) == "devices_latched"
    assert "chastify.enable_devices" in str(caught.value)

    before = len(device_commands(simulator))
    response = await answer(hass, "enable_devices")
    await settle()

    assert len(device_commands(simulator)) == before
    assert response["result"] == {}
    lock = response["lock"]
    assert isinstance(lock, dict)
    assert lock["lock_state"] == "locked"
    assert not toy.kinds()
    await toy.start(1)
    assert toy.kinds() == ["vibration"]
    await act(hass, "stop_devices")


async def test_starts_are_allowed_again_without_a_loaded_account(
    hass: HomeAssistant, toy: Toy
) -> None:
    entry_id = toy.account.entry.entry_id
    await act(hass, "stop_devices")
    await hass.config_entries.async_unload(entry_id)
    response = await answer(hass, "enable_devices", config_entry_id=entry_id)
    assert response["lock"] is None
    await hass.config_entries.async_setup(entry_id)
    await hass.async_block_till_done()
    assert enabled(toy) == "on"


async def test_action_that_allows_starts_asks_which_of_several_accounts(
    hass: HomeAssistant, toy: Toy, keyholder_entry: MockConfigEntry
) -> None:
    await add(hass, keyholder_entry)
    await act(hass, "stop_devices")
    with pytest.raises(ServiceValidationError):
        await act(hass, "enable_devices")
    assert enabled(toy) == "off"
    await act(hass, "enable_devices", config_entry_id=toy.account.entry.entry_id)
    assert enabled(toy) == "on"


async def test_action_that_allows_starts_takes_no_other_field(
    hass: HomeAssistant, toy: Toy
) -> None:
    await act(hass, "stop_devices")
    error = await failure(hass, ServiceValidationError, "enable_devices", device_id="x")
    assert key_of(error) == "field_unknown"
    assert enabled(toy) == "off"


async def test_no_assistant_ends_the_emergency_stop(
    hass: HomeAssistant, toy: Toy
) -> None:
    await act(hass, "stop_devices")
    with (
        async_get_chat_session(hass),
        pytest.raises(ServiceValidationError) as caught,
    ):
        await hass.services.async_call(
            DOMAIN, "enable_devices", blocking=True, context=Context()
        )
    assert key_of(caught.value) == "assist_never"
    assert enabled(toy) == "off"
