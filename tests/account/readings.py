"""The seconds in which an account is read."""

from tests.frozen_time import Advance
from tests.simulator import Simulator


async def readings_at(
    simulator: Simulator, advance: Advance, seconds: int
) -> list[int]:
    """Let seconds pass one by one; return those in which the session was read."""
    found: list[int] = []
    for second in range(1, seconds + 1):
        simulator.clear_requests()
        await advance(1)
        found += [second] * len(simulator.requests)
    return found
