"""Params of device commands: no number in them is above the limit that a person set for its name."""

from collections.abc import Iterator, Mapping

from ..api import JsonObject, JsonValue


def exceeded_limit(
    params: JsonObject, limits: Mapping[str, float] | None
) -> tuple[str, float] | None:
    """Return name and limit of a parameter that is above its limit, None where none is.

    Without limits that can be understood no parameter is within them. Of several limits for one name
    the smallest holds. Names are compared without case, wherever they stand; a limit holds for all
    that stands below its name, for a number's magnitude, and for a number that is written as text.
    What is no number can't be known to be below a limit, so it counts as above.
    """
    if limits is None:
        return next(((name, 0) for name in params), None)
    known: dict[str, float] = {}
    for name, limit in limits.items():
        key = name.strip().casefold()
        known[key] = min(limit, known.get(key, limit))
    for name, limit, value in _limited(params, known):
        if not _is_within(value, limit):
            return name, limit
    return None


def _limited(
    value: JsonValue, limits: Mapping[str, float]
) -> Iterator[tuple[str, float, JsonValue]]:
    """Yield each value that stands under a name with a limit."""
    if isinstance(value, list):
        for item in value:
            yield from _limited(item, limits)
    elif isinstance(value, dict):
        for name, item in value.items():
            limit = limits.get(name.strip().casefold())
            if limit is not None:
                yield name, limit, item
            yield from _limited(item, limits)


def _is_within(value: JsonValue, limit: float) -> bool:
    if isinstance(value, list):
        return all(_is_within(item, limit) for item in value)
    if isinstance(value, dict):
        return all(_is_within(item, limit) for item in value.values())
    if isinstance(value, bool) or value is None:
        return False
    try:
        # Not `>`: nothing that isn't a number is smaller.
        return abs(float(value)) <= limit
    except ValueError, OverflowError:
        return False
