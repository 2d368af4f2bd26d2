"""Requests that reach the service: of a quiet hour, and of many presses at once.

Run by `script/test tests/benchmarks -s -n 0`. It prints; no figure fails a run.
"""

import asyncio

import pytest

from tests.acting import on_entity, press
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

PRESSES = 26


async def test_requests_of_a_quiet_hour(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    simulator.clear_requests()
    for _ in range(120):
        await advance(30)

    show(capsys, "an hour with a lock", simulator)


@pytest.mark.parametrize("delay", [0.0, 0.1])
async def test_requests_of_many_presses(
    account: Account,
    simulator: Simulator,
    capsys: pytest.CaptureFixture[str],
    delay: float,
) -> None:
    await on_entity(account, "number.set_value", "number.time_step", value=1)
    simulator.order(Fault(delay=delay), times=None)
    simulator.clear_requests()
    await asyncio.gather(*(press(account, "add_time") for _ in range(PRESSES)))

    show(capsys, f"{PRESSES} presses, {delay * 1000:.0f} ms an answer", simulator)


def show(
    capsys: pytest.CaptureFixture[str], occasion: str, simulator: Simulator
) -> None:
    """Print how many requests there were."""
    methods = [request.method for request in simulator.requests]
    assert methods
    with capsys.disabled():
        print(
            f"\n{occasion}: {methods.count('GET')} readings,"
            f" {methods.count('POST')} commands"
        )
