"""What never reaches a log or a state: the token, user names, lock titles."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from tests.account import CONF_BASE_URL, DOMAIN, add
from tests.conftest import Advance
from tests.simulator import Fault, Simulator

TOKEN = "secret-token-4711"
PRIVATE = "Private-4711"


@pytest.fixture
def private_entry(simulator: Simulator) -> MockConfigEntry:
    """Return an account whose every text is a marker.

    Its title is not: Home Assistant itself writes the titles of entries into its log.
    """
    simulator.add_token(TOKEN, "wearer", PRIVATE)
    return MockConfigEntry(
        domain=DOMAIN,
        title="Chastify",
        data={CONF_API_TOKEN: TOKEN, CONF_BASE_URL: simulator.url},
    )


@pytest.mark.parametrize(
    "fault",
    [
        Fault(),
        Fault(status=400, body={"error": PRIVATE, "message": f"{PRIVATE} {TOKEN}"}),
        Fault(status=401, body={"error": "invalid_token", "message": TOKEN}),
        Fault(status=403, body={"error": "insufficient_scope", "message": PRIVATE}),
        Fault(status=500, body=f"<html>{TOKEN} {PRIVATE}</html>"),
        Fault(status=302, headers={"Location": f"http://127.0.0.1/{TOKEN}"}, body=""),
        Fault(body=f"{TOKEN} {PRIVATE}"),
        Fault(close="before"),
        Fault(truncate=True),
    ],
)
async def test_logs_hold_nothing_private_at_any_level(
    hass: HomeAssistant,
    simulator: Simulator,
    private_entry: MockConfigEntry,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    caplog.set_level(logging.DEBUG)
    simulator.start_lock(title=PRIVATE)
    await add(hass, private_entry)
    simulator.order(fault, times=None)
    await advance(31)
    await hass.config_entries.async_reload(private_entry.entry_id)
    await hass.async_block_till_done()

    told = [
        record
        for record in caplog.records
        # Left out: Home Assistant's own debug log of events, which holds all states of all
        # integrations, and what the tests' stand-in for the disk says.
        if not record.getMessage().startswith("Bus:Handling")
        and not record.name.startswith("pytest_homeassistant")
    ]
    assert told
    formatter = logging.Formatter()
    for record in told:
        assert TOKEN not in formatter.format(record)
        assert PRIVATE not in formatter.format(record)


async def test_token_that_the_service_echoes_is_in_no_state(
    hass: HomeAssistant, simulator: Simulator, private_entry: MockConfigEntry
) -> None:
    simulator.start_lock(title=f"My token is {TOKEN}")
    simulator.overrides |= {
        "wearerUsername": TOKEN,
        "wearerBio": f"<{TOKEN}>",
        f"wearer{TOKEN.title()}": 1,
        "keyholderUsername": TOKEN.upper(),
    }
    account = await add(hass, private_entry)

    assert account.state("sensor.lock_title") == "My token is **REDACTED**"
    for state in hass.states.async_all():
        assert TOKEN not in str(state.as_dict())
