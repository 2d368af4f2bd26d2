"""A house that settles though a run of a rule waits for the clock or for a state."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.script import _ScriptRun
from tests.acting import settle
from tests.blueprints.house import House

type Step = Callable[[_ScriptRun], Awaitable[None]]

STEPS = ("_async_step_delay", "_async_step_wait_template")


class WaitingRuns:
    """Knows how many runs of automations wait, for which Home Assistant itself would wait."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without a run."""
        self._hass = hass
        self._in_a_step = 0
        self._begins_to_wait = asyncio.Event()

    def noted(self, step: Step) -> Step:
        """Return a step of scripts that notes that its run waits."""

        async def noting(run: _ScriptRun) -> None:
            self._in_a_step += 1
            self._begins_to_wait.set()
            try:
                await step(run)
            finally:
                self._in_a_step -= 1

        return noting

    async def settled(self) -> None:
        """Wait until nothing is left to do but for runs that wait."""
        quiet = 0
        while quiet < 3:
            self._begins_to_wait.clear()
            await settle()
            tasks = self._hass._tasks | self._hass._background_tasks
            tasks = {
                task
                for task in tasks
                if task is not asyncio.current_task() and not _is_part_of_a_run(task)
            }
            if len(tasks) <= self._in_a_step + self._in_a_queue():
                quiet += 1
                continue
            quiet = 0
            # A timeout would never come: the clock of the loop stands still as well.
            begins = asyncio.ensure_future(self._begins_to_wait.wait())
            await asyncio.wait([*tasks, begins], return_when=asyncio.FIRST_COMPLETED)
            begins.cancel()

    def _in_a_queue(self) -> int:
        """Return how many runs wait for another one of their automation."""
        return sum(
            max(0, state.attributes.get("current", 0) - 1)
            for state in self._hass.states.async_all("automation")
        )


def _is_part_of_a_run(task: asyncio.Future[object]) -> bool:
    """Tell whether a task is a sequence within a run, which is a task itself."""
    return (
        isinstance(task, asyncio.Task)
        and getattr(task.get_coro(), "__qualname__", "") == "Script.async_run"
    )


@contextmanager
def waiting_runs(house: House) -> Generator[None]:
    """Let the house settle beside runs that wait."""
    waiting = WaitingRuns(house.hass)
    with ExitStack() as stack:
        for name in STEPS:
            step: Step = getattr(_ScriptRun, name)
            stack.enter_context(patch.object(_ScriptRun, name, waiting.noted(step)))
        stack.enter_context(patch.object(house, "settled", waiting.settled))
        yield
