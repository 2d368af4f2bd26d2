"""Repair issues of accounts; their ids end in the entry's id."""

from collections.abc import Iterable, Mapping
import re
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ..api import ChastifyForbiddenError
from ..const import DOMAIN
from .errors import command_failure
from .texts import house_texts

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

MISSING_READ_SCOPE = "missing_read_scope"
MISSING_COMMAND_SCOPE = "missing_command_scope"
MOVED_IN = "moved_in"
LOCK_ENDED = "lock_ended"
DAILY_LIMIT_UNKNOWN = "daily_limit_unknown"
ACCOUNT_DATA_LOST = "account_data_lost"
ACCOUNT_HISTORY_LOST = "account_history_lost"
ACCOUNT_DATA_PARTLY_LOST = "account_data_partly_lost"

# Matches `scope tasks.`, `scope: lock:time` and `scope 'lock.write' is missing`.
_NAMED_SCOPE: Final = re.compile(
    r"\bscopes?\b[\s:]*(?:[\"'`]([\w:.-]+)[\"'`]|(\w+(?:[:.]\w+)+)|(\w+)(?=\.?$))",
    re.IGNORECASE,
)


@callback
def async_manage_missing_scope_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, *, missing: bool
) -> None:
    """Create the issue that the token lacks the scope for reading, or delete it."""
    async_manage_issue(hass, entry, MISSING_READ_SCOPE, exists=missing)


@callback
def async_manage_command_scope_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    command: str,
    *,
    missing: bool,
    scope: str | None = None,
) -> None:
    """Create the issue that the token lacks the scope of a command, or delete it."""
    texts = house_texts(hass)
    async_manage_issue(
        hass,
        entry,
        f"{MISSING_COMMAND_SCOPE}_{command}",
        exists=missing,
        translation_key=f"{MISSING_COMMAND_SCOPE}{'_named' if scope else ''}",
        command=texts.command(command) if texts else command,
        scope=scope or "-",
    )


@callback
def async_manage_lock_ended_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, *, ended: bool
) -> None:
    """Create the issue that the only lock of an entry has ended, or delete it."""
    issue_id = f"{LOCK_ENDED}_{entry.entry_id}"
    if not ended:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"kind": LOCK_ENDED, "entry_id": entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=LOCK_ENDED,
        translation_placeholders={"account": entry.title},
    )


@callback
def async_manage_daily_limit_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, until: str | None
) -> None:
    """Create the issue that the daily limit counts as used up, or delete it.

    until: the time of day when that ends, None deletes the issue.
    """
    async_manage_issue(
        hass,
        entry,
        DAILY_LIMIT_UNKNOWN,
        exists=until is not None,
        severity=ir.IssueSeverity.WARNING,
        until=until or "-",
    )


@callback
def async_create_lost_data_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    file: str,
    lost: Mapping[str, int] | None,
) -> None:
    """Create the issue that stored data of an account can't be read.

    lost: the numbers of lost parts, None where no part can be read.
    """
    _create_lost_issue(
        hass,
        f"{ACCOUNT_DATA_LOST}_{entry.entry_id}",
        ACCOUNT_DATA_LOST if lost is None else ACCOUNT_DATA_PARTLY_LOST,
        {"file": file, **{part: str(number) for part, number in (lost or {}).items()}},
    )


@callback
def async_create_lost_history_issue(
    hass: HomeAssistant, entry_id: str, file: str
) -> None:
    """Create the issue that a file of an account's history can't be read, or a part of it."""
    issue_id = f"{ACCOUNT_HISTORY_LOST}_{entry_id}"
    _create_lost_issue(hass, issue_id, ACCOUNT_HISTORY_LOST, {"file": file})


@callback
def _create_lost_issue(
    hass: HomeAssistant, issue_id: str, key: str, placeholders: dict[str, str]
) -> None:
    """Create an issue that stays until it is ignored.

    It is persistent, since it isn't created again after a restart. Persistent issues are in the
    diagnostics, so it doesn't name the account.
    """
    # An ignored issue would stay ignored.
    ir.async_delete_issue(hass, DOMAIN, issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=placeholders,
    )


@callback
def async_create_moved_in_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, removed: Iterable[str]
) -> None:
    """Create the issue that tells what changed with the integration; it lasts over restarts.

    removed: the ids of the entities that have no counterpart.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{MOVED_IN}_{entry.entry_id}",
        data={
            "kind": MOVED_IN,
            "entry_id": entry.entry_id,
            "removed": ",".join(removed),
        },
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=MOVED_IN,
    )


@callback
def async_delete_command_scope_issues(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Delete the issues about scopes of commands: a new token may have them."""
    _async_delete(hass, entry, MISSING_COMMAND_SCOPE)


@callback
def async_delete_issues(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Delete all issues of an entry that is removed."""
    _async_delete(hass, entry, "")


@callback
def async_manage_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    kind: str,
    *,
    exists: bool,
    subentry_id: str | None = None,
    translation_key: str | None = None,
    severity: ir.IssueSeverity = ir.IssueSeverity.ERROR,
    **placeholders: str,
) -> None:
    """Create the issue of a kind that a person can only read, or delete it.

    subentry_id: the device that it is about, None for the account.
    """
    owner = f"{subentry_id}_{entry.entry_id}" if subentry_id else entry.entry_id
    issue_id = f"{kind}_{owner}"
    if not exists:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"subentry_id": subentry_id} if subentry_id else None,
        is_fixable=False,
        severity=severity,
        translation_key=translation_key or kind,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def _async_delete(hass: HomeAssistant, entry: ChastifyConfigEntry, kind: str) -> None:
    """Delete the issues of an entry that begin with a kind."""
    for issue in issues_of(hass, entry):
        if issue.issue_id.startswith(kind):
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


def issues_of(hass: HomeAssistant, entry: ChastifyConfigEntry) -> list[ir.IssueEntry]:
    """Return an entry's issues, ignored ones of before a restart included."""
    return [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.issue_id.endswith(f"_{entry.entry_id}")
    ]


@callback
def async_missing_scope(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    command: str,
    error: ChastifyForbiddenError,
    listed: frozenset[str] | None = None,
) -> HomeAssistantError:
    """Create the issue that the token lacks the scope of a command; return the command's error.

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
    """Return the missing scope that the server names, None where it names none.

    The API's documentation lists no scopes, so the name can only come from the answer.
    listed: the scopes of the newest reading, which aren't missing.
    """
    found = _NAMED_SCOPE.search(message or "")
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    return None if listed is not None and name in listed else name
