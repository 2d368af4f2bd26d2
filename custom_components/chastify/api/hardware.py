"""The commands that hardware takes: what each starts or stops, and what ends it again.

Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Our own actions: a device command, the stop of everything, and the one that allows starts again.
DEVICE_COMMAND: Final = "device_command"
STOP_DEVICES: Final = "stop_devices"
ENABLE_DEVICES: Final = "enable_devices"

# How the names begin by which the API commands hardware.
PREFIXES: Final = ("shock.", "vibration.", "all.")
STOP_ALL: Final = "all.stop"
STOPS: Final = ("vibration.stop", "shock.stop", STOP_ALL)
_STOP: Final = ".stop"


class DeviceKind(StrEnum):
    """What hardware can do to a person; each has to be allowed."""

    VIBRATION = "vibration"
    SHOCK = "shock"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCommand:
    """A command that starts something which lasts until it is stopped.

    stop: the command that ends it.
    is_mode: whether it gives impulses again and again; `max_duration` is the cap of those, and not
    that of a single shock.
    """

    name: str
    kind: DeviceKind
    stop: str
    is_mode: bool = False


STARTS: Final[Mapping[str, StartCommand]] = {
    command.name: command
    for command in (
        StartCommand(
            name="vibration.start", kind=DeviceKind.VIBRATION, stop="vibration.stop"
        ),
        StartCommand(name="shock.start", kind=DeviceKind.SHOCK, stop="shock.stop"),
        # The API has no command that ends just these.
        StartCommand(
            name="shock.random.set", kind=DeviceKind.SHOCK, stop=STOP_ALL, is_mode=True
        ),
        StartCommand(
            name="shock.berserk.set", kind=DeviceKind.SHOCK, stop=STOP_ALL, is_mode=True
        ),
    )
}
DEVICE_COMMANDS: Final = (*STARTS, *STOPS)


def named_stop(name: object) -> str | None:
    """Return the device command where a name, checked or not, is that of one that stops hardware."""
    if not isinstance(name, str):
        return None
    found = name.strip().lower()
    return found if found.startswith(PREFIXES) and found.endswith(_STOP) else None


def names_start(value: object) -> bool:
    """Tell whether a text anywhere in a value is the name of a command that starts something."""
    match value:
        case str():
            return value.strip().lower() in STARTS
        case list():
            return any(names_start(item) for item in value)
        case dict():
            return any(names_start(item) for item in value.values())
    return False
