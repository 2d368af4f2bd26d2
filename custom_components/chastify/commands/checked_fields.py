"""The check of the fields of an action, with translated errors."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import voluptuous as vol

from ..failures.errors import command_refused
from .fields import Entered, InvalidField

type Fields = Mapping[vol.Marker, Callable[[Entered], object]]


def checked_fields(
    command: str, fields: Fields, data: Mapping[str, Entered]
) -> dict[str, Any]:
    """Return the values of the fields of an action.

    Raises ServiceValidationError, which names the field and its allowed values.
    """
    # A template without a result leaves the field out.
    given = {name: value for name, value in data.items() if value is not None}
    markers = {str(marker): marker for marker in fields}
    for name in given:
        if name not in markers:
            raise command_refused("field_unknown", command, field=name)
    for name, marker in markers.items():
        if isinstance(marker, vol.Required) and name not in given:
            raise command_refused("field_missing", command, field=name)
    with field_errors(command):
        checked: dict[str, Any] = vol.Schema(dict(fields))(given)
    return checked


@contextmanager
def field_errors(command: str) -> Generator[None]:
    """Translate the error of a validator."""
    try:
        yield
    except InvalidField as err:
        invalid = err
    except vol.MultipleInvalid as err:
        # Names and presence are checked before, so only a validator can have raised.
        invalid = next(each for each in err.errors if isinstance(each, InvalidField))
    else:
        return
    raise command_refused(
        f"field_{invalid.expected}",
        command,
        field=str(invalid.path[0]),
        **invalid.given,
    )
