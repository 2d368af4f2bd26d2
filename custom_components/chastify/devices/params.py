"""Limits of the params of device commands, which a person sets by the names of numbers."""

from collections.abc import Iterator, Mapping

from ..api import JsonObject, JsonValue


def exceeded_limit(
    params: JsonObject, limits: Mapping[str, float] | None
) -> tuple[str, float] | None:
    """Return name and limit of a parameter above its limit, None where there is none.

    limits: None allows no params at all. Of several limits for one name the smallest holds.
    Names are compared without case, at every level; a limit holds for all values below its name,
    for the magnitude of a number, and for a number in text. Any other value counts as above.
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
    """Yield each value whose name has a limit."""
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
        # Not `>`: comparisons with NaN are false.
        return abs(float(value)) <= limit
    except ValueError, OverflowError:
        return False
