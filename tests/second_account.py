"""A second account in Home Assistant, at a service of its own."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.simulator import WEARER_TOKEN, Lock, Simulator


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
