"""Entries with one token share the emergency stop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, answer, key_of, on_entity, press, settle, until
from tests.added_account import add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    SESSION,
    Toy,
    allow,
    consent,
    device_commands,
    enabled,
    entry_with,
    names,
    stored,
    subentry,
    toys_of,
)
from tests.devices.devices_file import (
    STOP_ALL,
    STOP_ALL_OF_SESSION,
    Sent,
    kept,
    sent_to_devices,
)
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator

from .entries_of_one_token import Pair, beside

type Call = Callable[[Toy], Awaitable[None]]

STOPS: Final[dict[str, Call]] = {
    "action": lambda toy: act(
        toy.hass, "stop_devices", config_entry_id=toy.account.entry.entry_id
    ),
    "button": lambda toy: press(toy.account, "stop_devices"),
    "switch": lambda toy: on_entity(
        toy.account, "switch.turn_off", "switch.devices_enabled"
    ),
}
RELEASES: Final[dict[str, Call]] = {
    "switch": allow,
    "action": lambda toy: act(
        toy.hass, "enable_devices", config_entry_id=toy.account.entry.entry_id
    ),
}
every_stop = pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
every_release = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
either = pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])


def ids(*toys: Toy) -> list[str]:
    """Return the ids of the entries as they are stored."""
    return sorted(toy.account.entry.entry_id for toy in toys)


async def assert_latched(*toys: Toy) -> None:
    """See that nothing starts."""
    for toy in toys:
        assert enabled(toy) == "off"
        assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"
        assert await refused(toy, lambda toy: toy.press("shock")) == "devices_latched"


@every_stop
@either
async def test_stop_of_one_stops_what_the_other_started_and_latches_both(
    pair: Pair,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    stop: Call,
    number: int,
) -> None:
    starter, stopper = pair[number], pair[1 - number]
    await starter.start(20)
    assert simulator.lock is not None

    await stop(stopper)

    assert not starter.kinds()
    assert not starter.is_running()
    pinned = Sent("all.stop", pin=simulator.lock.lock_id)
    assert sent_to_devices(simulator)[1:] == [STOP_ALL, pinned]
    assert stored(hass_storage)["latched"] == ids(*pair)
    await assert_latched(*pair)


@every_release
@either
async def test_either_lets_both_start_again(
    pair: Pair,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    release: Call,
    number: int,
) -> None:
    await STOPS["button"](pair[0])
    simulator.clear_requests()

    await release(pair[number])

    assert [enabled(toy) for toy in pair] == ["on", "on"]
    assert stored(hass_storage)["latched"] == []
    assert not device_commands(simulator)
    await pair[1 - number].start(1)


@either
async def test_other_stays_stopped_when_one_is_removed(
    hass: HomeAssistant,
    pair: Pair,
    hass_storage: dict[str, Any],
    advance: Advance,
    number: int,
) -> None:
    gone, left = pair[number], pair[1 - number]
    await STOPS["button"](gone)

    await hass.config_entries.async_remove(gone.account.entry.entry_id)

    await assert_latched(left)
    await advance(2)
    assert stored(hass_storage)["latched"] == ids(left)
    await hass.config_entries.async_reload(left.account.entry.entry_id)
    await assert_latched(left)
    await allow(left)
    await left.start(1)


async def test_entry_that_is_added_beside_a_stopped_one_is_stopped(
    hass: HomeAssistant,
    toy: Toy,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    advance: Advance,
) -> None:
    await STOPS["button"](toy)
    added = await beside(hass, simulator, subentry())
    await assert_latched(toy, added)

    await hass.config_entries.async_remove(toy.account.entry.entry_id)

    await advance(2)
    await assert_latched(added)
    assert stored(hass_storage)["latched"] == ids(added)


async def test_stop_holds_for_both_though_it_was_stored_of_one(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    first, second = (entry_with(simulator, subentry()) for _ in range(2))
    hass_storage[DEVICES] = kept(latched=[second.entry_id])
    simulator.start_lock()
    second.add_to_hass(hass)
    account = await add(hass, first)

    await assert_latched(*toys_of(account, simulator))


async def test_disabled_entry_is_stopped_with_the_others(
    hass: HomeAssistant, pair: Pair, hass_storage: dict[str, Any]
) -> None:
    toy, disabled = pair
    entry_id = disabled.account.entry.entry_id
    entries = hass.config_entries
    await entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)

    await STOPS["button"](toy)
    assert stored(hass_storage)["latched"] == ids(*pair)
    await entries.async_remove(toy.account.entry.entry_id)
    await entries.async_set_disabled_by(entry_id, None)

    await assert_latched(disabled)


async def test_entry_that_takes_the_token_of_a_stopped_one_is_stopped_and_stays_it(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    simulator.add_token("another", "wearer")
    other = await beside(hass, simulator, subentry(), token="another")
    await STOPS["button"](toy)
    assert enabled(other) == "on"

    for token in (WEARER_TOKEN, "another"):
        entry = other.account.entry
        data = {**entry.data, CONF_API_TOKEN: token}
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.async_block_till_done()
        await assert_latched(other)


async def test_entry_stays_stopped_whose_token_that_of_a_stopped_one_was(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    for token in ("another", "third"):
        simulator.add_token(token, "wearer")
    other = await beside(hass, simulator, subentry(), token="another")
    await STOPS["button"](toy)

    for token in ("another", "third"):
        entry = toy.account.entry
        data = {**entry.data, CONF_API_TOKEN: token}
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.async_block_till_done()
        await assert_latched(other)


async def test_start_that_waits_in_the_other_entry_is_dropped(
    hass: HomeAssistant, pair: Pair, simulator: Simulator
) -> None:
    toy, other = pair
    simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    call = act(hass, "end_pillory", config_entry_id=other.account.entry.entry_id)
    hanging = asyncio.create_task(call)
    await until(lambda: len(simulator.requests) > 2)
    start = asyncio.create_task(other.start(5))
    await settle()

    await STOPS["button"](toy)

    with pytest.raises(ServiceValidationError) as caught:
        await start
    assert key_of(caught.value) == "start_dropped"
    simulator.clear_faults()
    await hanging
    assert names(simulator) == ["all.stop"]


async def test_start_of_the_other_entry_that_is_answered_late_is_stopped(
    pair: Pair, simulator: Simulator
) -> None:
    toy, other = pair
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
    start = asyncio.create_task(other.start(20))
    await until(lambda: len(device_commands(simulator)) == 1)
    stop = asyncio.create_task(act(toy.hass, "stop_devices"))
    await until(lambda: len(device_commands(simulator)) > 1)
    assert other.is_running()

    release.set()
    await asyncio.gather(start, return_exceptions=True)
    await stop
    await until(lambda: not other.is_running())
    assert not other.kinds()
    await assert_latched(*pair)


async def test_each_route_is_stopped_once_for_both(
    hass: HomeAssistant, pair: Pair, simulator: Simulator
) -> None:
    toy, other = pair
    session = await beside(hass, simulator, subentry(**SESSION))

    response = await answer(hass, "stop_devices")

    assert sorted(sent_to_devices(simulator), key=str) == sorted(
        [STOP_ALL, STOP_ALL_OF_SESSION], key=str
    )
    accounts = response["accounts"]
    assert isinstance(accounts, dict)
    assert sorted(accounts) == ids(toy, other, session)
    await assert_latched(toy, other, session)


@pytest.mark.parametrize("where", ["token", "server"])
async def test_stop_is_of_one_token_at_one_server(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, where: str
) -> None:
    async with Simulator() as elsewhere:
        other_lock = elsewhere.start_lock()
        if where == "server":
            other = await beside(hass, elsewhere, subentry())
        else:
            device = subentry(consent=consent(role="keyholder"))
            other = await beside(hass, simulator, device, token=KEYHOLDER_TOKEN)
        await other.start(20)

        await STOPS["action"](toy)

        assert other.is_running()
        assert enabled(other) == "on"
        assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"
        await STOPS["action"](other)
        await allow(toy)
        assert enabled(other) == "off"
        assert not [each for each in other_lock.device.intervals if each.until is None]


async def test_stop_of_the_account_without_a_device_latches_the_other_entry(
    hass: HomeAssistant, toy: Toy, entry: MockConfigEntry
) -> None:
    account = await add(hass, entry)
    await toy.start(20)

    await press(account, "stop_devices")

    assert not toy.kinds()
    assert not toy.is_running()
    await assert_latched(toy)
