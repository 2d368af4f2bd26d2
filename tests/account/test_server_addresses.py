"""Addresses of a server: which are taken, and that one server has one spelling."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.acting import act, until
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.connected_devices import DEVICES, connected, entry_with, subentry, toys_of
from tests.devices.devices_file import NOTHING, run_of, sent_to_devices
from tests.flows.account_forms import form, start, submit
from tests.simulator import WEARER_TOKEN, Simulator


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "chastify.net",
        "http://chastify.net",
        "http://192.168.1.2",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "https://chastify..net",
        "https://.",
        "ftp://127.0.0.1",
        "https://",
        "https://user:password@chastify.net",
        "https://chastify.net?token=1",
        "https://chastify.net#top",
        "https://chastify.net:99999",
        "https://[::1",
        "https://[::1]@",
        "https://exa mple.net",
        "javascript:alert(1)",
    ],
)
async def test_address_that_the_token_must_not_go_to(
    hass: HomeAssistant, simulator: Simulator, base_url: str
) -> None:
    flow_id = await start(hass)

    result = await submit(hass, flow_id, form(WEARER_TOKEN, base_url))
    assert result["errors"] == {"base": "invalid_url"}

    result = await submit(hass, flow_id, form(WEARER_TOKEN, simulator.url))
    assert result["type"] is FlowResultType.CREATE_ENTRY


SPELLINGS = [
    "{url}/",
    " {url} ",
    "{url}//",
    "HTTP://{host}",
    "http://{address}.:{port}",
    "“{url}”",
    "{url}\u200b",
    "\u2066{url}\u2069",
    "http://127.0.\u00ad0.1:{port}/",
    "{url}/a/..",
    "{url}/?",
    "{url}#",
]


def spelled(spelling: str, simulator: Simulator) -> str:
    """Return the simulator's address in a spelling."""
    host = simulator.url.removeprefix("http://")
    address, port = host.split(":")
    return spelling.format(url=simulator.url, host=host, address=address, port=port)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_address_is_kept_in_one_spelling(
    hass: HomeAssistant, simulator: Simulator, spelling: str
) -> None:
    entered = spelled(spelling, simulator)

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, entered))

    assert result["data"][CONF_BASE_URL] == simulator.url


@pytest.mark.parametrize(
    ("stored", "entered"),
    [
        ("https://chastify.net", "HTTPS://Chastify.NET:443/"),
        ("HTTPS://Chastify.NET:443/", "https://chastify.net"),
        ("https://chastify.net.", "https://chastify.net"),
        ("https://xn--bcher-kva.example", "https://BÜCHER.example"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example"),
        ("https://chastify。net", "https://chastify.net/"),
        ("https://[0:0:0:0:0:0:0:1]", "https://[::1]"),
        ("https://chastify.net/%7Euser/", "https://chastify.net/~user"),
    ],
)
async def test_token_is_known_under_any_spelling_of_the_server(
    hass: HomeAssistant,
    simulator: Simulator,
    stored: str,
    entered: str,
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: stored},
        disabled_by=ConfigEntryDisabler.USER,
    )
    entry.add_to_hass(hass)

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, entered))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_address_that_is_no_longer_taken_stays_with_its_entry(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    stored = {CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: "http://chastify.net"}
    entry = MockConfigEntry(
        domain=DOMAIN, data=stored, disabled_by=ConfigEntryDisabler.USER
    )
    entry.add_to_hass(hass)

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data == stored


async def test_entry_of_another_integration_of_this_name_is_left_alone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, data={"token": "other"}, disabled_by=ConfigEntryDisabler.USER
    )
    entry.add_to_hass(hass)

    result = await submit(hass, await start(hass), form(WEARER_TOKEN, simulator.url))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data == {"token": "other"}


async def test_stored_address_is_spelled_like_the_others_when_it_is_loaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.start_lock()
    entry.add_to_hass(hass)
    odd = spelled("HTTP://{address}.:{port}/", simulator)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_BASE_URL: odd}
    )

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.data[CONF_BASE_URL] == simulator.url


async def test_stop_of_one_holds_for_an_entry_whose_server_was_spelled_in_another_way(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry()) as (toy,):
        entry = entry_with(simulator, subentry())
        entry.add_to_hass(hass)
        odd = spelled("HTTP://{address}.:{port}/", simulator)
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_BASE_URL: odd}
        )
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()

        await act(hass, "stop_devices", config_entry_id=toy.account.entry.entry_id)

        assert Account(hass, entry).state("switch.devices_enabled") == "off"


async def test_run_of_a_server_that_was_spelled_in_another_way_is_stopped_with_the_new_token(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    now: FrozenDateTimeFactory,
) -> None:
    simulator.start_lock()
    simulator.add_token("old-token", "wearer")
    simulator.revoke("old-token")
    entry = entry_with(simulator, subentry())
    run = run_of(
        entry,
        base_url=spelled("HTTP://{address}.:{port}/", simulator),
        token="old-token",
    )
    hass_storage[DEVICES] = {
        "version": 1,
        "key": DEVICES,
        "data": NOTHING | {"runs": [run]},
    }

    (toy,) = toys_of(await add(hass, entry), simulator)

    await until(lambda: not toy.is_running())
    assert sent_to_devices(simulator)[-1].key == WEARER_TOKEN
