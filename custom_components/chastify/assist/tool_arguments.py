"""Arguments that language models give to a tool: checked, and what is told of those that don't fit.

The texts are read by language models, so they are English and are not translated.
"""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol


class BadArgumentError(Exception):
    """An argument is missing, unknown or doesn't fit; the text says which, and what to do."""


def checked_arguments(schema: vol.Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as the schema of a tool converts them; raises BadArgumentError."""
    markers: dict[str, vol.Marker] = {str(marker): marker for marker in schema.schema}
    for name, marker in markers.items():
        if isinstance(marker, vol.Required) and name not in given:
            raise BadArgumentError(
                f'Nothing was done: "{name}" is missing{_meaning(marker, schema)}.'
                " Ask the person for it."
            )
    if schema.extra == vol.PREVENT_EXTRA:
        for name in given:
            if name not in markers:
                raise BadArgumentError(
                    f'Nothing was done: there is no argument "{name}".'
                )
    try:
        checked: dict[str, Any] = schema(dict(given))
    except vol.MultipleInvalid as err:
        first = err.errors[0]
        raise BadArgumentError(
            f'Nothing was done: "{first.path[0]}" doesn\'t fit, {first.msg}.'
        ) from None
    return checked


def _meaning(marker: vol.Marker, schema: vol.Schema) -> str:
    """Return what is asked for, in brackets."""
    validator = schema.schema[marker]
    if isinstance(validator, vol.In):
        return f" (one of: {', '.join(map(str, validator.container))})"
    return f" ({marker.description})" if marker.description else ""
