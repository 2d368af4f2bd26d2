"""Event loops that are turned by hand, and a clock that moves when it is told to.

The service and every run of Home Assistant have a loop of their own, so that Home Assistant can end
in the middle of anything, as in a power failure, while the service goes on.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
import math
import selectors
import time
from typing import Any, Final, override

from freezegun.api import FrozenDateTimeFactory

from homeassistant.config_entries import UnknownEntry

# Turns without anything happening after which nothing is under way.
QUIET_TURNS: Final = 3
MOST_TURNS: Final = 20_000
# Timers that end within so many seconds of each other are looked at together.
NEARBY: Final = 0.02
LONGEST_STEP: Final = 1.0
WRITING: Final = "_write_prepared_data"


class _Selector(selectors.DefaultSelector):
    """Counts what arrives."""

    found = 0

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(timeout)
        self.found += len(events)
        return events


class Disk(ThreadPoolExecutor):
    """Does the work of Home Assistant's threads at once, and in their stead.

    is_slow: whether files are written only when `write` is called.
    is_gone: whether nothing is written or answered any more.
    """

    def __init__(self) -> None:
        """Start quick."""
        super().__init__(1)
        self.is_slow = False
        self.is_gone = False
        self._writing: list[Callable[[], None]] = []

    @override
    def submit[**P, T](
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            try:
                result = fn(*args, **kwargs)
            except Exception as err:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(err)
            else:
                future.set_result(result)

        store = getattr(fn, "__self__", None)
        is_writing = getattr(fn, "__name__", "") == WRITING
        if self.is_gone:
            future.cancel()
        elif is_writing and not str(getattr(store, "key", "")).startswith("chastify"):
            # Registries are made anew in each life.
            future.set_result(None)  # type: ignore[arg-type]
        elif is_writing and self.is_slow:
            future.set_running_or_notify_cancel()
            self._writing.append(work)
        else:
            work()
        return future

    def write(self) -> None:
        """Write the waiting files."""
        waiting, self._writing = self._writing, []
        for work in waiting:
            if not self.is_gone:
                work()

    @property
    def is_writing(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._writing)


class Loop(asyncio.SelectorEventLoop):
    """A loop that is turned by hand.

    is_cut_off: whether no connection can be made.
    problems: what nobody has caught.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Start with nothing to do; `now` is its clock."""
        self._now = now
        self._counting = _Selector()
        super().__init__(self._counting)
        self.disk = Disk()
        self.set_default_executor(self.disk)
        self.is_cut_off = False
        self.problems: list[str] = []
        self.set_exception_handler(self._note)

    def _note(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(context.get("exception"), UnknownEntry):
            # Home Assistant reloads an entry that was removed meanwhile.
            return
        self.problems.append(
            f"{context.get('message')}: {context.get('exception')!r} {context}"
        )

    @override
    def time(self) -> float:
        return self._now()

    @override
    async def sock_connect(self, sock: Any, address: Any) -> None:
        if self.is_cut_off:
            raise ConnectionRefusedError
        await super().sock_connect(sock, address)

    @override
    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There are no threads to wait for."""

    def turn(self) -> bool:
        """Run the callbacks that are due; return whether anything happened or is left to do."""
        found = self._counting.found
        self.call_soon(self.stop)
        self.run_forever()
        return bool(self._ready) or found != self._counting.found  # type: ignore[attr-defined]

    @property
    def next_timer(self) -> float:
        """When the next timer ends, by the loop's clock; infinity where there is none."""
        timers: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        return min(
            (timer.when() for timer in timers if not timer.cancelled()),
            default=math.inf,
        )

    def end(self) -> None:
        """End in the middle of everything; nothing leaves the loop any more."""
        self.is_cut_off = self.disk.is_gone = True
        self.set_exception_handler(lambda _loop, _context: None)
        transports: Any = self._transports  # type: ignore[attr-defined]
        for transport in list(transports.values()):
            transport.abort()
        for _ in range(50):
            timers: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
            for timer in timers:
                timer.cancel()
            tasks = asyncio.all_tasks(self)
            for task in tasks:
                task.cancel()
            self.turn()
            if not tasks:
                break
        self.turn()
        self.close()


class Time:
    """The clock, and the loops whose timers it moves."""

    def __init__(self, clock: FrozenDateTimeFactory) -> None:
        """Stand still."""
        self._clock = clock
        self._microseconds = round(time.time() * 1e6)
        self.loops: list[Loop] = []
        # Called whenever something may have happened, and whenever time has passed.
        self.watch: Callable[[], None] = lambda: None
        self.look: Callable[[], None] = lambda: None
        self.service = self.new_loop()

    def new_loop(self) -> Loop:
        """Return a loop that takes part from now on."""
        loop = Loop(self.now)
        self.loops.append(loop)
        return loop

    def end(self, loop: Loop) -> None:
        """End a loop in the middle of everything."""
        self.loops.remove(loop)
        loop.end()

    def settle(self) -> None:
        """Let everything happen that needs no time."""
        quiet = turns = 0
        while quiet < QUIET_TURNS:
            is_busy = False
            for loop in tuple(self.loops):
                is_busy |= loop.turn()
            self.watch()
            quiet = 0 if is_busy else quiet + 1
            turns += 1
            assert turns < MOST_TURNS, "something never ends without time passing"

    def turn(self, times: int) -> None:
        """Let just the beginning of it happen."""
        for _ in range(times):
            for loop in tuple(self.loops):
                loop.turn()
            self.watch()

    def now(self) -> float:
        """Return the time by the clock of the loops, which nobody can set."""
        return self._microseconds / 1e6

    def pass_by(
        self, seconds: float, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Let time pass, at most until something is so."""
        self.settle()
        self.look()
        end = self.now() + seconds
        while (left := end - self.now()) > 1e-6 and not until():
            timer = min(loop.next_timer for loop in self.loops)
            step = max(timer - self.now(), NEARBY)
            self._tick(min(step, left, LONGEST_STEP))
            for loop in self.loops:
                loop.disk.write()
            self.settle()
            self.look()

    def _tick(self, seconds: float) -> None:
        # Rounded up, so that a timer is not just about to end.
        microseconds = math.ceil(seconds * 1e6)
        self._clock.tick(timedelta(microseconds=microseconds))
        self._microseconds += microseconds

    def finish[T](
        self, loop: Loop, work: Coroutine[Any, Any, T], most: float = 120
    ) -> T:
        """Let time pass until a coroutine is done; return its result."""
        task = loop.create_task(work)
        self.pass_by(most, until=task.done)
        assert task.done(), f"{work} takes too long"
        return task.result()
