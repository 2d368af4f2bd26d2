"""Two entries that reach the same hardware, since they have the same token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from tests.added_account import Account
from tests.connected_devices import Toy, connected, entry_with, subentry, toys_of
from tests.simulator import WEARER_TOKEN, Simulator

type Pair = tuple[Toy, Toy]


@asynccontextmanager
async def two_entries(
    hass: HomeAssistant,
    simulator: Simulator,
    *,
    first: dict[str, Any] | None = None,
    second: dict[str, Any] | None = None,
) -> AsyncIterator[Pair]:
    """Add two entries with one token, each with a device on the token's route."""
    async with connected(hass, simulator, subentry(**(first or {}))) as (toy,):
        yield toy, await beside(hass, simulator, subentry(**(second or {})))


async def beside(
    hass: HomeAssistant,
    simulator: Simulator,
    device: ConfigSubentryData,
    token: str = WEARER_TOKEN,
) -> Toy:
    """Add another entry with a device."""
    entry = entry_with(simulator, device)
    entry.add_to_hass(hass)
    data = {**entry.data, CONF_API_TOKEN: token}
    hass.config_entries.async_update_entry(entry, data=data)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (toy,) = toys_of(Account(hass, entry), simulator)
    return toy
