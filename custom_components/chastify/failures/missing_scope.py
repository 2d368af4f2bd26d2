"""A token that lacks a scope: what the person is told, as an error and as a repair issue."""

import re
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..api import ChastifyForbiddenError
from .errors import command_failure
from .issues import async_manage_command_scope_issue

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# `scope tasks.`, `scope: lock:time`, `scope 'lock.write' is missing`: no other word after it is a name.
_NAMED_SCOPE: Final = re.compile(
    r"\bscopes?\b[\s:]*(?:[\"'`]([\w:.-]+)[\"'`]|(\w+(?:[:.]\w+)+)|(\w+)(?=\.?$))",
    re.IGNORECASE,
)


@callback
def async_missing_scope(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    command: str,
    error: ChastifyForbiddenError,
    listed: frozenset[str] | None = None,
) -> HomeAssistantError:
    """Create the issue that a command lacks a scope; return the error that says the same.

    listed: the scopes that the newest reading lists, None where it lists none.
    """
    scope = _named_scope(error.message, listed)
    async_manage_command_scope_issue(hass, entry, command, missing=True, scope=scope)
    if scope is None:
        return command_failure(error, command)
    return command_failure(
        error, command, "command_insufficient_scope_named", scope=scope
    )


def _named_scope(message: str | None, listed: frozenset[str] | None) -> str | None:
    """Return the scope that the server names as missing, None where it names none.

    The API's documentation lists no scopes, so the name can only come from the answer; one that
    the reading lists isn't missing.
    """
    found = _NAMED_SCOPE.search(message or "")
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    return None if listed is not None and name in listed else name
