"""Cookies of the service don't mix up accounts."""

from collections.abc import AsyncGenerator
from unittest.mock import patch

from aiohttp import ThreadedResolver
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.acting import act, sent
from tests.added_account import CONF_BASE_URL, DOMAIN, add
from tests.connected_devices import connected, subentry
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Simulator


class SystemResolver(ThreadedResolver):
    """Finds this machine by its name; the one of the pytest plugin belongs to another loop."""

    async def real_close(self) -> None:
        """Close, as Home Assistant's own resolver does."""
        await self.close()


@pytest.fixture
async def url(simulator: Simulator, now: FrozenDateTimeFactory) -> AsyncGenerator[str]:
    """Let the service set cookies; yield its address by a name: none is kept for a number."""
    simulator.cookies = {}
    with patch(
        "homeassistant.helpers.aiohttp_client._async_make_resolver",
        return_value=SystemResolver(),
    ):
        yield simulator.url.replace("127.0.0.1", "localhost")


def account_of(token: str, url: str) -> MockConfigEntry:
    """Return an account, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN, data={CONF_API_TOKEN: token, CONF_BASE_URL: url}
    )


async def test_each_account_reads_its_own_lock(
    hass: HomeAssistant, simulator: Simulator, url: str, advance: Advance
) -> None:
    simulator.start_lock()
    wearer = await add(hass, account_of(WEARER_TOKEN, url))
    keyholder = await add(hass, account_of(KEYHOLDER_TOKEN, url))
    assert keyholder.state("sensor.role") == "keyholder"

    await advance(31)
    await act(hass, "unfreeze", config_entry_id=wearer.entry.entry_id)

    assert wearer.state("sensor.role") == "wearer"
    assert keyholder.state("sensor.role") == "keyholder"
    assert simulator.cookies
    assert not any("cookie" in request.headers for request in simulator.requests)


async def test_token_that_nobody_has_makes_no_entry(
    hass: HomeAssistant, simulator: Simulator, url: str
) -> None:
    simulator.start_lock()
    await add(hass, account_of(WEARER_TOKEN, url))

    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {CONF_API_TOKEN: "nobodys-token", "advanced": {CONF_BASE_URL: url}},
    )

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "invalid_auth"}


async def test_stops_are_sent_without_cookies(
    hass: HomeAssistant, simulator: Simulator, url: str
) -> None:
    async with connected(hass, simulator, subentry()) as (toy,):
        entry = toy.account.entry
        await hass.config_entries.async_unload(entry.entry_id)
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_BASE_URL: url}
        )
        await act(hass, "stop_devices")
        await act(hass, "stop_devices")

    assert len(sent(simulator)) >= 2
    assert not any("cookie" in request.headers for request in simulator.requests)
