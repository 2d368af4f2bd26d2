"""Stops of hardware: sent at once, past everything that waits, until they are acknowledged.

They belong to the domain and not to a loaded entry: an account whose setup failed can be stopped too,
and what was started is stopped whatever becomes of its entry.
"""

import asyncio
from functools import partial
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HassJob, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.hass_dict import HassKey

from .api import JsonValue
from .connected_device import AccountAccess, Route, connected_devices
from .const import DOMAIN
from .device_commands import STOP_ALL
from .failures import is_without_lock
from .run import Lane, Run
from .runs import RUNS, Runs
from .stop_tries import StopTries, Way, is_still_trying

# So long is waited for the stops of what may be running; they are tried on after it.
UNLOAD_ENDS: Final = 5.0
SHUTDOWN_ENDS: Final = 10.0

ACCOUNT_ROUTE: Final = Route()

_STOPS: Final[HassKey[dict[tuple[Lane, str], StopTries]]] = HassKey(f"{DOMAIN}_stops")


async def async_setup_stops(hass: HomeAssistant) -> None:
    """Stop what was running when Home Assistant last ran, and be ready for what will."""
    if RUNS in hass.data:
        # The set-up failed elsewhere and is tried again.
        return
    hass.data[_STOPS] = {}
    runs = hass.data[RUNS] = Runs(hass, partial(_async_stop_run, hass))

    async def stop_running() -> None:
        runs.is_closing = True
        await async_stop_running(hass, None, SHUTDOWN_ENDS)

    @callback
    def close(_event: Event) -> None:
        async_close(hass)

    hass.async_add_shutdown_job(HassJob(stop_running, f"{DOMAIN} shutdown"))
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    await runs.async_load()


@callback
def async_close(hass: HomeAssistant) -> None:
    """End everything at once, when Home Assistant is about to be gone."""
    hass.data[RUNS].async_close()
    for tries in hass.data[_STOPS].values():
        tries.async_close()


async def async_stop(
    hass: HomeAssistant,
    entry: ConfigEntry,
    command: str = STOP_ALL,
    route: Route = ACCOUNT_ROUTE,
) -> JsonValue:
    """Stop what a command stops on one route.

    Starts that wait for their turn there are dropped. Returns what the service answered; raises a
    translated HomeAssistantError where the service refuses, and after 5 s without an
    acknowledgement; it is still tried then.
    """
    way = (AccountAccess.of(entry), route)
    hass.data[RUNS].async_drop_waiting(entry.entry_id, route.session_id)
    return await _tries(hass, entry.entry_id, way, command).async_call(way)


async def async_stop_devices(hass: HomeAssistant, entry: ConfigEntry) -> JsonValue:
    """Stop everything on every route of an account; nothing starts until a person allows it again.

    Returns what the service answered on the first of them; raises what `async_stop` raises.
    """
    runs = hass.data[RUNS]
    runs.async_latch(entry.entry_id)
    routes = _routes(entry, runs)
    # Eager, so that nothing that follows the latch is on the wire before them.
    stops = [
        create_eager_task(async_stop(hass, entry, STOP_ALL, route)) for route in routes
    ]
    for run in runs.of_entry(entry.entry_id):
        if run.access.base_url != AccountAccess.of(entry).base_url:
            # The account was moved to another server meanwhile.
            _async_stop_run(hass, run)
    # Written beside the requests; whoever gives up waiting doesn't end it.
    latched = hass.async_create_task(runs.async_save(), f"{DOMAIN} emergency stop")
    runs.async_tell()
    outcomes = await asyncio.gather(*stops, return_exceptions=True)
    await asyncio.wait([latched])
    return _outcome(
        [
            (outcome, _has_own(entry, runs, route))
            for outcome, route in zip(outcomes, routes, strict=True)
        ]
    )


async def async_stop_running(
    hass: HomeAssistant, entry_id: str | None, seconds: float
) -> None:
    """Stop what may be running of an account, None: of all, and wait at most so long for it.

    What isn't acknowledged then is still tried.
    """
    runs = hass.data[RUNS]
    for run in runs.of_entry(entry_id):
        _async_stop_run(hass, run)
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
        way = (run.access, run.route)
        _tries(hass, entry_id, way, run.stop).async_complain()


def is_stopping(hass: HomeAssistant, entry_id: str, session_id: str | None) -> bool:
    """Tell whether a stop is still being sent on the route of that session."""
    return any(
        tries.is_trying
        for (lane, _), tries in hass.data[_STOPS].items()
        if (lane.entry_id, lane.session_id) == (entry_id, session_id)
    )


@callback
def async_resume_stops(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Send again what a refused token had ended: there may be another token now."""
    for (lane, _), tries in hass.data[_STOPS].items():
        if lane.entry_id == entry.entry_id:
            tries.async_resume()


@callback
def async_remove_stops(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget an account that goes; what is being sent is still tried to its end."""
    stops = hass.data[_STOPS]
    for key, tries in list(stops.items()):
        if key[0].entry_id == entry.entry_id and not tries.is_trying:
            del stops[key]
    hass.data[RUNS].async_forget(entry.entry_id)


@callback
def _async_stop_run(hass: HomeAssistant, run: Run) -> None:
    """Begin the stop that is planned for a run."""
    _tries(hass, run.entry_id, (run.access, run.route), run.stop).async_begin()


def _tries(hass: HomeAssistant, entry_id: str, way: Way, command: str) -> StopTries:
    """Return the one that sends a command on the route of a session."""
    stops = hass.data[_STOPS]
    key = (Lane(entry_id, way[0].base_url, way[1].session_id), command)

    @callback
    def stop_all() -> None:
        """Try the stop of everything too, where the service refuses one that stops less."""
        tries = _tries(hass, entry_id, way, STOP_ALL)
        if command != STOP_ALL and not tries.is_trying:
            tries.async_begin()

    if key not in stops:
        stops[key] = StopTries(
            hass,
            hass.data[RUNS],
            entry_id,
            way,
            command,
            on_refused=stop_all,
        )
    return stops[key]


def _routes(entry: ConfigEntry, runs: Runs) -> list[Route]:
    """Return every route of an account."""
    sessions = {route.session_id: route for route in _own_routes(entry, runs)}
    sessions.pop(None, None)
    return [ACCOUNT_ROUTE, *sessions.values()]


def _own_routes(entry: ConfigEntry, runs: Runs) -> list[Route]:
    """Return the routes on which devices of ours are or were started."""
    return [
        *(run.route for run in runs.of_entry(entry.entry_id)),
        *(device.route for device in connected_devices(entry)),
    ]


def _has_own(entry: ConfigEntry, runs: Runs, route: Route) -> bool:
    """Tell whether a device of ours is reached on a route."""
    return any(own.session_id == route.session_id for own in _own_routes(entry, runs))


def _outcome(
    outcomes: list[tuple[JsonValue | BaseException, bool]],
) -> JsonValue:
    """Return the first answer, or raise the failure that matters most.

    A refusal on a route on which no device of ours is reached is none where another was stopped.
    """
    answers = [
        outcome for outcome, _ in outcomes if not isinstance(outcome, BaseException)
    ]
    failures: list[HomeAssistantError] = []
    for outcome, has_own in outcomes:
        if isinstance(outcome, HomeAssistantError):
            if has_own or not answers or is_still_trying(outcome):
                failures.append(outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
    # What may still be running comes first.
    for failure in sorted(failures, key=is_without_lock):
        raise failure
    return answers[0]
