"""The requests of stops to one target: with which credentials, and whether they were answered."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback

from ..account.access import Access
from ..account.allowance import async_allowance
from ..api import ChastifyConnectError, ChastifyError, JsonValue
from ..const import DOMAIN
from .connected import connected_devices
from .run import Credentials, Target
from .runs import Runs
from .stop_requests import StopRequest

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# A request that was sent less than so many seconds ago needs no other beside it.
FRESH_REQUEST: Final = 1.0


class StopSender:
    """Sends the requests of a target; tokens and keys can be renewed while something runs."""

    def __init__(
        self, hass: HomeAssistant, runs: Runs, target: Target, credentials: Credentials
    ) -> None:
        """Send nothing yet; `credentials` are those of the newest call or run."""
        self._hass = hass
        self._runs = runs
        self._target = target
        self.credentials = credentials
        self.entry_ids: set[str] = set()
        self._allowance = async_allowance(hass, credentials.access)
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusals = 0
        self._failed: set[Credentials] = set()
        self.last_number = 0
        self._last_answered = 0
        self._last_request = 0.0

    @property
    def entries(self) -> list[ChastifyConfigEntry]:
        """The entries that it sends for and that still exist."""
        return self._existing(self.entry_ids)

    def _existing(self, entry_ids: Collection[str]) -> list[ChastifyConfigEntry]:
        get_entry = self._hass.config_entries.async_get_entry
        entries = (get_entry(entry_id) for entry_id in entry_ids)
        return [entry for entry in entries if entry is not None]

    def _all_credentials(self) -> list[Credentials]:
        """Return those of the runs, then those of the entries now, then those of the last call."""
        runs = [run for run in self._runs.all if run.target == self._target]
        runs += self._runs.pinned(self._target)
        found = [run.credentials for run in runs]
        for entry in self._existing(self.entry_ids | {run.entry_id for run in runs}):
            access = Access.of(entry)
            found += [
                Credentials(access, device.route)
                for device in connected_devices(entry)
                if device.route.session_id == self._target.session_id
            ] or [Credentials(access, self.credentials.route)]
        found.append(self.credentials)
        # Another server can't stop the runs of this one.
        base_url = self._target.access.base_url
        return list(
            dict.fromkeys(each for each in found if each.access.base_url == base_url)
        )

    @property
    def next_credentials(self) -> Credentials:
        """The credentials of the next request."""
        found = self._all_credentials()
        return found[self._refusals % len(found)]

    @property
    def has_untried_credentials(self) -> bool:
        """Whether there are credentials that haven't failed."""
        return not self._failed.issuperset(self._all_credentials())

    def try_others(self) -> bool:
        """Go on to the next credentials; return whether these weren't refused yet."""
        self._refusals += 1
        return bool(self._refusals % len(self._all_credentials()))

    @property
    def is_being_answered(self) -> bool:
        """Whether the newest request was sent less than a second ago and has no answer yet."""
        return (
            self._last_answered < self.last_number
            and self._hass.loop.time() - self._last_request < FRESH_REQUEST
        )

    @callback
    def async_next_request(self, command: str) -> StopRequest:
        """Return the request that is sent now, and note which runs it ends."""
        self.last_number += 1
        self._last_request = self._hass.loop.time()
        return StopRequest(
            number=self.last_number,
            command=command,
            ends=self._runs.async_stopping(self._target, command),
            ends_at_ended_locks=self._runs.numbers_at_ended_locks(
                self._target, command
            ),
        )

    async def async_send(self, request: StopRequest) -> tuple[JsonValue, Access]:
        """Send a request; return its answer and the access used; raises ChastifyError."""
        credentials = self.next_credentials
        is_counted = True
        self._allowance.begin()
        try:
            answer = await credentials.route.async_command(
                credentials.access.client(self._hass),
                request.command,
                lock_id=self._target.lock_id,
            )
        except ChastifyError as err:
            self._failed.add(credentials)
            is_counted = not isinstance(err, ChastifyConnectError)
            raise
        finally:
            self._last_answered = max(self._last_answered, request.number)
            self._allowance.end(sent=is_counted)
        self._refusals = 0
        self._failed.clear()
        return answer, credentials.access

    @callback
    def async_run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, until `async_cancel`."""
        task = self._hass.async_create_background_task(work, f"{DOMAIN} stop")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @callback
    def async_cancel(self) -> None:
        """Cancel the requests that have no answer, but not the task of the caller."""
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()
