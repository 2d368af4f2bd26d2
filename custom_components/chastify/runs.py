"""What may be running because we started it, and the emergency stops that hold.

It belongs to the domain: entries and devices come and go while something runs.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.hass_dict import HassKey

from .api import JsonValue
from .connected_device import AccountAccess, ConnectedDevice
from .const import DOMAIN
from .device_commands import StartCommand
from .device_store import DeviceStore
from .run import Lane, Plan, Run

# So often the wall clock is looked at while something runs: it is ahead after a sleep.
LONGEST_LOOK: Final = 1.0

type Drop = Callable[[], None]
# What a stop ends, with the number of its last start.
type Stopped = Mapping[Run, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What holds again where a start turns out to have started nothing.

    number: which start of its run it was.
    """

    number: int
    plan: Plan | None
    last_start: float | None


class Runs:
    """Keeps what may be running until a stop that was sent after it is acknowledged."""

    def __init__(self, hass: HomeAssistant, on_stop_due: Callable[[Run], None]) -> None:
        """Call `on_stop_due` whenever the stop of a run is to be sent."""
        self._hass = hass
        self._on_stop_due = on_stop_due
        self._store = DeviceStore(hass)
        self._steady_starts: dict[str, float] = {}
        self._timers: dict[Run, CALLBACK_TYPE] = {}
        self._sending: set[asyncio.Task[JsonValue]] = set()
        self._waiting: dict[Drop, tuple[str, str | None]] = {}
        self._listeners: list[Callable[[], None]] = []
        # Home Assistant is about to stop, so nothing is started; it is about to be gone.
        self.is_closing = False
        self.is_closed = False

    async def async_load(self) -> None:
        """Read what was kept; the stops of what may be running are due at once."""
        await self._store.async_load()
        now, steady_now = dt_util.utcnow(), self._hass.loop.time()
        for subentry_id, moment in self._store.last_starts.items():
            # A clock that was set back makes none of them lie in the future.
            passed = max(now - moment, timedelta(0)).total_seconds()
            self._steady_starts[subentry_id] = steady_now - passed
        for run in self._store.runs:
            self._on_stop_due(run)

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener whenever a run or a latch changed; returns how to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # The latch of the emergency stop

    def is_latched(self, entry_id: str) -> bool:
        """Tell whether an account's emergency stop holds."""
        return self._store.is_unreadable or entry_id in self._store.latched

    @callback
    def async_latch(self, entry_id: str) -> None:
        """Let nothing start any more; `async_save` makes it last, `async_tell` shows it."""
        self._store.latched.add(entry_id)

    async def async_unlatch(self, entry_id: str) -> None:
        """Allow starts again; starts nothing.

        Raises HomeAssistantError where nobody knows what holds.
        """
        if self._store.is_unreadable:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="newer_device_storage"
            )
        self._store.latched.discard(entry_id)
        self.async_tell()
        await self._store.async_save()

    async def async_save(self) -> None:
        """Write at once."""
        await self._store.async_save()

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Forget the latch of an account that goes; what may be running is kept."""
        self._store.latched.discard(entry_id)
        self._store.save_soon()

    # What may be running

    def may_run(self, subentry_id: str) -> bool:
        """Tell whether something that we started on a device may be running."""
        return any(
            run.is_sent and run.subentry_id == subentry_id for run in self._store.runs
        )

    def of_entry(self, entry_id: str | None) -> list[Run]:
        """Return what may be running of an account, None: of all."""
        return [
            run
            for run in self._store.runs
            if run.is_sent and entry_id in (None, run.entry_id)
        ]

    def ended_by(self, lane: Lane, command: str) -> list[Run]:
        """Return what may be running that a stop on that lane ends."""
        return [
            run
            for run in self.of_entry(lane.entry_id)
            if run.is_ended_by(lane, command)
        ]

    def seconds_to_cool_down(self, device: ConnectedDevice) -> float:
        """Return the seconds until a device may be started again, 0 where it may now."""
        last = self._steady_starts.get(device.subentry_id)
        if last is None:
            return 0
        return max(0, last + device.cooldown - self._hass.loop.time())

    # Starts

    @callback
    def async_wait(
        self, entry_id: str, session_id: str | None, drop: Drop
    ) -> CALLBACK_TYPE:
        """Call `drop` when a stop of that route is called for; returns how to end that."""
        self._waiting[drop] = (entry_id, session_id)
        return lambda: self._waiting.pop(drop, None) and None

    @callback
    def async_drop_waiting(self, entry_id: str, session_id: str | None) -> None:
        """Drop the starts on a route that were not sent yet."""
        for drop, route in list(self._waiting.items()):
            if route == (entry_id, session_id):
                drop()

    @callback
    def async_plan(
        self,
        entry_id: str,
        access: AccountAccess,
        device: ConnectedDevice,
        command: StartCommand,
    ) -> Run:
        """Return the run that a start is to belong to; `async_begin` or `async_withdraw` follows."""
        run = next(
            (
                run
                for run in self._store.runs
                if run.subentry_id == device.subentry_id
                and run.stop == command.stop
                and run.route == device.route
                and run.access == access
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
            )
            self._store.runs.append(run)
        run.planned += 1
        self._store.last_starts[device.subentry_id] = dt_util.utcnow()
        return run

    async def async_store(self, run: Run) -> bool:
        """Write a planned run at once; tell whether it stands on the disk."""
        await self._store.async_save()
        return await self._store.async_is_stored(run)

    @callback
    def async_send(
        self, sending: Coroutine[Any, Any, JsonValue]
    ) -> asyncio.Task[JsonValue]:
        """Send a start to its end, also where its caller gives up waiting for the answer."""
        task = create_eager_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sent)
        return task

    def _sent(self, task: asyncio.Task[JsonValue]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            # Whoever called may be gone.
            task.exception()

    @callback
    def async_begin(
        self, run: Run, device: ConnectedDevice, seconds: float, longest: float
    ) -> Before:
        """Note that a start is being sent: from now on something may be running.

        seconds: how long it is to last. longest: the time from the first of the starts that overlap
        to the stop of all of them.
        """
        now = self._hass.loop.time()
        run.planned -= 1
        run.starts += 1
        before = Before(
            number=run.starts,
            plan=run.plan,
            last_start=self._steady_starts.get(device.subentry_id),
        )
        if run.first_started is None:
            run.first_started = now
        stop_at = min(now + seconds, run.first_started + longest)
        run.plan = Plan(
            stop_at=stop_at,
            stop_at_wall=dt_util.utcnow() + timedelta(seconds=stop_at - now),
        )
        run.is_sent = True
        run.in_flight += 1
        self._steady_starts[device.subentry_id] = now
        self._look(run)
        self.async_tell()
        return before

    @callback
    def async_answered(self, run: Run, before: Before, *, may_run: bool) -> None:
        """Note the answer of a start, or that none came.

        may_run: False where it surely started nothing.
        """
        run.in_flight -= 1
        # What a later start planned holds, whatever becomes of this one.
        if not may_run and run.starts == before.number:
            self._set_last_start(run.subentry_id, before.last_start)
            run.plan = before.plan
            if before.plan is None and not run.in_flight:
                self._end(run)
                return
            self._look(run)
        if run.stop_again and not run.in_flight:
            run.stop_again = False
            self._end_timer(run)
            self._on_stop_due(run)

    def _set_last_start(self, subentry_id: str, steady: float | None) -> None:
        if steady is None:
            self._steady_starts.pop(subentry_id, None)
            self._store.last_starts.pop(subentry_id, None)
            return
        self._steady_starts[subentry_id] = steady
        passed = timedelta(seconds=self._hass.loop.time() - steady)
        self._store.last_starts[subentry_id] = dt_util.utcnow() - passed

    @callback
    def async_withdraw(self, run: Run) -> None:
        """Forget the plan of a start that was not sent, unless another start needs it."""
        run.planned -= 1
        self._set_last_start(run.subentry_id, self._steady_starts.get(run.subentry_id))
        if not run.is_sent:
            self._end(run)

    @callback
    def async_stopping(self, lane: Lane, command: str) -> Stopped:
        """Note that a stop is being sent; return what its acknowledgement ends.

        A start that is in flight needs another stop after its answer.
        """
        covered = self.ended_by(lane, command)
        for run in covered:
            run.stop_again = run.stop_again or run.in_flight > 0
        return {run: run.starts for run in covered if not run.in_flight}

    @callback
    def async_acknowledged(self, stopped: Stopped) -> list[Run]:
        """Note that a stop was acknowledged; return what it ended.

        What was started after it was sent goes on.
        """
        ended = [
            run
            for run, starts in stopped.items()
            if run.is_sent and run.starts == starts
        ]
        for run in ended:
            self._end(run)
        return ended

    @callback
    def async_give_up(self, entry_id: str, subentry_id: str) -> None:
        """Take a person's word that a device is off."""
        for run in self.of_entry(entry_id):
            if run.subentry_id == subentry_id:
                self._end(run)

    @callback
    def async_close(self) -> None:
        """End the timers, when Home Assistant is about to be gone."""
        self.is_closing = self.is_closed = True
        for run in list(self._timers):
            self._end_timer(run)
        for task in self._sending:
            task.cancel()

    @callback
    def _look(self, run: Run) -> None:
        """Come back when the stop of a run is due, and sooner to look at the wall clock."""
        self._end_timer(run)
        if run not in self._store.runs or run.plan is None:
            return
        left = run.plan.stop_at - self._hass.loop.time()

        @callback
        def look_again(_now: datetime) -> None:
            del self._timers[run]
            if run.plan is None or run.plan.is_due(
                self._hass.loop.time(), dt_util.utcnow()
            ):
                self._on_stop_due(run)
            else:
                self._look(run)

        self._timers[run] = async_call_later(
            self._hass,
            max(0, min(left, LONGEST_LOOK)),
            HassJob(look_again, f"{DOMAIN} planned stop"),
        )

    def _end_timer(self, run: Run) -> None:
        if cancel := self._timers.pop(run, None):
            cancel()

    def _end(self, run: Run) -> None:
        """Note that nothing of it is running; kept only for a start that is being stored."""
        self._end_timer(run)
        run.is_sent = run.stop_again = False
        run.first_started = run.plan = None
        if not run.planned and not run.in_flight and run in self._store.runs:
            self._store.runs.remove(run)
            self._store.save_soon()
        self.async_tell()

    @callback
    def async_tell(self) -> None:
        """Call the listeners."""
        for listener in tuple(self._listeners):
            listener()


RUNS: Final[HassKey[Runs]] = HassKey(f"{DOMAIN}_runs")
