"""Repair issues; their ids end in the entry's id, so that each account has its own."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..api.hardware import STOPS
from ..const import DOMAIN
from ..devices.connected import ConnectedDevice
from ..devices.run import Run, StopProblem

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

MISSING_READ_SCOPE = "missing_read_scope"
MISSING_COMMAND_SCOPE = "missing_command_scope"
STOP_NOT_ACKNOWLEDGED = "stop_not_acknowledged"
DEVICE_RUNNING = "device_running"
DAILY_LIMIT_UNKNOWN = "daily_limit_unknown"
ACCOUNT_DATA_LOST = "account_data_lost"
ACCOUNT_DATA_PARTLY_LOST = "account_data_partly_lost"
SHOCK_EXPOSED = "shock_exposed"
DEVICE_CONSENT = "device_consent"
RUNS_LOST = "device_storage_lost"


class SessionProblem(StrEnum):
    """Why a device isn't reached by its extension session; the values name the issues."""

    ENDED = "device_session_ended"
    REFUSED = "device_keys_refused"


@callback
def async_manage_missing_scope_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, *, missing: bool
) -> None:
    """Create the issue that the token may not read, or delete it."""
    _async_manage(hass, entry, MISSING_READ_SCOPE, exists=missing)


@callback
def async_manage_command_scope_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
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
    _async_manage(
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
    _async_manage(hass, entry, RUNS_LOST, exists=True)


@callback
def async_delete_lost_runs_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Delete it: a person allowed starts again."""
    _async_manage(hass, entry, RUNS_LOST, exists=False)


@callback
def async_manage_session_issue(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
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
        for issue_id in _issue_ids(hass, entry)
        if issue_id.startswith(SHOCK_EXPOSED)
    }
    for device, assistants in exposed:
        kind = f"{SHOCK_EXPOSED}_{device.subentry_id}"
        gone.discard(f"{kind}_{entry.entry_id}")
        _async_manage(
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
def async_manage_daily_limit_issue(
    hass: HomeAssistant, entry: ChastifyConfigEntry, until: str | None
) -> None:
    """Create the issue that the daily limit counts as used up, or delete it.

    until: the time of the day when that ends.
    """
    _async_manage(
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
    """Create the issue that data of an account can't be read; it is there until it is ignored.

    It lasts over restarts, since nobody would say it again. Such issues are in the diagnostics, so
    it doesn't name the account. lost: the numbers of the parts, None where nothing can be read.
    """
    issue_id = f"{ACCOUNT_DATA_LOST}_{entry.entry_id}"
    # One that was ignored would hide this one.
    ir.async_delete_issue(hass, DOMAIN, issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ACCOUNT_DATA_LOST if lost is None else ACCOUNT_DATA_PARTLY_LOST,
        translation_placeholders={
            "file": file,
            **{part: str(number) for part, number in (lost or {}).items()},
        },
    )


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
def async_delete_command_scope_issues(
    hass: HomeAssistant, entry: ChastifyConfigEntry
) -> None:
    """Delete what was said of a token's scopes: another token may have them."""
    _async_delete(hass, entry, MISSING_COMMAND_SCOPE)


@callback
def async_delete_issues(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Delete all issues of an entry that goes."""
    _async_delete(hass, entry, "")


@callback
def _async_manage(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    kind: str,
    *,
    exists: bool,
    translation_key: str | None = None,
    severity: ir.IssueSeverity = ir.IssueSeverity.ERROR,
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
        severity=severity,
        translation_key=translation_key or kind,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def _async_delete(hass: HomeAssistant, entry: ChastifyConfigEntry, kind: str) -> None:
    """Delete the issues of an entry that begin with a kind."""
    for issue_id in _issue_ids(hass, entry):
        if issue_id.startswith(kind):
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issue_ids(hass: HomeAssistant, entry: ChastifyConfigEntry) -> list[str]:
    """Return the ids of an entry's issues."""
    return [
        issue_id
        for domain, issue_id in ir.async_get(hass).issues
        if domain == DOMAIN and issue_id.endswith(f"_{entry.entry_id}")
    ]
