"""Repair issues; their ids end in the entry's id, so that each account has its own."""

from collections.abc import Collection
from enum import StrEnum

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .connected_device import ConnectedDevice
from .const import DOMAIN
from .device_commands import STOPS
from .run import Run

MISSING_READ_SCOPE = "missing_read_scope"
MISSING_COMMAND_SCOPE = "missing_command_scope"
STOP_NOT_ACKNOWLEDGED = "stop_not_acknowledged"
DEVICE_MAY_RUN = "device_may_run"
DEVICE_STOP_REFUSED = "device_stop_refused"


class SessionProblem(StrEnum):
    """Why a device isn't reached by its extension session; the values name the issues."""

    ENDED = "device_session_ended"
    REFUSED = "device_keys_refused"


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


class StopProblem(StrEnum):
    """Why a stop doesn't get through."""

    UNACKNOWLEDGED = "unacknowledged"
    REFUSED = "refused"


@callback
def async_manage_stop_issue(
    hass: HomeAssistant,
    entry_id: str,
    command: str,
    problem: StopProblem | None,
    *,
    account: str | None,
    subentry_id: str | None,
    running: Run | None,
) -> None:
    """Create the issue that a stop doesn't get through, or delete it where there is no problem.

    account: its title, None where it was removed. subentry_id: that of a device with a route of its
    own. running: what may be running that the stop ends; a person can say that it is off.
    """
    device = f"_{subentry_id}" if subentry_id else ""
    issue_id = f"{STOP_NOT_ACKNOWLEDGED}_{command}{device}_{entry_id}"
    if problem is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    key = STOP_NOT_ACKNOWLEDGED
    if running is not None:
        is_refused = problem is StopProblem.REFUSED
        key = DEVICE_STOP_REFUSED if is_refused else DEVICE_MAY_RUN
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry_id, "subentry_id": running.subentry_id}
        if running
        else None,
        is_fixable=running is not None,
        # Home Assistant may be started without any account that would say it again.
        is_persistent=running is not None,
        severity=ir.IssueSeverity.CRITICAL if running else ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders={
            "account": account or "-",
            "device": running.name if running else "-",
        },
    )


@callback
def async_manage_session_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    device: ConnectedDevice,
    problem: SessionProblem | None,
) -> None:
    """Create the issue that a device isn't reached by its session any more, or delete it."""
    for each in SessionProblem:
        _async_manage(
            hass,
            entry,
            f"{each}_{device.subentry_id}",
            exists=each is problem,
            translation_key=each,
            device=device.name,
        )


@callback
def async_delete_device_issues(
    hass: HomeAssistant, entry: ConfigEntry, subentry_ids: Collection[str]
) -> None:
    """Delete what was said of devices that aren't any of these; what may run is said again."""
    kinds = (*SessionProblem, *(f"{STOP_NOT_ACKNOWLEDGED}_{stop}" for stop in STOPS))
    for issue_id in _issue_ids(hass, entry):
        for kind in kinds:
            of_device = issue_id.removeprefix(f"{kind}_").removesuffix(entry.entry_id)
            if (
                issue_id.startswith(f"{kind}_")
                and of_device
                and of_device.removesuffix("_") not in subentry_ids
            ):
                ir.async_delete_issue(hass, DOMAIN, issue_id)


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
    for issue_id in _issue_ids(hass, entry):
        if issue_id.startswith(kind):
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issue_ids(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the ids of an entry's issues."""
    return [
        issue_id
        for domain, issue_id in ir.async_get(hass).issues
        if domain == DOMAIN and issue_id.endswith(f"_{entry.entry_id}")
    ]
