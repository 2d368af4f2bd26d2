"""A new lock for the blueprint of milestones, and its messages."""

from tests.acting import named
from tests.simulator import Lock

from .house import House

HOUR = 3600
DAY = 24 * HOUR
REWARD = {"reward": {"minutes": 30}}
TAKEN = named("remove_time", 1800)


def locked_for(time: str) -> str:
    """Return the message of a milestone."""
    return f"Congratulations: locked for {time}!"


async def lock_anew(house: House, remaining: float = 365 * DAY) -> Lock:
    """Start a lock that Home Assistant sees half a minute later."""
    lock = house.simulator.start_lock(remaining=remaining, locked=0, max_remaining=None)
    await house.wait(30)
    return lock


def last_run(house: House) -> object:
    """Return when the automation ran last."""
    return house.last_run("automation.milestones_0")
