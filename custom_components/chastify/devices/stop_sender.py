"""The requests of stops that go one way: by which keys, and whether they were answered."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback

from ..account.access import Access
from ..account.allowance import async_allowance
from ..api import ChastifyConnectError, ChastifyError, JsonValue
from ..const import DOMAIN
from .run import Aim
from .runs import Runs
from .stop_ways import Way, entries_of, ways_of
from .stop_wishes import StopRequest

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# A request that was sent so few seconds ago needs no other beside it.
A_MOMENT: Final = 1.0


class StopSender:
    """Sends the requests of an aim, by the keys that may do."""

    def __init__(self, hass: HomeAssistant, runs: Runs, aim: Aim, way: Way) -> None:
        """Send nothing yet; `way` is how the hardware is reached."""
        self._hass = hass
        self._runs = runs
        self._aim = aim
        self.way = way
        self.entry_ids: set[str] = set()
        self._allowance = async_allowance(hass, way[0])
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys_refused = 0
        self._failed: set[Way] = set()
        self.last_number = 0
        self._last_answered = 0
        self._last_request = 0.0

    @property
    def entries(self) -> list[ChastifyConfigEntry]:
        """The entries that it sends for, as far as they are still there."""
        return entries_of(self._hass, self.entry_ids)

    @property
    def _ways(self) -> list[Way]:
        runs = [run for run in self._runs.all if run.aim == self._aim]
        runs += self._runs.pinned(self._aim)
        entry_ids = self.entry_ids | {run.entry_id for run in runs}
        return ways_of(self._aim, runs, entries_of(self._hass, entry_ids), self.way)

    @property
    def is_being_answered(self) -> bool:
        """Whether the newest request was sent a moment ago and has no answer yet."""
        return (
            self._last_answered < self.last_number
            and self._hass.loop.time() - self._last_request < A_MOMENT
        )

    @callback
    def async_next_request(self, command: str) -> StopRequest:
        """Return the request that is sent now, and note what it ends."""
        self.last_number += 1
        self._last_request = self._hass.loop.time()
        return StopRequest(
            number=self.last_number,
            command=command,
            stopped=self._runs.async_stopping(self._aim, command),
            elsewhere=self._runs.stopped_without_lock(self._aim, command),
        )

    async def async_send(self, request: StopRequest) -> tuple[JsonValue, Access]:
        """Send a request; return its answer and by whose token; raises ChastifyError."""
        ways = self._ways
        access, route = ways[self._keys_refused % len(ways)]
        is_counted = True
        self._allowance.begin()
        try:
            answer = await route.async_command(
                access.client(self._hass), request.command, lock_id=self._aim.lock_id
            )
        except ChastifyError as err:
            self._failed.add((access, route))
            is_counted = not isinstance(err, ChastifyConnectError)
            raise
        finally:
            self._last_answered = max(self._last_answered, request.number)
            self._allowance.end(sent=is_counted)
        self._keys_refused = 0
        self._failed.clear()
        return answer, access

    def access(self) -> Access:
        """Return server and token by which the next request is sent."""
        ways = self._ways
        return ways[self._keys_refused % len(ways)][0]

    @property
    def has_new_way(self) -> bool:
        """Whether there is a token or a key that hasn't failed."""
        return not self._failed.issuperset(self._ways)

    def try_other_keys(self) -> bool:
        """Take the next keys after some were refused; return whether these were not tried yet."""
        self._keys_refused += 1
        return bool(self._keys_refused % len(self._ways))

    @callback
    def async_run(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something be done in the background, until `async_cancel`."""
        task = self._hass.async_create_background_task(work, f"{DOMAIN} stop")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @callback
    def async_cancel(self) -> None:
        """End what is still on its way, but for who calls."""
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()
