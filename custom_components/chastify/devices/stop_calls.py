"""Stops that somebody calls for: where they are sent, and how such a call ends."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..account.access import Access, sharing_entries
from ..api import JsonValue
from ..api.hardware import STOP_ALL
from ..const import DOMAIN
from ..failures.errors import is_without_lock
from .connected import ConnectedDevice, Route, connected_devices
from .run import Credentials, Run, Target
from .runs import RUNS
from .stop_attempts import StopAttempts
from .stops import STOPS

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# Seconds that a call waits for the acknowledgement; the stop is still pending after it.
CALL_ENDS: Final = 5.0

_STILL_TRYING: Final = "stop_still_trying"


async def async_stop_devices(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> JsonValue:
    """Stop everything on every route of a token; nothing starts until a person allows it again.

    Returns the answer of the service; raises a translated HomeAssistantError where it refuses and
    nothing of ours may be running, and after 5 s without an acknowledgement: the stop is pending.
    """
    runs = hass.data[RUNS]
    runs.latch.async_hold(entry)
    calls = _send(hass, entry, STOP_ALL, _calls_everywhere(hass, entry, STOP_ALL))
    # Written beside the requests; a caller who gives up waiting doesn't end it.
    latched = hass.async_create_task(runs.async_save(), f"{DOMAIN} emergency stop")
    runs.async_tell()
    try:
        answer = await _async_outcome(calls)
    except HomeAssistantError:
        await asyncio.wait([latched])
        raise
    await asyncio.wait([latched])
    return answer


async def async_stop_everywhere(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> JsonValue:
    """Send a stop on every route of a token; raises the errors of `async_stop_devices`."""
    calls = _calls_everywhere(hass, entry, command)
    return await _async_outcome(_send(hass, entry, command, calls))


async def async_stop_by_token(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> JsonValue:
    """Send a stop on the route of the token alone; raises the errors of `async_stop_devices`."""
    calls = _calls_by_token(hass, entry, command)
    return await _async_outcome(_send(hass, entry, command, calls))


async def async_stop_device(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    command: str = STOP_ALL,
) -> JsonValue:
    """Send a stop to one device; raises the errors of `async_stop_devices`.

    Its runs are stopped where they were started; without a run on its present route the stop goes
    there too.
    """
    calls = [
        _call_for(run)
        for run in hass.data[RUNS].of_device(device.subentry_id)
        if run.is_ended_by(command)
    ]
    here = Credentials(Access.of(entry), device.route)
    if not any(call.target.unpinned == here.target() for call in calls):
        calls.append(_call_on(here, has_device=True))
    return await _async_outcome(_send(hass, entry, command, calls))


@dataclass(slots=True, kw_only=True)
class _Call:
    """The part of a call that goes to one target.

    may_run: whether a run of ours may be there that it ends.
    has_device: whether a device of ours is reached on that route.
    attempts, answer: set once it is sent.
    """

    target: Target
    credentials: Credentials
    may_run: bool = False
    has_device: bool = False
    attempts: StopAttempts = field(init=False)
    answer: asyncio.Future[JsonValue] = field(init=False)

    def outcome(self) -> JsonValue | BaseException:
        """Return the answer, or the error in which it ended."""
        if not self.answer.done():
            return HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=f"{_STILL_TRYING}_running"
                if self.may_run
                else _STILL_TRYING,
            )
        return self.answer.exception() or self.answer.result()


def _call_on(credentials: Credentials, *, has_device: bool) -> _Call:
    return _Call(
        target=credentials.target(), credentials=credentials, has_device=has_device
    )


def _call_for(run: Run) -> _Call:
    return _Call(
        target=run.target, credentials=run.credentials, may_run=True, has_device=True
    )


def _runs_of(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[Run]:
    """Return the runs that a command ends, of the entries that share a token."""
    access = Access.of(entry)
    entry_ids = {each.entry_id for each in sharing_entries(hass, entry)}
    return [
        run
        for run in hass.data[RUNS].all
        if (run.entry_id in entry_ids or run.access == access)
        and run.is_ended_by(command)
    ]


def _calls_by_token(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[_Call]:
    """Return calls on the route of the token: without a pin, and pinned to each lock with a run."""
    return [
        _call_on(Credentials(Access.of(entry), Route()), has_device=False),
        *(
            _call_for(run)
            for run in _runs_of(hass, entry, command)
            if run.route.session_id is None
        ),
    ]


def _calls_everywhere(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[_Call]:
    """Return calls on every route of a token."""
    return [
        *_calls_by_token(hass, entry, command),
        *(
            _call_on(Credentials(Access.of(each), device.route), has_device=True)
            for each in sharing_entries(hass, entry)
            for device in connected_devices(each)
        ),
        *(
            _call_for(run)
            for run in _runs_of(hass, entry, command)
            if run.route.session_id is not None
        ),
    ]


def _send(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str, calls: list[_Call]
) -> list[_Call]:
    """Send a stop to all targets at once; return one call for each target."""
    by_target: dict[Target, _Call] = {}
    for call in calls:
        merged = by_target.setdefault(call.target, call)
        merged.credentials = call.credentials
        merged.may_run |= call.may_run
        merged.has_device |= call.has_device
    hass.data[RUNS].async_cancel_waiting_starts(by_target)
    for call in by_target.values():
        call.attempts = hass.data[STOPS].attempts(call.target, call.credentials)
        call.answer = call.attempts.async_call(
            entry.entry_id, command, call.credentials
        )
    return list(by_target.values())


async def _async_outcome(calls: list[_Call]) -> JsonValue:
    """Wait for the answers; return the first, or raise the most important failure.

    Only the calls that end runs are waited for; without any, all of them.
    """
    awaited = [call for call in calls if call.may_run] or calls
    try:
        await asyncio.wait([call.answer for call in awaited], timeout=CALL_ENDS)
        return _outcome([(call.outcome(), call.has_device) for call in awaited])
    finally:
        for call in calls:
            call.attempts.async_end_call(call.answer)


def _outcome(outcomes: list[tuple[JsonValue | BaseException, bool]]) -> JsonValue:
    """Return the first answer, or raise the most important failure.

    Where another call was acknowledged, a refusal counts only on a route with a device of ours.
    """
    answers = [
        outcome for outcome, _ in outcomes if not isinstance(outcome, BaseException)
    ]
    failures = [
        outcome
        for outcome, has_device in outcomes
        if isinstance(outcome, BaseException)
        and (has_device or not answers or _is_still_trying(outcome))
    ]
    # Failures of stops that may have left something running come first.
    for failure in sorted(failures, key=is_without_lock):
        raise failure
    return answers[0]


def _is_still_trying(error: BaseException) -> bool:
    """Tell whether a call ended because its stop wasn't acknowledged yet."""
    return isinstance(error, HomeAssistantError) and (
        error.translation_key or ""
    ).startswith(_STILL_TRYING)
