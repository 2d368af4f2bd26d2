"""System health: is the service reachable, is the token accepted."""

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN, Account, add
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator
from tests.translation_check import ENGLISH

pytestmark = pytest.mark.loop_debug


async def health(hass: HomeAssistant) -> dict[str, object]:
    """Return the content of the page once everything was asked."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info: dict[str, object] = await get_system_health_info(hass, DOMAIN)
    shown: dict[str, object] = {}
    for key, value in info.items():
        shown[key] = await value if hasattr(value, "__await__") else value
    return shown


async def test_working_account(hass: HomeAssistant, account: Account) -> None:
    assert await health(hass) == {
        "accounts": 1,
        "service_reachable": "ok",
        "token_accepted": "ok",
    }


async def test_account_without_a_lock_has_an_accepted_token(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    assert (await health(hass))["token_accepted"] == "ok"


async def test_refused_token(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.revoke(WEARER_TOKEN)

    shown = await health(hass)

    assert shown["service_reachable"] == "ok"
    assert shown["token_accepted"] == {"type": "failed", "error": "refused"}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=404, body="nothing here"),
        Fault(status=403, body="<html>"),
        Fault(status=429),
        Fault(body="<html>"),
    ],
)
async def test_answer_that_says_nothing_of_the_token(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault
) -> None:
    simulator.order(fault, times=None)

    assert (await health(hass))["token_accepted"] == {
        "type": "failed",
        "error": "no_answer",
    }


async def test_token_that_may_not_read_is_accepted(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.scopes[WEARER_TOKEN] = set()

    assert (await health(hass))["token_accepted"] == "ok"


async def test_token_of_a_disabled_account_is_not_sent(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_set_disabled_by(
        account.entry.entry_id, ConfigEntryDisabler.USER
    )
    simulator.clear_requests()

    assert await health(hass) == {"accounts": 0}
    assert not simulator.requests


async def test_service_that_is_gone(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await simulator.stop()

    shown = await health(hass)

    assert shown["service_reachable"] == {"type": "failed", "error": "unreachable"}
    assert shown["token_accepted"] == {"type": "failed", "error": "unreachable"}


async def test_every_account_and_every_server_is_tried(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)
    assert await health(hass) == {
        "accounts": 2,
        "service_reachable": "ok",
        "token_accepted": "ok",
    }

    simulator.revoke(KEYHOLDER_TOKEN)

    assert (await health(hass))["token_accepted"] == {
        "type": "failed",
        "error": "refused",
    }


@pytest.mark.parametrize("key", ["accounts", "service_reachable", "token_accepted"])
def test_every_line_has_a_name(key: str) -> None:
    assert ENGLISH[f"system_health.info.{key}"]
