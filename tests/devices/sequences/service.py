"""The simulated service, its faults, and the requests that it has seen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, override

from tests.simulator import Fault, RecordedRequest, Simulator
from tests.simulator.faults import FaultOrders
from tests.simulator.limits import RequestKind

from .loops import Time

TOKEN_ROUTE: Final = "/api/apps/v1/device-command"
SESSIONS: Final = "/api/extensions/sessions/"
COMMAND: Final = "/device-command"
PIN: Final = "x-chastify-lock-id"
STARTS: Final = {
    "vibration.start": "vibration",
    "shock.start": "shock",
    "shock.random.set": "random",
    "shock.berserk.set": "berserk",
}
STOPS: Final = {
    "vibration.stop": {"vibration"},
    "shock.stop": {"shock"},
    "all.stop": {"vibration", "shock", "random", "berserk"},
}
# A client waits so long for an answer.
PATIENCE: Final = 15.0

PAGE: Final = "<html>Just a moment</html>"
NO_DEVICE: Final = "Device currently not connected."

# Lost answers, and answers that acknowledge nothing: nothing was carried out.
NO_ANSWERS: Final = {
    "hangs": Fault(hang=True),
    "closed": Fault(close="before"),
    "500": Fault(status=500),
    "503 for long": Fault(status=503, retry_after=30),
    "page 200": Fault(status=200, body=PAGE, content_type="text/html"),
    "page 403": Fault(status=403, body=PAGE, content_type="text/html"),
    "page 404": Fault(status=404, body=PAGE, content_type="text/html"),
    "page 502": Fault(status=502, body=PAGE, content_type="text/html"),
    "no of success": Fault(body={"success": False}),
    "no of result": Fault(body={"ok": True, "data": {"result": False}}),
    "no of error": Fault(body={"ok": True, "error": "no_device"}),
    "text": Fault(body=NO_DEVICE, content_type="text/plain"),
    "too many": Fault(status=429, retry_after=3),
}
# Refusals of the API.
REFUSALS: Final = {
    "400": Fault(status=400),
    "403": Fault(status=403),
    "404": Fault(status=404),
    "409": Fault(status=409, body={"ok": False, "error": "busy"}),
    "401": Fault(status=401),
}
TROUBLES: Final = NO_ANSWERS | REFUSALS
# The outcomes of a start's request; where it has an effect, a stop is owed.
OF_STARTS: Final = {
    "hangs": Fault(hang=True),
    "takes effect and hangs": Fault(hang=True, effect=True),
    "closed before": Fault(close="before"),
    "closed after": Fault(close="after"),
    "cut off": Fault(truncate=True),
    "503": Fault(status=503),
    "503 with effect": Fault(status=503, effect=True),
    "408 with effect": Fault(status=408, effect=True),
    "409 with effect": Fault(status=409, body={"error": "strange"}, effect=True),
    "424 with effect": Fault(status=424, effect=True),
    "499 with effect": Fault(status=499, effect=True),
    "400 with effect": Fault(status=400, effect=True),
    "page 400 with effect": Fault(status=400, body=PAGE, effect=True),
    "page 403 with effect": Fault(status=403, body=PAGE, effect=True),
    "page 404 with effect": Fault(status=404, body=PAGE, effect=True),
    "page 200 with effect": Fault(body=PAGE, effect=True),
    "no of success with effect": Fault(body={"success": False}, effect=True),
    "text with effect": Fault(body=NO_DEVICE, effect=True),
    "page 403": Fault(status=403, body=PAGE),
    "400": Fault(status=400),
    "403": Fault(status=403),
    "404": Fault(status=404),
    "409": Fault(status=409),
    "lock ended": Fault(status=409, body={"ok": False, "error": "lock_ended"}),
    "401": Fault(status=401),
    "too many": Fault(status=429, retry_after=2),
}
# Of these, those after which nothing runs.
TAKEN_BACK: Final = ("403", "404", "409", "lock ended", "401", "too many")


def command_of(record: RecordedRequest) -> str | None:
    """Return the name of a device command, None for any other request."""
    if record.method != "POST" or not record.path.endswith(COMMAND):
        return None
    return str(record.body["command"]) if isinstance(record.body, dict) else None


def session_of(record: RecordedRequest) -> str | None:
    """Return the extension session of a device command, None for the token's route."""
    if not record.path.startswith(SESSIONS):
        return None
    return record.path.removeprefix(SESSIONS).removesuffix(COMMAND)


def bearer_of(record: RecordedRequest) -> str:
    """Return with which token a request was sent."""
    return record.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Where:
    """Which requests something happens to; None: to any."""

    method: str | None = None
    is_session: bool | None = None
    is_start: bool | None = None
    is_pinned: bool | None = None

    def holds(self, record: RecordedRequest) -> bool:
        """Tell whether it happens to a request."""
        return self.holds_for(
            record.method,
            is_command=command_of(record) is not None,
            is_session=record.path.startswith(SESSIONS),
            is_start=command_of(record) in STARTS,
            is_pinned=PIN in record.headers,
        )

    def holds_for(
        self,
        method: str,
        *,
        is_command: bool,
        is_session: bool,
        is_start: bool,
        is_pinned: bool,
    ) -> bool:
        """Tell whether it happens to such a request."""
        of_commands = (self.is_session, self.is_start, self.is_pinned)
        return (
            self.method in (None, method)
            and (is_command or of_commands == (None, None, None))
            and self.is_session in (None, is_session)
            and self.is_start in (None, is_start)
            and self.is_pinned in (None, is_pinned)
        )


WHERE: Final = {
    "all": Where(),
    "readings": Where(method="GET"),
    "commands": Where(method="POST"),
    "the token's devices": Where(method="POST", is_session=False, is_start=False),
    "sessions' devices": Where(method="POST", is_session=True),
    "stops": Where(method="POST", is_start=False),
    "pinned stops": Where(method="POST", is_start=False, is_pinned=True),
    "other stops": Where(method="POST", is_start=False, is_pinned=False),
}


@dataclass
class Trouble:
    """A fault of so many requests to come, None: of all of them."""

    where: Where
    fault: Fault
    times: int | None


class Weather(FaultOrders):
    """Chooses the fault of a request by its kind."""

    def __init__(self, requests: list[RecordedRequest]) -> None:
        """Start well."""
        super().__init__()
        self._requests = requests
        self.troubles: list[Trouble] = []
        self.hanging: list[RecordedRequest] = []
        self.of_request: dict[int, Fault] = {}

    @override
    def take(self, request_line: str) -> Fault:
        record = self._requests[-1]
        for trouble in self.troubles:
            if trouble.where.holds(record):
                if trouble.times is not None:
                    trouble.times -= 1
                    if not trouble.times:
                        self.troubles.remove(trouble)
                self.of_request[id(record)] = trouble.fault
                if trouble.fault.hang:
                    self.hanging.append(record)
                return trouble.fault
        return Fault()

    @override
    def clear(self) -> None:
        self.troubles.clear()
        super().clear()

    @override
    def release(self) -> None:
        self.hanging.clear()
        super().release()


class _Requests(list[RecordedRequest]):
    """The requests, each of them told at its arrival."""

    def __init__(self, tell: Callable[[RecordedRequest], None]) -> None:
        super().__init__()
        self._tell = tell

    @override
    def append(self, record: RecordedRequest, /) -> None:
        super().append(record)
        self._tell(record)


@dataclass
class Service:
    """The simulator in its loop.

    arrived: called with each request, before anything becomes of it.
    """

    time: Time
    arrived: Callable[[RecordedRequest], None] = field(default=lambda _: None)

    def __post_init__(self) -> None:
        """Start the service with one active lock."""
        self.is_up = True
        self.simulator = self.time.finish(self.time.service, self._started())
        self.simulator.start_lock(remaining=10**8)

    async def _started(self) -> Simulator:
        simulator = Simulator()
        simulator.requests = _Requests(self._tell)
        self.weather = Weather(simulator.requests)
        simulator.faults = self.weather
        await simulator.start()
        return simulator

    def _tell(self, record: RecordedRequest) -> None:
        self.arrived(record)

    def cut(self) -> None:
        """Make it unreachable."""
        self.is_up = False
        self.weather.release()
        self.time.finish(self.time.service, self.simulator.stop())

    def mend(self) -> None:
        """Let everything work again."""
        self.simulator.clear_faults()
        if not self.is_up:
            self.time.finish(self.time.service, self.simulator.start())
            self.is_up = True
        self.time.settle()

    def end(self) -> None:
        """End it."""
        if self.is_up:
            self.time.finish(self.time.service, self.simulator.stop())
        self.time.end(self.time.service)

    def takes_stop(self, bearer: str, *, is_session: bool, is_pinned: bool) -> bool:
        """Tell whether nothing goes wrong with a stop on a route now."""
        return (
            self.is_up
            and bearer not in self.simulator.revoked
            and not any(
                trouble.where.holds_for(
                    "POST",
                    is_command=True,
                    is_session=is_session,
                    is_start=False,
                    is_pinned=is_pinned,
                )
                for trouble in self.weather.troubles
            )
            and self._has_room(bearer)
        )

    def _has_room(self, bearer: str) -> bool:
        limits = self.simulator.limits
        taken = limits._accepted.get((bearer, RequestKind.ACTION), ())
        now = self.simulator.now()
        return sum(now - 60 < moment for moment in taken) < limits.actions
