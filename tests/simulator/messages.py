"""Custom logs, notifications and device commands: writes that leave the lock as it is."""

import re

from .accounts import ROLES
from .actions import LOG_ROLES
from .device import DEVICE_COMMANDS
from .errors import ApiError
from .fields import Fields, InvalidField
from .json_types import JsonObject, JsonValue
from .lock import Lock
from .state import State

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def write_log(state: State, lock: Lock, body: JsonValue) -> None:
    """Accept a custom log."""
    fields = Fields(body)
    fields.text("title", shortest=1, longest=180)
    if "description" in fields:
        fields.text("description", longest=2000)
    if "role" in fields:
        fields.choice("role", *LOG_ROLES)
    if "icon" in fields:
        fields.text("icon")
    if "color" in fields and not _COLOR.fullmatch(fields.text("color")):
        raise InvalidField("color must be #rgb or #rrggbb.")
    state.logs.append(fields.values())


def send_notification(state: State, lock: Lock, body: JsonValue) -> None:
    """Accept a notification."""
    fields = Fields(body)
    fields.text("title", shortest=1, longest=100)
    fields.text("message", shortest=1, longest=500)
    fields.choice("target", *ROLES, "both")
    if "showPageOverlay" in fields:
        fields.flag("showPageOverlay")
    state.notifications.append(fields.values())


def command_device(state: State, lock: Lock, body: JsonValue) -> None:
    """Carry out a command on the lock's device."""
    fields = Fields(body)
    command = fields.text("command", shortest=1)
    params: JsonObject = fields.object("params") if "params" in fields else {}
    if command not in DEVICE_COMMANDS:
        raise ApiError(400, "unknown_command", f"There is no device command {command}.")
    if not lock.device.connected:
        raise ApiError(400, "device_not_connected", "No supported device is connected.")
    if command not in lock.device.supported_commands:
        raise ApiError(
            400, "unsupported_command", f"The device does not support {command}."
        )
    lock.device.run(command, params)
