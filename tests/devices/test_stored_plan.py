"""A start is stored before it is sent, so that it is stopped after a crash."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from tests.acting import key_of, until
from tests.added_account import add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    Toy,
    allow,
    connected,
    enabled,
    entry_with,
    names,
    stored,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

from .devices_file import kept, run_of
from .starting_and_stopping import refused

pytestmark = pytest.mark.loop_debug


async def test_plan_is_stored_before_the_start_is_sent(
    toy: Toy, simulator: Simulator, hass_storage: dict[str, Any], advance: Advance
) -> None:
    seen: list[list[str]] = []
    simulator.order(
        Fault(
            before_answer=lambda: seen.append(
                [run["stop"] for run in stored(hass_storage)["runs"]]
            )
        ),
        match=ANY_DEVICE,
    )
    await toy.start(2)
    assert seen == [["vibration.stop"]]

    await advance(2)
    await advance(2)
    assert stored(hass_storage)["runs"] == []
    assert WEARER_TOKEN not in str(stored(hass_storage))


async def test_what_can_not_be_stored_is_not_started(
    toy: Toy, simulator: Simulator, hass_storage: dict[str, Any]
) -> None:
    async def lost(self: Store[Any], data: Any) -> None:
        """Write nothing, as a store does with a full disk."""

    with patch.object(Store, "async_save", lost):
        assert await refused(toy, lambda toy: toy.start(1)) == "plan_not_stored"

    assert not toy.is_running()


async def test_start_of_home_assistant_stops_what_was_running_before_any_reading(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept(runs=[run_of(entry)])
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    toy = Toy(await add(hass, entry), next(iter(entry.subentries)), simulator)
    await until(lambda: not toy.is_running())

    assert not toy.kinds()
    assert [request.method for request in simulator.requests][:1] == ["POST"]
    assert names(simulator) == ["vibration.stop"]
    await advance(2)
    assert stored(hass_storage)["runs"] == []


@pytest.mark.parametrize("state", ["removed", "disabled", "setup_error"])
async def test_start_of_home_assistant_stops_whatever_became_of_the_account(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
    state: str,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept(runs=[run_of(entry)])
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    if state != "removed":
        entry.add_to_hass(hass)
    if state == "disabled":
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    if state == "setup_error":
        simulator.order(Fault(status=500), times=None, match="GET")
    else:
        await add(hass, keyholder_entry)
    if state == "setup_error":
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
    await until(lambda: not simulator.device.running)

    assert names(simulator) == ["vibration.stop"]


async def test_removal_of_an_account_that_was_never_set_up_stops_what_it_left_running(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept(runs=[run_of(entry)])
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    entry.add_to_hass(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    await until(lambda: not simulator.device.running)

    assert names(simulator) == ["vibration.stop"]
    assert "Error calling entry remove callback" not in caplog.text


@pytest.mark.parametrize(
    ("content", "state"),
    [
        ({"latched": 7, "runs": "x", "last_starts": []}, "off"),
        ([], "off"),
        (
            {"latched": [7], "runs": [{}, 7, {"stop": 1}], "last_starts": {"a": 7}},
            "off",
        ),
        ({"latched": [], "runs": [], "last_starts": {"a": 7}}, "on"),
    ],
)
async def test_store_that_makes_no_sense_is_left_out_and_a_latch_in_doubt_holds(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    content: Any,
    state: str,
) -> None:
    hass_storage[DEVICES] = {**kept(), "data": content}
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        assert enabled(toy) == state
        await until(lambda: not toy.is_running())
        await allow(toy)
        await toy.start(1)
        assert toy.is_running()


async def test_store_of_a_newer_version_lets_nothing_start(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    hass_storage[DEVICES] = {**kept(), "version": 2}
    async with connected(hass, simulator, subentry()) as (toy,):
        assert enabled(toy) == "off"
        assert await refused(toy, lambda toy: toy.start(1)) == "devices_latched"
        with pytest.raises(HomeAssistantError) as caught:
            await allow(toy)
        assert key_of(caught.value) == "newer_device_storage"
        await toy.press("stop")
    assert hass_storage[DEVICES]["version"] == 2


async def test_cooldown_is_kept_over_a_crash(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    entry = entry_with(simulator, subentry())
    last_start = dt_util.utcnow() - timedelta(seconds=4)
    hass_storage[DEVICES] = kept()
    hass_storage[DEVICES]["data"]["last_starts"] = {
        next(iter(entry.subentries)): last_start.isoformat()
    }
    simulator.start_lock()
    toy = Toy(await add(hass, entry), next(iter(entry.subentries)), simulator)

    with pytest.raises(ServiceValidationError) as caught:
        await toy.start(1)
    assert key_of(caught.value) == "cooldown"


async def test_clock_that_is_set_forward_ends_what_runs_and_set_back_prolongs_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    """The integration reads the wall clock; the loop's clock goes on unchanged."""
    real = dt_util.utcnow
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(20)
        with patch.object(dt_util, "utcnow", lambda: real() + timedelta(hours=1)):
            await advance(1)
        assert not toy.kinds()

        await toy.start(5)
        with patch.object(dt_util, "utcnow", lambda: real() - timedelta(hours=1)):
            for _ in range(5):
                await advance(1)
        assert not toy.kinds()
