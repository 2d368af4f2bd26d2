"""Fixtures: the account and the device that the examples of the documentation name."""

from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from tests.added_account import Account
from tests.assistant import templates_parsed_once
from tests.connected_devices import Toy, connected, subentry
from tests.simulator import Simulator

from .example_automations import Add, completed

__all__ = ["templates_parsed_once"]

# The examples name its entities.
NAME_OF_DEVICE = "My device"


@pytest.fixture
async def toy(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> AsyncGenerator[Toy]:
    """Add the wearer's account, whose lock is running and which has a connected device."""
    async with connected(hass, simulator, subentry(title=NAME_OF_DEVICE)) as (device,):
        yield device


@pytest.fixture
def account(toy: Toy) -> Account:
    """Return the account of the device."""
    return toy.account


@pytest.fixture
async def add(hass: HomeAssistant, toy: Toy) -> AsyncGenerator[Add]:
    """Return a function that runs an automation until the test ends."""
    chosen = {
        "your_lock": toy.account.entry.runtime_data.lock_device_id,
        "your_toy": toy.device_id,
        "switch.your_devices_enabled": toy.account.entity_ids()[
            "switch.devices_enabled"
        ],
    }

    async def add(config: dict[str, Any]) -> None:
        assert await async_setup_component(
            hass,
            "automation",
            {"automation": [{"id": "example", **completed(config, chosen)}]},
        )
        await hass.async_block_till_done()

    yield add
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.fixture
def messages(hass: HomeAssistant) -> list[ServiceCall]:
    """Return the messages that were sent to people."""
    calls: list[ServiceCall] = async_mock_service(hass, "notify", "send_message")
    return calls
