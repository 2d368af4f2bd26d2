"""Stops of running devices that don't get through are tried on, and told."""

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from tests.acting import key_of, settle, until
from tests.added_account import DOMAIN
from tests.connected_devices import (
    ANY_DEVICE,
    SESSION,
    Toy,
    connected,
    device_commands,
    issues,
    names,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

from .starting_and_stopping import by_action

pytestmark = pytest.mark.loop_debug


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
        # The stop of everything is tried too.
        assert {"vibration.stop", "all.stop"} <= {
            str(each) for each in names(simulator)
        }
        for _ in range(46):
            await advance(2.5)
        assert toy.is_running()
        before = len(names(simulator))
        for _ in range(24):
            await advance(2.5)
        # After 2 minutes of refusals each stop is tried every 30 s.
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
    # A failed connection costs no allowance, so that a start isn't refused for it.
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
