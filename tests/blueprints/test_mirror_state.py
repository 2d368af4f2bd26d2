"""The blueprint that lets the house follow the lock."""

from collections.abc import Sequence
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from tests.simulator import Lock

from .house import House

FLAG = "input_boolean.locked"
STATES = ("locked", "frozen", "unlockable", "no_lock")
ALL_STATES = ["frozen", "locked", "unlockable", "no_lock", "locked"]
SCENES = {f"{state}_scene": f"scene.{state}" for state in STATES}


class Followers:
    """The parts of a house that follow the lock: scenes, an action of a person, a flag."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._scenes = async_mock_service(house.hass, "scene", "turn_on")
        self._actions = async_mock_service(house.hass, "test", "follow")

    def scenes(self) -> list[str]:
        """Return the scenes that were turned on, without the domain."""
        return [
            entity_id.removeprefix("scene.")
            for call in self._scenes
            for entity_id in call.data["entity_id"]
        ]

    def actions(self) -> list[str]:
        """Return the states for which the person's actions ran."""
        return [call.data["state"] for call in self._actions]

    def flag(self) -> str:
        """Return the state of the flag."""
        state = self._house.hass.states.get(FLAG)
        assert state is not None
        return state.state


@pytest.fixture
async def followers(house: House) -> Followers:
    """Make the scenes, the action and the flag."""
    assert await async_setup_component(
        house.hass, "input_boolean", {"input_boolean": {"locked": {}}}
    )
    return Followers(house)


async def follow(house: House, sensor: str = "lock_state", **inputs: object) -> None:
    """Use the blueprint with the sensor of the lock's state."""
    lock_state = house.account.entity_ids()[f"sensor.{sensor}"]
    await house.use("mirror_state", lock_state=lock_state, **inputs)


def acts(states: Sequence[str] = STATES) -> dict[str, Any]:
    """Return an action of the person for each of the states."""
    return {
        f"{state}_actions": [{"action": "test.follow", "data": {"state": state}}]
        for state in states
    }


async def through_all_states(house: House, lock: Lock) -> None:
    """Freeze, unfreeze, let it become unlockable, end it and start another one."""
    lock.freeze()
    await house.wait(30)
    lock.unfreeze()
    await house.wait(30)
    lock.remaining = 0
    await house.wait(30)
    house.simulator.end_lock()
    await house.wait(30)
    house.simulator.start_lock()
    await house.wait(60)


async def test_scenes_and_actions_follow_each_state(
    house: House, followers: Followers, lock: Lock
) -> None:
    await follow(house, **SCENES, **acts())
    assert not followers.scenes()
    await through_all_states(house, lock)
    assert followers.scenes() == ALL_STATES
    assert followers.actions() == ALL_STATES
    assert not house.sent()


async def test_flag_is_on_while_there_is_a_lock(
    house: House, followers: Followers, lock: Lock
) -> None:
    await follow(house, flag=FLAG)
    lock.freeze()
    await house.wait(30)
    assert followers.flag() == "on"
    house.simulator.end_lock()
    await house.wait(30)
    assert followers.flag() == "off"
    house.simulator.start_lock(remaining=0)
    await house.wait(60)
    assert followers.flag() == "on"


async def test_what_is_not_chosen_is_left_out(
    house: House, followers: Followers, lock: Lock
) -> None:
    await follow(house, frozen_scene="scene.frozen", **acts(["no_lock"]))
    await through_all_states(house, lock)
    assert followers.scenes() == ["frozen"]
    assert followers.actions() == ["no_lock"]
    assert followers.flag() == "off"


async def test_an_outage_without_a_change_changes_nothing(
    house: House, followers: Followers
) -> None:
    await follow(house, **SCENES, **acts(), flag=FLAG)
    await house.be_away()
    assert not followers.scenes()
    await house.come_back()
    assert not followers.scenes()
    assert not followers.actions()
    assert followers.flag() == "off"


async def test_a_change_in_an_outage_is_followed_after_it(
    house: House, followers: Followers, lock: Lock
) -> None:
    await follow(house, **SCENES)
    await house.be_away()
    lock.freeze()
    await house.wait(300)
    assert not followers.scenes()
    await house.come_back()
    assert followers.scenes() == ["frozen"]
    lock.unfreeze()
    await house.wait(30)
    assert followers.scenes() == ["frozen", "locked"]


async def test_a_reload_of_the_account_changes_nothing(
    house: House, followers: Followers
) -> None:
    await follow(house, **SCENES)
    await house.hass.config_entries.async_reload(house.account.entry.entry_id)
    await house.settled()
    assert not followers.scenes()


async def test_after_a_start_the_state_is_set_once(
    house: House, followers: Followers, lock: Lock
) -> None:
    await follow(house, **SCENES, flag=FLAG)
    lock.freeze()
    await house.restart(away=3600)
    assert followers.scenes() == ["frozen"]
    assert followers.flag() == "on"
    await house.wait(30)
    assert followers.scenes() == ["frozen"]


async def test_after_a_start_in_an_outage_the_state_is_set_when_it_is_known(
    house: House, followers: Followers
) -> None:
    await follow(house, **SCENES)
    house.lose_service()
    await house.restart()
    assert not followers.scenes()
    await house.come_back()
    assert followers.scenes() == ["locked"]


async def test_sensor_that_appears_is_no_change(
    house: House, followers: Followers
) -> None:
    await follow(house, **SCENES)
    sensor = house.account.entity_ids()["sensor.lock_state"]
    await house.remove(sensor)
    await house.set_state(sensor, "locked")
    assert not followers.scenes()


async def test_a_state_that_has_passed_meanwhile_is_left_out(
    house: House, followers: Followers, lock: Lock
) -> None:
    """The actions of one state wait while others come and go."""
    slow = [*acts(["frozen"])["frozen_actions"], {"delay": {"minutes": 10}}]
    await follow(house, **SCENES, frozen_actions=slow)
    lock.freeze()
    await house.wait(30)
    lock.unfreeze()
    await house.wait(30)
    lock.remaining = 0
    await house.wait(30)
    assert followers.scenes() == ["frozen"]
    await house.wait(600)
    assert followers.scenes() == ["frozen", "unlockable"]


async def test_an_outage_behind_slow_actions_is_noticed(
    house: House, followers: Followers, lock: Lock
) -> None:
    slow = [{"delay": {"minutes": 10}}]
    await follow(house, **SCENES, frozen_actions=slow)
    lock.freeze()
    await house.wait(30)
    lock.unfreeze()
    await house.wait(30)
    await house.be_away()
    await house.wait(600)
    assert followers.scenes() == ["frozen"]
    lock.remaining = 0
    await house.come_back()
    assert followers.scenes() == ["frozen", "unlockable"]


async def test_scene_and_actions_that_fail_hinder_neither_the_flag_nor_each_other(
    house: House, followers: Followers, lock: Lock
) -> None:
    ran: list[ServiceCall] = []

    async def fail(call: ServiceCall) -> None:
        ran.append(call)
        raise HomeAssistantError("The scene is broken")

    for domain, action in (("scene", "turn_on"), ("test", "follow")):
        house.hass.services.async_register(domain, action, fail)
    await follow(house, **SCENES, **acts(), flag=FLAG)
    lock.freeze()
    await house.wait(30)
    assert followers.flag() == "on"
    assert len(ran) == 2
    house.simulator.end_lock()
    await house.wait(30)
    assert followers.flag() == "off"
    assert len(ran) == 4


async def test_the_role_is_refused(house: House, followers: Followers) -> None:
    await follow(house, "role", no_lock_scene="scene.no_lock", flag=FLAG)
    await house.restart()
    role = house.account.entity_ids()["sensor.role"]
    assert house.notices() == [
        f"{role} is not the state of the lock. Choose the sensor State in this rule."
    ]
    assert followers.flag() == "off"
