"""JSON values: their types and how they are read."""

import json

type JsonValue = (
    None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]
)
type JsonObject = dict[str, JsonValue]


def parse_json(raw: bytes) -> JsonValue:
    """Return the JSON value; None where the bytes are not JSON."""
    try:
        value: JsonValue = json.loads(raw, parse_constant=_refuse_constant)
    except ValueError, RecursionError:
        return None
    return value


def _refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities, which json takes although they are not JSON."""
    raise ValueError(f"{name} is not JSON")
