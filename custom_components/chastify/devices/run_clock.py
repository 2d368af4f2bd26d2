"""Timers of runs: when a planned stop is due, and when it is overdue."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .run import OVERDUE_AFTER, Plan, Run

# Seconds between two looks at the wall clock, which is ahead of the loop's clock after a sleep.
WALL_CLOCK_INTERVAL: Final = 1.0


class RunClock:
    """One timer for each run, until it is overdue."""

    def __init__(
        self,
        hass: HomeAssistant,
        on_due: Callable[[Run], None],
        on_overdue: Callable[[Run], None],
    ) -> None:
        """Start without timers; the functions are called when a stop is due or overdue."""
        self._hass = hass
        self._on_due = on_due
        self._on_overdue = on_overdue
        self._timers: dict[Run, CALLBACK_TYPE] = {}
        self._is_closed = False

    def now(self) -> Plan:
        """Return the plan of a stop that is due now."""
        return Plan(stop_at=self._hass.loop.time(), stop_at_wall=dt_util.utcnow())

    @callback
    def async_schedule(self, run: Run) -> None:
        """Set the timer of a run, for its stop or for the next look at the wall clock."""
        self.async_cancel(run)
        plan = run.plan
        if plan is None or run.is_overdue or self._is_closed:
            return
        if run.is_declared_off and run.is_due:
            return
        ends = plan.stop_at
        if run.is_due:
            ends += OVERDUE_AFTER.total_seconds()

        @callback
        def look_again(_now: datetime) -> None:
            del self._timers[run]
            self._advance(run)

        self._timers[run] = async_call_later(
            self._hass,
            max(0, min(ends - self._hass.loop.time(), WALL_CLOCK_INTERVAL)),
            HassJob(look_again, f"{DOMAIN} planned stop"),
        )

    @callback
    def async_cancel(self, run: Run) -> None:
        """End the timer of a run."""
        if cancel := self._timers.pop(run, None):
            cancel()

    @callback
    def async_close(self) -> None:
        """End all timers."""
        self._is_closed = True
        for run in tuple(self._timers):
            self.async_cancel(run)

    def _advance(self, run: Run) -> None:
        """Report that the stop is due or overdue, and set the next timer."""
        steady_now, wall_now = self._hass.loop.time(), dt_util.utcnow()
        if run.plan is None:
            return
        if not run.is_due and run.plan.is_due(steady_now, wall_now):
            self._on_due(run)
        if run.is_due and run.plan.is_due(steady_now, wall_now, OVERDUE_AFTER):
            run.is_overdue = True
            self._on_overdue(run)
        self.async_schedule(run)
