"""A page whose timers wait until a test lets them go on."""

from playwright.async_api import Page

# As hold-button.js says, in ms.
HOLD = 1000
SOONEST = 500
LATEST = 6000


class StoppedTime:
    """The time of a page; its profile has to be a new one, whose pages share the clock."""

    def __init__(self, page: Page) -> None:
        """Command the time of this page, after `stop`."""
        self._clock = page.clock
        self._page = page

    async def stop(self) -> None:
        """Let no timer end from now on."""
        await self._clock.install()
        now = await self._page.evaluate("Date.now()")
        # It may not lie before what the clock says when this arrives.
        await self._clock.pause_at((now + 60_000) / 1000)

    async def go_on(self, milliseconds: int) -> None:
        """Let so much time pass."""
        await self._clock.run_for(milliseconds)
