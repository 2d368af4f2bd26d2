"""A page with all that shows one lock, and the lock of which everything is shown."""

from playwright.async_api import Page, expect

from tests.end_to_end.device import Device
from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess

from .accounts import lock_of
from .action_part import ActionPart
from .dashboard import card_of, save_view, shown_cards
from .page_connection import PageConnection

_DAY = 24 * 60 * 60
REMAINING = 3.4 * _DAY
"""In seconds."""


class Scene:
    """A page with a full card, a compact one and a tile, all of one lock."""

    def __init__(self, page: Page, device: Device, *, is_owner: bool = True) -> None:
        """Show this page; `connect` before the first state."""
        self.page = page
        self.device = device
        self.is_owner = is_owner
        self.full = shown_cards(page).first
        self.connection = PageConnection()

    async def connect(self) -> None:
        """Load the page over a connection that can be cut."""
        await self.connection.carry(self.page)
        await expect(self.full.locator("ha-card.locked .time")).to_contain_text("Timer")

    @property
    def part(self) -> ActionPart:
        """The buttons of the full card."""
        return ActionPart(self.full, self.device.account.simulator)


async def start_lock(simulator: SimulatorProcess) -> None:
    """Start a lock of which everything is shown."""
    await simulator.start_lock(
        title="Weekend Challenge",
        locked=2.2 * _DAY,
        remaining=REMAINING,
        max_remaining=9 * _DAY,
        task_points=12,
        task_points_required=20,
        tasks_enabled=True,
        hygiene_enabled=True,
    )
    await simulator.change_lock(task={"text": "Water the plants", "points": 3})


async def save_scene(device: Device) -> None:
    """Let the dashboard have the cards of a scene, side by side where there is room."""
    account = device.account
    device_id = await lock_of(account)
    tile: JsonObject = {
        "type": "tile",
        "entity": (await account.entity_ids())["sensor.time_remaining"],
        "features": [{"type": "custom:chastify-time"}],
    }
    columns = [[card_of(device_id)], [card_of(device_id, compact=True), tile]]
    sections = [{"type": "grid", "cards": cards} for cards in columns]
    async with account.home.websocket() as websocket:
        await save_view(
            websocket, {"type": "sections", "max_columns": 2, "sections": sections}
        )
