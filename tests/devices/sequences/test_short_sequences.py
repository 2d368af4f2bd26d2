"""Sequences in which something went wrong once, each as short as it can be."""

from collections.abc import Iterator

from freezegun.api import FrozenDateTimeFactory
import pytest

from .acts import Acts
from .service import STOPS, command_of


@pytest.fixture
def acts(now: FrozenDateTimeFactory, socket_enabled: None) -> Iterator[Acts]:
    """Return a house and a service."""
    acts = Acts(now)
    yield acts
    acts.leave()


def stops(acts: Acts) -> list[tuple[float, str | None]]:
    """Return when which stops arrived."""
    return [
        (round(record.arrived_at - acts.judge.beginning, 1), command_of(record))
        for record in acts.simulator.requests
        if command_of(record) in STOPS
    ]


def test_calls_of_another_stop_put_off_no_turn(acts: Acts) -> None:
    acts.set_up(session_at=0)
    acts.start("S", "shock.berserk.set", 1)
    acts.trouble("sessions' devices", "500")
    acts.wait(8)
    acts.mend()
    # All works from now on. An automation stops the vibration every 2 s.
    for _ in range(6):
        acts.stop_device("S", "vibration.stop")
        acts.wait(2)

    assert not acts.simulator.device.running, acts.judge.told()


def test_person_says_off_though_the_integration_was_not_set_up(acts: Acts) -> None:
    acts.set_up()
    acts.start("A", "vibration.start", 20)
    acts.trouble("stops", "400")
    acts.disable_or_enable("first")
    acts.wait(6)
    acts.kill(1)
    # Home Assistant sets up nothing, since all accounts are disabled; the removal tries the stop.
    acts.house.remove("first")
    acts.wait(10)
    acts.say_off()
    before = len(stops(acts))
    acts.wait(30)

    assert len(stops(acts)) == before, acts.judge.told()


def test_answer_to_a_start_whose_caller_gave_up_logs_no_error(acts: Acts) -> None:
    acts.set_up()
    acts.start("A", "vibration.start", 5, "hangs")
    acts.give_up()
    acts.end_lock(0)
    acts.release()

    assert not acts.house.loop.problems


def test_emergency_stop_ends_well_though_the_token_is_replaced_meanwhile(
    acts: Acts,
) -> None:
    acts.set_up()
    acts.start("A", "vibration.start", 20)
    acts.revoke_or_restore("first")
    acts.stop_devices()
    # Until the token is refused a second time.
    acts.wait(6)
    acts.stop_devices()
    # It waits for the acknowledgement when the new token is entered.
    acts.give_new_token("first")
    acts.wait(6)

    assert not acts.house.loop.problems
