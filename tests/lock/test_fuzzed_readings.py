"""Generated answers through a running account: no exception, no broken state, no token told."""

import logging

import pytest

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes
from tests.added_account import Account
from tests.api.answers_strategies import ECHO, error_answers, session_bodies
from tests.api.exposure import capture_all_logs, shown_by_logs
from tests.generated_values import generated
from tests.simulator import Fault, Simulator

ANSWERS = 300
pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`")


@pytest.mark.usefixtures("all_entities_enabled")
async def test_any_answer_leaves_sound_states_and_the_account_recovers(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    capture_all_logs(caplog)
    faults = [Fault(body=body) for body in generated(session_bodies(), ANSWERS)]
    faults += [
        Fault(status=answer.status, body=answer.body)
        for answer in generated(error_answers(), ANSWERS)
        if answer.status not in (401, 403)
    ]
    coordinator = account.entry.runtime_data.coordinator
    readings = 0

    for fault in faults:
        simulator.limits.reset()
        simulator.order(fault)
        await coordinator.async_read_now()
        readings += coordinator.failure is None

        states = hass.states.async_all()
        assert len(states) == 48
        for state in states:
            assert len(state.state) <= 255
            assert ECHO not in state.state
            assert ECHO not in str(state.attributes)
        json_bytes([state.as_dict() for state in states])
        assert ECHO not in shown_by_logs(caplog)
        assert not [
            r for r in caplog.records if r.exc_info and r.levelno > logging.DEBUG
        ]
        caplog.clear()

    # Both happened often, or the generated answers have lost their point.
    assert ANSWERS / 10 < readings < len(faults) - ANSWERS / 10
    await coordinator.async_read_now()
    assert account.state("sensor.lock_title") == "Weekend Challenge"
    assert STATE_UNAVAILABLE not in account.states().values()
