"""Waiting for something that another process does."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

_STEP = 0.1


async def until(
    fulfilled: Callable[[], Awaitable[bool]], seconds: float, step: float = _STEP
) -> bool:
    """Ask again and again; return whether it came true within so many seconds."""
    deadline = monotonic() + seconds
    while not await fulfilled():
        if monotonic() >= deadline:
            return False
        await asyncio.sleep(step)
    return True
