"""A device starts only at the lock for which it was confirmed, or at one of the same wearer."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from tests.connected_devices import (
    SESSION,
    Toy,
    consent,
    entry_with,
    issues,
    loaded,
    pins,
    subentry,
)
from tests.devices.starting_and_stopping import (
    STARTS,
    Call,
    every_start,
    every_stop,
    refused,
)
from tests.frozen_time import Advance
from tests.simulator import EXTENSION_SESSION_ID, Lock, Simulator

from .confirmed import Shown, assert_not_confirmed, every_other, somebody_else


@every_start
async def test_start_goes_out_at_the_lock_that_was_confirmed(
    toy: Toy, lock: Lock, simulator: Simulator, start: Call
) -> None:
    await start(toy)

    assert len(lock.device.running) == 1
    assert [pin for _, pin in pins(simulator)] == [lock.lock_id]


@every_start
async def test_start_goes_out_at_another_lock_of_the_same_wearer_and_role(
    toy: Toy, simulator: Simulator, start: Call, advance: Advance
) -> None:
    other = simulator.add_lock()
    simulator.move_on(other)
    await advance(30)

    await start(toy)

    assert len(other.device.running) == 1
    assert [pin for _, pin in pins(simulator)] == [other.lock_id]


@every_other
@every_start
async def test_start_is_refused_at_any_other_lock(
    toy: Toy,
    lock: Lock,
    simulator: Simulator,
    show: Shown,
    start: Call,
    advance: Advance,
) -> None:
    show(simulator)
    await advance(30)

    assert await refused(toy, start) == "device_not_confirmed"

    assert not toy.kinds()
    assert not lock.device.running
    assert not toy.is_running()


@every_other
@every_stop
async def test_stops_work_at_any_lock(
    toy: Toy, simulator: Simulator, show: Shown, stop: Call, advance: Advance
) -> None:
    show(simulator)
    await advance(30)
    simulator.device.run("vibration.start", {})

    await stop(toy)

    assert not toy.kinds()


@every_start
async def test_confirmed_lock_is_known_by_its_id_whatever_else_it_shows(
    toy: Toy, lock: Lock, simulator: Simulator, start: Call, advance: Advance
) -> None:
    simulator.overrides["wearerUsername"] = Simulator.MISSING
    simulator.session_overrides["role"] = Simulator.MISSING
    await advance(30)

    await start(toy)

    assert len(lock.device.running) == 1


@pytest.mark.parametrize("shown", [Simulator.MISSING, None, {}], ids=repr)
async def test_lock_without_an_id_is_known_by_role_and_wearer(
    toy: Toy, lock: Lock, simulator: Simulator, shown: Any, advance: Advance
) -> None:
    simulator.session_overrides["lock"] = shown
    simulator.move_on(simulator.add_lock())
    await advance(30)
    await toy.start(1)
    await toy.press("stop")

    somebody_else(simulator)
    await advance(30)
    assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"
    assert await refused(toy, STARTS["shock.start"]) == "device_not_confirmed"


async def test_start_is_refused_at_a_lock_of_which_nothing_is_shown(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    """Nobody can be asked about it either: it can't be known again."""
    simulator.session_overrides["lock"] = None
    simulator.overrides["wearerUsername"] = None
    await advance(30)

    assert await refused(toy, STARTS["vibrate"]) == "start_at_unknown_lock"
    assert await refused(toy, STARTS["shock.start"]) == "start_at_unknown_lock"
    assert not issues(toy)


async def test_start_is_refused_without_a_lock(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(30)

    assert await refused(toy, STARTS["vibrate"]) == "start_without_lock"


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        [],
        {},
        "wearer",
        True,
        {"wearer": "sim_wearer", "role": "wearer", "lock_id": 7},
        consent() | {"session_id": 7},
        consent(role=None),
        consent(wearer=None),
        consent(role=None, wearer=None),
        consent(session_id="another"),
        consent("another", wearer="somebody_else"),
    ],
    ids=repr,
)
async def test_start_is_refused_where_nobody_can_tell_what_was_confirmed(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, given: object
) -> None:
    entry = entry_with(simulator, subentry(consent=given))
    async with loaded(hass, simulator, entry) as (toy,):
        await assert_not_confirmed(toy)
        await toy.press("stop")


@pytest.mark.parametrize("session_id", [None, "another"])
async def test_consent_for_another_session_is_none(
    hass: HomeAssistant, simulator: Simulator, lock: Lock, session_id: str | None
) -> None:
    given = consent(lock.lock_id, session_id=session_id)
    entry = entry_with(simulator, subentry(consent=given, **SESSION))
    async with loaded(hass, simulator, entry) as (toy,):
        assert await refused(toy, STARTS["vibrate"]) == "device_not_confirmed"
        await toy.press("stop")

    given = consent(lock.lock_id, session_id=EXTENSION_SESSION_ID)
    entry = entry_with(simulator, subentry(consent=given, **SESSION))
    async with loaded(hass, simulator, entry) as (toy,):
        await toy.start(1)
