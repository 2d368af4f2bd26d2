"""Which accounts a stop reaches, whatever their state."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import act, answer, failure, key_of, sent
from tests.added_account import Account, add
from tests.connected_devices import DEVICE_ROUTE, device_commands
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, Fault, Simulator

from .stopping_accounts import failing_call


async def test_removed_account_whose_token_is_refused_starts_no_flow(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=503), times=None, match=DEVICE_ROUTE)
    await failing_call(hass, simulator, advance)
    await hass.config_entries.async_remove(account.entry.entry_id)
    simulator.clear_faults()
    simulator.revoke(WEARER_TOKEN)

    await advance(2)

    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("state", ["setup_retry", "not_loaded", "disabled"])
async def test_account_that_is_not_loaded_is_stopped(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    state: str,
) -> None:
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    entry.add_to_hass(hass)
    if state == "setup_retry":
        simulator.order(Fault(status=500), match="GET")
    assert await hass.config_entries.async_setup(entry.entry_id) is (
        state != "setup_retry"
    )
    if state == "not_loaded":
        await hass.config_entries.async_unload(entry.entry_id)
    if state == "disabled":
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )

    response = await answer(hass, "stop_devices")

    assert not simulator.device.running
    assert response["lock"] is None
    assert response["result"]


async def test_disabled_account_whose_token_is_refused_starts_no_flow(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_set_disabled_by(
        account.entry.entry_id, ConfigEntryDisabler.USER
    )
    simulator.revoke(WEARER_TOKEN)

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_invalid_auth"
    assert not hass.config_entries.flow.async_progress()


async def test_all_accounts_are_stopped_though_one_fails(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)
    simulator.revoke(WEARER_TOKEN)

    error = await failure(hass, HomeAssistantError, "stop_devices")

    assert key_of(error) == "command_invalid_auth"
    assert {
        request.headers["authorization"] for request in device_commands(simulator)
    } == {
        f"Bearer {WEARER_TOKEN}",
        f"Bearer {KEYHOLDER_TOKEN}",
    }


async def test_answers_of_several_accounts_stand_side_by_side(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)

    response = await answer(hass, "stop_devices")

    accounts = response["accounts"]
    assert isinstance(accounts, dict)
    assert accounts.keys() == {account.entry.entry_id, keyholder_entry.entry_id}
    for each in accounts.values():
        assert isinstance(each, dict)
        assert each["result"]
        lock = each["lock"]
        assert isinstance(lock, dict)
        assert lock["lock_state"] == "locked"


async def test_one_account_is_stopped_where_it_is_named(
    hass: HomeAssistant,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    await add(hass, keyholder_entry)

    await act(hass, "stop_devices", config_entry_id=keyholder_entry.entry_id)

    (request,) = device_commands(simulator)
    assert request.headers["authorization"] == f"Bearer {KEYHOLDER_TOKEN}"


@pytest.mark.parametrize("entry_id", ["nobody", 7, ["a"], {}])
async def test_account_that_is_none_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator, entry_id: object
) -> None:
    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices", config_entry_id=entry_id)

    assert not sent(simulator)


async def test_without_an_account_there_is_nothing_to_stop(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_remove(account.entry.entry_id)

    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices")


async def test_entry_of_another_integration_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)

    with pytest.raises(ServiceValidationError):
        await act(hass, "stop_devices", config_entry_id=other.entry_id)

    assert not sent(simulator)
