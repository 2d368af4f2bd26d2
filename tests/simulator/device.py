"""The connected device of a lock."""

from collections.abc import Callable
from typing import NamedTuple

from .json_types import JsonObject

_COMMANDS_BY_CAPABILITY = {
    "vibration": ("vibration.start", "vibration.stop"),
    "shock": ("shock.start", "shock.stop", "shock.random.set", "shock.berserk.set"),
}
CAPABILITIES = frozenset(_COMMANDS_BY_CAPABILITY)
STOP_ALL = "all.stop"
DEVICE_COMMANDS = frozenset(
    {STOP_ALL, *(name for names in _COMMANDS_BY_CAPABILITY.values() for name in names)}
)
_STARTS = {
    "vibration.start": "vibration",
    "shock.start": "shock",
    "shock.random.set": "random",
    "shock.berserk.set": "berserk",
}
_STOPS = {"vibration.stop": "vibration", "shock.stop": "shock"}


class Interval(NamedTuple):
    """A run of the device; times in seconds since the epoch, `until` None while it runs."""

    kind: str
    """One of vibration, shock, random, berserk."""
    since: float
    until: float | None
    params: JsonObject


class Device:
    """A device that records its runs.

    Nothing ends by itself: the API names no parameter that would limit a start.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Make a connected device with every capability."""
        self._now = now
        self.connected = True
        self.capabilities = set(CAPABILITIES)
        self.intervals: list[Interval] = []

    @property
    def supported_commands(self) -> list[str]:
        """Names of the commands that the device's capabilities allow."""
        return sorted(
            {STOP_ALL}.union(
                *(
                    _COMMANDS_BY_CAPABILITY.get(capability, ())
                    for capability in self.capabilities
                )
            )
        )

    @property
    def running(self) -> list[Interval]:
        """The current runs."""
        return [interval for interval in self.intervals if interval.until is None]

    def run(self, command: str, params: JsonObject) -> None:
        """Carry out a command of DEVICE_COMMANDS."""
        if command == STOP_ALL:
            for interval in self.running:
                self.stop(interval.kind)
        elif kind := _STOPS.get(command):
            self.stop(kind)
        else:
            kind = _STARTS[command]
            self.stop(kind)
            self.intervals.append(Interval(kind, self._now(), None, params))

    def stop(self, kind: str) -> None:
        """End the runs of this kind."""
        self.intervals = [
            interval._replace(until=self._now())
            if interval.kind == kind and interval.until is None
            else interval
            for interval in self.intervals
        ]
