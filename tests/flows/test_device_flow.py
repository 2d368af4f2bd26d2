"""The subentry flow: a connected device is added, changed and removed."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from tests.acting import answer, key_of
from tests.added_account import Account
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    device_commands,
    subentry,
    toys_of,
)
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    Simulator,
)

from .device_forms import DEFAULTS, form, open_form, set_of, submit


async def test_device_is_added_with_what_it_may_do(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    result = await submit(hass, await open_form(hass, account), form(name=" Toy "))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    kept = account.entry.subentries[toy.subentry_id]
    assert kept.title == "Toy"
    assert kept.subentry_type == "device"
    assert set_of(account, toy.subentry_id) == DEFAULTS
    assert account.entry.state is ConfigEntryState.LOADED
    assert toy.entity_ids().keys() == {
        "binary_sensor.running",
        "sensor.cooldown_until",
        "button.stop",
        "button.vibrate",
        "number.vibration_duration",
    }
    assert toy.state("number.vibration_duration") == "5.0"
    device = dr.async_get(hass).async_get(toy.device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert device.name == "Toy"
    assert device.via_device_id == account.entry.runtime_data.lock_device_id
    await toy.press("vibrate")
    assert toy.kinds() == ["vibration"]
    await toy.press("stop")


async def test_shock_is_confirmed_before_it_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    result = await submit(hass, await open_form(hass, account), form(shock=True))
    assert result["step_id"] == "shock"
    assert not account.entry.subentries
    result = await submit(hass, result, {"confirm": False})
    assert result["errors"] == {"base": "not_confirmed"}
    assert not account.entry.subentries

    result = await submit(hass, result, {"confirm": True})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys_of(account, simulator)
    assert {"button.shock", "number.shock_duration"} <= toy.entity_ids().keys()
    assert toy.state("number.shock_duration") == "1.0"


async def test_shock_is_confirmed_when_it_is_turned_on_later_and_not_again(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry(shock=False)) as (toy,):
        flow = await open_form(hass, toy.account, toy.subentry_id)
        result = await submit(hass, flow, form(shock=True, max_duration=10))
        assert result["step_id"] == "shock"
        assert toy.account.entry.subentries[toy.subentry_id].data["max_duration"] == 30
        result = await submit(hass, result, {"confirm": True})
        assert result["reason"] == "reconfigure_successful"
        assert toy.account.entry.subentries[toy.subentry_id].data["shock"] is True

        flow = await open_form(hass, toy.account, toy.subentry_id)
        entered = form(name="New", shock=True, max_duration=9, cooldown=0)
        result = await submit(hass, flow, entered)
        assert result["type"] is FlowResultType.ABORT
        assert toy.account.entry.subentries[toy.subentry_id].title == "New"


@pytest.mark.parametrize("longer", [{"max_duration": 31}, {"max_shock_duration": 4}])
async def test_longer_shocks_are_confirmed_again(
    hass: HomeAssistant, toy: Toy, longer: dict[str, Any]
) -> None:
    allowed = {"shock": True, "max_shock_duration": 3, **longer}
    flow = await open_form(hass, toy.account, toy.subentry_id)
    result = await submit(hass, flow, form(**allowed))

    assert result["step_id"] == "shock"
    result = await submit(hass, result, {"confirm": True})
    assert set_of(toy.account, toy.subentry_id) == {**DEFAULTS, **allowed}


async def test_entities_of_what_is_turned_off_go(hass: HomeAssistant, toy: Toy) -> None:
    flow = await open_form(hass, toy.account, toy.subentry_id)

    await submit(hass, flow, form(vibration=False, shock=False))

    assert toy.entity_ids().keys() == {"binary_sensor.running", "button.stop"}


async def test_numbers_are_kept_and_never_above_the_cap(
    hass: HomeAssistant, toy: Toy
) -> None:
    number = toy.entity_ids()["number.vibration_duration"]
    await hass.services.async_call(
        "number", "set_value", {"entity_id": number, "value": 25}, blocking=True
    )
    await hass.config_entries.async_reload(toy.account.entry.entry_id)
    await hass.async_block_till_done()
    assert toy.state("number.vibration_duration") == "25.0"

    flow = await open_form(hass, toy.account, toy.subentry_id)
    await submit(hass, flow, form(max_duration=8, shock=True))

    assert toy.state("number.vibration_duration") == "8"
    assert toy.full_state("number.vibration_duration").attributes["max"] == 8


@pytest.mark.parametrize(
    ("entered", "errors"),
    [
        ({"name": "  "}, {"name": "name_missing"}),
        (
            {"session": {"extension_session_id": EXTENSION_SESSION_ID}},
            {"base": "device_keys_refused"},
        ),
        (
            {"session": {**SESSION, "main_token": "wrong"}},
            {"base": "device_keys_refused"},
        ),
        (
            {"session": {**SESSION, "main_token": "two words"}},
            {"base": "invalid_token_characters"},
        ),
        (
            {"session": {**SESSION, "developer_key": "schlüssel"}},
            {"base": "invalid_token_characters"},
        ),
        ({"session": {"extension_session_id": "a/b"}}, {"base": "session_invalid"}),
        (
            {"session": {"main_token": EXTENSION_MAIN_TOKEN}},
            {"base": "session_missing"},
        ),
        ({"session": {"developer_key": DEVELOPER_KEY}}, {"base": "session_missing"}),
        ({"params": {"param_limits": [1]}}, {"base": "param_limits"}),
        ({"params": {"param_limits": {"a": "b"}}}, {"base": "param_limits"}),
        ({"params": {"param_limits": {"a": -1}}}, {"base": "param_limits"}),
        ({"params": {"param_limits": {"a": True}}}, {"base": "param_limits"}),
        ({"params": {"param_limits": {1: 1}}}, {"base": "param_limits"}),
        ({"params": {"vibration_params": [1]}}, {"base": "params"}),
        ({"params": {"shock_params": "x"}}, {"base": "params"}),
        (
            {"params": {"param_limits": {"a": 1}, "vibration_params": {"a": 2}}},
            {"base": "params_above_limit"},
        ),
        (
            {"params": {"param_limits": {"a": 1}, "shock_params": {"b": [{"A": 2}]}}},
            {"base": "params_above_limit"},
        ),
    ],
)
async def test_what_does_not_hold_is_said_and_can_be_mended(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    entered: dict[str, Any],
    errors: dict[str, str],
) -> None:
    result = await submit(hass, await open_form(hass, account), form(**entered))
    assert result["errors"] == errors
    assert not account.entry.subentries

    result = await submit(hass, result, form())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_device_is_added_to_an_account_that_is_not_loaded(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)

    result = await submit(hass, await open_form(hass, account), form())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_setup(account.entry.entry_id)
    (toy,) = toys_of(account, simulator)
    # No lock was shown for which it could have been confirmed.
    with pytest.raises(ServiceValidationError) as caught:
        await toy.press("vibrate")
    assert key_of(caught.value) == "device_not_confirmed"
    await toy.press("stop")


@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_what_the_device_can_not_do_is_not_offered(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    settings: dict[str, Any],
) -> None:
    simulator.device.capabilities = {"vibration"}
    simulator.session_overrides["device"] = {"supportedCommands": ["vibration.start"]}
    await account.entry.runtime_data.coordinator.async_read_now()
    flow = await open_form(hass, account)
    result = await submit(hass, flow, form(shock=True, session=settings))
    assert result["errors"] == {"shock": "unsupported"}

    result = await submit(hass, result, form(session=settings))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_removed_device_leaves_nothing_behind(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    device_id = session_toy.device_id
    await session_toy.start(20)
    hass.config_entries.async_remove_subentry(
        session_toy.account.entry, session_toy.subentry_id
    )
    await hass.async_block_till_done()

    assert not session_toy.kinds()
    assert dr.async_get(hass).async_get(device_id) is None
    assert not session_toy.entity_ids()
    response = await answer(hass, "stop_devices")
    assert response["result"]
    assert device_commands(simulator)[-1].path == "/api/apps/v1/device-command"
