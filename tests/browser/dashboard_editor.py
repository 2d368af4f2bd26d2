"""The dialogs in which a person edits the dashboard."""

from playwright.async_api import Locator, Page

from tests.end_to_end.account import Account
from tests.real.json_types import JsonObject
from tests.real.waiting import until

from .dashboard import saved_cards

_PATIENCE = 30.0


class DashboardEditor:
    """A page with the dashboard in edit mode."""

    def __init__(self, page: Page, account: Account) -> None:
        """Edit on this page; saved cards are read from the account's Home Assistant."""
        self.page = page
        self._account = account
        self._adding = page.locator("hui-dialog-create-card")
        self.editing = page.locator("hui-dialog-edit-card")
        self._suggestions = self._adding.locator("hui-suggestion-card")
        self.suggested_cards = self._suggestions.filter(
            has=page.locator("chastify-card")
        )
        """Cards of ours that are offered for the entity that was searched for."""
        self.offered = self._adding.locator("hui-card-picker .card")
        """The cards that were searched for."""

    async def search_entity(self, entity_id: str, listed_as: str) -> None:
        """Choose an entity for a new card, when it is listed with this text."""
        await self._choose_tab(0)
        tree = self._adding.locator("hui-suggestion-entity-tree")
        await tree.locator("ha-input-search input").fill(entity_id)
        listed = tree.locator("ha-list-virtualized ha-list-item-button")
        await listed.filter(has_text=listed_as).first.click()
        await self._suggestions.first.wait_for()

    async def search_card(self, name: str) -> None:
        """Look for a kind of card."""
        await self._choose_tab(1)
        await self._adding.locator("hui-card-picker ha-input-search input").fill(name)

    async def _choose_tab(self, index: int) -> None:
        """Open the dialog for a new card, where it isn't, at a tab."""
        tabs = self._adding.locator("ha-tab-group-tab")
        if not await tabs.count():
            await self.page.locator("hui-grid-section button.add").click()
        await tabs.nth(index).click()

    async def edit(self, index: int) -> Locator:
        """Open the editor of a card of the dashboard."""
        card = self.page.locator("hui-card-edit-mode").nth(index)
        await card.hover()
        await card.locator(".control").first.click()
        return self.editing

    async def save(self) -> None:
        """Save the card that is edited."""
        await self.editing.locator("[slot=primaryAction]").click()

    async def assert_saved(self, *cards: JsonObject) -> None:
        """Wait until the dashboard is saved with these cards."""
        found: list[JsonObject] = []

        async def is_saved() -> bool:
            async with self._account.home.websocket() as websocket:
                found[:] = await saved_cards(websocket)
            return found == list(cards)

        assert await until(is_saved, _PATIENCE), found
