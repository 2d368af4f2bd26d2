"""Repair issues of connected devices."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..failures.issues import async_manage_issue, issues_of
from .connected import ConnectedDevice, connected_devices
from .run import Run, StopProblem

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

STOP_NOT_ACKNOWLEDGED = "stop_not_acknowledged"
DEVICE_RUNNING = "device_running"
SHOCK_EXPOSED = "shock_exposed"
DEVICE_CONSENT = "device_consent"
RUNS_LOST = "device_storage_lost"


class SessionProblem(StrEnum):
    """Why a device isn't reached by its extension session; the values are translation keys."""

    ENDED = "device_session_ended"
    REFUSED = "device_keys_refused"


@callback
def async_manage_stop_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    command: str,
    subentry_id: str | None,
    *,
    unacknowledged: bool,
) -> None:
    """Create the issue of a stop without an acknowledgement and without a run, or delete it.

    subentry_id: the device, where it has a route of its own.
    """
    async_manage_issue(
        hass,
        entry,
        f"{STOP_NOT_ACKNOWLEDGED}_{command}",
        exists=unacknowledged,
        subentry_id=subentry_id,
        translation_key=STOP_NOT_ACKNOWLEDGED,
    )


@callback
def async_create_running_issue(
    hass: HomeAssistant, run: Run, problem: StopProblem
) -> None:
    """Create the issue that a device may be running; a person can say that it is off.

    With a disabled or removed account it lasts over restarts, since nothing would create it again.
    Such issues are in the diagnostics, so it doesn't name the device.
    """
    is_left = problem is StopProblem.LEFT
    ir.async_create_issue(
        hass,
        DOMAIN,
        _running_issue_id(run),
        data={
            "kind": DEVICE_RUNNING,
            "entry_id": run.entry_id,
            "subentry_id": run.subentry_id,
        },
        is_fixable=True,
        is_persistent=is_left,
        severity=ir.IssueSeverity.CRITICAL,
        translation_key=problem,
        translation_placeholders=None if is_left else {"device": run.name},
    )


@callback
def async_delete_running_issue(hass: HomeAssistant, run: Run) -> None:
    """Delete the issue: the device has no run any more."""
    ir.async_delete_issue(hass, DOMAIN, _running_issue_id(run))


def _running_issue_id(run: Run) -> str:
    return f"{DEVICE_RUNNING}_{run.subentry_id}_{run.entry_id}"


@callback
def async_manage_consent_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    asked: Mapping[str, str] | None,
) -> None:
    """Create the issue that a device isn't confirmed for the account's lock, or delete it.

    A person can confirm it there. asked: the placeholders of the question, None to delete it.
    """
    issue_id = f"{DEVICE_CONSENT}_{device.subentry_id}_{entry.entry_id}"
    if asked is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={
            "kind": DEVICE_CONSENT,
            "entry_id": entry.entry_id,
            "subentry_id": device.subentry_id,
        },
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=f"{DEVICE_CONSENT}{'_shock' if device.shock else ''}",
        translation_placeholders=dict(asked),
    )


@callback
def async_create_lost_runs_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Create the issue that the runs of an account were lost; the emergency stop holds with it."""
    async_manage_issue(hass, entry, RUNS_LOST, exists=True)


@callback
def async_delete_lost_runs_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Delete the issue: a person allowed starts again."""
    async_manage_issue(hass, entry, RUNS_LOST, exists=False)


@callback
def async_manage_session_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    problem: SessionProblem | None,
) -> None:
    """Create the issue of a session that has ended or refuses its keys, or delete it."""
    for each in SessionProblem:
        async_manage_issue(
            hass,
            entry,
            each,
            exists=each is problem,
            subentry_id=device.subentry_id,
            device=device.name,
        )


@callback
def async_manage_exposed_shock_issues(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    exposed: Iterable[tuple[ConnectedDevice, Iterable[str]]],
) -> None:
    """Create the issues of devices whose shock button is exposed, and delete the others.

    exposed: these devices, each with the names of the assistants.
    """
    names = {
        device.subentry_id: ", ".join(assistants) for device, assistants in exposed
    }
    for device in connected_devices(entry):
        async_manage_issue(
            hass,
            entry,
            SHOCK_EXPOSED,
            exists=device.subentry_id in names,
            subentry_id=device.subentry_id,
            device=device.name,
            assistants=names.get(device.subentry_id, ""),
        )


@callback
def async_delete_device_issues(
    hass: HomeAssistant, entry: ChastifyConfigEntry, subentry_ids: Collection[str]
) -> None:
    """Delete the issues of removed devices; those of their runs end with these.

    subentry_ids: the devices that are left.
    """
    for issue in issues_of(hass, entry):
        data = issue.data or {}
        if data.get("kind") != DEVICE_RUNNING and data.get("subentry_id") not in (
            None,
            *subentry_ids,
        ):
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
