"""A connected device in Home Assistant as the tests look at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chastify.devices.runs import RUNS
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from tests.acting import act, on_entity, settle
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    RecordedRequest,
    Simulator,
)

ALLOWED: Final[dict[str, Any]] = {
    "vibration": True,
    "shock": True,
    "max_duration": 30,
    "max_shock_duration": 3,
    "cooldown": 10,
}
SESSION: Final[dict[str, Any]] = {
    "extension_session_id": EXTENSION_SESSION_ID,
    "main_token": EXTENSION_MAIN_TOKEN,
    "developer_key": DEVELOPER_KEY,
}


DEVICES: Final = "chastify.devices"
ANY_DEVICE: Final = "POST /api/"
DEVICE_ROUTE: Final = "POST /api/apps/v1/device-command"


@dataclass(frozen=True)
class Toy:
    """A connected device of an account, and the simulated hardware."""

    account: Account
    subentry_id: str
    simulator: Simulator

    @property
    def hass(self) -> HomeAssistant:
        """Home Assistant."""
        return self.account.hass

    @property
    def device_id(self) -> str:
        """The id in the device registry."""
        (device_id,) = (
            device.id
            for device in dr.async_entries_for_config_entry(
                dr.async_get(self.hass), self.account.entry.entry_id
            )
            if (DOMAIN, self.subentry_id) in device.identifiers
        )
        return device_id

    def entity_ids(self) -> dict[str, str]:
        """Return the entity ids of the device by platform and key, `button.vibrate`."""
        prefix = f"{self.subentry_id}_"
        return {
            f"{entity.domain}.{entity.unique_id.removeprefix(prefix)}": entity.entity_id
            for entity in er.async_entries_for_config_entry(
                er.async_get(self.hass), self.account.entry.entry_id
            )
            if entity.unique_id.startswith(prefix)
        }

    def full_state(self, key: str) -> State:
        """Return an entity's state object."""
        state = self.hass.states.get(self.entity_ids()[key])
        assert state is not None
        return state

    def state(self, key: str) -> str:
        """Return an entity's state."""
        return self.full_state(key).state

    def is_running(self) -> bool:
        """Return whether the binary sensor is on."""
        return self.state("binary_sensor.running") == "on"

    def kinds(self) -> list[str]:
        """Return the kinds of what runs on the hardware now."""
        return [interval.kind for interval in self.simulator.device.running]

    def lengths(self) -> list[float]:
        """Return how long each finished run of the hardware lasted, in seconds."""
        return [
            interval.until - interval.since
            for interval in self.simulator.device.intervals
            if interval.until is not None
        ]

    async def press(self, key: str) -> None:
        """Press a button of the device."""
        await self.hass.services.async_call(
            "button",
            "press",
            {"entity_id": self.entity_ids()[f"button.{key}"]},
            blocking=True,
        )

    async def command(self, command: object, **data: object) -> None:
        """Send a device command by the action."""
        await act(
            self.hass,
            "device_command",
            device_id=self.device_id,
            command=command,
            **data,
        )

    async def start(self, seconds: float = 20, **data: object) -> None:
        """Start the vibration."""
        await self.command("vibration.start", duration=seconds, **data)


def device_commands(simulator: Simulator) -> list[RecordedRequest]:
    """Return the device commands that reached the service, on whatever route."""
    return [
        request
        for request in simulator.requests
        if request.method == "POST" and request.path.endswith("/device-command")
    ]


def name_of(request: RecordedRequest) -> object:
    """Return the name of a device command."""
    return request.body["command"] if isinstance(request.body, dict) else request.body


def names(simulator: Simulator) -> list[object]:
    """Return the names of the device commands that reached the service."""
    return [name_of(request) for request in device_commands(simulator)]


def pins(simulator: Simulator) -> list[tuple[object, str | None]]:
    """Return the names of the device commands with the locks that they were pinned to."""
    return [
        (name_of(request), request.headers.get("x-chastify-lock-id"))
        for request in device_commands(simulator)
    ]


def consent(
    lock_id: str | None = None,
    *,
    role: str | None = "wearer",
    wearer: str | None = "sim_wearer",
    session_id: str | None = None,
) -> dict[str, str | None]:
    """Return the stored consent of a person who confirmed a device for a lock."""
    return {
        "lock_id": lock_id,
        "role": role,
        "wearer": wearer,
        "session_id": session_id,
    }


def subentry(*, title: str = "Toy", **data: object) -> ConfigSubentryData:
    """Return a connected device as an entry has it, confirmed for the wearer of the simulator.

    Nobody has confirmed it where `consent` is None.
    """
    settings = {**ALLOWED, **data}
    session_id = settings.get("extension_session_id")
    settings.setdefault(
        "consent", consent(session_id=str(session_id) if session_id else None)
    )
    if settings["consent"] is None:
        del settings["consent"]
    return ConfigSubentryData(
        data=settings, subentry_type="device", title=title, unique_id=None
    )


def entry_with(simulator: Simulator, *devices: ConfigSubentryData) -> MockConfigEntry:
    """Return the wearer's account with connected devices, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=simulator.wearer.username,
        data={CONF_API_TOKEN: WEARER_TOKEN, CONF_BASE_URL: simulator.url},
        subentries_data=devices,
    )


@asynccontextmanager
async def connected(
    hass: HomeAssistant, simulator: Simulator, *devices: ConfigSubentryData
) -> AsyncIterator[list[Toy]]:
    """Add an account with connected devices whose lock is running; stop them at the end."""
    simulator.start_lock()
    async with loaded(hass, simulator, entry_with(simulator, *devices)) as toys:
        yield toys


@asynccontextmanager
async def loaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> AsyncIterator[list[Toy]]:
    """Add an account with connected devices; stop them at the end."""
    account = await add(hass, entry)
    try:
        yield toys_of(account, simulator)
    finally:
        await end_runs(hass, simulator)


def toys_of(account: Account, simulator: Simulator) -> list[Toy]:
    """Return the connected devices of an account."""
    return [
        Toy(account, subentry_id, simulator) for subentry_id in account.entry.subentries
    ]


async def end_runs(hass: HomeAssistant, simulator: Simulator) -> None:
    """End all runs: with the clock frozen, Home Assistant would wait for their stops for ever."""
    simulator.clear_faults()
    if (runs := hass.data.get(RUNS)) is None:
        return
    # A test that failed may have left a start without an answer.
    for task in runs._sending:
        task.cancel()
    await settle()
    for run in runs.all:
        run.is_due = True
        runs.async_declare_off({run: run.starts})
    await settle()


async def allow(toy: Toy) -> None:
    """Let devices start again."""
    await on_entity(toy.account, "switch.turn_on", "switch.devices_enabled")


def enabled(toy: Toy) -> str:
    """Return the state of the latch."""
    return toy.account.state("switch.devices_enabled")


def stored(hass_storage: dict[str, Any]) -> dict[str, Any]:
    """Return the stored data of devices."""
    data: dict[str, Any] = hass_storage[DEVICES]["data"]
    return data


async def open_off_form(toy: Toy) -> str:
    """Open the repair that asks whether a device is off; return the id of its flow."""
    (issue,) = (
        issue
        for issue in issues(toy).values()
        if issue.data and issue.data["subentry_id"] == toy.subentry_id
    )
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    flow = await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    return flow["flow_id"]


async def say_off(toy: Toy, flow_id: str) -> FlowResultType:
    """Say in an open repair that the device is off; return the type of the result."""
    flows = repairs_flow_manager(toy.hass)
    assert flows is not None
    result = await flows.async_configure(flow_id, {})
    await settle()
    return result["type"]


async def confirm_off(toy: Toy) -> None:
    """Say in the repair of a device that it is off."""
    result = await say_off(toy, await open_off_form(toy))
    assert result is FlowResultType.CREATE_ENTRY


def issues(toy: Toy) -> dict[str, ir.IssueEntry]:
    """Return the issues of the account by their texts."""
    return {
        str(issue.translation_key): issue
        for (domain, _), issue in ir.async_get(toy.hass).issues.items()
        if domain == DOMAIN
    }
