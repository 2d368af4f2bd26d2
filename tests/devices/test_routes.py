"""Devices on several routes are stopped on each of them."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, key_of
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    device_commands,
    names,
    subentry,
)
from tests.simulator import EXTENSION_SESSION_ID, Fault, Simulator

from .starting_and_stopping import by_action

pytestmark = pytest.mark.loop_debug


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
