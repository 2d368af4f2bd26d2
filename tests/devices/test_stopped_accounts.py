"""Which accounts and routes a stop reaches, whatever their state and whatever it names."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, answer, failure, key_of, sent, settle
from tests.added_account import DOMAIN, Account, add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICE_ROUTE,
    SESSION,
    Toy,
    connected,
    device_commands,
    enabled,
    names,
    subentry,
)
from tests.frozen_time import Advance, PassTime
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


WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "stop_devices": ("stop_devices", {}),
    "device_command": ("device_command", {"command": "all.stop"}),
    "perform_action": ("perform_action", {"name": "all.stop"}),
}
every_action = pytest.mark.parametrize(("action", "data"), WAYS.values(), ids=WAYS)


@every_action
@pytest.mark.parametrize("state", ["setup_retry", "not_loaded", "disabled"])
async def test_stop_needs_no_loaded_account(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    action: str,
    data: dict[str, Any],
    state: str,
) -> None:
    simulator.start_lock()
    simulator.device.run("vibration.start", {})
    entry.add_to_hass(hass)
    if state == "setup_retry":
        simulator.order(Fault(status=500), match="GET")
    await hass.config_entries.async_setup(entry.entry_id)
    if state == "not_loaded":
        await hass.config_entries.async_unload(entry.entry_id)
    if state == "disabled":
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    assert entry.state is not ConfigEntryState.LOADED

    response = await answer(hass, action, **data)

    assert not simulator.device.running
    assert names(simulator) == ["all.stop"]
    assert response["lock"] is None
    assert response["result"]


@pytest.mark.parametrize(
    "data",
    [
        {"command": "all.stop"},
        {"command": " All.Stop "},
        {"command": "all.stop", "device_id": None},
        {"command": "all.stop", "device_id": ""},
        {"command": "all.stop", "device_id": "gone"},
        {"command": "all.stop", "device_id": ["gone"]},
        {"command": "all.stop", "params": 7, "duration": "x", "strength": 5},
    ],
    ids=str,
)
async def test_device_stop_without_a_device_goes_out_on_every_route(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    data: dict[str, Any],
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, other):
        await act(hass, "device_command", **data)

        assert [request.path for request in device_commands(simulator)] == [
            "/api/apps/v1/device-command",
            f"/api/extensions/sessions/{SESSION['extension_session_id']}/device-command",
        ]
        assert set(names(simulator)) == {"all.stop"}
        # It doesn't latch.
        assert enabled(toy) == "on"
        await other.start(1)


async def test_device_stop_without_a_device_stops_just_what_it_names(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(20)
        await toy.command("shock.start", duration=3)
        await act(hass, "device_command", command="vibration.stop")
        assert toy.kinds() == ["shock"]
        assert toy.is_running()


@every_action
async def test_without_an_entry_every_account_is_stopped(
    hass: HomeAssistant,
    toy: Toy,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
) -> None:
    await add(hass, keyholder_entry)
    await act(hass, action, **data)

    assert {request.headers["authorization"] for request in sent(simulator)} == {
        f"Bearer {WEARER_TOKEN}",
        f"Bearer {KEYHOLDER_TOKEN}",
    }


@every_action
async def test_with_an_entry_just_that_is_stopped(
    hass: HomeAssistant,
    toy: Toy,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
) -> None:
    await add(hass, keyholder_entry)
    await act(hass, action, config_entry_id=keyholder_entry.entry_id, **data)

    (request,) = sent(simulator)
    assert request.headers["authorization"] == f"Bearer {KEYHOLDER_TOKEN}"


async def test_device_names_the_account_of_a_stop(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    await toy.start(20)
    await act(
        hass,
        "device_command",
        device_id=toy.device_id,
        config_entry_id="another",
        command="all.stop",
    )
    assert not toy.kinds()


@pytest.mark.parametrize("entry_id", [None, "", "another", 7, ["a"]], ids=repr)
@pytest.mark.parametrize("has_device", [True, False])
async def test_stop_is_not_refused_for_an_entry_that_there_is_not(
    hass: HomeAssistant, toy: Toy, entry_id: object, has_device: bool
) -> None:
    await toy.start(20)
    device = {"device_id": toy.device_id} if has_device else {}
    await act(
        hass, "device_command", command="all.stop", config_entry_id=entry_id, **device
    )
    assert not toy.kinds()


@every_action
async def test_blank_entry_names_none(
    hass: HomeAssistant, toy: Toy, action: str, data: dict[str, Any]
) -> None:
    await toy.start(20)
    await act(hass, action, config_entry_id="", **data)
    assert not toy.kinds()


async def test_account_that_is_removed_while_its_stop_is_tried_leaves_just_the_tries(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    pass_time: PassTime,
) -> None:
    simulator.start_lock()
    await add(hass, entry)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    call = asyncio.create_task(act(hass, "stop_devices"))
    await settle()
    for _ in range(5):
        await pass_time(1)
    with pytest.raises(HomeAssistantError):
        await call
    await hass.config_entries.async_remove(entry.entry_id)
    for _ in range(60):
        await advance(2.5)

    count = len(device_commands(simulator))
    assert count > 40
    await advance(30)
    assert len(device_commands(simulator)) == count
    assert not [
        issue for domain, issue in ir.async_get(hass).issues if domain == DOMAIN
    ]
    # Nothing of the account, nor its token, is left in memory.
    kept = {key: value for key, value in hass.data.items() if DOMAIN in str(key)}
    assert entry.entry_id not in str(kept)
    assert not hass.data["chastify_memory"]
    assert not hass.data["chastify_allowances"]
    assert not hass.data["chastify_stops"].all
