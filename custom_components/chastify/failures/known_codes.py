"""Codes of the API: the sentence that a person gets for each."""

from collections.abc import Mapping
from typing import Final

from ..api import ChastifyAuthenticationError, ChastifyError, ChastifyRejectedError

# Without an entry: the codes that have a class of errors of their own, and those of a failing
# server, after which nobody knows whether the command was carried out.
SENTENCES: Final[Mapping[type[ChastifyError], Mapping[str, str]]] = {
    ChastifyAuthenticationError: {
        "missing_token": "command_invalid_auth",
        "invalid_token": "command_invalid_auth",
        "revoked_token": "command_invalid_auth",
    },
    ChastifyRejectedError: {
        "invalid_request": "refused_invalid_request",
        "unknown_action": "refused_unknown_action",
        "unknown_command": "refused_unknown_command",
        "not_found": "refused_not_found",
        "method_not_allowed": "refused_not_found",
        "session_not_found": "refused_session_not_found",
        "module_disabled": "refused_module_disabled",
        "no_open_task": "refused_no_open_task",
        "hygiene_session_active": "refused_hygiene_session_active",
        "device_not_connected": "refused_device_not_connected",
        "unsupported_command": "refused_unsupported_command",
    },
}

# The API says that a module is off, and not which one: the command tells.
_MODULES: Final[Mapping[str | None, str]] = {
    "command_rejected_tasks": "refused_tasks_disabled",
    "command_rejected_open_task": "refused_tasks_disabled",
    "command_rejected_hygiene": "refused_hygiene_disabled",
}


def sentence_key(error: ChastifyError, rejected: str | None = None) -> str | None:
    """Return the translation key of the sentence for a refusal, `rejected` where its code has none.

    rejected: the key of what a command says that is rejected for an unknown reason.
    """
    if error.is_outcome_unknown:
        return rejected
    key = SENTENCES.get(type(error), {}).get(error.code or "", rejected)
    if error.code == "module_disabled":
        return _MODULES.get(rejected, key)
    return key
