"""Parsing of stored moments (ISO 8601) and of durations in Home Assistant's forms."""

from datetime import datetime, timedelta
import re
from typing import Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

_DAYS_AND_CLOCK: Final = re.compile(
    r"-?[0-9]{1,9} days?, [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
)


def stored_moment(text: str) -> datetime:
    """Return a stored moment; raises ValueError for one without a time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def time_period(value: object) -> timedelta:
    """Return a duration in one of Home Assistant's forms, or in Python's ("1 day, 2:00:00").

    Raises vol.Invalid, and ValueError, TypeError or ArithmeticError as Home Assistant does.
    """
    if isinstance(value, str) and _DAYS_AND_CLOCK.fullmatch(value.strip()):
        period = dt_util.parse_duration(value.strip())
        if period is not None:
            return period
    found: timedelta = cv.time_period(value)
    return found


def positive_time_period(value: object) -> timedelta:
    """Return such a duration; raises vol.Invalid, also for a negative one."""
    try:
        period = time_period(value)
    except (ValueError, TypeError, ArithmeticError) as err:
        raise vol.Invalid("not a duration") from err
    if period < timedelta(0):
        raise vol.Invalid("a duration must not be negative")
    return period
