"""An automation that starts when an hour remains."""

from typing import Any

from tests.added_account import Account
from tests.frozen_time import Advance

from .rules import Watch, device_of, trigger

# The lock of these tests: 27,800 s remain, and it has run for 1,420 s.
HOUR = 3600
REMAINING = 27_800
LOCKED = 1420


def an_hour_remains(account: Account) -> dict[str, Any]:
    """Return the trigger."""
    return trigger("remaining_time_reached", device_of(account), remaining={"hours": 1})


async def starts_after(seconds: float, watched: Watch, advance: Advance) -> None:
    """Let so many seconds pass: it starts with the last of them."""
    await advance(seconds - 1)
    assert watched.count() == 0
    await advance(1)
    assert watched.count() == 1
