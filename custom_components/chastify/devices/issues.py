"""Repair issues of connected devices."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..api.hardware import STOPS
from ..const import DOMAIN
from ..failures.issues import async_manage_issue, issue_ids
from .connected import ConnectedDevice
from .run import Run, StopProblem

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

STOP_NOT_ACKNOWLEDGED = "stop_not_acknowledged"
DEVICE_RUNNING = "device_running"
SHOCK_EXPOSED = "shock_exposed"
DEVICE_CONSENT = "device_consent"
RUNS_LOST = "device_storage_lost"


class SessionProblem(StrEnum):
    """Why a device isn't reached by its extension session; the values name the issues."""

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
    """Create the issue that a stop doesn't get through where nothing is known to run, or delete it.

    subentry_id: that of the device, where it has a route of its own.
    """
    device = f"_{subentry_id}" if subentry_id else ""
    async_manage_issue(
        hass,
        entry,
        f"{STOP_NOT_ACKNOWLEDGED}_{command}{device}",
        exists=unacknowledged,
        translation_key=STOP_NOT_ACKNOWLEDGED,
    )


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
    """Delete it: nothing that was started on the device is running any more."""
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

    A person can confirm it there. asked: what the question says, None where there is none.
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
    """Create the issue that nobody knows what was running; it goes with the emergency stop."""
    async_manage_issue(hass, entry, RUNS_LOST, exists=True)


@callback
def async_delete_lost_runs_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Delete it: a person allowed starts again."""
    async_manage_issue(hass, entry, RUNS_LOST, exists=False)


@callback
def async_manage_session_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    device: ConnectedDevice,
    problem: SessionProblem | None,
) -> None:
    """Create the issue that a device isn't reached by its session any more, or delete it."""
    for each in SessionProblem:
        async_manage_issue(
            hass,
            entry,
            f"{each}_{device.subentry_id}",
            exists=each is problem,
            translation_key=each,
            device=device.name,
        )


@callback
def async_manage_exposed_shock_issues(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    exposed: Iterable[tuple[ConnectedDevice, Iterable[str]]],
) -> None:
    """Have one issue for each device whose button for a shock is exposed, and no others.

    exposed: these devices, each with the names of the assistants.
    """
    gone = {
        issue_id
        for issue_id in issue_ids(hass, entry)
        if issue_id.startswith(SHOCK_EXPOSED)
    }
    for device, assistants in exposed:
        kind = f"{SHOCK_EXPOSED}_{device.subentry_id}"
        gone.discard(f"{kind}_{entry.entry_id}")
        async_manage_issue(
            hass,
            entry,
            kind,
            exists=True,
            translation_key=SHOCK_EXPOSED,
            device=device.name,
            assistants=", ".join(assistants),
        )
    for issue_id in gone:
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_delete_device_issues(
    hass: HomeAssistant, entry: ChastifyConfigEntry, subentry_ids: Collection[str]
) -> None:
    """Delete what was said of devices that aren't any of these; what may run is said again."""
    kinds = (
        *SessionProblem,
        DEVICE_CONSENT,
        *(f"{STOP_NOT_ACKNOWLEDGED}_{stop}" for stop in STOPS),
    )
    for issue_id in issue_ids(hass, entry):
        for kind in kinds:
            of_device = issue_id.removeprefix(f"{kind}_").removesuffix(entry.entry_id)
            if (
                issue_id.startswith(f"{kind}_")
                and of_device
                and of_device.removesuffix("_") not in subentry_ids
            ):
                ir.async_delete_issue(hass, DOMAIN, issue_id)
