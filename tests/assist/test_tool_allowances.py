"""The commands that each account allows language models, and for how long that holds."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util.json import JsonObjectType
from tests.acting import sent
from tests.added_account import Account, add
from tests.simulator import KEYHOLDER_TOKEN, Simulator
from tests.voice.speaking import allow

from .tools import allowing


@pytest.mark.parametrize("options", [{}, {"assist_commands": ["freeze"]}])
async def test_allowance_that_is_taken_back_after_the_tools_were_offered_holds(
    hass: HomeAssistant, account: Account, simulator: Simulator, options: JsonObjectType
) -> None:
    model = await allowing(account, "add_time")
    hass.config_entries.async_update_entry(account.entry, options=options)
    await hass.async_block_till_done()

    assert "may not send" in await model.refusal("add_time", {"duration": 60})
    assert not sent(simulator)


async def test_command_that_is_disabled_after_the_tools_were_offered_is_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    model = await allowing(account, "add_time", "apply_time")
    hass.config_entries.async_update_entry(
        account.entry,
        options={**account.entry.options, "disabled_commands": ["add_time"]},
    )
    await hass.async_block_till_done()

    assert "disabled" in await model.refusal("add_time", {"duration": 60})
    assert "disabled" in await model.refusal("apply_time", {"seconds": 60})
    assert not sent(simulator)


async def test_of_several_accounts_the_name_decides_and_only_those_that_allow_it(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    other = await add(hass, keyholder_entry)
    model = await allowing(other, "add_time")
    assert [*model.parameters("add_time")["properties"]] == ["duration"]
    answer = await model.call("add_time", {"duration": 60})
    assert answer == {"done": True, "lock": {"name": "keyholder", "reachable": True}}

    model = await allowing(account, "add_time", "unfreeze")
    assert model.parameters("add_time")["properties"]["lock"]["enum"] == [
        "sim_wearer",
        "keyholder",
    ]
    assert "lock" in model.parameters("add_time")["required"]
    assert not model.parameters("unfreeze")["properties"]
    assert await model.refusal("add_time", {"duration": 60})
    assert await model.refusal("add_time", {"duration": 60, "lock": "Bob"})
    assert await model.refusal("add_time", {"duration": 60, "lock": ["keyholder"]})
    simulator.clear_requests()
    await model.call("add_time", {"duration": 90, "lock": "keyholder"})
    (request,) = sent(simulator)
    assert request.headers["authorization"] == f"Bearer {KEYHOLDER_TOKEN}"

    allow(other)
    await hass.async_block_till_done()
    named: JsonObjectType = {"duration": 60, "lock": "keyholder"}
    assert "may not send" in await model.refusal("add_time", named)
    await hass.config_entries.async_unload(other.entry.entry_id)
    assert "may not send" in await model.refusal("add_time", named)
    assert len(sent(simulator)) == 1


async def test_locks_that_could_get_one_name_are_told_apart(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    other = await add(hass, keyholder_entry)
    dr.async_get(hass).async_update_device(
        account.entry.runtime_data.lock_device_id, name_by_user="keyholder"
    )
    await allowing(other, "add_time")
    model = await allowing(account, "add_time")

    tokens = []
    names = model.parameters("add_time")["properties"]["lock"]["enum"]
    for name in names:
        await model.call("add_time", {"duration": 60, "lock": name})
        tokens.append(sent(simulator)[-1].headers["authorization"])
    assert len(set(names)) == len(set(tokens)) == 2
    assert "Which lock" in await model.refusal("add_time", {"duration": 60})
