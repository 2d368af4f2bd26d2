"""The commands of hardware: starts with the stops that end them.

Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# The names of our own actions.
DEVICE_COMMAND: Final = "device_command"
STOP_DEVICES: Final = "stop_devices"
ENABLE_DEVICES: Final = "enable_devices"

# Prefixes of the API's commands for hardware.
PREFIXES: Final = ("shock.", "vibration.", "all.")
STOP_ALL: Final = "all.stop"
STOPS: Final = ("vibration.stop", "shock.stop", STOP_ALL)
_STOP: Final = ".stop"


class DeviceKind(StrEnum):
    """The functions of hardware; each has to be allowed."""

    VIBRATION = "vibration"
    SHOCK = "shock"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCommand:
    """A command that starts a run.

    stop: the command that ends the run.
    is_mode: whether it gives repeated impulses; its cap is `max_duration`, not that of a single
    shock.
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
        # The API has no command that ends only these.
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
    """Return the normalized name of a stop, None for any other value."""
    if not isinstance(name, str):
        return None
    found = name.strip().lower()
    return found if found.startswith(PREFIXES) and found.endswith(_STOP) else None


def names_start(value: object) -> bool:
    """Tell whether a text anywhere in a value is the name of a start."""
    match value:
        case str():
            return value.strip().lower() in STARTS
        case list():
            return any(names_start(item) for item in value)
        case dict():
            return any(names_start(item) for item in value.values())
    return False
