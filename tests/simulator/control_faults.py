"""Faults that are ordered through the control interface."""

from typing import Literal

from .faults import Fault
from .fields import Fields, InvalidField
from .json_types import JsonValue
from .state import State


def order_fault(state: State, fields: Fields) -> None:
    """Order a fault; raises InvalidField before any effect."""
    fault, times, match = _fault(fields)
    state.faults.order(fault, times, match)


def _fault(fields: Fields) -> tuple[Fault, int | None, str | None]:
    fields.only(
        "delay",
        "hang",
        "close",
        "truncate",
        "status",
        "body",
        "headers",
        "content_type",
        "retry_after",
        "effect",
        "cached",
        "lag",
        "overrides",
        "session_overrides",
        "times",
        "match",
    )
    times = fields.nullable("times", fields.count) if "times" in fields else 1
    if times == 0:
        raise InvalidField("times must be 1 or more.")
    fault = Fault(
        delay=fields.optional("delay", fields.not_negative, 0.0),
        hang=fields.optional("hang", fields.flag, default=False),
        close=_close(fields),
        truncate=fields.optional("truncate", fields.flag, default=False),
        status=_status(fields),
        body=fields.optional("body", fields.value, None),
        headers=_headers(fields),
        content_type=fields.optional("content_type", fields.text, None),
        retry_after=_retry_after(fields),
        effect=fields.optional("effect", fields.flag, default=False),
        cached=_readings(fields, "cached"),
        lag=_readings(fields, "lag"),
        overrides=fields.object("overrides") if "overrides" in fields else {},
        session_overrides=fields.object("session_overrides")
        if "session_overrides" in fields
        else {},
    )
    match = fields.nullable("match", fields.text) if "match" in fields else None
    return fault, times, match


def _close(fields: Fields) -> Literal["before", "after"] | None:
    match fields.optional("close", fields.value, None):
        case None:
            return None
        case "before":
            return "before"
        case "after":
            return "after"
        case _:
            raise InvalidField("close must be before, after or null.")


def _status(fields: Fields) -> int | None:
    status = fields.nullable("status", fields.count) if "status" in fields else None
    if status is not None and not 200 <= status <= 599:
        raise InvalidField("status must be 200 to 599.")
    return status


def _readings(fields: Fields, name: str) -> int | None:
    count = fields.nullable(name, fields.count) if name in fields else None
    if count == 0:
        raise InvalidField(f"{name} must be 1 or more.")
    return count


def _headers(fields: Fields) -> dict[str, str]:
    headers: dict[str, str] = {}
    if "headers" in fields:
        names = fields.fields("headers")
        headers = {name: names.text(name) for name in names.values()}
    return headers


def _retry_after(fields: Fields) -> int | str | None:
    value: JsonValue = fields.optional("retry_after", fields.value, None)
    if isinstance(value, bool) or not isinstance(value, int | str | None):
        raise InvalidField("retry_after must be a whole number, a string or null.")
    return value
