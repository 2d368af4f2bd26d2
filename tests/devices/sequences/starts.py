"""The starts of a sequence: their requests and their outcomes."""

from collections.abc import Callable
from dataclasses import dataclass
import math
from typing import Final

from custom_components.chastify.api.hardware import STARTS as OF_INTEGRATION
from tests.simulator import Device, Interval, JsonObject, RecordedRequest

from .house import USUAL_SECONDS, Gadget
from .service import PIN, STARTS, STOPS, command_of, session_of

# So long may a run last past its end that the service would have stopped.
SLACK: Final = 4.0
# From one try to the next where it is tried only rarely.
RARELY: Final = 33.0


@dataclass(eq=False)
class Start:
    """A start that was sent.

    seconds: how long it is to last.
    began: when it took effect, None while it hasn't.
    answered: when nobody waited for its answer any more.
    stop_at: when a stop of it was called for otherwise.
    excuse: why it need not be stopped any more.
    carried: how long the service would have carried out its stop by now.
    """

    record: RecordedRequest
    gadget: Gadget
    entry_id: str
    subentry_id: str
    token: str
    command: str
    seconds: float
    cap: float
    pin: str | None
    session: str | None
    sent: float
    began: float | None = None
    answered: float | None = None
    hardware: Device | None = None
    stop_at: float = math.inf
    is_told_off: bool = False
    is_over: bool = False
    excuse: str | None = None
    is_lost: bool = False
    is_taken_back: bool = False
    carried: float = 0.0
    blocked_since: float | None = None
    patience: float = SLACK
    carried_from: float = math.inf

    @property
    def kind(self) -> str:
        """The kind of run on the hardware."""
        return STARTS[self.command]

    @property
    def stop(self) -> str:
        """The command that ends it."""
        return OF_INTEGRATION[self.command].stop


def start_of(record: RecordedRequest, gadget: Gadget, number: int, token: str) -> Start:
    """Return the start that a request is; from now on the hardware's log shows its number."""
    assert isinstance(record.body, dict)
    params, command = record.body["params"], command_of(record)
    assert isinstance(params, dict)
    assert command is not None
    params["number"] = number
    seconds = params.get("seconds")
    return Start(
        record=record,
        gadget=gadget,
        entry_id=gadget.entry_id or "",
        subentry_id=gadget.subentry_id or "",
        token=token,
        command=command,
        seconds=float(seconds)
        if isinstance(seconds, int | float)
        else USUAL_SECONDS[OF_INTEGRATION[command].kind],
        cap=gadget.longest(command),
        pin=record.headers.get(PIN),
        session=session_of(record),
        sent=record.arrived_at,
    )


def number_of(interval: Interval) -> int:
    """Return the number of the start that the hardware's log shows."""
    number = interval.params["number"]
    assert isinstance(number, int)
    return number


class Hardware:
    """The devices of all locks, and which starts were ended by a stop.

    At one moment something may be stopped and begin anew, which their log doesn't tell.
    """

    def __init__(self) -> None:
        """Know none yet."""
        self._devices: list[Device] = []
        self._stopped: set[int] = set()

    def note(self, device: Device) -> None:
        """Note from now on the starts that each stop ends."""
        if device not in self._devices:
            self._devices.append(device)
            device.run = self._noting(device, device.run)  # type: ignore[method-assign, assignment]

    def _noting(
        self, device: Device, carry_out: Callable[[str, JsonObject], None]
    ) -> Callable[[str, JsonObject], None]:
        def run(command: str, params: JsonObject) -> None:
            self._stopped |= {
                number_of(interval)
                for interval in device.running
                if interval.kind in STOPS.get(command, ())
            }
            carry_out(command, params)

        return run

    def running(self) -> list[list[int]]:
        """Return the starts of the current runs by device and kind, back to the last stop."""
        return [
            self._unbroken(running, device)
            for device in self._devices
            for running in device.running
        ]

    def _unbroken(self, running: Interval, device: Device) -> list[int]:
        chain = [running]
        for interval in reversed(device.intervals):
            if (
                interval.kind == running.kind
                and interval.until == chain[-1].since
                and number_of(interval) not in self._stopped
            ):
                chain.append(interval)
        return [number_of(interval) for interval in chain]
