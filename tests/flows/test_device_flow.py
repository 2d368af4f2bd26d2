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
from tests.connected_devices import SESSION, Toy, connected, device_commands, subentry
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    Fault,
    Simulator,
)

from .device_forms import DEFAULTS, form, open_form, submit


def toys(account: Account, simulator: Simulator) -> list[Toy]:
    """Return the devices of the account."""
    return [
        Toy(account, subentry_id, simulator) for subentry_id in account.entry.subentries
    ]


def set_of(account: Account, subentry_id: str) -> dict[str, Any]:
    """Return what is kept of a device but for whom it was confirmed."""
    data = account.entry.subentries[subentry_id].data
    return {key: value for key, value in data.items() if key != "consent"}


async def test_device_is_added_with_what_it_may_do(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    result = await submit(hass, await open_form(hass, account), form(name=" Toy "))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys(account, simulator)
    kept = account.entry.subentries[toy.subentry_id]
    assert kept.title == "Toy"
    assert kept.subentry_type == "device"
    assert set_of(account, toy.subentry_id) == DEFAULTS
    assert account.entry.state is ConfigEntryState.LOADED
    assert toy.entity_ids().keys() == {
        "binary_sensor.running",
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
    (toy,) = toys(account, simulator)
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


async def test_session_is_kept_while_another_field_is_mended_and_can_be_left_out(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    flow = await open_form(hass, account)
    entered = form(session=SESSION, params={"param_limits": 7})
    result = await submit(hass, flow, entered)
    assert result["errors"] == {"base": "param_limits"}
    for secret in SESSION.values():
        assert secret not in str(result)
    await submit(hass, result, form())
    (subentry_id,) = account.entry.subentries
    assert set_of(account, subentry_id) == {**DEFAULTS, **SESSION}

    result = await submit(hass, await open_form(hass, account), form(name=" "))
    simulator.add_extension_session("other", developer_key=None, main_token=None)
    entered = form(name=" ", session={"extension_session_id": "other"})
    result = await submit(hass, result, entered)
    result = await submit(hass, result, form(session={"forget_session": True}))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    *_, added = account.entry.subentries
    assert set_of(account, added) == DEFAULTS


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


async def test_session_is_tried_and_kept_and_never_shown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    result = await submit(hass, await open_form(hass, account), form(session=SESSION))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys(account, simulator)
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION}
    await toy.press("stop")
    assert device_commands(simulator)[-1].path.startswith("/api/extensions/sessions/")

    flow = await open_form(hass, account, toy.subentry_id)
    for secret in SESSION.values():
        assert secret not in str(flow)
    await submit(hass, flow, form(cooldown=5))
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION, "cooldown": 5}


async def test_session_and_keys_are_kept_without_what_copying_brings_along(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    main_token, key = EXTENSION_MAIN_TOKEN, DEVELOPER_KEY
    pasted = {
        "extension_session_id": f" “\u200b{EXTENSION_SESSION_ID}\ufeff”\n",
        "main_token": f"\u2066{main_token[:5]}\u00ad\r\n  {main_token[5:]}\u2069",
        "developer_key": f"Authorization: Bearer {key[:5]}\u200b{key[5:]}",
    }

    result = await submit(hass, await open_form(hass, account), form(session=pasted))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys(account, simulator)
    assert set_of(account, toy.subentry_id) == {**DEFAULTS, **SESSION}


async def test_keys_of_which_nothing_can_be_seen_are_none(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    unseen = {"main_token": "\u200b", "developer_key": '" "'}

    result = await submit(hass, await open_form(hass, account), form(session=unseen))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (toy,) = toys(account, simulator)
    assert set_of(account, toy.subentry_id) == DEFAULTS


async def test_caps_of_a_device_can_be_lowered_whatever_keys_it_has(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    stored = {**SESSION, "main_token": "two words"}
    async with connected(hass, simulator, subentry(**stored)) as (toy,):
        flow = await open_form(hass, toy.account, toy.subentry_id)

        result = await submit(hass, flow, form(max_duration=5))

        assert result["reason"] == "reconfigure_successful"


async def test_stored_session_can_be_forgotten_and_another_keeps_no_old_keys(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    def data() -> dict[str, Any]:
        return set_of(session_toy.account, session_toy.subentry_id)

    simulator.add_extension_session("other", developer_key=None, main_token=None)
    account, subentry_id = session_toy.account, session_toy.subentry_id
    flow = await open_form(hass, account, subentry_id)
    entered = form(session={"extension_session_id": "other"}, shock=True)
    await submit(hass, flow, entered)
    assert data() == {**DEFAULTS, "shock": True, "extension_session_id": "other"}

    flow = await open_form(hass, account, subentry_id)
    await submit(hass, flow, form(session={"forget_session": True}, shock=True))
    assert data() == {**DEFAULTS, "shock": True}


@pytest.mark.parametrize(
    ("entered", "errors"),
    [
        ({"name": "  "}, {"name": "name_missing"}),
        (
            {"session": {"extension_session_id": "nobody"}},
            {"base": "device_session_ended"},
        ),
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


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(close="before"), "cannot_connect"),
        (Fault(status=503), "cannot_connect"),
        (Fault(status=429), "cannot_connect"),
        (Fault(body="<html>"), "unknown"),
    ],
)
async def test_session_that_can_not_be_tried_is_not_kept(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    fault: Fault,
    error: str,
) -> None:
    simulator.order(fault, times=None, match="GET /api/extensions")
    result = await submit(hass, await open_form(hass, account), form(session=SESSION))
    assert result["errors"] == {"base": error}
    simulator.clear_faults()

    result = await submit(hass, result, form(session=SESSION))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_session_without_a_lock_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    result = await submit(hass, await open_form(hass, account), form(session=SESSION))

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_caps_can_be_lowered_while_the_service_is_away(
    hass: HomeAssistant, session_toy: Toy, simulator: Simulator
) -> None:
    simulator.order(Fault(close="before"), times=None)
    flow = await open_form(hass, session_toy.account, session_toy.subentry_id)

    result = await hass.config_entries.subentries.async_configure(
        flow["flow_id"], form(max_duration=3, shock=True)
    )

    assert result["type"] is FlowResultType.ABORT
    kept = session_toy.account.entry.subentries[session_toy.subentry_id].data
    assert kept["max_duration"] == 3
    simulator.clear_faults()
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_device_is_added_to_an_account_that_is_not_loaded(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)

    result = await submit(hass, await open_form(hass, account), form())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_setup(account.entry.entry_id)
    (toy,) = toys(account, simulator)
    # No lock was shown for which it could have been confirmed.
    with pytest.raises(ServiceValidationError) as caught:
        await toy.press("vibrate")
    assert key_of(caught.value) == "device_not_confirmed"
    await toy.press("stop")


@pytest.mark.parametrize("settings", [{}, SESSION], ids=["account", "session"])
async def test_device_on_a_route_that_is_taken_is_refused(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    settings: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        flow = await open_form(hass, toy.account)
        result = await submit(hass, flow, form(name="Other", session=settings))

        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "already_configured"
        assert len(toy.account.entry.subentries) == 1


async def test_route_of_another_device_is_refused_on_a_change(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, _):
        flow = await open_form(hass, toy.account, toy.subentry_id)
        result = await submit(hass, flow, form(session=SESSION, shock=True))

        assert result["reason"] == "already_configured"


async def test_session_of_another_account_is_refused(
    hass: HomeAssistant,
    session_toy: Toy,
    simulator: Simulator,
    keyholder_entry: Any,
) -> None:
    keyholder_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(keyholder_entry.entry_id)
    other = Account(hass, keyholder_entry)
    result = await submit(hass, await open_form(hass, other), form(session=SESSION))
    assert result["reason"] == "already_configured"

    # Each account has a route of its own token.
    result = await submit(hass, await open_form(hass, other), form())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_route_that_is_taken_while_a_person_confirms_is_refused(
    hass: HomeAssistant, account: Account
) -> None:
    slow = await submit(hass, await open_form(hass, account), form(shock=True))
    await submit(hass, await open_form(hass, account), form())

    result = await submit(hass, slow, {"confirm": True})

    assert result["reason"] == "already_configured"
    assert len(account.entry.subentries) == 1


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
