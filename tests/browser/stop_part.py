"""The stop on a card, beside the stops that reach the service."""

import re

from playwright.async_api import Locator, expect

from tests.end_to_end.device import command
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .texts import card_text

_PATIENCE = 30.0


class StopPart:
    """The emergency stop on one card."""

    def __init__(self, card: Locator, simulator: SimulatorProcess) -> None:
        """Look at this card, and at the simulator's requests."""
        self._simulator = simulator
        self.button = card.locator("[data-name=stop] button")
        self.enable = card.locator("[data-name=enable] button")
        self.running = card.locator(".stop > :nth-child(2)")
        """Names what is running."""
        self.overdue = card.locator(".stop > :first-child")
        """Names what should have stopped."""
        self.status = card.locator(".stop [role=status]")
        self.alert = card.locator(".stop > [role=status] + [role=alert]")

    async def assert_told(self, key: str) -> None:
        """Wait until a text of the card is told of the stop, without interrupting."""
        await self.assert_says(status=card_text(key))

    async def assert_warned(self, key: str) -> None:
        """Wait until a text of the card is told of the stop at once."""
        await self.assert_says(alert=card_text(key))

    async def assert_says(
        self, *, status: str | re.Pattern[str] = "", alert: str | re.Pattern[str] = ""
    ) -> None:
        """Wait until this is all that is told of the stop."""
        await expect(self.status).to_have_text(status)
        await expect(self.alert).to_have_text(alert)

    async def click_where_it_is(self) -> None:
        """Click its middle without scrolling, whatever lies over it."""
        # Home Assistant shows that while a page loads.
        await expect(self.button.page.locator("#ha-launch-screen")).to_have_count(0)
        await self.button.page.mouse.click(*await self.middle())

    async def middle(self) -> tuple[float, float]:
        """Return where its middle is now."""
        box = await self.button.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def until_arrived(self, count: int) -> None:
        """Wait until so many stops reached the service."""

        async def arrived() -> bool:
            return len(await self.arrivals()) >= count

        assert await until(arrived, _PATIENCE), await self.arrivals()

    async def assert_arrived(self, count: int) -> None:
        """Wait until so many stops reached the service, and see that there are no more."""
        await self.until_arrived(count)
        assert len(await self.arrivals()) == count

    async def arrivals(self) -> list[float]:
        """Return when the stops reached the service, in seconds since the epoch."""
        return [
            request["arrived_at"]
            for request in await self._simulator.requests()
            if command(request) == "all.stop"
        ]

    async def hold_enable(self) -> None:
        """Hold the button that allows starts again, until it is gone."""
        mouse = self.enable.page.mouse
        await self.enable.hover()
        await mouse.down()
        await expect(self.enable).to_have_count(0)
        await mouse.up()
