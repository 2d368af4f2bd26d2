"""Logs and states never hold the token, user names or lock titles."""

import asyncio
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, answer
from tests.added_account import CONF_BASE_URL, DOMAIN, add
from tests.api.exposure import shown_by_exception
from tests.frozen_time import Advance, PassTime
from tests.private_texts import PRIVATE, TOKEN, assert_nothing_private, told
from tests.simulator import Fault, Simulator


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

    assert_nothing_private(told(caplog))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(),
        Fault(status=400, body={"error": PRIVATE, "message": f"{PRIVATE} {TOKEN}"}),
        Fault(status=401, body={"error": "invalid_token", "message": TOKEN}),
        Fault(status=403, body={"error": "insufficient_scope", "message": PRIVATE}),
        Fault(status=409, body={"error": "lock_ended", "message": PRIVATE}),
        Fault(status=429, body={"error": "rate_limited", "message": TOKEN}),
        Fault(status=500, body=f"<html>{TOKEN} {PRIVATE}</html>"),
        Fault(body=f"{TOKEN} {PRIVATE}"),
        Fault(close="before"),
    ],
)
async def test_errors_and_logs_of_commands_hold_nothing_private(
    hass: HomeAssistant,
    simulator: Simulator,
    private_entry: MockConfigEntry,
    pass_time: PassTime,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    simulator.start_lock(title=PRIVATE)
    await add(hass, private_entry)
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    simulator.order(fault, times=None, match="POST")
    texts: list[str] = []
    calls: list[tuple[str, dict[str, object]]] = [
        ("add_time", {"duration": 60}),
        ("write_log", {"title": "x"}),
    ]
    if fault.status in (400, 401, 403, 409):
        # A stop whose answer is lost is tried for minutes.
        calls.append(("stop_devices", {}))
    for action, data in calls:
        call = asyncio.create_task(act(hass, action, **data))
        while not call.done():
            await pass_time(1)
        try:
            await call
        except HomeAssistantError as err:
            texts.append(shown_by_exception(err))
    simulator.clear_faults()
    await hass.async_block_till_done(wait_background_tasks=True)

    assert_nothing_private([*texts, *told(caplog)])


async def test_response_blots_out_the_token(
    hass: HomeAssistant, simulator: Simulator, private_entry: MockConfigEntry
) -> None:
    simulator.start_lock(title=f"My token is {TOKEN}")
    await add(hass, private_entry)
    simulator.order(Fault(body={"token": TOKEN, TOKEN: [TOKEN]}), match="POST")

    for action in ("unfreeze", "get_session"):
        assert TOKEN not in str(await answer(hass, action))


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
