"""Repair issues; their ids end in the entry's id, so that each account has its own."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

MISSING_READ_SCOPE = "missing_read_scope"
MISSING_COMMAND_SCOPE = "missing_command_scope"
STOP_NOT_ACKNOWLEDGED = "stop_not_acknowledged"


@callback
def async_manage_missing_scope_issue(
    hass: HomeAssistant, entry: ConfigEntry, *, missing: bool
) -> None:
    """Create the issue that the token may not read, or delete it."""
    _async_manage(hass, entry, MISSING_READ_SCOPE, exists=missing)


@callback
def async_manage_command_scope_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    command: str,
    *,
    missing: bool,
    scope: str | None = None,
) -> None:
    """Create the issue that the token may not send a command, or delete it."""
    _async_manage(
        hass,
        entry,
        f"{MISSING_COMMAND_SCOPE}_{command}",
        exists=missing,
        translation_key=f"{MISSING_COMMAND_SCOPE}{'_named' if scope else ''}",
        command=command,
        scope=scope or "-",
    )


@callback
def async_manage_stop_issue(
    hass: HomeAssistant, entry: ConfigEntry, command: str, *, unacknowledged: bool
) -> None:
    """Create the issue that a stop doesn't get through, or delete it."""
    _async_manage(
        hass,
        entry,
        f"{STOP_NOT_ACKNOWLEDGED}_{command}",
        exists=unacknowledged,
        translation_key=STOP_NOT_ACKNOWLEDGED,
    )


@callback
def async_delete_command_scope_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete what was said of a token's scopes: another token may have them."""
    _async_delete(hass, entry, MISSING_COMMAND_SCOPE)


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete all issues of an entry that goes."""
    _async_delete(hass, entry, "")


@callback
def _async_manage(
    hass: HomeAssistant,
    entry: ConfigEntry,
    kind: str,
    *,
    exists: bool,
    translation_key: str | None = None,
    **placeholders: str,
) -> None:
    issue_id = f"{kind}_{entry.entry_id}"
    if not exists:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=translation_key or kind,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def _async_delete(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> None:
    """Delete the issues of an entry that begin with a kind."""
    for domain, issue_id in [*ir.async_get(hass).issues]:
        if (
            domain == DOMAIN
            and issue_id.startswith(kind)
            and issue_id.endswith(f"_{entry.entry_id}")
        ):
            ir.async_delete_issue(hass, DOMAIN, issue_id)
