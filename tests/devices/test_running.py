"""The sensor *Running*: since when, until when, and overdue stops."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from tests.acting import act, key_of, settle, until
from tests.added_account import add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    Toy,
    connected,
    device_commands,
    entry_with,
    issues,
    subentry,
)
from tests.frozen_time import PassTime
from tests.simulator import WEARER_TOKEN, Fault, Simulator

NOTHING = {"since": None, "ends_at": None, "overdue": False}


def told(toy: Toy) -> dict[str, Any]:
    """Return the attributes that say more."""
    attributes = toy.full_state("binary_sensor.running").attributes
    return {name: attributes[name] for name in NOTHING}


async def test_it_says_since_when_and_until_when(toy: Toy, pass_time: PassTime) -> None:
    assert told(toy) == NOTHING
    await toy.start(20)
    assert told(toy) == {
        "since": "2026-06-01T12:00:00+00:00",
        "ends_at": "2026-06-01T12:00:20+00:00",
        "overdue": False,
    }
    await pass_time(20)
    assert not toy.is_running()
    assert told(toy) == NOTHING


async def test_of_several_starts_it_says_the_first_moment_and_the_last_end(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(5)
        await pass_time(2)
        await toy.start(10)
        await toy.command("shock.start", duration=2)
        assert told(toy) == {
            "since": "2026-06-01T12:00:00+00:00",
            "ends_at": "2026-06-01T12:00:12+00:00",
            "overdue": False,
        }


@pytest.mark.parametrize(
    "fault",
    [Fault(status=503), Fault(body="<html>"), Fault(hang=True), Fault(status=403)],
    ids=["outage", "page", "hanging", "refused"],
)
async def test_it_is_overdue_3_s_past_its_end_and_a_repair_says_so(
    toy: Toy, simulator: Simulator, pass_time: PassTime, fault: Fault
) -> None:
    await toy.start(5)
    simulator.order(fault, times=None, match=ANY_DEVICE)
    for _ in range(5):
        await pass_time(1)
    for _ in range(2):
        assert not told(toy)["overdue"]
        assert "device_may_run" not in issues(toy)
        await pass_time(1.4)
    await pass_time(0.2)
    assert told(toy) == {
        "since": "2026-06-01T12:00:00+00:00",
        "ends_at": "2026-06-01T12:00:05+00:00",
        "overdue": True,
    }
    assert {"device_may_run", "device_stop_refused"} & issues(toy).keys()

    simulator.clear_faults()
    await pass_time(2.5)
    await pass_time(2.5)
    assert told(toy) == NOTHING
    assert not {"device_may_run", "device_stop_refused"} & issues(toy).keys()


async def test_stop_that_was_called_for_is_its_end(
    toy: Toy, simulator: Simulator, pass_time: PassTime
) -> None:
    await toy.start(20)
    await pass_time(5)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    call = asyncio.create_task(act(toy.hass, "stop_devices"))
    await until(lambda: len(device_commands(simulator)) >= 2)
    await settle()
    assert told(toy)["ends_at"] == "2026-06-01T12:00:05+00:00"
    await pass_time(2)
    assert not told(toy)["overdue"]
    await pass_time(1)
    assert told(toy)["overdue"]
    assert issues(toy).keys() == {"device_may_run"}
    await pass_time(2)
    await asyncio.gather(call, return_exceptions=True)
    simulator.clear_faults()
    await pass_time(2.5)
    assert told(toy) == NOTHING


async def test_refused_start_brings_back_the_end_of_the_one_before(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with connected(hass, simulator, subentry(cooldown=0)) as (toy,):
        await toy.start(5)
        simulator.order(
            Fault(status=400, body={"error": "unknown_command"}), match=ANY_DEVICE
        )
        with pytest.raises(HomeAssistantError) as caught:
            await toy.start(10)
        assert key_of(caught.value) == "refused_unknown_command"
        assert told(toy)["ends_at"] == "2026-06-01T12:00:05+00:00"


async def test_it_is_written_when_something_changes_and_not_with_each_second(
    toy: Toy, pass_time: PassTime
) -> None:
    written: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state is not None
        written.append(state.state)

    remove = async_track_state_change_event(
        toy.hass, toy.entity_ids()["binary_sensor.running"], note
    )
    await toy.start(20)
    for _ in range(25):
        await pass_time(1)
    remove()
    assert written == ["on", "off"]


async def test_over_a_restart_it_knows_since_when_and_that_it_is_overdue(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    entry = entry_with(simulator, subentry())
    hass_storage[DEVICES] = {
        "version": 1,
        "minor_version": 1,
        "key": DEVICES,
        "data": {
            "latched": [],
            "last_starts": {},
            "runs": [
                {
                    "entry_id": entry.entry_id,
                    "subentry_id": next(iter(entry.subentries)),
                    "name": "Toy",
                    "base_url": simulator.url,
                    "token": WEARER_TOKEN,
                    "session_id": None,
                    "main_token": None,
                    "developer_key": None,
                    "lock_id": None,
                    "wearer": None,
                    "since": "2026-06-01T11:59:00+00:00",
                    "ends_at": "2026-06-01T11:59:20+00:00",
                    "stop": "vibration.stop",
                }
            ],
        },
    }
    simulator.start_lock()
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    toy = Toy(await add(hass, entry), next(iter(entry.subentries)), simulator)
    await pass_time(0.1)
    assert told(toy) == {
        "since": "2026-06-01T11:59:00+00:00",
        "ends_at": "2026-06-01T11:59:20+00:00",
        "overdue": True,
    }
    assert issues(toy).keys() == {"device_may_run"}
    simulator.clear_faults()
    for _ in range(2):
        await pass_time(2.5)
    assert told(toy) == NOTHING
