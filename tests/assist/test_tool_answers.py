"""The tool that reads locks, and the stop that is always offered."""

from typing import Final

import pytest

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.json import JsonObjectType
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator
from tests.voice.speaking import expose

from .tools import Model

# Those of the lock that the simulator starts, in Berlin.
RUNNING: Final[JsonObjectType] = {
    "lock_state": "locked",
    "time_remaining": 27_800,
    "time_locked": 1420,
    "max_time_remaining": 86_400,
    "unlock_time": "2026-06-01T21:43:20+02:00",
    "locked_since": "2026-06-01T13:36:20+02:00",
    "latest_unlock_time": "2026-06-02T14:00:00+02:00",
    "task_points": 12,
    "task_points_required": 20,
    "task_points_remaining": 8,
    "lock_title": "Weekend Challenge",
    "wearer": "sim_wearer",
    "keyholder": "sim_keyholder",
    "wearer_last_seen": "2026-06-01T13:58:00+02:00",
    "keyholder_last_seen": "2026-06-01T13:50:00+02:00",
    "role": "wearer",
    "active": True,
    "frozen": False,
    "unlockable": False,
    "trusted": False,
    "task_assigned": False,
}


def shown(account: Account) -> list[str]:
    """Return the keys of all entities that show a value of a reading."""
    return [
        key
        for key in account.entity_ids()
        if key.startswith(("sensor.", "binary_sensor."))
        and key.partition(".")[2] in RUNNING
    ]


def named(values: JsonObjectType) -> JsonObjectType:
    """Return the answer that tells this of the only lock."""
    return {"locks": [{"name": "Chastify lock", "reachable": True, **values}]}


@pytest.mark.usefixtures("all_entities_enabled")
async def test_all_that_is_exposed_is_told_with_moments_in_local_time(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    expose(account, shown(account))
    model = await Model.begin(hass)
    simulator.clear_requests()

    assert await model.call("get_lock", {}) == named(RUNNING)
    assert not simulator.requests


async def test_what_is_told_is_the_state_of_the_lock(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    keys = ("lock_state", "frozen", "unlockable", "unlock_time", "time_remaining")
    expose(account, [key for key in shown(account) if key.partition(".")[2] in keys])
    model = await Model.begin(hass)

    async def told() -> JsonObjectType:
        await advance(61)
        return await model.call("get_lock", {})

    lock.freeze()
    assert await told() == named(
        {
            "lock_state": "frozen",
            "frozen": True,
            "unlockable": False,
            "time_remaining": 27_800,
            "unlock_time": None,
        }
    )
    lock.unfreeze()
    lock.remaining = 0
    assert await told() == named(
        {
            "lock_state": "unlockable",
            "frozen": False,
            "unlockable": True,
            "time_remaining": 0,
            "unlock_time": "2026-06-01T05:02:02-07:00",
        }
    )
    simulator.order(Fault(status=500), times=None, match="GET")
    await advance(31)
    assert await told() == {"locks": [{"name": "Chastify lock", "reachable": False}]}
    simulator.clear_faults()
    simulator.end_lock()
    await advance(600)
    assert await told() == named({**dict.fromkeys(keys), "lock_state": "no_lock"})


@pytest.mark.parametrize("key", ["sensor.keyholder", "binary_sensor.frozen"])
async def test_only_what_is_exposed_is_told(
    hass: HomeAssistant, account: Account, key: str
) -> None:
    expose(account, [key])
    model = await Model.begin(hass)

    name = key.partition(".")[2]
    assert await model.call("get_lock", {}) == named({name: RUNNING[name]})
    assert "not told" in await (
        await Model.begin(hass, assistant="cloud.alexa")
    ).refusal("get_lock", {})


async def test_without_exposure_the_answer_says_how_to_expose(
    hass: HomeAssistant, toy: Toy
) -> None:
    expose(toy.account, ["binary_sensor.frozen"])
    model = await Model.begin(hass)
    er.async_get(hass).async_update_entity(
        toy.account.entity_ids()["binary_sensor.frozen"],
        disabled_by=er.RegistryEntryDisabler.USER,
    )

    assert await model.refusal("get_lock", {}) == (
        "Assistants are not told this about the lock. Expose its entity in the"
        ' settings of Home Assistant, under "Voice assistants", "Expose".'
    )
    in_german = await Model.begin(hass, language="de-CH")
    assert "nicht" in await in_german.refusal("get_lock", {})
    assert await in_german.refusal("get_lock", {"lock": "Anna"})


async def test_nothing_is_exposed_unless_a_person_does_it(
    hass: HomeAssistant, toy: Toy
) -> None:
    model = await Model.begin(hass)

    assert "not told" in await model.refusal("get_lock", {})
    exposed = [
        entity_id
        for entity_id in toy.account.entity_ids().values()
        if async_should_expose(hass, "conversation", entity_id)
    ]
    assert exposed == []


async def test_account_that_is_unloaded_after_the_tools_were_offered_tells_nothing(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account)
    model = await Model.begin(hass)
    await hass.config_entries.async_unload(account.entry.entry_id)

    answer = await model.call("get_lock", {})
    assert answer == {"locks": [{"name": "Chastify lock", "reachable": False}]}


async def test_account_that_is_disabled_after_the_tools_were_offered_is_none(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account)
    model = await Model.begin(hass, language=None)
    await hass.config_entries.async_set_disabled_by(
        account.entry.entry_id, ConfigEntryDisabler.USER
    )

    assert "is not loaded" in await model.refusal("get_lock", {})
