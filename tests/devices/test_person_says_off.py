"""A person confirms in a repair that a device is off: it ends the runs of the question alone."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
from tests.connected_devices import (
    DEVICE_ROUTE,
    SESSION,
    Toy,
    confirm_off,
    connected,
    issues,
    open_off_form,
    say_off,
    subentry,
)
from tests.frozen_time import PassTime
from tests.simulator import Fault, Simulator

REFUSED = Fault(status=403, body={"error": "not_allowed"})


@pytest.fixture
async def toys(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[list[Toy]]:
    """Add an account with a device on each kind of route."""
    assert await async_setup_component(hass, "repairs", {})
    async with connected(
        hass, simulator, subentry(cooldown=0), subentry(title="Other", **SESSION)
    ) as toys:
        yield toys


@pytest.fixture
def toy(toys: list[Toy]) -> Toy:
    """Return the device on the route of the token."""
    return toys[0]


async def run_past_its_end(toy: Toy, simulator: Simulator, pass_time: PassTime) -> None:
    """Start the device for 5 s, and let its stop be refused."""
    await toy.start(5)
    simulator.order(REFUSED, times=None, match=DEVICE_ROUTE)
    await pass_time(5)


async def test_another_device_runs_on(
    toys: list[Toy], simulator: Simulator, pass_time: PassTime
) -> None:
    toy, other = toys
    await other.start(20)
    await run_past_its_end(toy, simulator, pass_time)

    await confirm_off(toy)

    assert not toy.is_running()
    assert other.is_running()


async def test_what_was_started_after_the_question_is_stopped_at_its_end(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await run_past_its_end(toy, simulator, pass_time)
    flow_id = await open_off_form(toy)
    simulator.clear_faults()
    for _ in range(2):
        await pass_time(2.5)
    assert not toy.kinds()
    await toy.start(5)

    assert await say_off(toy, flow_id) is FlowResultType.CREATE_ENTRY

    assert toy.is_running()
    await pass_time(5)
    assert not toy.kinds()
    assert not toy.is_running()


async def test_person_is_asked_again_where_that_is_overdue_too(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await run_past_its_end(toy, simulator, pass_time)
    flow_id = await open_off_form(toy)
    simulator.clear_faults()
    for _ in range(2):
        await pass_time(2.5)
    await run_past_its_end(toy, simulator, pass_time)

    assert await say_off(toy, flow_id) is FlowResultType.FORM

    assert toy.is_running()
    assert "device_stop_refused" in issues(toy)
    assert await say_off(toy, flow_id) is FlowResultType.CREATE_ENTRY
    assert not toy.is_running()
