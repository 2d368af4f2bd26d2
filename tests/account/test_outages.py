"""A service that fails: issues, logs, and the entities that stay available."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import answer, failure, key_of
from tests.added_account import Account
from tests.connected_devices import Toy
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, JsonObject, Simulator

from .readings import readings_at

OWN_LOGGER = "custom_components.chastify.coordinator"
TELL_TIME = ("time", "since", "unlock", "seen", "sessions")

FAULTS = [
    Fault(status=502),
    Fault(status=503, body="<html>down</html>"),
    Fault(status=404),
    Fault(status=403, body={"error": "insufficient_scope"}),
    Fault(body="<html>welcome</html>"),
    Fault(close="before"),
    Fault(truncate=True),
]


def unavailable(account: Account) -> set[str]:
    """Return the entities that are unavailable."""
    return {
        key
        for key in account.entity_ids()
        if (state := account.hass.states.get(account.entity_ids()[key])) is not None
        and state.state == STATE_UNAVAILABLE
    }


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_failure_is_no_news(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    caplog.set_level(logging.INFO, OWN_LOGGER)
    await advance(30)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    caplog.clear()
    # A connection that closes makes the HTTP library read a second time at once.
    simulator.order(fault, times=2 if fault.close else 1)

    await advance(30)
    assert not changes
    await advance(5)
    await advance(30)

    told = {event.data["entity_id"] for event in changes}
    keys = {entity_id: key for key, entity_id in account.entity_ids().items()}
    assert not [
        keys[entity_id]
        for entity_id in told
        if not any(word in keys[entity_id] for word in TELL_TIME)
    ]
    assert not [e for e in changes if e.data["new_state"].state == STATE_UNAVAILABLE]
    assert not [record for record in caplog.records if record.name == OWN_LOGGER]


async def test_failure_is_repeated_after_5_s(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=502))

    assert await readings_at(simulator, advance, 65) == [30, 35, 65]


async def test_second_failure_makes_what_shows_a_reading_unavailable(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    account = toy.account
    simulator.order(Fault(status=502), times=None)
    await advance(30)
    assert not unavailable(account)

    await advance(5)

    shows = {
        key
        for key, entity_id in account.entity_ids().items()
        if key.startswith(("sensor.", "binary_sensor."))
        and toy.subentry_id not in key
        and account.hass.states.get(entity_id) is not None
    }
    assert len(shows) > 15
    assert unavailable(account) == shows | {"switch.freeze"}


async def test_two_failures_at_once_are_one(
    account: Account, simulator: Simulator, pass_time: PassTime
) -> None:
    simulator.order(Fault(status=502), times=3)
    for _ in range(3):
        with pytest.raises(HomeAssistantError):
            await answer(account.hass, "get_session")
        await pass_time(1)

    assert account.state("sensor.lock_state") == "locked"


async def test_reading_that_somebody_asked_for_says_at_once_that_it_failed(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=502))

    error = await failure(hass, HomeAssistantError, "get_session")

    assert key_of(error) == "server_error"
    assert account.state("sensor.lock_state") == "locked"


async def test_presses_in_an_outage_leave_the_polls_as_they_are(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=502), times=None)
    found: list[int] = []
    for second in range(1, 251):
        simulator.clear_requests()
        await advance(1)
        found += [second] * bool(simulator.requests)
        if second > 35 and second % 10 == 0:
            with pytest.raises(HomeAssistantError):
                await answer(hass, "get_session")

    assert found == [30, 35, 65, 125, 245]


async def test_press_that_finds_the_service_again_ends_the_outage(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.order(Fault(status=502), times=None)
    await readings_at(simulator, advance, 130)
    simulator.clear_faults()

    await answer(account.hass, "get_session")

    assert account.state("sensor.lock_state") == "locked"
    assert await readings_at(simulator, advance, 61) == [30, 60]


async def test_missing_scope_is_told_at_the_second_reading(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    body: JsonObject = {"error": "insufficient_scope"}
    simulator.order(Fault(status=403, body=body), times=None)

    await advance(30)
    assert account.state("sensor.lock_state") == "locked"
    await advance(5)

    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE
