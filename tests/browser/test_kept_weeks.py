"""The card of weeks with the history that Home Assistant keeps."""

import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account

from .accounts import lock_of
from .dashboard import PATH, save_cards
from .opening import OpenPage
from .weeks import shown_weeks, weeks_of


@pytest.mark.usefixtures("lock")
async def test_kept_history_is_shown_and_follows_a_command(
    account: Account, open_page: OpenPage
) -> None:
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [weeks_of(await lock_of(account))])
    card = shown_weeks(await open_page(PATH))
    figures = card.locator("dl")
    await expect(figures.locator("dd").first).to_have_text(re.compile(r"\d+[mh]"))
    await expect(figures).to_contain_text("since ")

    await account.on_entity("button.press", "button.add_time")
    await expect(figures).to_contain_text("Home Assistant 1h")
    await figures.get_by_role("button").first.click()
    await expect(
        card.page.locator("ha-more-info-dialog").get_by_text("Total time locked").first
    ).to_be_visible()
