"""Repair issues; their ids end in the entry's id, so that each account has its own."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

MISSING_SCOPE = "missing_read_scope"


def _issue_id(kind: str, entry: ConfigEntry) -> str:
    return f"{kind}_{entry.entry_id}"


@callback
def async_manage_missing_scope_issue(
    hass: HomeAssistant, entry: ConfigEntry, *, missing: bool
) -> None:
    """Create the issue that the token may not read, or delete it."""
    if not missing:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(MISSING_SCOPE, entry))
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(MISSING_SCOPE, entry),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=MISSING_SCOPE,
        translation_placeholders={"account": entry.title},
    )


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete all issues of an entry that goes."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(MISSING_SCOPE, entry))
