"""Attempts of the stops of one target: they are sent again until they are acknowledged."""

import asyncio
from datetime import datetime
import math
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..api import (
    ChastifyAuthenticationError,
    ChastifyConnectError,
    ChastifyError,
    ChastifyRateLimitedError,
    JsonValue,
)
from ..api.hardware import STOP_ALL, STOP_DEVICES
from ..const import DOMAIN
from ..failures.issues import async_manage_command_scope_issue
from .failures import (
    async_handle_refused_stop,
    is_credentials_refusal,
    is_lock_ended,
    is_refused_stop,
)
from .issues import async_manage_stop_issue
from .run import Credentials, Run, StopProblem, Target
from .stop_pinned import PinnedRuns
from .stop_requests import (
    QUICK_ATTEMPTS,
    PendingStop,
    StopRequest,
    WaitingCalls,
    covers,
)
from .stop_sender import StopSender

if TYPE_CHECKING:
    from .stops import Stops

# Seconds from the beginning of one of the quick attempts to the next, whatever its answer.
QUICK_INTERVAL: Final = 1.5
LONGEST_PAUSE: Final = 5.0
# Seconds until a person is told of a call without a run, and its attempts end.
CALLED_STOP_ENDS: Final = 120.0
# After so many seconds of nothing but refusals, an attempt is sent at this interval.
REFUSALS_END: Final = 120.0
REFUSED_INTERVAL: Final = 30.0


class StopAttempts:
    """The attempts of all pending stops of a target; they outlive the entry that began them."""

    def __init__(self, stops: Stops, target: Target, credentials: Credentials) -> None:
        """Start without a pending stop."""
        self._hass: HomeAssistant = stops.hass
        self._stops = stops
        self._runs = stops.runs
        self._pace = stops.pace(target.access)
        self._pace.async_join(self)
        self.target = target
        self.sender = StopSender(stops.hass, stops.runs, target, credentials)
        self._last_attempt = -math.inf
        self._pause_ends = -math.inf
        self._pending: dict[str, PendingStop] = {}
        self._calls = WaitingCalls()
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._refused_since: float | None = None
        self._last_answer: object = None
        self._awaits_token = False
        self._pinned_runs = PinnedRuns(self._runs, target)

    @property
    def has_pending(self) -> bool:
        """Whether a stop was sent, or is due, that isn't acknowledged."""
        return bool(self._pending)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do or to answer."""
        return not (self._pending or self._calls or self._awaits_token)

    def forget(self, entry_id: str) -> None:
        """Serve a removed entry no longer; its runs are still stopped."""
        self.sender.entry_ids.discard(entry_id)
        if not self.sender.entry_ids:
            self._awaits_token = False

    @callback
    def async_call(
        self, entry_id: str, command: str, credentials: Credentials
    ) -> asyncio.Future[JsonValue]:
        """Send a stop at once; return a future of the answer to it or to a later attempt.

        It raises a translated HomeAssistantError where the service refuses and nothing of ours may
        be running. `async_end_call` has to follow.
        """
        self.sender.credentials = credentials
        call: asyncio.Future[JsonValue] = self._hass.loop.create_future()
        self._calls.add(call, self.sender.last_number + 1, command)
        self.async_begin(entry_id, command, is_called=True)
        return call

    @callback
    def async_begin(
        self, entry_id: str | None, command: str, *, is_called: bool = False
    ) -> None:
        """Send a stop at once, and again until it is acknowledged.

        is_called: whether somebody calls for it now.
        """
        if self._runs.is_closed:
            return
        if entry_id is not None:
            self.sender.entry_ids.add(entry_id)
        self._awaits_token = False
        now = self._hass.loop.time()
        is_new = command not in self._pending
        pending = self._pending.setdefault(command, PendingStop(since=now))
        if is_called:
            pending.called_at = now
            pending.first_request = self.sender.last_number + 1
        self._send(command, is_attempt=is_new, is_called=is_called)

    @callback
    def async_end_call(self, call: asyncio.Future[JsonValue]) -> None:
        """Forget a call; its stop is still pending."""
        self._calls.remove(call)
        self._stops.async_tidy(self)

    @callback
    def async_begin_unpinned(self, entry_id: str, command: str) -> None:
        """Stop pinned runs also at the lock that the service picks.

        It belongs to the second attempt with the pin, so the next ones take turns.
        """
        if not self._is_of_another_wearer:
            self._pending.setdefault(
                command,
                PendingStop(since=self._hass.loop.time(), attempts=QUICK_ATTEMPTS),
            )
            self.async_begin(entry_id, command)

    @callback
    def async_resume(self) -> None:
        """Try at once with a token that may be new, where the service refused the one before."""
        if self._awaits_token:
            self.async_begin(None, STOP_ALL, is_called=True)
        elif (
            self._pending
            and self._refused_since is not None
            and self.sender.has_untried_credentials
        ):
            self._refused_since = None
            self._async_attempt()

    @callback
    def async_end_called(self, stop: str) -> None:
        """End the calls that would have stopped a run of which a person said that it is off."""
        for command, pending in self._pending.items():
            if covers(command, stop) and not self._running(command):
                pending.called_at = None
        self.async_update()

    @callback
    def async_update(self) -> None:
        """Drop the stops that aren't needed any more: their runs ended in another way."""
        self._drop_unneeded()
        self._calls.answer_ended(self._pending)
        self.async_schedule()

    @callback
    def async_close(self) -> None:
        """End the attempts, when Home Assistant closes."""
        self._pending.clear()
        self.async_schedule()
        self.sender.async_cancel()

    def _running(self, command: str) -> list[Run]:
        """Return the runs that a command to this target ends."""
        return self._runs.to_stop(self.target, command)

    def _is_needed(self, command: str, pending: PendingStop) -> bool:
        """Tell whether there is reason to send a command."""
        if self._running(command) or self._pinned_runs.at_ended_locks(command):
            return True
        if self.target.lock_id is not None:
            # A run that was declared off may be started by a request that has no answer yet.
            return pending.called_at is not None and any(
                run.target == self.target for run in self._runs.all
            )
        return pending.called_at is not None or bool(self._pinned_runs.unended(command))

    def _drop_unneeded(self) -> None:
        for command, pending in tuple(self._pending.items()):
            if not self._is_needed(command, pending):
                del self._pending[command]

    # When attempts are sent

    @property
    def rank(self) -> int:
        """Its place in a round, the lowest first: overdue runs, then runs at their own lock."""
        running = self._running(STOP_ALL)
        is_overdue = any(run.is_overdue for run in running or self._pinned_runs.all)
        return (0 if is_overdue else 2) + (0 if running else 1)

    @property
    def may_send_at(self) -> float:
        """The moment by the loop's clock before which its turn passes to another target."""
        wait, since = 0.0, self._refused_since
        is_refused = (
            since is not None and self._hass.loop.time() - since >= REFUSALS_END
        )
        if is_refused or self._is_of_another_wearer:
            wait = REFUSED_INTERVAL
        return max(self._last_attempt + wait, self._pause_ends)

    @callback
    def async_schedule(self) -> None:
        """Plan the next attempt: the quick ones by a timer, the others by turns."""
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None
        if not self._pending:
            self._pace.async_leave(self)
            self._stops.async_tidy(self)
            return
        is_quick = not self._is_of_another_wearer and (
            self._pace.is_unreachable
            or any(each.is_quick for each in self._pending.values())
        )
        if not is_quick:
            self._pace.async_wait(self)
            return
        self._pace.async_leave(self)
        at = max(self._last_attempt + QUICK_INTERVAL, self._pause_ends)
        self._cancel_timer = async_call_later(
            self._hass,
            max(0, at - self._hass.loop.time()),
            HassJob(self._async_attempt, f"{DOMAIN} next stop"),
        )

    @callback
    def _async_attempt(self, _now: datetime | None = None) -> None:
        """Send the pending stops once more, beside requests that may hang."""
        self._end_old_calls()
        quick = [name for name, each in self._pending.items() if each.is_quick]
        if STOP_ALL in self._pending or not quick:
            quick = [STOP_ALL] if self._pending else []
        for command in quick:
            self._send(command)
        self.async_schedule()

    @callback
    def async_take_turn(self) -> None:
        """Send the stop of everything in place of each pending stop, if there is one."""
        self._end_old_calls()
        if self._pending and self._is_of_another_wearer:
            self._last_attempt = self._hass.loop.time()
            self.sender.async_run(self._async_send_if_reached())
        elif self._pending:
            self._send(STOP_ALL)
        self.async_schedule()

    @property
    def _is_of_another_wearer(self) -> bool:
        """Whether all runs left are at ended locks, and the service picks another wearer's."""
        is_called = any(each.called_at is not None for each in self._pending.values())
        return self._pinned_runs.are_all_unreachable and not (
            is_called or self._running(STOP_ALL)
        )

    def _end_old_calls(self) -> None:
        """Tell a person of calls that are 2 minutes old; only stops of runs are tried on."""
        now = self._hass.loop.time()
        for command, pending in tuple(self._pending.items()):
            if pending.called_at is None or self._running(command):
                continue
            if now - pending.since >= CALLED_STOP_ENDS:
                self._manage_issue(command, unacknowledged=True)
            if now - pending.called_at >= CALLED_STOP_ENDS:
                pending.called_at = None
        self._drop_unneeded()

    # Requests

    def _send(
        self, command: str, *, is_attempt: bool = True, is_called: bool = False
    ) -> None:
        """Send one request, and plan the next.

        is_attempt: False for a request beside the attempts, which delays none of them.
        is_called: True for a request that somebody calls for, which delays no turn.
        """
        tried = [
            pending
            for name, pending in self._pending.items()
            if is_attempt and covers(command, name)
        ]
        for pending in tried:
            pending.attempts += 1
        if is_attempt:
            self._last_attempt = self._hass.loop.time()
        request = self.sender.async_next_request(command)
        self.sender.async_run(self._async_request(request, tried))
        if not is_called:
            self._pace.async_note_request()
        self.async_schedule()
        if self.target.lock_id is not None and any(
            pending.attempts == QUICK_ATTEMPTS for pending in tried
        ):
            self._stops.async_stop_unpinned(self, command)

    async def _async_request(
        self, request: StopRequest, tried: list[PendingStop]
    ) -> None:
        """Send one request and handle its answer."""
        try:
            answer, access = await self.sender.async_send(request)
        except ChastifyError as err:
            if isinstance(err, ChastifyConnectError):
                for pending in tried:
                    pending.attempts -= 1
            self._failed(request, err)
            return
        self._acknowledged(request, answer)
        if any(run.may_run for run in request.ends_at_ended_locks):
            for run in await self._pinned_runs.async_end_reached(
                self._hass, request, access
            ):
                self._stops.async_report_running(run, StopProblem.LOCK_ENDED)
            self.async_schedule()

    async def _async_send_if_reached(self) -> None:
        """Send a stop only where the service picks a lock of the same wearer now."""
        if await self._pinned_runs.async_are_reached(
            self._hass, self.sender.next_credentials.access
        ):
            self._send(STOP_ALL)

    # Answers

    def _note_answer(self, answer: object) -> None:
        """Give the other targets a turn where the service answers otherwise than before.

        answer: True for an acknowledgement, status and code of a refusal, None for anything else.
        """
        if answer is not None and answer != self._last_answer:
            self._pace.async_serve_others(self, always=answer is True)
        self._last_answer = answer

    @callback
    def _acknowledged(self, request: StopRequest, answer: JsonValue) -> None:
        self._pace.async_reach(reached=True)
        self._refused_since = None
        self._pinned_runs.async_acknowledged(request.command)
        # A start that had no answer when this was sent is stopped again: the call waits for that.
        if not any(
            run.is_due and request.ends.get(run) != run.starts
            for run in self._running(request.command)
        ):
            self._calls.answer(request, answer)
        for command, pending in self._pending.items():
            if request.answers(command, pending.first_request):
                # Still pending: a start without an answer may take effect until it has one.
                pending.attempts, pending.since = 0, self._hass.loop.time()
                pending.called_at = None
                self._manage_issue(command, unacknowledged=False)
            # The service acknowledges again: the other pending stops need no turn.
            pending.attempts = min(pending.attempts, QUICK_ATTEMPTS - 1)
        if self.target.session_id is None:
            for entry in self.sender.entries:
                async_manage_command_scope_issue(
                    self._hass, entry, STOP_DEVICES, missing=False
                )
        self._runs.async_acknowledged(request.ends)
        self._drop_unneeded()
        if not self._pending:
            # Requests without an answer must not stop what starts from now on.
            self.sender.async_cancel()
        self._note_answer(True)
        self.async_schedule()

    @callback
    def _failed(self, request: StopRequest, error: ChastifyError) -> None:
        """Go on, and tell the person where the service itself refused."""
        self._pace.async_reach(reached=not isinstance(error, ChastifyConnectError))
        if isinstance(error, ChastifyRateLimitedError):
            wait = min(error.retry_after or 0, LONGEST_PAUSE)
            self._pause_ends = self._hass.loop.time() + wait
        if not is_refused_stop(error):
            self._refused_since = None
            self._note_answer(None)
        else:
            if self._refused_since is None:
                self._refused_since = self._hass.loop.time()
            self._refused(request, error)
            self._note_answer((error.status, error.code))
        self.async_schedule()

    def _refused(self, request: StopRequest, error: ChastifyError) -> None:
        """Tell the person; where something may be running, go on as well."""
        running = self._running(request.command)
        failure = async_handle_refused_stop(
            self._hass, self.sender.entries, error, self.target.session_id
        )
        if not running:
            self._note_refused_token(request, error)
            self._calls.answer(request, failure)
            for command, each in self._pending.items():
                if request.answers(command, each.first_request):
                    each.called_at = None
            for run in self._pinned_runs.at_ended_locks(request.command):
                self._stops.async_report_running(run, StopProblem.LOCK_ENDED)
            self._drop_unneeded()
            return
        if self.target.lock_id is not None and is_lock_ended(error):
            self._stops.async_lock_ended(self, request.command)
            return
        for run in running:
            self._stops.async_report_running(run, StopProblem.REFUSED)
        if is_credentials_refusal(error) and self.sender.try_others():
            self._send(request.command, is_attempt=False)
        elif request.command != STOP_ALL and STOP_ALL not in self._pending:
            # The stop of everything may be allowed.
            self.async_begin(running[0].entry_id, STOP_ALL)

    def _note_refused_token(self, request: StopRequest, error: ChastifyError) -> None:
        """Note whether the stop is to be sent again with the next token."""
        self._awaits_token = (
            self.target.session_id is None
            and isinstance(error, ChastifyAuthenticationError)
            and bool(self.sender.entries)
            and all(
                each.first_request <= request.number for each in self._pending.values()
            )
        )

    def _manage_issue(self, command: str, *, unacknowledged: bool) -> None:
        for entry in self.sender.entries:
            async_manage_stop_issue(
                self._hass,
                entry,
                command,
                self.sender.credentials.route.subentry_id,
                unacknowledged=unacknowledged,
            )
