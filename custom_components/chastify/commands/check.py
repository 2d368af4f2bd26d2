"""What a command takes, checked before anything is sent."""

from collections.abc import Mapping
from typing import Final

import voluptuous as vol

from ..failures.errors import command_refused
from .fields import Entered, InvalidField
from .requests import Request
from .table import COMMANDS, Command

_SCHEMAS: Final[Mapping[str, vol.Schema]] = {
    command.name: vol.Schema(dict(command.fields)) for command in COMMANDS
}


def checked_request(command: Command, data: Mapping[str, Entered]) -> Request:
    """Return the request that the fields of an action make.

    Raises ServiceValidationError, which names the field and says what it takes.
    """
    # A template that gives nothing leaves the field out.
    given = {name: value for name, value in data.items() if value is not None}
    fields = {str(marker): marker for marker in command.fields}
    for name in given:
        if name not in fields:
            raise command_refused("field_unknown", command.name, field=name)
    for name, marker in fields.items():
        if isinstance(marker, vol.Required) and name not in given:
            raise command_refused("field_missing", command.name, field=name)
    try:
        return command.request_fn(**_SCHEMAS[command.name](given))
    except InvalidField as err:
        invalid = err
    except vol.MultipleInvalid as err:
        # Names and presence were checked above, so only a validator can have raised.
        invalid = next(each for each in err.errors if isinstance(each, InvalidField))
    raise command_refused(
        f"field_{invalid.expected}",
        command.name,
        field=str(invalid.path[0]),
        **invalid.given,
    )
