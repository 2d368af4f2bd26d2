"""A weekly summary, its week and its words, for the tests of the blueprint."""

from datetime import datetime, timedelta
from typing import Final

from .house import PHONE, House

DUE: Final = "2026-06-15 09:00"
SUMMARY: Final = """\
Locked: 7 d
Frozen: 0 min
Added: 0 min (0 min by Home Assistant, 0 min by somebody else)
Removed: 0 min (0 min by Home Assistant, 0 min by somebody else)
Locks: 1"""
NO_LOCK: Final = "There was no lock in the last seven days."
MISSING: Final = (
    "The summary of the last seven days is missing: the account was not loaded. The action "
    "chastify.get_history has it."
)
WRITTEN: Final = {"title": "The last seven days", "description": SUMMARY}


async def begin_week(house: House) -> None:
    """Let it be the beginning of Monday, 2026-06-08, with a lock that is known for a week."""
    await house.wait(30)
    await house.wait_until("2026-06-08 00:00")


async def use(house: House, **inputs: object) -> str:
    """Set up a summary on Mondays at 9, which the phone is told."""
    return await house.use("weekly_summary", **{"notify": [PHONE], **inputs})


async def until(house: House, local: str) -> None:
    """Let the time pass until a moment of the house; the lock is read a minute before it."""
    before = datetime.fromisoformat(local) - timedelta(minutes=1)
    await house.wait_until(f"{before:%Y-%m-%d %H:%M}")
    await house.wait_until(local)


async def end_lock(house: House) -> None:
    """End the lock, and let it be read."""
    house.simulator.end_lock()
    await house.wait(30)
