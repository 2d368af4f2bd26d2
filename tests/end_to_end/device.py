"""A connected device in a running Home Assistant, beside the log of what it really did."""

from dataclasses import dataclass
from pathlib import Path

from tests.real.device import add_device, find_device, remove_device
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry, entity_ids, is_loaded
from tests.real.json_types import JsonObject
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess
from tests.real.waiting import until

from .account import Account, stored_text

# In seconds; the highest cap that a person can set.
LONGEST_DURATION = 300

# A busy machine loads an entry in this time.
LOADED_WITHIN = 30.0
# Home Assistant writes its registries with a delay of up to 10 s.
STORED_WITHIN = 20.0


@dataclass(frozen=True)
class Run:
    """A run of the device; times by the simulator's clock, `until` None while it runs."""

    since: float
    until: float | None


class Device:
    """Commands a device by the integration's actions; the log is the simulator's."""

    def __init__(self, account: Account) -> None:
        """Name the account; `add` adds the device."""
        self.account = account
        self._subentry_id = ""

    async def add(self) -> None:
        """Add it, with the highest cap and no cooldown, and wait until it can be used.

        It is confirmed for the lock that the account shows, so that has to be loaded.
        """

        async def loaded() -> bool:
            return await is_loaded(self.account.home, self.account.entry_id)

        assert await until(loaded, LOADED_WITHIN)
        self._subentry_id = await add_device(
            self.account.home,
            self.account.entry_id,
            "Toy",
            max_duration=LONGEST_DURATION,
            cooldown=0,
        )
        await self.assert_loaded()

    async def assert_stored(self, path: Path) -> None:
        """Wait until a file of Home Assistant knows it."""

        async def stored() -> bool:
            return self._subentry_id in stored_text(path)

        assert await until(stored, STORED_WITHIN)

    async def remove(self) -> None:
        """Remove it."""
        async with self.account.home.websocket() as websocket:
            await remove_device(websocket, self.account.entry_id, self._subentry_id)

    async def assert_loaded(self) -> None:
        """Wait until it can be used."""

        async def loaded() -> bool:
            return await self._device_id() is not None and await is_loaded(
                self.account.home, self.account.entry_id
            )

        assert await until(loaded, LOADED_WITHIN)

    async def start(self, seconds: int) -> None:
        """Start the vibration for so many seconds."""
        await self.account.act(
            "device_command",
            device_id=await self._device_id(),
            command="vibration.start",
            duration=seconds,
        )

    async def running_state(self) -> str:
        """Return the state of the entity that shows whether it runs."""
        return await self._state(self._subentry_id, "binary_sensor.running")

    async def enabled_state(self) -> str:
        """Return the state of the switch that allows starts."""
        return await self._state(self.account.entry_id, "switch.devices_enabled")

    async def runs(self) -> list[Run]:
        """Return its runs."""
        state = await self.account.simulator.state()
        return [
            Run(interval["from"], interval["until"])
            for interval in state["device"]["intervals"]
        ]

    async def ended_run(self, patience: float) -> Run:
        """Wait until nothing runs and return the newest run."""

        async def stopped() -> bool:
            return all(run.until is not None for run in await self.runs())

        assert await until(stopped, patience), await self.runs()
        return (await self.runs())[-1]

    async def requests_since(self, moment: float) -> list[JsonObject]:
        """Return the requests that reached the service after a moment."""
        return [
            request
            for request in await self.account.simulator.requests()
            if request["arrived_at"] >= moment
        ]

    async def _device_id(self) -> str | None:
        async with self.account.home.websocket() as websocket:
            return await find_device(websocket, self._subentry_id)

    async def _state(self, owner_id: str, key: str) -> str:
        async with self.account.home.websocket() as websocket:
            entity_id = (await entity_ids(websocket, owner_id))[key]
            for state in await websocket.command("get_states"):
                if state["entity_id"] == entity_id:
                    shown: str = state["state"]
                    return shown
        return "missing"


async def added_device(
    home: HomeAssistant, simulator: SimulatorProcess, base_url: str
) -> Device:
    """Add the wearer's account, reached by this address, and a device to it."""
    entry_id = await add_entry(home, WEARER_TOKEN, base_url)
    device = Device(Account(home, simulator, entry_id))
    await device.add()
    return device


def command(request: JsonObject) -> str | None:
    """Return the device command that a request carried, None for another request."""
    if not request["path"].endswith("/device-command"):
        return None
    name: str = request["body"]["command"]
    return name
