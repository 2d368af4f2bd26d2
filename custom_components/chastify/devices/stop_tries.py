"""The requests of the stops that go one way, sent again and again until one is acknowledged."""

import asyncio
from datetime import datetime
import math
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..account.access import Access
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
from .issues import async_manage_stop_issue
from .run import Aim, Run, StopProblem
from .stop_elsewhere import Elsewhere
from .stop_pace import TakesTurns
from .stop_refusals import async_refusal, is_lock_gone, is_refused, may_other_keys_do
from .stop_sender import StopSender
from .stop_ways import Way
from .stop_wishes import StopCalls, StopRequest, Wish, covers

if TYPE_CHECKING:
    from .stops import Stops

# From the beginning of a try to that of the next, whatever becomes of it, while there were few.
NEXT_TRY: Final = 1.5
# After so many tries that may have been received the others take turns.
QUICK_TRIES: Final = 2
LONGEST_PAUSE: Final = 5.0
# So long it is tried where nothing of ours may be running, and then a person is told.
TRIES_END: Final = 120.0
# After so long of nothing but refusals a try goes out this often.
REFUSALS_END: Final = 120.0
NEXT_TRY_REFUSED: Final = 30.0


class StopTries(TakesTurns):
    """The tries of all stops with one aim; they outlive the entry that they were begun for."""

    def __init__(self, stops: Stops, aim: Aim, way: Way) -> None:
        """Start with nothing to do; `way` is how the hardware is reached."""
        self._hass: HomeAssistant = stops.hass
        self._stops = stops
        self._runs = stops.runs
        self._pace = stops.pace(aim)
        self._pace.async_join(self)
        self.aim = aim
        self._sender = StopSender(stops.hass, stops.runs, aim, way)
        self._last_try = -math.inf
        self._pause_ends = -math.inf
        self._wishes: dict[str, Wish] = {}
        self._calls = StopCalls()
        self._cancel_next_try: CALLBACK_TYPE | None = None
        self._refused_since: float | None = None
        self._last_news: object = None
        self._wants_token = False
        self._elsewhere = Elsewhere(self._runs, aim)

    @property
    def is_trying(self) -> bool:
        """Whether a stop was sent, or is due, that isn't acknowledged."""
        return bool(self._wishes)

    @property
    def is_idle(self) -> bool:
        """Whether nothing has to be known of it any more."""
        return not (self._wishes or self._calls or self._wants_token)

    def serves(self, entry_id: str) -> bool:
        """Tell whether it was begun for an entry."""
        return entry_id in self._sender.entry_ids

    def forget(self, entry_id: str) -> None:
        """Serve an entry no longer that goes; what may be running is still stopped."""
        self._sender.entry_ids.discard(entry_id)
        if not self._sender.entry_ids:
            self._wants_token = False

    # What is wanted

    @callback
    def async_call(
        self, entry_id: str, command: str, way: Way
    ) -> asyncio.Future[JsonValue]:
        """Send at once and join what is tried already; return what will hold the answer.

        It raises a translated HomeAssistantError where the service refuses and nothing of ours may
        be running. `async_end_call` has to follow.
        """
        self._sender.way = way
        call: asyncio.Future[JsonValue] = self._hass.loop.create_future()
        self._calls.add(call, self._sender.last_number + 1, command)
        self._want(entry_id, command, is_called=True)
        return call

    @callback
    def async_end_call(self, call: asyncio.Future[JsonValue]) -> None:
        """Forget a call; its stop is still tried."""
        self._calls.remove(call)
        self._stops.async_tidy(self)

    @callback
    def async_begin(self, entry_id: str, command: str) -> None:
        """Send a planned stop at once, and see to it that it is tried until it succeeds."""
        self._want(entry_id, command, is_called=False)

    @callback
    def async_help(self, entry_id: str, command: str) -> None:
        """Stop what is pinned to a lock also at the lock that the service picks.

        It is part of the second try with the pin, so what follows takes turns.
        """
        if not self._is_of_another_wearer:
            self._wishes.setdefault(
                command, Wish(since=self._hass.loop.time(), tries=QUICK_TRIES)
            )
            self._want(entry_id, command, is_called=False)

    @callback
    def async_resume(self) -> None:
        """Try at once with a token that may be new, where the service has refused the one before."""
        if self._wants_token:
            self._want(None, STOP_ALL, is_called=True)
        elif (
            self._wishes
            and self._refused_since is not None
            and self._sender.has_new_way
        ):
            self._refused_since = None
            self._async_try()

    @callback
    def async_give_up(self, stop: str) -> None:
        """Try no more what was called for and would have ended what a person said is off."""
        for command, wish in self._wishes.items():
            if covers(command, stop) and not self._running(command):
                wish.called_at = None
        self.async_look()

    @callback
    def async_look(self) -> None:
        """Rest where nothing is left to do: what was running has ended in another way."""
        self._drop_what_is_done()
        self._calls.finish_without(self._wishes)
        self.async_schedule()

    @callback
    def async_close(self) -> None:
        """End the tries, when Home Assistant is about to be gone."""
        self._wishes.clear()
        self.async_schedule()
        self._sender.async_cancel()

    def _want(self, entry_id: str | None, command: str, *, is_called: bool) -> None:
        """Send a command at once, and see to it that it is tried on."""
        if self._runs.is_closed:
            return
        if entry_id is not None:
            self._sender.entry_ids.add(entry_id)
        self._wants_token = False
        now = self._hass.loop.time()
        joins = command in self._wishes
        wish = self._wishes.setdefault(command, Wish(since=now))
        if is_called:
            wish.called_at, wish.last_call = now, self._sender.last_number + 1
        self._send(command, is_try=not joins, is_called=is_called)

    def _running(self, command: str) -> list[Run]:
        """Return what a command ends that is sent this way."""
        return self._runs.to_stop(self.aim, command)

    def _is_wanted(self, command: str, wish: Wish) -> bool:
        """Tell whether there is reason to send a command."""
        if self._running(command) or self._elsewhere.gone(command):
            return True
        if self.aim.lock_id is not None:
            # What is told off may be started by what is still on its way.
            return wish.called_at is not None and any(
                run.aim == self.aim for run in self._runs.all
            )
        return wish.called_at is not None or bool(self._elsewhere.to_help(command))

    def _drop_what_is_done(self) -> None:
        for command, wish in tuple(self._wishes.items()):
            if not self._is_wanted(command, wish):
                del self._wishes[command]

    # When it is sent

    @property
    @override
    def rank(self) -> int:
        """What is overdue comes first, and what goes to its own lock before what needn't."""
        running = self._running(STOP_ALL)
        is_overdue = any(run.is_overdue for run in running or self._elsewhere.all)
        return (0 if is_overdue else 2) + (0 if running else 1)

    @property
    @override
    def may_send_at(self) -> float:
        """The moment of the next try, as far as this one decides it."""
        wait = 0.0
        if self._is_refused_for_long() or self._is_of_another_wearer:
            wait = NEXT_TRY_REFUSED
        return max(self._last_try + wait, self._pause_ends)

    @property
    @override
    def is_being_answered(self) -> bool:
        """Whether its newest request was sent a moment ago and has no answer yet."""
        return self._sender.is_being_answered

    def _is_refused_for_long(self) -> bool:
        since = self._refused_since
        return since is not None and self._hass.loop.time() - since >= REFUSALS_END

    @callback
    @override
    def async_schedule(self) -> None:
        """Plan the next try: the first ones by a timer of its own, the others in turn."""
        if self._cancel_next_try is not None:
            self._cancel_next_try()
            self._cancel_next_try = None
        if not self._wishes:
            self._pace.async_leave(self)
            self._stops.async_tidy(self)
            return
        is_quick = not self._is_of_another_wearer and (
            self._pace.is_unreachable
            or any(wish.tries < QUICK_TRIES for wish in self._wishes.values())
        )
        if not is_quick:
            self._pace.async_wait(self)
            return
        self._pace.async_leave(self)
        at = max(self._last_try + NEXT_TRY, self._pause_ends)
        self._cancel_next_try = async_call_later(
            self._hass,
            max(0, at - self._hass.loop.time()),
            HassJob(self._async_try, f"{DOMAIN} next stop"),
        )

    @callback
    def _async_try(self, _now: datetime | None = None) -> None:
        """Send what is wanted once more, beside what may hang."""
        self._end_what_takes_too_long()
        quick = [
            command
            for command, wish in self._wishes.items()
            if wish.tries < QUICK_TRIES
        ]
        if STOP_ALL in self._wishes or not quick:
            quick = [STOP_ALL] if self._wishes else []
        for command in quick:
            self._send(command)
        self.async_schedule()

    @callback
    @override
    def async_take_turn(self) -> None:
        """Send the stop of everything in place of each stop that is wanted."""
        self._end_what_takes_too_long()
        if self._wishes and self._is_of_another_wearer:
            self._last_try = self._hass.loop.time()
            self._sender.async_run(self._async_look_again())
        elif self._wishes:
            self._send(STOP_ALL)
        self.async_schedule()

    @property
    def _is_of_another_wearer(self) -> bool:
        """Whether all that is left to stop was at a lock that has ended, and this is another's."""
        return self._elsewhere.is_all_of_another_wearer and not (
            self._running(STOP_ALL)
            or any(wish.called_at is not None for wish in self._wishes.values())
        )

    def _end_what_takes_too_long(self) -> None:
        """Tell a person of what was called for 2 minutes ago; only what may run is tried on."""
        now = self._hass.loop.time()
        for command, wish in tuple(self._wishes.items()):
            if wish.called_at is None or self._running(command):
                continue
            if now - wish.since >= TRIES_END:
                self._manage_issue(command, unacknowledged=True)
            if now - wish.called_at >= TRIES_END:
                wish.called_at = None
        self._drop_what_is_done()

    # What is sent

    def _send(
        self, command: str, *, is_try: bool = True, is_called: bool = False
    ) -> None:
        """Send one request, and plan the next.

        is_try: False for one beside the tries, which puts off none of them.
        is_called: True for one that somebody calls for, which puts off no turn.
        """
        tried = [
            wish
            for name, wish in self._wishes.items()
            if is_try and covers(command, name)
        ]
        for wish in tried:
            wish.tries += 1
        if is_try:
            self._last_try = self._hass.loop.time()
        request = self._sender.async_next_request(command)
        self._sender.async_run(self._async_request(request, tried))
        if not is_called:
            self._pace.async_note_request()
        self.async_schedule()
        if self.aim.lock_id is not None and any(
            wish.tries == QUICK_TRIES for wish in tried
        ):
            self._stops.async_help(self, command)

    async def _async_request(self, request: StopRequest, tried: list[Wish]) -> None:
        """Send one request and do what its answer calls for."""
        try:
            answer, access = await self._sender.async_send(request)
        except ChastifyError as err:
            if isinstance(err, ChastifyConnectError):
                for wish in tried:
                    wish.tries -= 1
            self._failed(request, err)
            return
        self._acknowledged(request, answer)
        if any(run.may_run for run in request.elsewhere):
            await self._async_look_elsewhere(request, access)

    async def _async_look_elsewhere(self, request: StopRequest, access: Access) -> None:
        """End what was running at a lock that has ended, if the stop reached the same wearer."""
        for run in await self._elsewhere.async_end_gone(self._hass, request, access):
            self._stops.async_complain(run, StopProblem.LOCK_ENDED)
        self.async_schedule()

    async def _async_look_again(self) -> None:
        """Send a stop where the service picks a lock of the same wearer now, and no other's."""
        if await self._elsewhere.async_is_reached(self._hass, self._sender.access()):
            self._send(STOP_ALL)

    # What becomes of it

    def _note_news(self, news: object) -> None:
        """Let the others send at once where the service answers as it hasn't before.

        news: None for what is no answer of the API.
        """
        if news is not None and news != self._last_news:
            self._pace.async_hurry(self, always=news is True)
        self._last_news = news

    @callback
    def _acknowledged(self, request: StopRequest, answer: JsonValue) -> None:
        self._pace.async_reach(reached=True)
        self._refused_since = None
        self._elsewhere.async_helped(request.command)
        # A start that had no answer when this was sent is stopped again: then all has ended.
        if not any(
            run.is_due and request.stopped.get(run) != run.starts
            for run in self._running(request.command)
        ):
            self._calls.finish(request, answer)
        for command, wish in self._wishes.items():
            if request.answers(command, wish.last_call):
                # A start without an answer may take effect at any time until it has one.
                wish.tries, wish.since = 0, self._hass.loop.time()
                wish.called_at = None
                self._manage_issue(command, unacknowledged=False)
            # The service acknowledges again: what is left waits for no turn.
            wish.tries = min(wish.tries, QUICK_TRIES - 1)
        if self.aim.session_id is None:
            for entry in self._sender.entries:
                async_manage_command_scope_issue(
                    self._hass, entry, STOP_DEVICES, missing=False
                )
        self._runs.async_acknowledged(request.stopped)
        self._drop_what_is_done()
        if not self._wishes:
            # What is still on its way is no stop of what starts from now on.
            self._sender.async_cancel()
        self._note_news(True)
        self.async_schedule()

    @callback
    def _failed(self, request: StopRequest, error: ChastifyError) -> None:
        """Go on, and tell the person where the service itself refused."""
        self._pace.async_reach(reached=not isinstance(error, ChastifyConnectError))
        if isinstance(error, ChastifyRateLimitedError):
            wait = min(error.retry_after or 0, LONGEST_PAUSE)
            self._pause_ends = self._hass.loop.time() + wait
        if not is_refused(error):
            self._refused_since = None
            self._note_news(None)
        else:
            if self._refused_since is None:
                self._refused_since = self._hass.loop.time()
            self._refused(request, error)
            self._note_news((error.status, error.code))
        self.async_schedule()

    def _refused(self, request: StopRequest, error: ChastifyError) -> None:
        """Tell the person; where something may be running, go on as well."""
        running = self._running(request.command)
        failure = async_refusal(self._hass, self._sender.entries, self.aim, error)
        if not running:
            self._note_refused_token(request, error)
            self._calls.finish(request, failure)
            self._end_calls_for(request)
            for run in self._elsewhere.gone(request.command):
                self._stops.async_complain(run, StopProblem.LOCK_ENDED)
            self._drop_what_is_done()
            return
        if self.aim.lock_id is not None and is_lock_gone(error):
            self._stops.async_lock_gone(self, request.command)
            return
        for run in running:
            self._stops.async_complain(run, StopProblem.REFUSED)
        if may_other_keys_do(error):
            # When all were refused it is not tried faster than usual.
            if self._sender.try_other_keys():
                self._send(request.command, is_try=False)
                return
        if request.command != STOP_ALL and STOP_ALL not in self._wishes:
            # What stops more may be allowed.
            self.async_begin(running[0].entry_id, STOP_ALL)

    def _end_calls_for(self, request: StopRequest) -> None:
        """Note that nobody calls any more for what a request was sent for."""
        for command, wish in self._wishes.items():
            if request.answers(command, wish.last_call):
                wish.called_at = None

    def _note_refused_token(self, request: StopRequest, error: ChastifyError) -> None:
        """Send the stop again with the next token, where it was refused for this one."""
        self._wants_token = (
            self.aim.session_id is None
            and isinstance(error, ChastifyAuthenticationError)
            and bool(self._sender.entries)
            and all(wish.last_call <= request.number for wish in self._wishes.values())
        )

    def _manage_issue(self, command: str, *, unacknowledged: bool) -> None:
        for entry in self._sender.entries:
            async_manage_stop_issue(
                self._hass,
                entry,
                command,
                self._sender.way[1].subentry_id,
                unacknowledged=unacknowledged,
            )
