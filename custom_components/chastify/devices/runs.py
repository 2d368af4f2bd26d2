"""All runs, from the storing of their starts to the acknowledgement of their stops.

They belong to the domain: entries and devices come and go while something runs.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
import math
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.hass_dict import HassKey

from ..account.access import Access
from ..api import JsonValue
from ..api.hardware import StartCommand
from ..const import DOMAIN
from .connected import ConnectedDevice
from .consent import ShownLock
from .cooldowns import Cooldowns, LastStart
from .latch import Latch
from .run import Plan, Run, StopProblem, Target
from .run_clock import RunClock
from .store import DeviceStore

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

type CancelStart = Callable[[], None]
# Runs, each with the number of its last start at some moment.
type StartNumbers = Mapping[Run, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorState:
    """The state of a run before a start, restored where that turns out to have started nothing.

    number: the number of the start in its run.
    """

    number: int
    plan: Plan | None
    last_start: LastStart | None


class Runs:
    """Keeps each run until a stop that was sent after its last start is acknowledged."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        on_stop_due: Callable[[Run], None],
        on_overdue: Callable[[Run], None],
        on_declared_off: Callable[[Run], None],
        on_ended: Callable[[Run], None],
        removed_entry: ChastifyConfigEntry | None,
    ) -> None:
        """Start without runs; `async_load` reads the stored ones.

        on_stop_due: called whenever the stop of a run is to be sent.
        on_overdue: called when its stop has been due for 3 s.
        on_declared_off: called when a person said that the device is off.
        on_ended: called when it has ended.
        removed_entry: an entry that is being removed.
        """
        self._hass = hass
        self._on_stop_due = on_stop_due
        self._on_overdue = on_overdue
        self._on_declared_off = on_declared_off
        self._on_ended = on_ended
        self._store = DeviceStore(hass, removed_entry)
        self.latch = Latch(self._store, self.async_tell)
        self.cooldowns = Cooldowns(hass, self._store)
        self._clock = RunClock(hass, self._stop, self._overdue)
        self._sending: set[asyncio.Task[JsonValue]] = set()
        self._waiting: dict[CancelStart, Target] = {}
        self._listeners: list[Callable[[], None]] = []
        # Closing: Home Assistant stops, so nothing is started. Closed: nothing is sent any more.
        self.is_closing = False
        self.is_closed = False

    async def async_load(self) -> None:
        """Read the store; the stops of its runs are due at once."""
        if await self._store.async_load():
            self.cooldowns.async_load()
        now, steady_now = dt_util.utcnow(), self._hass.loop.time()
        left = [run for run in self._store.runs if not (run.may_run or run.planned)]
        for run in left:
            ended = min(run.ends_at or now, now)
            run.ends_at = None
            run.plan = Plan(
                stop_at=steady_now - (now - ended).total_seconds(), stop_at_wall=ended
            )
        for run in left:
            # One stop is sent for all runs that it ends.
            if not run.is_due:
                self._stop(run)
            self._clock.async_schedule(run)
        self.async_tell()

    @property
    def is_loaded(self) -> bool:
        """Whether the file could be opened; until then the emergency stop holds."""
        return self._store.is_loaded

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener when a run or a latch changed; returns a function that removes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_tell(self) -> None:
        """Call the listeners."""
        for listener in tuple(self._listeners):
            listener()

    async def async_save(self) -> None:
        """Write at once."""
        await self._store.async_save()

    # Runs and their targets

    @property
    def all(self) -> list[Run]:
        """The runs of which a start was sent."""
        return [run for run in self._store.runs if run.may_run]

    def of_device(self, subentry_id: str) -> list[Run]:
        """Return the runs of a device."""
        return [run for run in self.all if run.subentry_id == subentry_id]

    def of_entry(self, entry_id: str | None) -> list[Run]:
        """Return the runs of an entry, None: of all."""
        return [run for run in self.all if entry_id in (None, run.entry_id)]

    def to_stop(self, target: Target, command: str) -> list[Run]:
        """Return the runs that a stop to a target ends and that weren't declared off."""
        return [
            run
            for run in self.all
            if run.target == target
            and run.is_ended_by(command)
            and not run.is_declared_off
        ]

    def pinned(self, target: Target) -> list[Run]:
        """Return the pinned runs on the route of a target without a pin, none for another one."""
        return [
            run
            for run in self.all
            if target.lock_id is None
            and run.target.lock_id is not None
            and run.target.unpinned == target
            and not run.is_declared_off
        ]

    def at_ended_locks(self, target: Target) -> list[Run]:
        """Return the pinned runs whose lock has ended."""
        return [run for run in self.pinned(target) if run.is_lock_ended]

    # Starts

    @callback
    def async_add_waiting_start(
        self, target: Target, cancel: CancelStart
    ) -> CALLBACK_TYPE:
        """Call `cancel` when a stop on the route is called for; returns how to end that."""
        self._waiting[cancel] = target.unpinned

        def end() -> None:
            self._waiting.pop(cancel, None)

        return end

    @callback
    def async_cancel_waiting_starts(self, targets: Iterable[Target]) -> None:
        """CancelStart the starts on these routes that were not sent yet."""
        routes = {target.unpinned for target in targets}
        for cancel, route in list(self._waiting.items()):
            if route in routes:
                cancel()

    @callback
    def async_plan(
        self,
        entry_id: str,
        access: Access,
        device: ConnectedDevice,
        command: StartCommand,
        lock: ShownLock,
        seconds: float,
    ) -> Run:
        """Return the run of a new start; `async_begin` or `async_withdraw` follows."""
        run = next(
            (
                run
                for run in self._store.runs
                if run.subentry_id == device.subentry_id
                and run.stop == command.stop
                and run.route == device.route
                and run.access == access
                and run.lock_id == lock.lock_id
            ),
            None,
        )
        if run is None:
            run = Run(
                entry_id=entry_id,
                subentry_id=device.subentry_id,
                name=device.name,
                access=access,
                route=device.route,
                stop=command.stop,
                lock_id=lock.lock_id,
                wearer=lock.wearer,
            )
            self._store.runs.append(run)
        now = dt_util.utcnow()
        run.planned += 1
        run.since = run.since or now
        run.ends_at = now + timedelta(seconds=seconds)
        self.cooldowns.async_expect(device.subentry_id)
        return run

    async def async_store(self, run: Run) -> bool:
        """Write a planned run at once; tell whether it is on the disk."""
        await self._store.async_save()
        return await self._store.async_is_stored(run)

    @callback
    def async_send(
        self, sending: Coroutine[Any, Any, JsonValue]
    ) -> asyncio.Task[JsonValue]:
        """Send a start and await its answer, even where its caller gives up waiting."""
        task = create_eager_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sent)
        return task

    def _sent(self, task: asyncio.Task[JsonValue]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            # The caller may have given up; an error that nobody fetches would be logged.
            task.exception()

    @callback
    def async_begin(
        self, run: Run, device: ConnectedDevice, seconds: float, longest: float
    ) -> PriorState:
        """Note that a start is being sent: from now on its run may be running.

        seconds: its duration. longest: the cap, from the first of overlapping starts to the stop of
        all of them; the caps of other devices that are the same hardware hold too.
        """
        now, wall_now = self._hass.loop.time(), dt_util.utcnow()
        run.planned -= 1
        run.ends_at = None
        run.starts += 1
        before = PriorState(
            number=run.starts,
            plan=run.plan,
            last_start=self.cooldowns.last(device.subentry_id),
        )
        # Devices of two entries may be the same hardware, which they must not prolong together.
        overlapping = [
            other
            for other in self.all
            if other.stop == run.stop and other.shares_hardware(run)
        ]
        if not run.may_run:
            run.first_started, run.since = now, wall_now
        first = min(other.first_started for other in (*overlapping, run))
        run.cap_ends = min(
            first + longest, *(each.cap_ends for each in overlapping), math.inf
        )
        stop_at = min(now + seconds, run.cap_ends)
        run.plan = Plan(
            stop_at=stop_at, stop_at_wall=wall_now + timedelta(seconds=stop_at - now)
        )
        run.in_flight += 1
        run.is_due = run.is_overdue = run.is_declared_off = False
        self.cooldowns.async_set(
            device.subentry_id, LastStart(at=now, lock_id=run.lock_id)
        )
        self._clock.async_schedule(run)
        self.async_tell()
        return before

    @callback
    def async_answered(self, run: Run, before: PriorState, *, may_run: bool) -> None:
        """Note the answer to a start, or that none came.

        may_run: False where it surely started nothing.
        """
        run.in_flight -= 1
        # The plan of a later start holds, whatever the answer to this one.
        if not may_run and run.starts == before.number:
            self.cooldowns.async_set(run.subentry_id, before.last_start)
            if before.plan is not None:
                run.plan, run.is_due = before.plan, False
            elif not run.in_flight:
                self._end(run)
                return
            self._clock.async_schedule(run)
            self.async_tell()
        if run.stop_again and not run.in_flight:
            run.stop_again = run.is_overdue = False
            # It may have started just now.
            run.plan = self._clock.now()
            self._stop(run)

    @callback
    def async_withdraw(self, run: Run) -> None:
        """Forget the plan of a start that was not sent, unless another start needs it."""
        run.planned -= 1
        if not run.planned:
            run.ends_at = None
        self.cooldowns.async_set(run.subentry_id, self.cooldowns.last(run.subentry_id))
        if not run.may_run:
            self._end(run)

    # Stops

    @callback
    def async_stop_now(self, run: Run) -> None:
        """Send the stop of a run; one that was declared off waits for its start's answer."""
        if not run.is_declared_off:
            self._stop(run)

    def _stop(self, run: Run) -> None:
        """Send the stop of a run now."""
        run.is_due, run.is_declared_off = True, False
        self._on_stop_due(run)
        self._clock.async_schedule(run)

    @callback
    def async_stopping(self, target: Target, command: str) -> StartNumbers:
        """Note that a stop is being sent; return the runs that its acknowledgement ends.

        Their stops are due from now on. A run with a start in flight needs another stop after the
        answer to that.
        """
        now = self._clock.now()
        covered = self.to_stop(target, command)
        for run in covered:
            run.stop_again = run.stop_again or run.in_flight > 0
            run.is_due = True
            if run.plan is not None and run.plan.earlier_of(now) != run.plan:
                run.plan = run.plan.earlier_of(now)
                self._clock.async_schedule(run)
                self.async_tell()
        return _start_numbers(covered)

    def numbers_at_ended_locks(self, target: Target, command: str) -> StartNumbers:
        """Return the runs at ended locks that a stop without a pin may end at another lock."""
        return _start_numbers(
            run for run in self.at_ended_locks(target) if run.is_ended_by(command)
        )

    @callback
    def async_acknowledged(self, stopped: StartNumbers) -> None:
        """Note that a stop was acknowledged: runs with a later start go on."""
        for run, starts in stopped.items():
            if run.may_run and run.starts == starts:
                self._end(run)

    @callback
    def async_lock_ended(self, target: Target) -> None:
        """Note that the service says that the lock of an target has ended."""
        for run in self.all:
            if run.target == target:
                run.is_lock_ended = True

    def start_numbers_of(self, entry_id: str, subentry_id: str) -> StartNumbers:
        """Return the runs of a device when a person is asked whether it is off."""
        return {
            run: run.starts
            for run in self.of_entry(entry_id)
            if run.subentry_id == subentry_id
        }

    @callback
    def async_declare_off(self, asked: StartNumbers) -> None:
        """End the due runs of a device of which a person said that it is off.

        A start without an answer keeps its plan: it may take effect at any time until then, and is
        stopped after its answer. Runs with a start after the question go on.
        """
        for run, starts in asked.items():
            if not (run.may_run and run.is_due and run.starts == starts):
                continue
            run.is_declared_off = True
            self._on_declared_off(run)
            if run.in_flight:
                run.stop_again = True
                self._clock.async_schedule(run)
            else:
                self._end(run)

    @callback
    def async_close(self) -> None:
        """End the timers, when Home Assistant closes."""
        self.is_closing = self.is_closed = True
        self._clock.async_close()
        for task in self._sending:
            task.cancel()

    @callback
    def _overdue(self, run: Run) -> None:
        """Report a run whose stop has been due for 3 s."""
        self._on_overdue(run)
        self.async_tell()

    def _end(self, run: Run) -> None:
        """End a run; it is kept only for a start that is being stored or has no answer."""
        self._clock.async_cancel(run)
        run.plan = None
        run.first_started = run.cap_ends = math.inf
        run.stop_again = run.is_declared_off = run.is_due = run.is_overdue = False
        run.is_lock_ended = False
        run.problem = StopProblem.UNACKNOWLEDGED
        if not run.planned and not run.in_flight and run in self._store.runs:
            self._store.runs.remove(run)
            self._store.save_soon()
        self._on_ended(run)
        self.async_tell()


def _start_numbers(runs: Iterable[Run]) -> StartNumbers:
    """Return the runs that a stop ends now; a start in flight may take effect after it."""
    return {run: run.starts for run in runs if not run.in_flight}


RUNS: Final[HassKey[Runs]] = HassKey(f"{DOMAIN}_runs")
