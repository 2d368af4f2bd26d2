"""The layouts of the card, and its texts for a screen reader."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.real.json_types import JsonObject

from .accounts import lock_of
from .dashboard import PATH, card_of, save_cards, save_view, shown_cards
from .layout import too_small, too_wide
from .opening import OpenCard, OpenCards, OpenPage
from .visitor import PHONE, Visitor

# In pixels, of a finger.
_TARGET = 44
_SMALLEST = Visitor(width=320, height=640, has_touch=True)
_HALF = {"columns": 6}


@pytest.mark.parametrize(
    ("visitor", "view", "options"),
    [
        (PHONE, "sections", {}),
        (PHONE, "sections", {"compact": True}),
        (PHONE, "sections", {"compact": True, "grid_options": _HALF}),
        (_SMALLEST, "sections", {}),
        (Visitor(), "sections", {}),
        (Visitor(), "sections", {"compact": True, "grid_options": _HALF}),
        (Visitor(), "panel", {}),
    ],
    ids=[
        "phone",
        "phone, compact",
        "phone, half",
        "smallest phone",
        "desktop",
        "desktop, half",
        "desktop, panel",
    ],
)
async def test_all_has_room_and_the_stop_is_in_reach(
    full_account: Account,
    open_page: OpenPage,
    visitor: Visitor,
    view: str,
    options: JsonObject,
) -> None:
    cards = [card_of(await lock_of(full_account), **options)]
    section = {"type": "grid", "cards": cards}
    content = {"cards": cards} if view == "panel" else {"sections": [section]}
    async with full_account.home.websocket() as websocket:
        await save_view(websocket, {"type": view, **content})
    card = shown_cards(await open_page(PATH, visitor))
    await expect(card.locator("[data-name=enable]")).to_be_visible()

    # Nothing was scrolled, and nothing lies above the stop.
    stop = card.locator("[data-name=stop] button")
    await expect(stop).to_be_in_viewport(ratio=1)
    await stop.click(trial=True)
    assert await too_wide(card) == []
    assert await too_small(card, _TARGET) == []


async def test_title_is_readable_in_a_narrow_column(
    full_account: Account, open_cards: OpenCards
) -> None:
    device_id = await lock_of(full_account)
    page = await open_cards([card_of(device_id, grid_options=_HALF)], _SMALLEST)
    card = shown_cards(page)

    title, whole = [await part.bounding_box() for part in (card.locator("h2"), card)]
    assert title
    assert whole
    assert title["width"] > whole["width"] / 2


_TEXT_OF_REGIONS = """
([regions, text]) => regions.some(
  (region) => region.isConnected && region.textContent.includes(text)
)
"""


async def _frozen(account: Account) -> None:
    await account.simulator.change_lock(freeze_seconds=None)
    await account.read_now()


async def _ended(account: Account) -> None:
    await account.simulator.end_lock()
    await account.read_now()


@pytest.mark.usefixtures("lock")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_frozen, "Frozen"),
        (_ended, "No lock"),
    ],
)
async def test_state_change_is_announced_and_the_countdown_is_not(
    account: Account,
    open_card: OpenCard,
    change: Callable[[Account], Awaitable[None]],
    said: str,
) -> None:
    card = await open_card()
    timer = card.get_by_role("timer")
    await expect(timer).not_to_be_empty()
    assert await timer.get_attribute("aria-live") is None
    assert (
        await timer.locator("xpath=ancestor::*[@aria-live or @role='status']").count()
        == 0
    )
    # A screen reader speaks changes in an element that it knows.
    regions = await card.evaluate_handle(
        "card => [...card.shadowRoot.querySelectorAll('[role=status]')]"
    )

    await change(account)

    await expect(card.get_by_role("status").filter(has_text=said)).to_be_visible()
    assert await card.page.evaluate(_TEXT_OF_REGIONS, [regions, said])


def _tile(entity_id: str) -> JsonObject:
    """Return a tile of Home Assistant with our feature."""
    features = [{"type": "custom:chastify-time"}]
    return {"type": "tile", "entity": entity_id, "features": features}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_feature_has_room_on_half_a_phone(
    full_account: Account, open_page: OpenPage, language: str
) -> None:
    remaining = (await full_account.entity_ids())["sensor.time_remaining"]
    visitor = replace(_SMALLEST, language=language)
    async with full_account.home.websocket() as websocket:
        await save_cards(websocket, [_tile(remaining)])
    feature = (await open_page(PATH, visitor)).locator("chastify-time")

    await expect(feature).to_contain_text(re.compile(r"\d"))
    assert await too_wide(feature) == []
