"""The validators of the fields of commands.

Ranges are those of the API's documentation; where it names none, they only refuse values that
nobody can mean.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
import math
import re
from typing import Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from ..api import JsonObject, JsonValue
from ..api.hardware import DEVICE_COMMANDS
from ..clock import time_period
from ..devices.connected import LONGEST_MAX_DURATION, ConnectedDevice

# A value from automations, scripts or the frontend, of any type.
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
# Nobody means an earlier one.
FIRST_DAY: Final = date(2000, 1, 1)

_HEX_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_API_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}")


class InvalidField(vol.Invalid):
    """A field has a value that can't be sent; `expected` is the key of the translated message."""

    def __init__(
        self, expected: str, *, at: str | None = None, **placeholders: str | timedelta
    ) -> None:
        """Store the message; `at` names the field where no schema does."""
        super().__init__(expected, [at] if at else [])
        self.expected = expected
        self.given = placeholders


@dataclass(frozen=True, slots=True)
class Duration:
    """A validator of Home Assistant's durations, which returns whole seconds."""

    shortest: timedelta = timedelta(seconds=1)
    longest: timedelta = LONGEST_DURATION

    def __call__(self, value: Entered) -> int:
        """Return the seconds; raises InvalidField."""
        seconds = _seconds(value)
        if (
            seconds is None
            or not self.shortest <= timedelta(seconds=seconds) <= self.longest
        ):
            raise InvalidField("duration", shortest=self.shortest, longest=self.longest)
        return seconds


def _seconds(value: Entered) -> int | None:
    """Return a duration in seconds, None where the value is none."""
    # True would count as a second.
    if isinstance(value, bool):
        return None
    try:
        period = time_period(value)
    except vol.Invalid, OverflowError, ValueError, TypeError, ArithmeticError:
        return None
    return round(period.total_seconds())


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A validator of whole numbers, which templates may give as text."""

    lowest: int
    highest: int
    is_zero_allowed: bool = True

    def __call__(self, value: Entered) -> int:
        """Return the number; raises InvalidField."""
        number = _whole(value)
        if number is None or not self.lowest <= number <= self.highest:
            raise InvalidField(
                "whole_number", lowest=str(self.lowest), highest=str(self.highest)
            )
        if number == 0 and not self.is_zero_allowed:
            raise InvalidField("not_zero")
        return number


def day(value: Entered) -> date:
    """Return a date, which templates give as text; raises InvalidField."""
    try:
        found = value.date() if isinstance(value, datetime) else cv.date(value)
    except vol.Invalid:
        raise InvalidField("date") from None
    if found < FIRST_DAY:
        raise InvalidField("date")
    return found


def _whole(value: Entered) -> int | None:
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_MOST_SECONDS: Final = int(LONGEST_DURATION.total_seconds())
SIGNED_SECONDS: Final = WholeNumber(
    -_MOST_SECONDS, _MOST_SECONDS, is_zero_allowed=False
)


def seconds_of_params(value: JsonValue) -> int:
    """Return the seconds that are the params of an action of the API."""
    seconds = None if isinstance(value, str) else _whole(value)
    if seconds is None or not 1 <= seconds <= _MOST_SECONDS:
        raise InvalidField("params_seconds", at="params")
    return seconds


def signed_seconds_of_params(value: JsonValue) -> int:
    """Return the seconds of `{"deltaSeconds": …}`, or of a plain number."""
    delta = value.get("deltaSeconds") if isinstance(value, dict) else value
    try:
        return SIGNED_SECONDS(delta)
    except InvalidField:
        raise InvalidField("params_seconds", at="params") from None


def freeze_seconds_of_params(value: JsonValue) -> int:
    """Return the seconds of the API's `{"durationSeconds": …}` for a freeze."""
    seconds = value.get("durationSeconds") if isinstance(value, dict) else None
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, (int, float))
        or not SHORTEST_FREEZE.total_seconds()
        <= seconds
        <= LONGEST_FREEZE.total_seconds()
    ):
        raise InvalidField("params_freeze", at="params")
    return round(seconds)


@dataclass(frozen=True, slots=True)
class Text:
    """A validator of texts that aren't blank; numbers are taken as text."""

    longest: int = MAX_TEXT

    def __call__(self, value: Entered) -> str:
        """Return the text; raises InvalidField."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            # Python refuses to write numbers of thousands of digits.
            value = str(value) if abs(value) < MAX_NUMBER else ""
        if not isinstance(value, str) or not value.strip() or len(value) > self.longest:
            raise InvalidField("text", longest=str(self.longest))
        return value


def flag(value: Entered) -> bool:
    """Return true or false as Home Assistant reads it."""
    try:
        found: bool = cv.boolean(value)
    except vol.Invalid:
        raise InvalidField("flag") from None
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A validator of one of these texts."""

    options: tuple[str, ...]

    def __call__(self, value: Entered) -> str:
        """Return the text; raises InvalidField."""
        if not isinstance(value, str) or value not in self.options:
            raise InvalidField("choice", options=", ".join(self.options))
        return value


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
    """Return a name of the API: letters, digits, and `_ . : -`, 64 characters at most."""
    if not isinstance(value, str) or not _API_NAME.fullmatch(value):
        raise InvalidField("api_name")
    return value


def connected_device(value: Entered) -> ConnectedDevice:
    """Return a connected device; it was found by its id before."""
    if not isinstance(value, ConnectedDevice):
        raise InvalidField("device")
    return value


def device_command(value: Entered) -> str:
    """Return the name of a device command in lower case."""
    name = value.strip().lower() if isinstance(value, str) else value
    return Choice(DEVICE_COMMANDS)(name)


def device_params(value: Entered) -> JsonObject:
    """Return an object that JSON can express; it may be empty."""
    found = json_value(value)
    if not isinstance(found, dict):
        raise InvalidField("params_object")
    return found


def json_object(value: Entered) -> JsonObject:
    """Return an object that JSON can express and that isn't empty."""
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
        # YAML reads a date without quotes as one.
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_json(item, depth - 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {str(key): _json(item, depth - 1) for key, item in value.items()}
    raise InvalidField("json")
