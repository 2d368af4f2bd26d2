"""The stored runs of connected devices, and the stops that are sent for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.added_account import CONF_BASE_URL, DOMAIN
from tests.connected_devices import ANY_DEVICE, DEVICES, device_commands, name_of
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    Fault,
    RecordedRequest,
    Simulator,
)

NOTHING: Final[dict[str, Any]] = {"latched": [], "runs": [], "last_starts": {}}
_EXTENSION: Final = "/api/extensions/sessions/"


@dataclass(frozen=True)
class Sent:
    """A command of a device that reached the service.

    session: the extension session, None for the route of the token.
    pin: the lock that it is pinned to.
    """

    command: str
    key: str = WEARER_TOKEN
    session: str | None = None
    pin: str | None = None


STOP_ALL: Final = Sent("all.stop")
STOP_ALL_OF_SESSION: Final = Sent("all.stop", DEVELOPER_KEY, EXTENSION_SESSION_ID)


def sent_to_devices(simulator: Simulator) -> list[Sent]:
    """Return the commands of devices that reached the service."""
    return [_sent(request) for request in device_commands(simulator)]


def sent_before_reading(simulator: Simulator) -> list[Sent]:
    """Return those that came before a session was read."""
    methods = [request.method for request in simulator.requests]
    first = methods.index("GET") if "GET" in methods else len(methods)
    return [_sent(request) for request in simulator.requests[:first]]


def hold_up(simulator: Simulator) -> None:
    """Let no command of a device be carried out until the faults are cleared."""
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)


def run_of(
    entry: MockConfigEntry, number: int = 0, /, **changes: object
) -> dict[str, object]:
    """Return the stored run of a vibration on one of the devices of an entry.

    A field that is changed to `...` is left out.
    """
    subentry_id, subentry = list(entry.subentries.items())[number]
    run = {
        "entry_id": entry.entry_id,
        "subentry_id": subentry_id,
        "name": subentry.title,
        "base_url": entry.data[CONF_BASE_URL],
        "token": entry.data[CONF_API_TOKEN],
        "session_id": subentry.data.get("extension_session_id"),
        "main_token": subentry.data.get("main_token"),
        "developer_key": subentry.data.get("developer_key"),
        "lock_id": None,
        "wearer": "sim_wearer",
        "since": "2026-06-01T11:59:50+00:00",
        "ends_at": "2026-06-01T12:00:10+00:00",
        "stop": "vibration.stop",
        **changes,
    }
    return {name: value for name, value in run.items() if value is not ...}


def is_told_lost(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether the issue about lost runs is there, and check its text."""
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"device_storage_lost_{entry.entry_id}"
    )
    if issue is None:
        return False
    assert issue.active
    assert issue.translation_key == "device_storage_lost"
    assert issue.translation_placeholders == {"account": entry.title}
    return True


def _sent(request: RecordedRequest) -> Sent:
    return Sent(
        command=str(name_of(request)),
        key=request.headers["authorization"].removeprefix("Bearer "),
        session=request.path.removeprefix(_EXTENSION).partition("/")[0]
        if request.path.startswith(_EXTENSION)
        else None,
        pin=request.headers.get("x-chastify-lock-id"),
    )


def kept(
    *, latched: Sequence[str] = (), runs: Sequence[Mapping[str, object]] = ()
) -> dict[str, Any]:
    """Return the content of the file."""
    return {
        "version": 1,
        "minor_version": 1,
        "key": DEVICES,
        "data": {"latched": [*latched], "runs": [*runs], "last_starts": {}},
    }
