"""Stops that somebody calls for: where they go, and how such a call ends."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..account.access import Access, sharing_entries
from ..api import JsonValue
from ..api.hardware import STOP_ALL
from ..const import DOMAIN
from ..failures.errors import is_without_lock
from .connected import ConnectedDevice, Route, connected_devices
from .run import Aim, Run
from .runs import RUNS
from .stop_tries import StopTries
from .stop_ways import Way
from .stops import STOPS

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# A call waits so long for the acknowledgement; the tries go on after it.
CALL_ENDS: Final = 5.0

_ACCOUNT_ROUTE: Final = Route()
_STILL_TRYING: Final = "stop_still_trying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a stop goes.

    may_run: whether something of ours may be running there that it ends.
    has_device: whether a device of ours is reached on that route.
    """

    aim: Aim
    way: Way
    may_run: bool = False
    has_device: bool = False


async def async_stop_devices(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> JsonValue:
    """Stop everything on every route of a token; nothing starts until a person allows it again.

    Returns what the service answered; raises a translated HomeAssistantError where it refuses and
    nothing of ours may be running, and after 5 s without an acknowledgement: it is still tried then.
    """
    runs = hass.data[RUNS]
    runs.latch.async_hold(entry)
    calls = _begin(hass, entry, STOP_ALL, _all_targets(hass, entry, STOP_ALL))
    # Written beside the requests; whoever gives up waiting doesn't end it.
    latched = hass.async_create_task(runs.async_save(), f"{DOMAIN} emergency stop")
    runs.async_tell()
    try:
        answer = await calls.async_outcome()
    except HomeAssistantError:
        await asyncio.wait([latched])
        raise
    await asyncio.wait([latched])
    return answer


async def async_stop_everywhere(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> JsonValue:
    """Send a stop on every route of a token; raises what `async_stop_devices` raises."""
    targets = _all_targets(hass, entry, command)
    return await _begin(hass, entry, command, targets).async_outcome()


async def async_stop_by_token(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> JsonValue:
    """Send a stop on the route of the token alone; raises what `async_stop_devices` raises."""
    targets = _token_targets(hass, entry, command)
    return await _begin(hass, entry, command, targets).async_outcome()


async def async_stop_device(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    command: str = STOP_ALL,
) -> JsonValue:
    """Stop what a command stops of one device; raises what `async_stop_devices` raises.

    What was started is stopped where that was; where nothing was, the device as it is reached now.
    """
    access = Access.of(entry)
    targets = [
        _target_of(run)
        for run in hass.data[RUNS].of_device(device.subentry_id)
        if run.is_ended_by(command)
    ]
    here = _aim(access, device.route)
    if not any(target.aim.unpinned == here for target in targets):
        targets.append(Target(aim=here, way=(access, device.route), has_device=True))
    return await _begin(hass, entry, command, targets).async_outcome()


def is_still_trying(error: BaseException) -> bool:
    """Tell whether a call ended because its stop wasn't acknowledged yet."""
    return isinstance(error, HomeAssistantError) and (
        error.translation_key or ""
    ).startswith(_STILL_TRYING)


def _aim(access: Access, route: Route) -> Aim:
    return Aim(
        base_url=access.base_url, token=access.token, session_id=route.session_id
    )


def _target_of(run: Run) -> Target:
    return Target(
        aim=run.aim, way=(run.access, run.route), may_run=True, has_device=True
    )


def _runs_of(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[Run]:
    """Return what a command ends of the entries that share a token."""
    access = Access.of(entry)
    entry_ids = {each.entry_id for each in sharing_entries(hass, entry)}
    return [
        run
        for run in hass.data[RUNS].all
        if (run.entry_id in entry_ids or run.access == access)
        and run.is_ended_by(command)
    ]


def _token_targets(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[Target]:
    """Return the route of the token, without a pin and with that of each lock with a run."""
    access = Access.of(entry)
    return [
        Target(aim=_aim(access, _ACCOUNT_ROUTE), way=(access, _ACCOUNT_ROUTE)),
        *(
            _target_of(run)
            for run in _runs_of(hass, entry, command)
            if run.route.session_id is None
        ),
    ]


def _all_targets(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str
) -> list[Target]:
    """Return every route of a token."""
    targets = _token_targets(hass, entry, command)
    for each in sharing_entries(hass, entry):
        access = Access.of(each)
        targets += [
            Target(
                aim=_aim(access, device.route),
                way=(access, device.route),
                has_device=True,
            )
            for device in connected_devices(each)
        ]
    return targets + [
        _target_of(run)
        for run in _runs_of(hass, entry, command)
        if run.route.session_id is not None
    ]


@dataclass(frozen=True, slots=True)
class _Call:
    """One stop that is called for; `may_run` and `has_device` as of its targets."""

    tries: StopTries
    answer: asyncio.Future[JsonValue]
    may_run: bool
    has_device: bool

    def outcome(self) -> JsonValue | BaseException:
        """Return how it ended."""
        if not self.answer.done():
            return HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=f"{_STILL_TRYING}_running"
                if self.may_run
                else _STILL_TRYING,
            )
        return self.answer.exception() or self.answer.result()


@dataclass(frozen=True, slots=True)
class _Calls:
    """The stops that were sent at once."""

    calls: list[_Call]

    async def async_outcome(self) -> JsonValue:
        """Wait for the answers that matter, and return the first or raise what matters most.

        Those are of the stops of what may be running, and without any all of them.
        """
        awaited = [call for call in self.calls if call.may_run] or self.calls
        try:
            await asyncio.wait([call.answer for call in awaited], timeout=CALL_ENDS)
            return _outcome([(call.outcome(), call.has_device) for call in awaited])
        finally:
            for call in self.calls:
                call.tries.async_end_call(call.answer)


def _begin(
    hass: HomeAssistant, entry: ChastifyConfigEntry, command: str, targets: list[Target]
) -> _Calls:
    """Send a stop to all targets at once."""
    by_aim: dict[Aim, list[Target]] = {}
    for target in targets:
        by_aim.setdefault(target.aim, []).append(target)
    hass.data[RUNS].async_drop_waiting(by_aim)
    calls: list[_Call] = []
    for aim, same in by_aim.items():
        way = same[-1].way
        tries = hass.data[STOPS].tries(aim, way)
        calls.append(
            _Call(
                tries=tries,
                answer=tries.async_call(entry.entry_id, command, way),
                may_run=any(target.may_run for target in same),
                has_device=any(target.has_device for target in same),
            )
        )
    return _Calls(calls)


def _outcome(outcomes: list[tuple[JsonValue | BaseException, bool]]) -> JsonValue:
    """Return the first answer, or raise the failure that matters most.

    A refusal on a route on which no device of ours is reached is none where another was stopped.
    """
    answers = [
        outcome for outcome, _ in outcomes if not isinstance(outcome, BaseException)
    ]
    failures = [
        outcome
        for outcome, has_device in outcomes
        if isinstance(outcome, BaseException)
        and (has_device or not answers or is_still_trying(outcome))
    ]
    # What may still be running comes first.
    for failure in sorted(failures, key=is_without_lock):
        raise failure
    return answers[0]
