"""Adding and changing the card in the dialogs of Home Assistant."""

import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.real.simulator import SimulatorProcess

from .accounts import lock_of
from .action_part import ADD_AN_HOUR, ActionPart
from .dashboard import PATH, card_of, save_cards, shown_cards
from .dashboard_editor import DashboardEditor
from .opening import OpenPage
from .page_errors import PageErrors
from .texts import card_text, entity_text
from .visitor import Visitor
from .weeks import weeks_of

# Pictures and maps for the previews of other cards.
_PREVIEWS = r"demo\.home-assistant\.io|/api/map_tiles/"
USUAL = [
    "remove_time",
    "add_time",
    "freeze",
    "unfreeze",
    "start_pillory",
    "start_hygienic_unlock",
    "start_task_timer",
    "complete_task",
]


@pytest.fixture
def language() -> str:
    """Return the language of the person."""
    return "en"


@pytest.fixture
async def editor(
    lock: SimulatorProcess,
    account: Account,
    open_page: OpenPage,
    page_errors: PageErrors,
    language: str,
) -> DashboardEditor:
    """Edit an empty dashboard, on a page that has not shown a card of ours yet."""
    page_errors.allow(_PREVIEWS)
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [])
    page = await open_page(f"{PATH}?edit=1", Visitor(language=language))
    return DashboardEditor(page, account)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_card_is_offered_by_its_name_with_a_preview(
    editor: DashboardEditor, language: str
) -> None:
    await editor.search_card("Chastify")

    offered = editor.offered.filter(has_text=card_text("picker_name", language))
    await expect(offered.locator("chastify-card .clock")).to_have_text(
        re.compile(r"\d:\d\d:\d\d")
    )


@pytest.mark.parametrize("language", ["en", "de"])
async def test_weeks_card_is_offered_by_its_name_with_a_preview(
    editor: DashboardEditor, language: str
) -> None:
    await editor.search_card("Chastify")

    name = card_text("weeks_picker_name", language)
    offered = editor.offered.filter(has_text=name)
    await expect(offered.locator("chastify-weeks-card h2")).to_have_text(
        "Chastify lock"
    )


@pytest.mark.usefixtures("lock")
@pytest.mark.parametrize("language", ["en", "de"])
async def test_form_of_the_weeks_card_changes_what_is_saved(
    account: Account, open_page: OpenPage, language: str
) -> None:
    config = weeks_of(await lock_of(account))
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [config])
    page = await open_page(f"{PATH}?edit=1", Visitor(language=language))
    editor = DashboardEditor(page, account)
    form = (await editor.edit(0)).locator("ha-form")
    for name in ("device_id", "weeks"):
        text = card_text(f"editor_{name}", language)
        await expect(form.get_by_text(text, exact=True).first).to_be_visible()

    await form.locator("ha-selector-number input").fill("12")
    await editor.save()
    await editor.assert_saved({**config, "weeks": 12})


@pytest.mark.parametrize("language", ["de"])
async def test_suggestion_for_an_entity_is_a_card_that_works(
    lock: SimulatorProcess,
    account: Account,
    editor: DashboardEditor,
    open_page: OpenPage,
    language: str,
) -> None:
    await editor.search_entity("zone.home", "Zone")
    await expect(editor.suggested_cards).to_have_count(0)

    entity_id = (await account.entity_ids())["sensor.unlock_time"]
    await editor.search_entity(entity_id, "Unlock time")
    name = card_text("picker_name", language)
    compact = card_text("suggestion_compact", language)
    await expect(editor.suggested_cards.locator(".card-header")).to_have_text(
        [name, f"{name} - {compact}"]
    )
    await expect(editor.suggested_cards.locator("ha-card:not(.compact)")).to_have_count(
        1
    )
    await (
        editor.suggested_cards.filter(has=editor.page.locator(".compact"))
        .locator(".overlay")
        .click()
    )

    device_id = await lock_of(account)
    await editor.assert_saved(card_of(device_id, actions=USUAL, compact=True))
    # A page of its own: the dialog goes back in the history of its page when it closes, which may be
    # after that page was sent elsewhere.
    page = await open_page(PATH, Visitor(language=language))
    part = ActionPart(shown_cards(page), lock)
    await expect(part.card.locator("ha-card")).to_contain_class("locked compact")
    await part.hold("add_time")
    await part.assert_sent(ADD_AN_HOUR)


@pytest.mark.usefixtures("lock", "device")
@pytest.mark.parametrize("language", ["en", "de"])
async def test_form_changes_the_preview_and_what_is_saved(
    account: Account, open_page: OpenPage, language: str
) -> None:
    config = card_of(await lock_of(account), actions=["add_time", "freeze"])
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [config])
    page = await open_page(f"{PATH}?edit=1", Visitor(language=language))
    editor = DashboardEditor(page, account)
    dialog = await editor.edit(0)
    form = dialog.locator("ha-form")
    preview = dialog.locator("chastify-card")
    texts = ["device_id", "actions", "compact", "confirm", "picture"]
    helpers = [f"{name}_helper" for name in texts if name != "device_id"]
    for name in (*texts, *helpers):
        text = card_text(f"editor_{name}", language)
        await expect(form.get_by_text(text, exact=True).first).to_be_visible()
    chosen = [entity_text(f"button.{key}.name", language) for key in config["actions"]]
    await expect(form.locator("ha-input-chip")).to_have_text(
        [re.compile(name) for name in chosen]
    )

    # Connected devices are not offered.
    await form.locator("ha-device-picker button.trigger").click()
    choices = form.locator("ha-device-picker ha-picker-combo-box ha-combo-box-item")
    await expect(choices).to_have_count(1)
    await page.keyboard.press("Escape")

    await form.locator("ha-input-chip").last.locator(".trailing").click()
    await expect(preview.locator("[data-name=freeze]")).to_have_count(0)
    await form.locator("ha-switch").first.click()
    await expect(preview.locator("ha-card")).to_contain_class("locked compact")

    await editor.save()
    await editor.assert_saved({**config, "actions": ["add_time"], "compact": True})
    await expect(page.locator("hui-view chastify-card .compact")).to_be_visible()


@pytest.mark.usefixtures("lock")
async def test_feature_is_offered_for_entities_of_a_lock_only(
    account: Account, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow(_PREVIEWS)
    entity_id = (await account.entity_ids())["sensor.lock_state"]
    tiles = [{"type": "tile", "entity": name} for name in (entity_id, "zone.home")]
    # Before the page is opened: one that is still loading would miss the change.
    async with account.home.websocket() as websocket:
        await save_cards(websocket, tiles)
    page = await open_page(f"{PATH}?edit=1", Visitor(language="en"))
    editor = DashboardEditor(page, account)

    dialog = await editor.edit(1)
    await dialog.get_by_text("Features").first.click()
    await expect(dialog.get_by_text("no compatible features")).to_be_visible()
    await editor.page.keyboard.press("Escape")

    dialog = await editor.edit(0)
    await dialog.get_by_text("Features").first.click()
    await dialog.get_by_role("button", name="Add feature").click()
    await editor.page.get_by_role("menuitem", name=card_text("feature_name")).click()
    await expect(dialog.locator("chastify-time")).to_be_visible()
    await editor.save()
    await editor.assert_saved(
        {**tiles[0], "features": [{"type": "custom:chastify-time"}]}, tiles[1]
    )
