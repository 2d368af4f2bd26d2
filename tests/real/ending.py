"""Ctrl-C, and the other signals that ask a program to end."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
import signal

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def until_asked_to_end(work: Coroutine[object, object, None]) -> None:
    """Do the work until a signal comes; a second signal doesn't disturb the cleaning up."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    asked = False

    def ask() -> None:
        nonlocal asked
        if not asked:
            asked = True
            task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, ask)
    try:
        with suppress(asyncio.CancelledError):
            await task
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
