"""Fixtures: Home Assistant's own assistant, and a second account."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.simulator import WEARER_TOKEN, Lock, Simulator


@pytest.fixture(autouse=True)
async def conversation(
    request: pytest.FixtureRequest,
) -> None:
    """Set up the assistant with its own sentences in the tests that have Home Assistant."""
    if "hass" in request.fixturenames:
        hass: HomeAssistant = request.getfixturevalue("hass")
        assert await async_setup_component(hass, "homeassistant", {})
        assert await async_setup_component(hass, "conversation", {})


@dataclass(frozen=True)
class Other:
    """A second account, its service and its lock."""

    account: Account
    simulator: Simulator
    lock: Lock


@pytest.fixture
async def other(hass: HomeAssistant, account: Account) -> AsyncGenerator[Other]:
    """Add the account "Berta" at another service, whose lock stays locked for two hours."""
    async with Simulator() as simulator:
        lock = simulator.start_lock(remaining=7200)
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Berta",
            data={CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: simulator.url},
        )
        yield Other(await add(hass, entry), simulator, lock)
        await hass.config_entries.async_unload(entry.entry_id)
