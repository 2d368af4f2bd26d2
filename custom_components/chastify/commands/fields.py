"""Fields of commands: what each takes, and what a person is told who enters something else.

The ranges are those of the API's documentation; where it names none, they only keep out what can't
be meant.
"""

from collections.abc import Callable
from datetime import date, timedelta
import math
import re
from typing import Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from ..api import JsonObject, JsonValue
from ..api.hardware import DEVICE_COMMANDS
from ..clock import time_period
from ..devices.connected import LONGEST_MAX_DURATION, ConnectedDevice

# What comes from automations, scripts and the frontend, of whatever type.
type Entered = object
type Validator[ValueT] = Callable[[Entered], ValueT]

SHORTEST_FREEZE: Final = timedelta(minutes=1)
LONGEST_FREEZE: Final = timedelta(hours=24)
LONGEST_DURATION: Final = timedelta(days=3650)
# The cap of a device may be lower.
LONGEST_START: Final = timedelta(seconds=LONGEST_MAX_DURATION)
MAX_POINTS: Final = 1_000_000
MAX_TITLE_OF_LOG: Final = 180
MAX_DESCRIPTION_OF_LOG: Final = 2000
MAX_TITLE_OF_NOTIFICATION: Final = 100
MAX_MESSAGE_OF_NOTIFICATION: Final = 500
MAX_TEXT: Final = 10_000
MAX_NUMBER: Final = 10**18
MAX_DEPTH: Final = 32

_HEX_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_API_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}")


class InvalidField(vol.Invalid):
    """A field has a value that can't be sent; the key is that of the translated message."""

    def __init__(
        self, expected: str, *, at: str | None = None, **placeholders: str | timedelta
    ) -> None:
        """Say what was expected, and of which field where no schema says it."""
        super().__init__(expected, [at] if at else [])
        self.expected = expected
        self.given = placeholders


def duration(
    shortest: timedelta = timedelta(seconds=1), longest: timedelta = LONGEST_DURATION
) -> Validator[int]:
    """Return a validator of Home Assistant's durations that gives whole seconds."""

    def validate(value: Entered) -> int:
        seconds = _seconds(value)
        if seconds is None or not shortest <= timedelta(seconds=seconds) <= longest:
            raise InvalidField("duration", shortest=shortest, longest=longest)
        return seconds

    return validate


def _seconds(value: Entered) -> int | None:
    """Return a duration in seconds, None for what is none; True would count as a second."""
    if isinstance(value, bool):
        return None
    try:
        period = time_period(value)
    except vol.Invalid, OverflowError, ValueError, TypeError, ArithmeticError:
        return None
    return round(period.total_seconds())


def whole_number(lowest: int, highest: int) -> Validator[int]:
    """Return a validator of whole numbers, which templates may give as text."""

    def validate(value: Entered) -> int:
        number = _whole(value)
        if number is None or not lowest <= number <= highest:
            raise InvalidField("whole_number", lowest=str(lowest), highest=str(highest))
        return number

    return validate


def _whole(value: Entered) -> int | None:
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_MOST_SECONDS: Final = int(LONGEST_DURATION.total_seconds())


def signed_seconds(value: Entered) -> int:
    """Return seconds that may be negative, but not 0."""
    seconds = whole_number(-_MOST_SECONDS, _MOST_SECONDS)(value)
    if seconds == 0:
        raise InvalidField("not_zero")
    return seconds


def seconds_of_params(value: JsonValue) -> int:
    """Return the seconds that an action of the API takes as its params."""
    if not isinstance(value, (int, float)):
        raise InvalidField("params_seconds", at="params")
    try:
        return whole_number(1, _MOST_SECONDS)(value)
    except InvalidField:
        raise InvalidField("params_seconds", at="params") from None


def signed_seconds_of_params(value: JsonValue) -> int:
    """Return the seconds of `{"deltaSeconds": …}`, or of a plain number."""
    delta = value.get("deltaSeconds") if isinstance(value, dict) else value
    try:
        return signed_seconds(delta)
    except InvalidField:
        raise InvalidField("params_seconds", at="params") from None


def freeze_seconds_of_params(value: JsonValue) -> int:
    """Return the seconds of the API's `{"durationSeconds": …}` for a freeze."""
    seconds = value.get("durationSeconds") if isinstance(value, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise InvalidField("params_freeze", at="params")
    if not SHORTEST_FREEZE.total_seconds() <= seconds <= LONGEST_FREEZE.total_seconds():
        raise InvalidField("params_freeze", at="params")
    return round(seconds)


def text(longest: int = MAX_TEXT) -> Validator[str]:
    """Return a validator of texts that aren't blank; numbers are taken as text."""

    def validate(value: Entered) -> str:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            # Python refuses to write numbers of thousands of digits.
            value = str(value) if abs(value) < MAX_NUMBER else ""
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise InvalidField("text", longest=str(longest))
        return value

    return validate


def flag(value: Entered) -> bool:
    """Return yes or no as Home Assistant reads it."""
    try:
        found: bool = cv.boolean(value)
    except vol.Invalid:
        raise InvalidField("flag") from None
    return found


def choice(*options: str) -> Validator[str]:
    """Return a validator of one of these texts."""

    def validate(value: Entered) -> str:
        if not isinstance(value, str) or value not in options:
            raise InvalidField("choice", options=", ".join(options))
        return value

    return validate


def color(value: Entered) -> str:
    """Return a colour as `#rrggbb` or `#rgb`, also from red, green and blue of 0 to 255."""
    if isinstance(value, str) and _HEX_COLOR.fullmatch(value):
        return value
    if isinstance(value, (list, tuple)) and len(value) == 3:
        parts = [_whole(part) for part in value]
        known = [part for part in parts if part is not None and 0 <= part <= 255]
        if len(known) == 3:
            return "#" + "".join(f"{part:02x}" for part in known)
    raise InvalidField("color")


def api_name(value: Entered) -> str:
    """Return a name as the API writes them: letters, digits, dots and underscores."""
    if not isinstance(value, str) or not _API_NAME.fullmatch(value):
        raise InvalidField("api_name")
    return value


def connected_device(value: Entered) -> ConnectedDevice:
    """Return a connected device, which was found by its id before."""
    if not isinstance(value, ConnectedDevice):
        raise InvalidField("device")
    return value


def device_command(value: Entered) -> str:
    """Return the name of a device command, which is taken without case."""
    name = value.strip().lower() if isinstance(value, str) else value
    return choice(*DEVICE_COMMANDS)(name)


def device_params(value: Entered) -> JsonObject:
    """Return an object that JSON can express, which may be empty."""
    found = json_value(value)
    if not isinstance(found, dict):
        raise InvalidField("params_object")
    return found


def json_object(value: Entered) -> JsonObject:
    """Return an object that isn't empty and that JSON can express."""
    found = json_value(value)
    if not isinstance(found, dict) or not found:
        raise InvalidField("object")
    return found


def json_value(value: Entered) -> JsonValue:
    """Return a copy of a value that JSON can express."""
    return _json(value, MAX_DEPTH)


def _json(value: Entered, depth: int) -> JsonValue:
    if depth == 0:
        raise InvalidField("json")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, date):
        # YAML reads a day without quotes as one.
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_json(item, depth - 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {str(key): _json(item, depth - 1) for key, item in value.items()}
    raise InvalidField("json")
