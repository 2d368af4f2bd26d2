"""The buttons of an action on a card or a tile, beside the commands that reach the service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator

from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

type Sent = tuple[str, JsonObject]
"""Path and body of a command."""

_PATIENCE = 30.0
# One second, and more for a busy machine.
_ATTEMPT = 10.0
_API = "/api/apps/v1/"

_ACTED = """
(button) => {
  button.hasActed = new Promise((resolve) => button.addEventListener("act", () => resolve(), { once: true }));
}
"""


class ActionPart:
    """The actions on one card."""

    def __init__(self, card: Locator, simulator: SimulatorProcess) -> None:
        """Look at this card, and at the simulator's requests."""
        self._simulator = simulator
        self.card = card
        self.page = card.page
        self.buttons = card.locator("[data-name] button")
        self.status = card.locator(".told > [role=status]")
        self.alert = card.locator(".told > [role=alert]")

    def button(self, name: str) -> Locator:
        """Return the button of an action, or another one of the card."""
        return self.card.locator(f"[data-name={name}] button")

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[Locator]:
        """Press a button with the mouse for the length of a block."""
        button = self.button(name)
        await button.hover()
        await self.page.mouse.down()
        try:
            yield button
        finally:
            await self.page.mouse.up()

    async def hold(self, name: str) -> None:
        """Hold a button until it has acted.

        A card may be built anew before the mouse is down, and what is held is then another button.
        """

        async def has_acted() -> bool:
            button = await self.card.locator(f"[data-name={name}]").element_handle()
            await button.evaluate(_ACTED)
            try:
                async with self.held(name), asyncio.timeout(_ATTEMPT):
                    if await button.evaluate("button => Boolean(button.timer)"):
                        await button.evaluate("button => button.hasActed")
                        return True
            except TimeoutError:
                pass
            return False

        assert await until(has_acted, 2 * _PATIENCE)

    async def sent(self) -> list[Sent]:
        """Return path and body of the commands that reached the service."""
        return [
            (request["path"].removeprefix(_API), request["body"])
            for request in await self._simulator.requests()
            if request["method"] == "POST"
        ]

    async def assert_sent(self, *commands: Sent) -> None:
        """Wait until these commands reached the service, and see that there are no more."""

        async def arrived() -> bool:
            return len(await self.sent()) >= len(commands)

        assert await until(arrived, _PATIENCE), await self.sent()
        assert await self.sent() == list(commands)


def action(name: str, params: object) -> Sent:
    """Return the request of an action by its name at the service."""
    return "action", {"name": name, "params": params}


ADD_AN_HOUR: Sent = action("add_time", 3600)
FREEZE_AN_HOUR: Sent = ("lock/freeze", {"durationSeconds": 3600})
UNFREEZE: Sent = ("lock/unfreeze", {})
