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
DEVICE_RUNNING = "device_running"


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


@callback
def async_manage_stop_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    command: str,
    subentry_id: str | None,
    *,
    unacknowledged: bool,
) -> None:
    """Create the issue that a stop doesn't get through where nothing is known to run, or delete it.

    subentry_id: that of the device, where it has a route of its own.
    """
    device = f"_{subentry_id}" if subentry_id else ""
    _async_manage(
        hass,
        entry,
        f"{STOP_NOT_ACKNOWLEDGED}_{command}{device}",
        exists=unacknowledged,
        translation_key=STOP_NOT_ACKNOWLEDGED,
    )


class StopProblem(StrEnum):
    """Why something that may be running isn't stopped; the values name the issues."""

    UNACKNOWLEDGED = "device_may_run"
    REFUSED = "device_stop_refused"
    LEFT = "device_left_running"


@callback
def async_create_running_issue(
    hass: HomeAssistant, run: Run, problem: StopProblem
) -> None:
    """Create the issue that a device may be running; a person can say that it is off.

    That of a device whose account is disabled or gone lasts over restarts, since nobody would say it
    again. Such issues are in the diagnostics, so it has no name.
    """
    is_left = problem is StopProblem.LEFT
    ir.async_create_issue(
        hass,
        DOMAIN,
        _running_issue_id(run),
        data={"entry_id": run.entry_id, "subentry_id": run.subentry_id},
        is_fixable=True,
        is_persistent=is_left,
        severity=ir.IssueSeverity.CRITICAL,
        translation_key=problem,
        translation_placeholders=None if is_left else {"device": run.name},
    )


@callback
def async_delete_running_issue(hass: HomeAssistant, run: Run) -> None:
    """Delete it: nothing that was started on the device is running any more."""
    ir.async_delete_issue(hass, DOMAIN, _running_issue_id(run))


def _running_issue_id(run: Run) -> str:
    return f"{DEVICE_RUNNING}_{run.subentry_id}_{run.entry_id}"


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
