"""Stops of hardware: they are sent at once, past everything that waits, until acknowledged.

They belong to the domain and not to a loaded entry: an account whose setup failed can be stopped
too, and runs are stopped whatever becomes of their entry.
"""

import asyncio
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HassJob, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..account.access import Access, entries_of_token, is_account
from ..account.allowance import (
    COMMANDS_PER_MINUTE,
    async_allowance,
    async_forget_allowance,
)
from ..account.followed_lock import async_forget_seen_locks
from ..const import DOMAIN
from .connected import connected_devices
from .issues import async_create_running_issue, async_delete_running_issue
from .run import Credentials, Run, StopProblem, Target
from .runs import RUNS, Runs
from .stop_attempts import StopAttempts
from .stop_pace import StopPace

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Seconds to wait for the stops of runs; they are still pending after it.
UNLOAD_ENDS: Final = 5.0
SHUTDOWN_ENDS: Final = 10.0
# Turns take 24 commands a minute; stops beside them leave a few to a person who presses a stop.
MOST_BESIDE_CALLS: Final = COMMANDS_PER_MINUTE - 4
# Other commands leave what two emergency stops send, and at least so many.
LEAST_RESERVED: Final = 4


class Stops:
    """The stops of all targets, and the runs that they end."""

    def __init__(
        self, hass: HomeAssistant, removed_entry: ChastifyConfigEntry | None
    ) -> None:
        """Start without stops; `removed_entry` is one that is being removed."""
        self.hass = hass
        self.runs = Runs(
            hass,
            on_stop_due=self._stop_run,
            on_overdue=self.async_report_running,
            on_declared_off=self._declared_off,
            on_ended=self._ended,
            removed_entry=removed_entry,
        )
        self._attempts: dict[Target, StopAttempts] = {}
        self._paces: dict[Access, StopPace] = {}

    def attempts(self, target: Target, credentials: Credentials) -> StopAttempts:
        """Return the attempts of a target."""
        if target not in self._attempts:
            self._attempts[target] = StopAttempts(self, target, credentials)
        return self._attempts[target]

    @property
    def all(self) -> list[StopAttempts]:
        """The attempts of all targets."""
        return list(self._attempts.values())

    def pace(self, access: Access) -> StopPace:
        """Return the pace of the stops of one token."""
        if access not in self._paces:
            allowance = async_allowance(self.hass, access)
            self._paces[access] = StopPace(
                self.hass, lambda: allowance.taken < MOST_BESIDE_CALLS
            )
        return self._paces[access]

    @callback
    def async_tidy(self, attempts: StopAttempts) -> None:
        """Forget attempts that have nothing left to do."""
        target = attempts.target
        if not attempts.is_idle or self._attempts.get(target) is not attempts:
            return
        del self._attempts[target]
        if self._paces[target.access].async_part(attempts):
            del self._paces[target.access]
            async_forget_allowance(self.hass, target.access)
            async_forget_seen_locks(self.hass, target.access)

    @callback
    def async_stop_unpinned(self, attempts: StopAttempts, command: str) -> None:
        """Send a stop also where the service picks the lock, which may be the same."""
        if runs := self.runs.to_stop(attempts.target, command):
            unpinned = self.attempts(attempts.target.unpinned, runs[0].credentials)
            unpinned.async_begin_unpinned(runs[0].entry_id, command)

    @callback
    def async_lock_ended(self, attempts: StopAttempts, command: str) -> None:
        """Note that the lock of a target has ended; the device may be at the wearer's next one."""
        runs = self.runs.to_stop(attempts.target, command)
        is_news = not all(run.is_lock_ended for run in runs)
        self.runs.async_lock_ended(attempts.target)
        if is_news:
            self.async_stop_unpinned(attempts, command)

    @callback
    def async_report_running(
        self, run: Run, problem: StopProblem | None = None
    ) -> None:
        """Tell a person that something may be running that should have been stopped."""
        entry = self.hass.config_entries.async_get_entry(run.entry_id)
        if problem is not None:
            run.problem = problem
        elif run.is_lock_ended:
            run.problem = StopProblem.LOCK_ENDED
        # Home Assistant may be started without this account, and then nobody sends the stop.
        is_left = entry is None or entry.disabled_by is not None
        async_create_running_issue(
            self.hass, run, StopProblem.LEFT if is_left else run.problem
        )

    @callback
    def async_close(self) -> None:
        """End everything at once, when Home Assistant closes."""
        self.runs.async_close()
        for attempts in self.all:
            attempts.async_close()

    @callback
    def _stop_run(self, run: Run) -> None:
        """Begin the planned stop of a run."""
        self.attempts(run.target, run.credentials).async_begin(run.entry_id, run.stop)

    @callback
    def _declared_off(self, run: Run) -> None:
        """Send no more stops that were meant for a run alone."""
        if run.target in self._attempts:
            self._attempts[run.target].async_end_called(run.stop)
        if run.target.unpinned in self._attempts:
            self._attempts[run.target.unpinned].async_update()

    @callback
    def _ended(self, run: Run) -> None:
        """Drop the stops that aren't needed any more."""
        if not self.runs.of_device(run.subentry_id):
            async_delete_running_issue(self.hass, run)
        for target in (run.target, run.target.unpinned):
            if target in self._attempts:
                self._attempts[target].async_update()


STOPS: Final[HassKey[Stops]] = HassKey(f"{DOMAIN}_stops")


async def async_setup_stops(
    hass: HomeAssistant, removed_entry: ChastifyConfigEntry | None = None
) -> None:
    """Stop the runs of the last start of Home Assistant, and be ready for new ones.

    removed_entry: one that is being removed, which Home Assistant doesn't list any more.
    """
    if STOPS in hass.data:
        # The set-up failed elsewhere and is tried again.
        return
    stops = hass.data[STOPS] = Stops(hass, removed_entry)
    runs = hass.data[RUNS] = stops.runs

    async def stop_running() -> None:
        runs.is_closing = True
        await async_stop_running(hass, None, SHUTDOWN_ENDS)

    @callback
    def close(_event: Event) -> None:
        stops.async_close()

    hass.async_add_shutdown_job(HassJob(stop_running, f"{DOMAIN} shutdown"))
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    await runs.async_load()


async def async_stop_running(
    hass: HomeAssistant, entry_id: str | None, seconds: float
) -> None:
    """Stop the runs of an entry, None: of all, and wait at most so many seconds for it.

    Stops without an acknowledgement are still pending then.
    """
    runs = hass.data[RUNS]
    for run in runs.of_entry(entry_id):
        runs.async_stop_now(run)
    ended = hass.loop.create_future()

    @callback
    def look() -> None:
        if not runs.of_entry(entry_id) and not ended.done():
            ended.set_result(None)

    remove_listener = runs.async_add_listener(look)
    try:
        look()
        await asyncio.wait([ended], timeout=seconds)
    finally:
        remove_listener()


@callback
def async_report_all_running(hass: HomeAssistant, entry_id: str) -> None:
    """Tell a person of the runs of an account that is disabled or removed.

    Home Assistant may be started without any account, and then nobody sends the stop.
    """
    for run in hass.data[RUNS].of_entry(entry_id):
        hass.data[STOPS].async_report_running(run)


def is_stopping(
    hass: HomeAssistant, entry: ChastifyConfigEntry, target: Target
) -> bool:
    """Tell whether a stop is pending on the route of a target, whatever the lock.

    So does a run that was declared off, as long as it has a start without an answer.
    """
    stopping = [
        *(attempts.target for attempts in hass.data[STOPS].all if attempts.has_pending),
        *(run.target for run in hass.data[RUNS].all if run.is_declared_off),
    ]
    own = [run.target.unpinned for run in hass.data[RUNS].of_entry(entry.entry_id)]
    return any(
        each.unpinned == target.unpinned
        or (each.unpinned in own and each.session_id == target.session_id)
        for each in stopping
    )


def reserved_for_stops(hass: HomeAssistant, access: Access) -> int:
    """Return how many commands a minute are left to the stops of a token; 0 without devices."""
    devices = [
        device
        for entry in entries_of_token(hass, access)
        for device in connected_devices(entry)
    ]
    if not devices:
        return 0
    targets = {run.target for run in hass.data[RUNS].all if run.access == access}
    targets |= {Credentials(access, device.route).target() for device in devices}
    targets.add(Target(access=access))
    return min(max(LEAST_RESERVED, 2 * len(targets)), MOST_BESIDE_CALLS)


@callback
def async_resume_stops(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Send the stops again that were ended or slowed by a refused token; it may be renewed now."""
    for attempts in hass.data[STOPS].all:
        if entry.entry_id in attempts.sender.entry_ids:
            attempts.async_resume()


@callback
def async_remove_stops(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Forget a removed account; its pending stops are still sent until they end."""
    stops = hass.data[STOPS]
    for attempts in stops.all:
        attempts.forget(entry.entry_id)
        stops.async_tidy(attempts)
    if is_account(entry):
        stops.runs.latch.async_forget(entry)
        async_forget_allowance(hass, Access.of(entry))
        async_forget_seen_locks(hass, Access.of(entry))
