"""An account in a running Home Assistant, beside the simulator that knows the truth."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.real.home_assistant import HomeAssistant
from tests.real.integration import entity_ids, readings
from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .expected import differences

# The intervals of polling, and the time that a busy machine takes.
POLL_WITH_LOCK = 30.0
POLL_WITHOUT_LOCK = 60.0
GRACE = 6.0
# A refresh that somebody asks for comes at most 10 s after the one before.
REFRESH = 10.0


class Account:
    """Looks at the entities as a person would, and asks for a reading where told to."""

    def __init__(
        self, home: HomeAssistant, simulator: SimulatorProcess, entry_id: str
    ) -> None:
        """Look at this entry."""
        self.home = home
        self.simulator = simulator
        self.entry_id = entry_id

    async def states(self) -> Mapping[str, JsonObject]:
        """Return the states of the entities that show a reading by their keys."""
        async with self.home.websocket() as websocket:
            return await readings(websocket, self.entry_id)

    async def state(self, key: str) -> str:
        """Return the state of one entity."""
        state: str = (await self.states())[key]["state"]
        return state

    async def entity_ids(self) -> Mapping[str, str]:
        """Return the entity ids by platform and key, `sensor.role`."""
        async with self.home.websocket() as websocket:
            return await entity_ids(websocket, self.entry_id)

    async def act(self, action: str, **data: object) -> None:
        """Call an action of the integration; raises Problem where it fails."""
        async with self.home.websocket() as websocket:
            await websocket.call_action(f"chastify.{action}", data)

    async def on_entity(self, action: str, key: str, **data: object) -> None:
        """Call an action of Home Assistant on an entity."""
        entity_id = (await self.entity_ids())[key]
        async with self.home.websocket() as websocket:
            await websocket.call_action(action, {"entity_id": entity_id, **data})

    async def read_now(self) -> None:
        """Ask for a reading, as the action of Home Assistant does."""
        entity_id = (await self.entity_ids())["sensor.lock_state"]
        async with self.home.websocket() as websocket:
            await websocket.call_action(
                "homeassistant.update_entity", {"entity_id": [entity_id]}
            )

    async def assert_right_within(self, seconds: float) -> None:
        """Wait until every entity shows the simulator's data."""
        found: JsonObject = {}

        async def right() -> bool:
            found.clear()
            found.update(differences(await self.states(), await self.simulator.state()))
            return not found

        assert await until(right, seconds + GRACE, step=0.3), found

    async def assert_right_after_reading(self) -> None:
        """Ask for a reading, after which every entity is right."""
        await self.read_now()
        await self.assert_right_within(REFRESH)

    async def assert_unlockable_within(self, seconds: float) -> None:
        """Wait until the lock is shown as unlockable."""

        async def unlockable() -> bool:
            return await self.state("lock_state") == "unlockable"

        assert await until(unlockable, seconds, step=0.3), await self.states()

    async def assert_unreachable_within(self, seconds: float) -> None:
        """Wait until every sensor says that the service can't be reached."""
        available: list[str] = []

        async def unreachable() -> bool:
            available[:] = [
                key
                for key, state in (await self.states()).items()
                if key != "lock_sessions" and state["state"] != "unavailable"
            ]
            return not available

        assert await until(unreachable, seconds + GRACE, step=0.3), available

    async def sessions(self) -> list[tuple[str, datetime, datetime]]:
        """Return title, start and end of the lock sessions in the calendar."""
        entity_id = (await self.entity_ids())["calendar.lock_sessions"]
        now = datetime.now(UTC)
        events = await self.home.rest.get(
            f"/api/calendars/{entity_id}",
            start=(now - timedelta(days=30)).isoformat(),
            end=(now + timedelta(days=30)).isoformat(),
        )
        return [
            (
                event["summary"],
                datetime.fromisoformat(event["start"]["dateTime"]),
                datetime.fromisoformat(event["end"]["dateTime"]),
            )
            for event in events
        ]


def stored_text(path: Path) -> str:
    """Return the content of a stored file, an empty text where there is none yet."""
    return path.read_text("utf-8") if path.exists() else ""
