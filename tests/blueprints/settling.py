"""Waits until the rules only wait for the clock or an event."""

import asyncio
from collections.abc import Iterator
from types import CodeType, CoroutineType
from typing import Any, Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers.script import _QueuedScriptRun, _ScriptRun

type Futures = set[asyncio.Future[Any]]

WAITING_STEPS: Final = {
    step.__code__
    for step in (
        _ScriptRun._async_step_delay,
        _ScriptRun._async_step_wait_for_trigger,
        _ScriptRun._async_step_wait_template,
    )
}
RUN: Final = _ScriptRun.async_run.__code__
RUN_WITH_QUEUE: Final = _QueuedScriptRun.async_run.__code__

# In so many turns of the loop whoever was waited for wakes the one that waits.
CALM: Final = 20
MOST_TURNS: Final = 100_000


async def settled(hass: HomeAssistant) -> None:
    """Wait until every task of the rules waits."""
    calm = 0
    for _ in range(MOST_TURNS):
        await asyncio.sleep(0)
        left = going_on(hass)
        calm = 0 if left else calm + 1
        if calm == CALM:
            return
        # To turn the loop in vain would keep other threads from their work.
        if in_threads := {each for each in left if not isinstance(each, asyncio.Task)}:
            await asyncio.wait(in_threads)
    pytest.fail(f"This does not end: {going_on(hass)}")


def going_on(hass: HomeAssistant) -> Futures:
    """Return what Home Assistant does, without what waits and all that waits for it in turn."""
    found: Futures = {*hass._tasks, *hass._background_tasks}
    found -= {asyncio.current_task()}
    if not found:
        return found
    seen: Futures = set()
    new: Futures = {task for task in asyncio.all_tasks() if _waits(task)}
    while new:
        seen |= new
        new = {waits for done in new for waits in _awaited_by(done)} - seen
    return found - seen


def _waits(task: asyncio.Task[Any]) -> bool:
    """Tell whether a task is in a step that waits, or in a queue behind another run."""
    codes = set(_codes(task))
    return bool(codes & WAITING_STEPS) or (RUN_WITH_QUEUE in codes and RUN not in codes)


def _codes(task: asyncio.Task[Any]) -> Iterator[CodeType]:
    """Return what the task is in, from its beginning to where it stands."""
    within: object = task.get_coro()
    while isinstance(within, CoroutineType):
        yield within.cr_code
        within = within.cr_await


def _awaited_by(future: asyncio.Future[Any]) -> Futures:
    """Return which tasks await this one."""
    graph = asyncio.capture_call_graph(future, limit=0)
    return {waiter.future for waiter in graph.awaited_by} if graph else set()
