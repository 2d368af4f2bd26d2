"""Vibration that language models start: of devices that allow it, as long as they allow it."""

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.chat_session import async_get_chat_session
from homeassistant.util.json import JsonObjectType
from tests.acting import settle
from tests.added_account import add
from tests.connected_devices import (
    SESSION,
    Toy,
    connected,
    device_commands,
    names,
    subentry,
)
from tests.frozen_time import Advance
from tests.simulator import EXTENSION_SESSION_ID, Simulator

from .tools import Model, allowing

TOOL = "device_command"


@pytest.fixture
async def model(toy: Toy) -> Model:
    """Return a model that may start the device."""
    return await allowing(toy.account, TOOL)


def offered(model: Model) -> object:
    """Return the names of the devices that may be started."""
    return model.parameters(TOOL)["properties"]["device"]["enum"]


async def change(toy: Toy, **data: object) -> None:
    """Change the settings of a device."""
    entry = toy.account.entry
    device = entry.subentries[toy.subentry_id]
    toy.hass.config_entries.async_update_subentry(
        entry, device, data={**device.data, **data}
    )
    await toy.hass.async_block_till_done()


async def test_vibration_lasts_as_long_as_was_said_or_as_is_usual(
    toy: Toy, model: Model, advance: Advance
) -> None:
    with async_get_chat_session(toy.hass):
        answer = await model.call(TOOL, {"device": "Toy", "duration": 3})
    assert answer == {
        "done": True,
        "lock": {"name": "Chastify lock", "reachable": True},
    }
    for _ in range(3):
        assert toy.kinds() == ["vibration"]
        await advance(1)
    assert not toy.kinds()

    assert "in seven seconds" in await model.refusal(TOOL, {"device": "Toy"})
    await advance(10)
    await model.call(TOOL, {"device": "Toy"})
    await advance(4)
    assert toy.kinds() == ["vibration"]
    await advance(1)
    assert not toy.kinds()
    assert names(toy.simulator) == ["vibration.start", "vibration.stop"] * 2


async def test_params_of_the_button_are_sent_on_the_route_of_the_device(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    params = {"intensity": 40}
    other = subentry(title="Other")
    mine = subentry(title="Mine", vibration_params=params, **SESSION)
    async with connected(hass, simulator, other, mine) as (toy, _):
        model = await allowing(toy.account, TOOL)
        await model.call(TOOL, {"device": "Mine"})

    (request, *_) = device_commands(simulator)
    assert EXTENSION_SESSION_ID in request.path
    assert request.body == {"command": "vibration.start", "params": params}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"device": None},
        {"device": "toy"},
        {"device": ["Toy"]},
        {"device": "Toy Shock"},
        {"device": "Toy", "duration": 0},
        {"device": "Toy", "duration": 31},
        {"device": "Toy", "duration": True},
        {"device": "Toy", "duration": {"seconds": 1}},
        {"device": "Toy", "command": "shock.start"},
        {"device": "Toy", "command": "vibration.start"},
        {"device": "Toy", "kind": "shock"},
        {"device": "Toy", "params": {"command": "shock.start"}},
        {"device": "Toy", "device_id": "x"},
        {"device": "Toy", "config_entry_id": "x"},
        {"device": "Toy", "lock": "Chastify lock"},
        {"device": "Toy", "duration": "1; shock.start"},
    ],
)
async def test_whatever_else_is_said_nothing_is_started(
    toy: Toy, model: Model, arguments: JsonObjectType
) -> None:
    await model.refusal(TOOL, arguments)

    assert not device_commands(toy.simulator)


async def test_only_devices_that_may_vibrate_are_offered_each_up_to_its_cap(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass,
        simulator,
        subentry(title="Long", max_duration=120),
        subentry(title="Short", max_duration=5),
        subentry(title="Shocks", vibration=False),
    ) as (toy, *_):
        model = await allowing(toy.account, TOOL)

        assert offered(model) == ["Long", "Short"]
        assert model.parameters(TOOL)["properties"]["duration"]["maximum"] == 120
        assert "at most five seconds" in await model.refusal(
            TOOL, {"device": "Short", "duration": 6}
        )
        await model.refusal(TOOL, {"device": "Shocks"})
        assert not device_commands(simulator)
        await model.call(TOOL, {"device": "Short", "duration": 5})
        await model.call(TOOL, {"device": "Long", "duration": 120})


@pytest.mark.parametrize("listed", ["capabilities", "supportedCommands"])
async def test_only_devices_that_can_vibrate_are_offered(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    listed: str,
) -> None:
    able, unable = ("vibration", "shock")
    if listed == "supportedCommands":
        able, unable = ("vibration.start", "shock.start")
    simulator.session_overrides[listed] = [unable]
    simulator.device.capabilities = {"shock"}
    async with connected(
        hass, simulator, subentry(), subentry(title="Other", **SESSION)
    ) as (toy, *_):
        await settle()
        model = await allowing(toy.account, TOOL)
        await settle()
        assert TOOL not in (await Model.begin(hass)).tools

        simulator.session_overrides[listed] = [able]
        await advance(31)
        model = await Model.begin(hass)
        assert offered(model) == ["Toy"]
        # A command that is no longer possible is refused, though it was offered.
        simulator.session_overrides[listed] = [unable]
        await advance(31)
        assert "this device can't do vibration.start" in await model.refusal(
            TOOL, {"device": "Toy"}
        )
        assert not device_commands(simulator)


async def test_without_a_device_that_may_vibrate_there_is_no_tool(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry(vibration=False)) as (toy,):
        assert TOOL not in (await allowing(toy.account, TOOL)).tools


async def test_devices_of_the_same_name_are_offered_by_names_that_tell_them_apart(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(
        hass, simulator, subentry(), subentry(**SESSION), subentry(title="Third")
    ) as (first, *_):
        model = await allowing(first.account, TOOL)
        assert offered(model) == [
            "Toy (Chastify lock)",
            "Toy 2 (Chastify lock)",
            "Third",
        ]
        await model.call(TOOL, {"device": "Toy 2 (Chastify lock)"})
        (request,) = device_commands(simulator)
        assert EXTENSION_SESSION_ID in request.path
        simulator.clear_requests()

        registry = dr.async_get(hass)
        registry.async_update_device(first.device_id, name_by_user="First")
        model = await Model.begin(hass)
        assert offered(model) == ["First", "Toy", "Third"]
        # A device that is renamed during a conversation is still found.
        registry.async_update_device(first.device_id, name_by_user="Another")
        await model.call(TOOL, {"device": "First"})

        (request,) = device_commands(simulator)
        assert EXTENSION_SESSION_ID not in request.path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"vibration": False}, "turned off for this device"),
        ({"max_duration": 4}, "at most four seconds"),
        ({"param_limits": {"intensity": 10}}, "intensity"),
    ],
)
async def test_what_a_person_sets_after_the_tool_was_offered_holds(
    toy: Toy, changes: dict[str, object], told: str
) -> None:
    await change(toy, vibration_params={"intensity": 40})
    model = await allowing(toy.account, TOOL)
    await change(toy, **changes)

    assert told in await model.refusal(TOOL, {"device": "Toy", "duration": 5})
    assert not device_commands(toy.simulator)


async def test_device_that_is_removed_after_the_tool_was_offered_is_refused(
    toy: Toy, model: Model
) -> None:
    toy.hass.config_entries.async_remove_subentry(toy.account.entry, toy.subentry_id)
    await toy.hass.async_block_till_done()

    await model.refusal(TOOL, {"device": "Toy"})
    assert not device_commands(toy.simulator)


async def test_nothing_starts_after_the_emergency_stop(toy: Toy, model: Model) -> None:
    await model.call("stop_devices", {})

    assert "emergency stop is on" in await model.refusal(TOOL, {"device": "Toy"})
    assert names(toy.simulator) == ["all.stop"]


async def test_only_devices_of_accounts_that_allow_it_are_offered(
    hass: HomeAssistant,
    toy: Toy,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    other = await add(hass, keyholder_entry)
    assert TOOL not in (await allowing(other, TOOL)).tools

    model = await allowing(toy.account, TOOL)
    assert offered(model) == ["Toy"]
    await allowing(toy.account)

    assert "may not send" in await model.refusal(TOOL, {"device": "Toy"})
    assert not device_commands(simulator)
