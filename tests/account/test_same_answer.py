"""A cached answer is no new reading."""

import json

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from tests.acting import answer
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, JsonObject, JsonValue, Simulator

LOCK: JsonObject = {
    "frozen": False,
    "unlockable": False,
    "timeLockedSeconds": 1420,
    "timeRemainingSeconds": 27800,
    "maxTimeRemainingSeconds": 86400,
    "lockTitle": "Kept",
}


def kept(**fields: JsonValue) -> Fault:
    """Return an answer that stays the same to the byte."""
    session: JsonObject = {
        "role": "wearer",
        "lock": {"_id": "65f0c0ffee00000000000001"},
        "lockData": LOCK | fields,
    }
    return Fault(body=json.dumps(session))


async def test_same_answer_moves_nothing(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.order(kept(), times=None)
    account = await add(hass, entry)
    unlock_time = account.state("sensor.unlock_time")
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)

    for _ in range(3):
        await advance(30)

    assert account.state("sensor.unlock_time") == unlock_time
    assert not changes


async def test_same_answer_for_two_minutes_is_a_failure(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.order(kept(), times=None)
    account = await add(hass, entry)
    for _ in range(4):
        await advance(30)
    assert account.state("sensor.lock_state") == "locked"

    await advance(5)
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE

    simulator.clear_faults()
    simulator.order(kept(timeRemainingSeconds=27600), times=None)
    await advance(30)
    assert account.state("sensor.lock_state") == "locked"


@pytest.mark.parametrize(
    "fields",
    [
        {"frozen": True, "timeLockedSeconds": None},
        {
            "timeLockedSeconds": None,
            "timeRemainingSeconds": None,
            "maxTimeRemainingSeconds": None,
        },
        {
            "timeLockedSeconds": 0,
            "timeRemainingSeconds": 0,
            "maxTimeRemainingSeconds": 0,
            "unlockable": True,
        },
    ],
    ids=["frozen", "hidden", "at 0"],
)
async def test_same_answer_without_a_timer_that_moves_is_an_answer(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    fields: JsonObject,
) -> None:
    simulator.order(kept(**fields), times=None)
    account = await add(hass, entry)
    state = account.state("sensor.lock_state")
    assert state != STATE_UNAVAILABLE

    for _ in range(8):
        await advance(30)

    assert account.state("sensor.lock_state") == state


async def test_same_answer_within_a_moment_is_an_answer(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    simulator.order(kept(), times=None)
    await answer(hass, "get_session")
    assert account.state("sensor.lock_title") == "Kept"

    await advance(1)
    await answer(hass, "get_session")

    assert account.state("sensor.lock_title") == "Kept"


async def test_answer_that_was_kept_brings_no_lock_back(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    simulator.order(kept())
    # With the pin, and then without.
    simulator.order(
        Fault(status=409, body={"error": "no_active_lock_session"}), times=2
    )
    simulator.order(kept())
    account = await add(hass, entry)
    assert account.state("sensor.lock_state") == "locked"
    await advance(30)
    assert account.state("sensor.lock_state") == "no_lock"

    await advance(60)

    assert account.state("sensor.lock_state") == "no_lock"
