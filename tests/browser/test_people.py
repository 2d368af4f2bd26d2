"""The picture of the other person, which comes from the service."""

from base64 import b64decode

from playwright.async_api import Route, expect
import pytest

from tests.end_to_end.account import Account

from .accounts import lock_of
from .dashboard import PATH, card_of, save_cards, shown_cards
from .opening import OpenPage

_PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.mark.usefixtures("lock")
async def test_picture_is_loaded_only_where_it_is_wanted(
    account: Account, open_page: OpenPage
) -> None:
    device_id = await lock_of(account)
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [card_of(device_id)])
    page = await open_page(PATH)
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(route.request.url)
        assert "referer" not in route.request.headers
        await route.fulfill(body=_PIXEL, content_type="image/png")

    await page.context.route("https://chastify.net/**", answer)
    card = shown_cards(page)
    await expect(card.locator(".head")).to_contain_text("Sim Keyholder")
    await expect(card.locator("img")).to_have_count(0)
    assert asked == []

    async with account.home.websocket() as websocket:
        await save_cards(websocket, [card_of(device_id, picture=True)])
    await page.reload()

    await expect(card.locator("img")).to_have_js_property("naturalWidth", 1)
    assert set(asked) == {"https://chastify.net/avatars/sim_keyholder.png"}
