"""The dashboard that the tests look at."""

from collections.abc import Sequence

from playwright.async_api import Locator, Page

from tests.real.json_types import JsonObject
from tests.real.websocket import Websocket

PATH = "/chastify-browser/cards"

_URL_PATH, _VIEW_PATH = PATH.strip("/").split("/")


def card_of(device_id: str, **options: object) -> JsonObject:
    """Return the configuration of a card that shows the lock of this device."""
    return {"type": "custom:chastify-card", "device_id": device_id, **options}


async def add_dashboard(websocket: Websocket) -> None:
    """Add the dashboard, without a view."""
    await websocket.command(
        "lovelace/dashboards/create",
        url_path=_URL_PATH,
        title="Cards",
        require_admin=False,
        mode="storage",
    )


async def save_view(websocket: Websocket, view: JsonObject) -> None:
    """Let the dashboard have this one view."""
    view = {"path": _VIEW_PATH, "title": "Cards", **view}
    await websocket.command(
        "lovelace/config/save", url_path=_URL_PATH, config={"views": [view]}
    )


async def save_cards(websocket: Websocket, cards: Sequence[JsonObject]) -> None:
    """Let the dashboard show these cards below each other."""
    sections = [{"type": "grid", "cards": list(cards)}]
    await save_view(
        websocket, {"type": "sections", "max_columns": 1, "sections": sections}
    )


def shown_cards(page: Page) -> Locator:
    """Return our cards that the page shows; selectors reach into them."""
    return page.locator("chastify-card")


async def saved_cards(websocket: Websocket) -> list[JsonObject]:
    """Return the cards that the dashboard is saved with."""
    config = await websocket.command("lovelace/config", url_path=_URL_PATH)
    cards: list[JsonObject] = config["views"][0]["sections"][0]["cards"]
    return cards
