"""The actions as the code names them, and their forms in services.yaml."""

from collections.abc import Iterator
from typing import Any, Final

import voluptuous as vol

from custom_components.chastify.api.hardware import ENABLE_DEVICES, STOP_DEVICES
from custom_components.chastify.commands.sender import GET_SESSION
from custom_components.chastify.commands.table import COMMANDS
from custom_components.chastify.services import (
    CLEAR_HISTORY,
    CLEAR_HISTORY_FIELDS,
    GET_HISTORY,
    GET_HISTORY_FIELDS,
)
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.util.yaml import load_yaml_dict

from .files import INTEGRATION

# The fields of each action by their names, without the entry's id.
OF_HISTORY: Final = {
    GET_HISTORY: GET_HISTORY_FIELDS,
    CLEAR_HISTORY: CLEAR_HISTORY_FIELDS,
}
FIELDS: Final[dict[str, dict[str, vol.Marker]]] = {
    GET_SESSION: {},
    STOP_DEVICES: {},
    ENABLE_DEVICES: {},
    **{
        action: {str(marker): marker for marker in fields}
        for action, fields in OF_HISTORY.items()
    },
    **{
        command.name: {str(marker): marker for marker in command.fields}
        for command in COMMANDS
    },
}
ACTIONS: Final = tuple(sorted(FIELDS))

# With the command that checks them.
COMMAND_FIELDS: Final = [
    (command.name, str(marker), validator)
    for command in COMMANDS
    for marker, validator in command.fields.items()
]


def default_of(marker: vol.Marker) -> object:
    """Return the default of a field, None where nothing is sent for it."""
    default = getattr(marker, "default", None)
    return default() if callable(default) else None


def forms() -> dict[str, Any]:
    """Return the content of services.yaml."""
    return load_yaml_dict(INTEGRATION / "services.yaml")


def form_fields(form: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the fields of an action's form, those in sections included."""
    for name, content in form["fields"].items():
        if "fields" in content:
            yield from form_fields(content)
        else:
            yield name, content


def fields_of_form(action: str) -> dict[str, dict[str, Any]]:
    """Return the fields of an action's form without the entry's id."""
    return {
        name: content
        for name, content in form_fields(forms()[action])
        if name != ATTR_CONFIG_ENTRY_ID
    }
