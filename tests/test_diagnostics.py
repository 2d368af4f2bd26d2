"""Diagnostics show names and counts, and nothing that a person wrote."""

import json

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import CONF_BASE_URL, Account, add
from tests.frozen_time import Advance
from tests.one_lock import entry_of
from tests.simulator import Fault, Simulator, person_named

pytestmark = pytest.mark.loop_debug

MARKER = "marker 4711"


@pytest.fixture(autouse=True)
async def diagnostics(request: pytest.FixtureRequest) -> None:
    """Set up the component that serves the file."""
    # The clock stops first, or the access token would be of the future.
    request.getfixturevalue("now")
    hass: HomeAssistant = request.getfixturevalue("hass")
    assert await async_setup_component(hass, "diagnostics", {})


async def test_running_lock(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    snapshot: SnapshotAssertion,
) -> None:
    assert (
        await get_diagnostics_for_config_entry(hass, hass_client, account.entry)
        == snapshot
    )


async def test_account_without_a_lock(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    now: FrozenDateTimeFactory,
    entry: MockConfigEntry,
) -> None:
    account = await add(hass, entry)

    shown = await get_diagnostics_for_config_entry(hass, hass_client, account.entry)

    assert shown["session"]["active"] is False


async def test_answer_without_lock_data(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.session_overrides["lockData"] = None
    await advance(31)

    shown = await get_diagnostics_for_config_entry(hass, hass_client, account.entry)

    assert shown["session"]["fields"]["lockData"] == "NoneType"
    assert shown["session"]["lock_data_fields"] == {}


async def test_further_entry_names_neither_its_lock_nor_its_wearer(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    simulator: Simulator,
) -> None:
    other = simulator.add_lock(title=MARKER, wearer=person_named(MARKER, None))
    added = await add(hass, entry_of(simulator, other))
    simulator.heeds_pins = False
    await added.entry.runtime_data.coordinator.async_read_now()

    shown = await get_diagnostics_for_config_entry(hass, hass_client, added.entry)

    assert shown["entry"]["follows_one_lock"]
    assert shown["locks"] == {
        "seen_in_a_day": 2,
        "pins_are_heeded": False,
        "current_one_is_of_another_entry": False,
    }
    for text in (MARKER, other.lock_id):
        assert text not in json.dumps(shown)


async def test_fields_inside_an_envelope_are_named(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(
        Fault(
            body={
                "ok": True,
                "result": {"lock": {"_id": "1", "lockData": {"frozen": 0}}},
            }
        ),
        times=None,
        match="GET",
    )
    await advance(31)

    shown = await get_diagnostics_for_config_entry(hass, hass_client, account.entry)

    assert shown["session"]["fields"] == {"lock": "dict"}
    assert shown["session"]["lock_data_fields"] == {"frozen": "int"}


async def test_failing_service_shows_the_kind_of_error(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(Fault(status=503), times=None)
    await advance(31)
    await advance(5)

    shown = await get_diagnostics_for_config_entry(hass, hass_client, account.entry)

    assert shown["coordinator"]["last_error"] == "ChastifyServerError"
    assert shown["coordinator"]["last_update_success"] is False


async def test_account_that_can_not_be_set_up_shows_why(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    simulator.order(Fault(status=503), times=None)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)

    shown = await get_diagnostics_for_config_entry(hass, hass_client, entry)

    assert shown["entry"]["state"] == "setup_retry"
    assert shown["entry"]["reason"] == entry.error_reason_translation_key
    assert "session" not in shown


async def test_no_value_of_an_answer_or_of_the_entry_is_shown(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    token = "marker-4711-token"
    simulator.add_token(token, "wearer", MARKER)
    simulator.start_lock(title=MARKER)
    entry = MockConfigEntry(
        domain="chastify",
        title=MARKER,
        data={CONF_API_TOKEN: token, CONF_BASE_URL: simulator.url},
    )
    account = await add(hass, entry)
    answer = account.entry.runtime_data.coordinator.data.session.answer
    simulator.overrides |= dict.fromkeys([*answer["lockData"], "newField"], MARKER)
    simulator.session_overrides |= {
        "newField": MARKER,
        "role": MARKER,
        "scopes": [MARKER],
        "lock": {"_id": MARKER, "name": MARKER},
        MARKER: 1,
        "remainingSeconds": MARKER,
    }
    await account.entry.runtime_data.coordinator.async_read_now()

    shown = json.dumps(
        await get_diagnostics_for_config_entry(hass, hass_client, account.entry)
    )

    assert "4711" not in shown
    assert token not in shown
    assert "newField" in shown
