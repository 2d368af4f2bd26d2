"""Stops of hardware: sent at once, past everything that waits, until they are acknowledged.

They belong to the domain and not to a loaded entry: an account whose setup failed can be stopped too,
and what was started is stopped whatever becomes of its entry.
"""

import asyncio
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HassJob, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..account.access import Access, entries_of_token, is_account
from ..account.allowance import (
    COMMANDS_PER_MINUTE,
    Allowance,
    async_allowance,
    async_forget_allowance,
)
from ..const import DOMAIN
from .connected import connected_devices
from .issues import async_create_running_issue, async_delete_running_issue
from .run import Aim, Run, StopProblem
from .runs import RUNS, Runs
from .stop_pace import StopPace
from .stop_tries import StopTries
from .stop_ways import Way

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# So long is waited for the stops of what may be running; they are tried on after it.
UNLOAD_ENDS: Final = 5.0
SHUTDOWN_ENDS: Final = 10.0
# Turns take 24 commands a minute; a hurry takes no more than leaves a few to whoever presses a stop.
ROOM_FOR_HURRY: Final = COMMANDS_PER_MINUTE - 4
# Other commands leave what two emergency stops send, and so many at least.
LEAST_RESERVED: Final = 4


class Stops:
    """All stops that are being sent, by their aims, and what they have in common."""

    def __init__(self, hass: HomeAssistant, going: ChastifyConfigEntry | None) -> None:
        """Start with nothing to stop; `going` is an entry that is being removed."""
        self.hass = hass
        self.runs = Runs(
            hass,
            on_stop_due=self._stop_run,
            on_overdue=self.async_complain,
            on_told_off=self._told_off,
            on_ended=self._ended,
            going=going,
        )
        self._tries: dict[Aim, StopTries] = {}
        self._paces: dict[Aim, StopPace] = {}

    def tries(self, aim: Aim, way: Way) -> StopTries:
        """Return the tries with an aim."""
        if aim not in self._tries:
            self._tries[aim] = StopTries(self, aim, way)
        return self._tries[aim]

    @property
    def all(self) -> list[StopTries]:
        """The tries of all aims."""
        return list(self._tries.values())

    def pace(self, aim: Aim) -> StopPace:
        """Return the pace of the stops of one token."""
        of_token = _of_token(aim)
        if of_token not in self._paces:
            allowance = self._allowance(aim)
            self._paces[of_token] = StopPace(
                self.hass, lambda: allowance.taken < ROOM_FOR_HURRY
            )
        return self._paces[of_token]

    def _allowance(self, aim: Aim) -> Allowance:
        return async_allowance(self.hass, _access(aim))

    @callback
    def async_tidy(self, tries: StopTries) -> None:
        """Forget tries that have nothing to do any more."""
        if not tries.is_idle or self._tries.get(tries.aim) is not tries:
            return
        del self._tries[tries.aim]
        of_token = _of_token(tries.aim)
        if self._paces[of_token].async_part(tries):
            del self._paces[of_token]
            async_forget_allowance(self.hass, _access(tries.aim))

    @callback
    def async_help(self, tries: StopTries, command: str) -> None:
        """Send a stop also where the service picks the lock, which may be the same."""
        for run in self.runs.to_stop(tries.aim, command):
            way = (run.access, run.route)
            self.tries(tries.aim.unpinned, way).async_help(run.entry_id, command)
            return

    @callback
    def async_lock_gone(self, tries: StopTries, command: str) -> None:
        """Note that the lock of an aim has ended; the hardware may be at the wearer's next one."""
        runs = self.runs.to_stop(tries.aim, command)
        is_news = not all(run.is_lock_gone for run in runs)
        self.runs.async_lock_gone(tries.aim)
        if is_news:
            self.async_help(tries, command)

    @callback
    def async_complain(self, run: Run, problem: StopProblem | None = None) -> None:
        """Tell a person that something may be running that should have been stopped."""
        entry = self.hass.config_entries.async_get_entry(run.entry_id)
        if problem is not None:
            run.problem = problem
        elif run.is_lock_gone:
            run.problem = StopProblem.LOCK_ENDED
        # Home Assistant may be started without this account, and then nobody sends the stop.
        is_left = entry is None or entry.disabled_by is not None
        async_create_running_issue(
            self.hass, run, StopProblem.LEFT if is_left else run.problem
        )

    @callback
    def async_close(self) -> None:
        """End everything at once, when Home Assistant is about to be gone."""
        self.runs.async_close()
        for tries in self.all:
            tries.async_close()

    @callback
    def _stop_run(self, run: Run) -> None:
        """Begin the stop that is planned for a run."""
        self.tries(run.aim, (run.access, run.route)).async_begin(run.entry_id, run.stop)

    @callback
    def _told_off(self, run: Run) -> None:
        """Send no more what was meant for it."""
        if run.aim in self._tries:
            self._tries[run.aim].async_give_up(run.stop)
        if run.aim.unpinned in self._tries:
            self._tries[run.aim.unpinned].async_look()

    @callback
    def _ended(self, run: Run) -> None:
        """Rest where it was all there was to do."""
        if not self.runs.may_run(run.subentry_id):
            async_delete_running_issue(self.hass, run)
        for aim in (run.aim, run.aim.unpinned):
            if aim in self._tries:
                self._tries[aim].async_look()


STOPS: Final[HassKey[Stops]] = HassKey(f"{DOMAIN}_stops")


def _of_token(aim: Aim) -> Aim:
    return Aim(base_url=aim.base_url, token=aim.token)


def _access(aim: Aim) -> Access:
    return Access(base_url=aim.base_url, token=aim.token)


async def async_setup_stops(
    hass: HomeAssistant, going: ChastifyConfigEntry | None = None
) -> None:
    """Stop what was running when Home Assistant last ran, and be ready for what will.

    going: an entry that is being removed.
    """
    if STOPS in hass.data:
        # The set-up failed elsewhere and is tried again.
        return
    stops = hass.data[STOPS] = Stops(hass, going)
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
    """Stop what may be running of an entry, None: of all, and wait at most so long for it.

    What isn't acknowledged then is still tried.
    """
    runs = hass.data[RUNS]
    for run in runs.of_entry(entry_id):
        runs.async_stop_now(run)
    still = hass.loop.create_future()

    @callback
    def tell() -> None:
        if not runs.of_entry(entry_id) and not still.done():
            still.set_result(None)

    remove_listener = runs.async_add_listener(tell)
    try:
        tell()
        await asyncio.wait([still], timeout=seconds)
    finally:
        remove_listener()


@callback
def async_tell_what_may_run(hass: HomeAssistant, entry_id: str) -> None:
    """Tell of what may still be running of an account that is disabled or gone.

    Home Assistant may be started without any account, and then nobody sends the stop.
    """
    for run in hass.data[RUNS].of_entry(entry_id):
        hass.data[STOPS].async_complain(run)


def is_stopping(hass: HomeAssistant, entry: ChastifyConfigEntry, aim: Aim) -> bool:
    """Tell whether a stop is still being sent on a route of an entry, whatever the lock.

    A start that a person said is off counts as long as its answer is out.
    """
    routes = [
        *(tries.aim for tries in hass.data[STOPS].all if tries.is_trying),
        *(run.aim for run in hass.data[RUNS].all if run.is_told_off),
    ]
    own = [run.aim.unpinned for run in hass.data[RUNS].of_entry(entry.entry_id)]
    return any(
        route.unpinned == aim.unpinned
        or (route.unpinned in own and route.session_id == aim.session_id)
        for route in routes
    )


def reserved_for_stops(hass: HomeAssistant, access: Access) -> int:
    """Return how many commands of a token are left to its stops: 0 where it has no devices."""
    devices = [
        device
        for entry in entries_of_token(hass, access)
        for device in connected_devices(entry)
    ]
    if not devices:
        return 0
    aims = {run.aim for run in hass.data[RUNS].all if run.access == access} | {
        Aim(
            base_url=access.base_url,
            token=access.token,
            session_id=device.route.session_id,
        )
        for device in devices
    }
    aims.add(Aim(base_url=access.base_url, token=access.token))
    return min(max(LEAST_RESERVED, 2 * len(aims)), ROOM_FOR_HURRY)


@callback
def async_resume_stops(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Send again what a refused token had ended or slowed down: there may be another token now."""
    for tries in hass.data[STOPS].all:
        if tries.serves(entry.entry_id):
            tries.async_resume()


@callback
def async_remove_stops(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Forget an account that goes; what is being sent is still tried to its end."""
    stops = hass.data[STOPS]
    for tries in stops.all:
        tries.forget(entry.entry_id)
        stops.async_tidy(tries)
    if is_account(entry):
        stops.runs.latch.async_forget(entry)
        async_forget_allowance(hass, Access.of(entry))
