"""What was started is stopped, whatever happens; and after an emergency stop nothing starts."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.acting import act, key_of, settle, until
from tests.added_account import DOMAIN, add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    SESSION,
    Toy,
    allow,
    connected,
    device_commands,
    enabled,
    entry_with,
    issues,
    names,
    stored,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import (
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    Fault,
    JsonObject,
    Simulator,
)

from .devices_file import kept
from .starting_and_stopping import Call, by_action, every_way, refused

# The latch


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


# The plan


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


def run_of(
    entry: MockConfigEntry, simulator: Simulator, stop: str = "vibration.stop"
) -> JsonObject:
    """Return what was running when Home Assistant ended without a word."""
    return {
        "entry_id": entry.entry_id,
        "subentry_id": next(iter(entry.subentries)),
        "name": "Toy",
        "base_url": simulator.url,
        "token": WEARER_TOKEN,
        "session_id": None,
        "main_token": None,
        "developer_key": None,
        "stop": stop,
    }


async def test_start_of_home_assistant_stops_what_was_running_before_any_reading(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept(runs=[run_of(entry, simulator)])
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
    hass_storage[DEVICES] = kept(runs=[run_of(entry, simulator)])
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
    hass_storage[DEVICES] = kept(runs=[run_of(entry, simulator)])
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
    """The wall clock is what the integration reads; the loop's clock goes its way."""
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


# Entries that change


@pytest.mark.parametrize(
    "change", ["reload", "options", "disable", "remove", "subentry", "device"]
)
@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_what_runs_is_stopped_when_its_entry_changes(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    change: str,
    settings: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        entry = toy.account.entry
        await toy.start(20)
        entries = hass.config_entries
        match change:
            case "reload":
                await entries.async_reload(entry.entry_id)
            case "options":
                entries.async_update_entry(
                    entry, options={"disabled_commands": ["device_command"]}
                )
            case "disable":
                await entries.async_set_disabled_by(
                    entry.entry_id, ConfigEntryDisabler.USER
                )
            case "remove":
                await entries.async_remove(entry.entry_id)
            case "subentry":
                entries.async_remove_subentry(entry, toy.subentry_id)
            case "device":
                entries.async_update_subentry(
                    entry,
                    entry.subentries[toy.subentry_id],
                    data={"shock": False, "extension_session_id": "another"},
                )
        await hass.async_block_till_done()

        assert not toy.kinds()
        assert names(simulator)[:2] == ["vibration.start", "vibration.stop"]


@pytest.mark.parametrize("change", ["remove", "disable"])
async def test_unloading_ends_after_5_seconds_and_the_stop_is_tried_on(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    toy: Toy,
    simulator: Simulator,
    advance: Advance,
    change: str,
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    entry_id = toy.account.entry.entry_id
    change_it = (
        hass.config_entries.async_remove(entry_id)
        if change == "remove"
        else hass.config_entries.async_set_disabled_by(
            entry_id, ConfigEntryDisabler.USER
        )
    )
    changing = asyncio.create_task(change_it)
    await settle()
    for _ in range(3):
        await advance(1.4)
        assert not changing.done()
    await advance(0.8)
    await changing
    assert issues(toy)["device_left_running"].is_persistent
    for _ in range(90):
        await advance(1.5)
    assert toy.kinds()
    simulator.clear_faults()

    await advance(2.5)
    assert not toy.kinds()
    assert not issues(toy)
    count = len(device_commands(simulator))
    await advance(60)
    assert len(device_commands(simulator)) == count


async def test_move_to_another_server_stops_at_the_one_that_started(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start(20)
    async with Simulator() as other:
        other.start_lock()
        hass.config_entries.async_update_entry(
            toy.account.entry, data={**toy.account.entry.data, "base_url": other.url}
        )
        await hass.async_block_till_done()

        assert not toy.kinds()
        assert not device_commands(other)


async def test_shutdown_stops_what_runs_and_starts_nothing_more(
    toy: Toy, simulator: Simulator
) -> None:
    await toy.start(20)
    (job,) = toy.hass._shutdown_jobs

    stopped = toy.hass.async_run_hass_job(job.job)
    assert stopped is not None
    await stopped

    assert not toy.kinds()
    assert (
        await refused(toy, lambda toy: toy.press("vibrate"))
        == "home_assistant_stopping"
    )


# Stops that don't get through


@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
@pytest.mark.parametrize("status", [400, 403, 404, 409])
async def test_refused_stop_of_what_may_run_is_told_at_once_and_tried_on(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    status: int,
    settings: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        await toy.start(2)
        simulator.order(Fault(status=status), times=None, match=ANY_DEVICE)
        await advance(2)
        is_lock_gone = status == 409 and not settings
        told = "device_lock_ended" if is_lock_gone else "device_stop_refused"
        assert told in issues(toy)
        assert toy.is_running()
        await advance(1.5)
        await advance(2.5)
        # What stops more is tried too.
        assert {"vibration.stop", "all.stop"} <= {
            str(each) for each in names(simulator)
        }
        for _ in range(46):
            await advance(2.5)
        assert toy.is_running()
        before = len(names(simulator))
        for _ in range(24):
            await advance(2.5)
        # After 2 minutes of refusals each way is tried every 30 s.
        assert len(names(simulator)) - before <= 4
        simulator.clear_faults()

        for _ in range(12):
            await advance(2.5)
        assert not toy.kinds()
        assert not toy.is_running()
        assert not {key for key in issues(toy) if key.startswith("device_stop")}


async def test_refusal_in_an_answer_with_a_good_status_is_tried_on(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(1)
    simulator.order(
        Fault(body={"ok": False, "error": "no_device"}), times=4, match=ANY_DEVICE
    )
    await advance(1)
    assert toy.is_running()
    for _ in range(4):
        await advance(2.5)

    assert not toy.kinds()


async def test_call_waits_for_the_acknowledgement_where_something_may_run(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(20)
    simulator.order(Fault(status=400), times=None, match=ANY_DEVICE)
    call = asyncio.create_task(by_action(toy))
    await until(lambda: len(device_commands(simulator)) >= 2)
    await advance(4)
    assert not call.done()
    await advance(1)

    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert key_of(caught.value) == "stop_still_trying_running"


async def test_3_s_past_its_end_an_issue_says_so_and_the_tries_go_on(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(1)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    await advance(1)
    for _ in range(2):
        await advance(1.4)
    assert not issues(toy)
    await advance(0.3)
    assert issues(toy).keys() == {"device_may_run"}
    assert issues(toy)["device_may_run"].severity is ir.IssueSeverity.CRITICAL
    for _ in range(100):
        await advance(2.5)
    simulator.clear_faults()

    await advance(2.5)
    assert not toy.kinds()
    assert not issues(toy)


async def test_stop_that_was_given_up_is_none_of_what_starts_after_it(
    toy: Toy, now: FrozenDateTimeFactory, simulator: Simulator, advance: Advance
) -> None:
    # What can't be connected costs no allowance, so that a start isn't refused for it.
    await simulator.stop()
    call = asyncio.create_task(toy.command("vibration.stop"))
    await settle()
    for _ in range(78):
        await advance(1.5)
    with pytest.raises(HomeAssistantError):
        await call
    await simulator.start()
    release = asyncio.Event()
    simulator.order(Fault(before_answer=release.wait), match=ANY_DEVICE)
    for _ in range(2):
        now.tick(timedelta(seconds=1.5))
        async_fire_time_changed_exact(toy.hass)
        await settle()
    try:
        assert names(simulator) == ["vibration.stop"]
        await toy.start(5)
    finally:
        release.set()
    await settle()

    assert toy.is_running()


async def test_person_who_saw_that_the_device_is_off_ends_the_tries(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    assert await async_setup_component(toy.hass, "repairs", {})
    await toy.start(1)
    simulator.order(Fault(status=409), times=None, match=ANY_DEVICE)
    await advance(1)
    (issue,) = issues(toy).values()
    assert issue.is_fixable
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    flow = await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    assert flow["type"] is FlowResultType.FORM
    assert toy.is_running()
    result = await flows.async_configure(flow["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY

    assert not toy.is_running()
    assert not issues(toy)
    await advance(2)
    count = len(device_commands(simulator))
    await advance(30)
    assert len(device_commands(simulator)) == count


async def test_refused_token_starts_reauth_and_the_stop_goes_on_with_the_new_one(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    await toy.start(1)
    simulator.revoke(WEARER_TOKEN)
    simulator.add_token("new-token", "wearer")
    await advance(1)
    await advance(5)
    (flow,) = toy.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    await advance(1.5)
    assert toy.is_running()

    await toy.hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_token": "new-token"}
    )
    await advance(1.5)
    await advance(1.5)
    assert not toy.kinds()
    assert not toy.is_running()


# Several routes


async def test_everything_is_stopped_on_every_route(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, _):
        await by_action(toy)
    assert [request.path for request in device_commands(simulator)] == [
        "/api/apps/v1/device-command",
        f"/api/extensions/sessions/{EXTENSION_SESSION_ID}/device-command",
    ]


async def test_refusal_on_a_route_without_a_device_is_none_where_another_was_stopped(
    session_toy: Toy, simulator: Simulator
) -> None:
    await session_toy.start(20)
    simulator.order(
        Fault(status=400), times=None, match="POST /api/apps/v1/device-command"
    )

    await by_action(session_toy)

    assert not session_toy.kinds()
    assert not session_toy.is_running()


async def test_failure_on_the_route_of_a_device_is_told_though_another_was_stopped(
    session_toy: Toy, simulator: Simulator
) -> None:
    simulator.order(Fault(status=400), times=None, match="POST /api/extensions")

    with pytest.raises(HomeAssistantError) as caught:
        await by_action(session_toy)

    assert key_of(caught.value) == "refused_invalid_request"
    assert len(device_commands(simulator)) == 2


async def test_each_device_has_its_own_stop_and_its_own_cooldown(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, other):
        await toy.start(20)
        await other.command("shock.start", duration=3)
        assert toy.is_running()
        assert other.is_running()
        await toy.command("all.stop")
        assert not toy.is_running()
        assert other.is_running()


async def test_device_of_an_account_that_is_not_loaded_is_stopped(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    device_id = toy.device_id
    await hass.config_entries.async_unload(toy.account.entry.entry_id)

    await act(hass, "device_command", device_id=device_id, command="all.stop")

    assert names(simulator) == ["all.stop"]
