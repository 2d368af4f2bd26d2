"""Settings and fields that make no sense start nothing and hinder no stop."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from tests.acting import act, failure, key_of
from tests.connected_devices import Toy, connected, enabled, subentry
from tests.simulator import Simulator

# Settings that nobody can enter, but that a file can hold

ODD: list[dict[str, Any]] = [
    {"max_duration": None},
    {"max_duration": "30"},
    {"max_duration": float("inf")},
    {"max_duration": True},
    {"max_shock_duration": [1]},
    {"cooldown": None},
    {"cooldown": -5},
    {"param_limits": [1]},
    {"param_limits": "x"},
    {"vibration_params": [1]},
    {"shock_params": "x"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_setting_that_makes_no_sense_hinders_no_stop_and_is_strict(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    odd: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**odd)) as (toy,):
        assert toy.account.entry.state is ConfigEntryState.LOADED
        if "max_duration" in odd:
            with pytest.raises(ServiceValidationError):
                await toy.start(2)
        await toy.start(1)
        with pytest.raises(ServiceValidationError) as caught:
            await toy.start(1)
        assert key_of(caught.value) == "cooldown"
        await act(hass, "stop_devices")

        assert not toy.kinds()
        assert enabled(toy) == "off"


@pytest.mark.parametrize("value", ["false", "off", 2, [0], None])
async def test_only_a_plain_yes_allows_shocks(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    value: object,
) -> None:
    async with connected(hass, simulator, subentry(shock=value)) as (toy,):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.command("shock.start")
        assert key_of(caught.value) == "device_without_shock"


@pytest.mark.parametrize(
    "limits",
    [
        {"intensity": "40"},
        {"intensity": None},
        {"Intensity": 10, "intensity": 100},
        {"intensity": 100, "INTENSITY ": 10},
        [1],
    ],
    ids=str,
)
async def test_limit_that_makes_no_sense_allows_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    limits: object,
) -> None:
    async with connected(hass, simulator, subentry(param_limits=limits)) as (toy,):
        with pytest.raises(ServiceValidationError) as caught:
            await toy.start(1, params={"intensity": 20})
        assert key_of(caught.value) == "param_limit"
        await toy.start(1)


@pytest.mark.parametrize(
    "odd",
    [
        {"extension_session_id": 5},
        {"extension_session_id": "a/b"},
        {"extension_session_id": "x", "main_token": 5, "developer_key": [1]},
    ],
    ids=str,
)
async def test_session_that_makes_no_sense_gives_errors_of_ours(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    odd: dict[str, Any],
) -> None:
    async with connected(hass, simulator, subentry(**odd)) as (toy,):
        for call in (toy.start(1), toy.press("stop"), act(hass, "stop_devices")):
            with pytest.raises(HomeAssistantError) as caught:
                await call
            assert key_of(caught.value)
        assert not toy.is_running()


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("deviceCommand", None),
        ("devices.start", None),
        ("command.device", None),
        ("all", None),
        ("toy.start", {"command": "Shock.Start"}),
        ("later.action", [{"a": ["vibration.start"]}]),
    ],
)
async def test_no_start_is_hidden_in_an_action_of_another_name(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, name: str, params: Any
) -> None:
    error = await failure(
        hass, ServiceValidationError, "perform_action", name=name, params=params
    )

    assert key_of(error) == "field_no_device_action"
    assert not [request for request in simulator.requests if request.method == "POST"]


async def test_device_of_another_integration_is_refused_whatever_its_identifiers(
    hass: HomeAssistant, toy: Toy
) -> None:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=toy.account.entry.entry_id,
        identifiers={("other", "a", "b")},  # type: ignore[arg-type] # some have three parts
    )
    error = await failure(
        hass,
        ServiceValidationError,
        "device_command",
        device_id=device.id,
        command="vibration.start",
    )
    assert key_of(error) == "field_device"


@pytest.mark.parametrize("key", ["toy", "account"])
async def test_number_takes_only_numbers(
    hass: HomeAssistant, toy: Toy, key: str
) -> None:
    entity_id = (
        toy.entity_ids()["number.vibration_duration"]
        if key == "toy"
        else toy.account.entity_ids()["number.time_step"]
    )
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "number",
            "set_value",
            {"entity_id": entity_id, "value": float("nan")},
            blocking=True,
        )
    assert key_of(caught.value) == "number_not_finite"
