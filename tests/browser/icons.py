"""The icons of a card."""

from playwright.async_api import Locator

from tests.real.waiting import until

# In seconds.
_PATIENCE = 10.0


async def drawn_icons(card: Locator) -> None:
    """Wait until all are drawn: they come from the frontend's own store, a moment later."""

    async def are_drawn() -> bool:
        for name in ("ha-state-icon", "ha-icon"):
            icons, drawn = card.locator(name), card.locator(f"{name} svg")
            if await icons.count() != await drawn.count():
                return False
        return True

    await until(are_drawn, _PATIENCE)
