"""A connected device in Home Assistant as the tests look at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chastify.runs import RUNS
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from tests.account import CONF_BASE_URL, DOMAIN, Account, add
from tests.acting import act, on_entity, settle
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
        """Return what the binary sensor says."""
        return self.state("binary_sensor.running") == "on"

    def kinds(self) -> list[str]:
        """Return what the hardware does now."""
        return [interval.kind for interval in self.simulator.device.running]

    def lengths(self) -> list[float]:
        """Return how long what the hardware did lasted, in seconds."""
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


def names(simulator: Simulator) -> list[object]:
    """Return the names of the device commands that reached the service."""
    return [
        request.body["command"] if isinstance(request.body, dict) else request.body
        for request in device_commands(simulator)
    ]


def subentry(*, title: str = "Toy", **data: object) -> ConfigSubentryData:
    """Return a connected device as an entry has it."""
    return ConfigSubentryData(
        data={**ALLOWED, **data}, subentry_type="device", title=title, unique_id=None
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
    entry = entry_with(simulator, *devices)
    account = await add(hass, entry)
    try:
        yield [Toy(account, subentry_id, simulator) for subentry_id in entry.subentries]
    finally:
        # With the clock stopped, Home Assistant would wait for their stops for ever.
        simulator.clear_faults()
        runs = hass.data[RUNS]
        for run in runs.of_entry(None):
            runs.async_give_up(run.entry_id, run.subentry_id)
        await settle()


async def allow(toy: Toy) -> None:
    """Let devices start again."""
    await on_entity(toy.account, "switch.turn_on", "switch.devices_enabled")


def enabled(toy: Toy) -> str:
    """Return the state of the latch."""
    return toy.account.state("switch.devices_enabled")


def stored(hass_storage: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of devices."""
    data: dict[str, Any] = hass_storage[DEVICES]["data"]
    return data


def issues(toy: Toy) -> dict[str, ir.IssueEntry]:
    """Return the issues of the account by their texts."""
    return {
        str(issue.translation_key): issue
        for (domain, _), issue in ir.async_get(toy.hass).issues.items()
        if domain == DOMAIN
    }
