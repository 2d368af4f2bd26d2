"""A finger on a page; playwright itself can only tap."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import CDPSession, Locator


class Finger:
    """A finger that lies on a page."""

    def __init__(self, session: CDPSession, x: float, y: float) -> None:
        """Lie at this place."""
        self._session = session
        self._x = x
        self._y = y

    async def put_down(self) -> None:
        """Touch the page."""
        await self._dispatch("touchStart", self._y)

    async def draw(self, distance: int) -> None:
        """Draw the finger upwards, which scrolls a page that is longer than the screen."""
        for step in range(1, 11):
            await self._dispatch("touchMove", self._y - distance * step / 10)

    async def lift(self) -> None:
        """Let go."""
        await self._session.send(
            "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
        )

    async def _dispatch(self, kind: str, y: float) -> None:
        await self._session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": self._x, "y": y}]},
        )


@asynccontextmanager
async def touched(button: Locator) -> AsyncIterator[Finger]:
    """Lay a finger on a button for the length of a block."""
    # It is there, and nothing lies over it.
    await button.tap(trial=True)
    box = await button.bounding_box()
    assert box
    session = await button.page.context.new_cdp_session(button.page)
    finger = Finger(session, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await finger.put_down()
    yield finger
    await finger.lift()
