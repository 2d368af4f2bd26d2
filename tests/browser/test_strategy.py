"""The dashboard that makes itself, from the dialog for a new one to a dashboard of one's own."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, expect
import pytest

from tests.end_to_end.account import Account
from tests.real import dashboard
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry, remove_entry
from tests.real.rules import add_automation
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess
from tests.real.waiting import until

from .accounts import another_keyholder, lock_of
from .countdown import assert_is_simulated
from .dashboard import shown_cards
from .opening import OpenPage
from .page_errors import PageErrors
from .registry import change_entity
from .strategy import (
    DASHBOARDS,
    URL_PATH,
    NewDashboard,
    path,
    remove_dashboard,
    take_control,
)
from .texts import card_text, entity_text
from .visitor import PHONE, Visitor
from .weeks import shown_weeks

LANGUAGES = ("en", "de", "fr", "nl", "es")
VIEWS = ("wearer", "keyholder")
OWNER_AND_GUEST = pytest.mark.parametrize(
    "visitor", [Visitor(), Visitor(is_owner=False)], ids=["owner", "guest"]
)
_RULE = "automation.lights_out"


@pytest.fixture(autouse=True)
async def without_dashboard(home: HomeAssistant) -> AsyncIterator[None]:
    """Remove the dashboard after a test."""
    yield
    async with home.websocket() as websocket:
        await remove_dashboard(websocket)


@pytest.fixture
async def made(account: Account) -> Account:
    """Make the dashboard of an account."""
    async with account.home.websocket() as websocket:
        await dashboard.show(websocket, URL_PATH)
    return account


@pytest.fixture
async def rule(made: Account) -> str:
    """Add an automation that concerns the lock."""
    entity_id = (await made.entity_ids())["binary_sensor.unlockable"]
    await add_automation(
        made.home,
        "lights_out",
        {
            "alias": "Lights out",
            "triggers": [{"trigger": "state", "entity_id": entity_id, "to": "on"}],
            "actions": [],
        },
    )
    return _RULE


@pytest.fixture
async def other_account(
    session: ClientSession, home: HomeAssistant, tmp_path: Path
) -> AsyncIterator[Account]:
    """Add the account of another lock's keyholder."""
    folder = tmp_path / "other"
    folder.mkdir()
    async with another_keyholder(session, home, folder) as account:
        yield account


def tabs(page: Page) -> Locator:
    """Return the tabs of the views."""
    return page.locator("hui-root ha-tab-group-tab")


def headings(page: Page) -> Locator:
    """Return the headings of a view."""
    return page.locator("hui-heading-card .title")


def tile(page: Page, name: str) -> Locator:
    """Return the tile of a name."""
    return page.locator("hui-tile-card").filter(has=page.get_by_text(name, exact=True))


async def assert_whole(page: Page) -> None:
    """Wait until a view is there, and look for cards that are broken."""
    await expect(shown_weeks(page).locator("h2")).to_be_visible()
    await expect(page.locator("hui-logbook-card")).to_be_visible()
    await expect(page.locator("hui-error-card, hui-warning")).to_have_count(0)


@pytest.mark.usefixtures("lock", "account")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_dialog_for_a_new_dashboard_offers_it_by_name(
    open_page: OpenPage, language: str
) -> None:
    # The dialog loads our module: nothing of it was on a page before.
    visitor = Visitor(language=language, has_new_profile=True)
    dialog = NewDashboard(await open_page(DASHBOARDS, visitor))
    await dialog.open()

    offered = dialog.named(card_text("dashboard_name", language))
    await expect(offered).to_contain_text(card_text("dashboard_description", language))


@pytest.mark.parametrize("language", ["en", "de"])
async def test_dashboard_of_the_dialog_shows_both_views(
    lock: SimulatorProcess, account: Account, open_page: OpenPage, language: str
) -> None:
    dialog = NewDashboard(await open_page(DASHBOARDS, Visitor(language=language)))
    await dialog.open()
    await dialog.make(card_text("dashboard_name", language))

    page = await open_page(path(""), Visitor(language=language))
    names = [entity_text(f"sensor.role.state.{view}", language) for view in VIEWS]
    await expect(tabs(page)).to_have_text(names)
    for name in names:
        await tabs(page).filter(has_text=name).click()
        await expect(shown_cards(page).locator(".clock")).not_to_be_empty()
        await expect(
            headings(page).filter(has_text=card_text("dashboard_tasks", language))
        ).to_be_visible()
        await assert_whole(page)
    await expect(
        headings(page).filter(has_text=card_text("dashboard_durations", language))
    ).to_be_visible()


@pytest.mark.usefixtures("lock", "device")
@OWNER_AND_GUEST
@pytest.mark.parametrize("view", VIEWS)
async def test_everybody_sees_the_same(
    lock: SimulatorProcess,
    made: Account,
    rule: str,
    open_page: OpenPage,
    visitor: Visitor,
    view: str,
) -> None:
    page = await open_page(path(view), visitor)

    await assert_is_simulated(shown_cards(page), lock)
    other = "keyholder" if view == "wearer" else "wearer"
    durations = [card_text("dashboard_durations")] if view == "keyholder" else []
    await expect(headings(page)).to_have_text(
        [
            card_text("dashboard_tasks"),
            entity_text(f"notify.notify_{other}.name"),
            entity_text("notify.lock_history.name"),
            "Toy",
            card_text("dashboard_rules"),
            *durations,
            card_text("dashboard_activity"),
        ]
    )
    await expect(page.locator("hui-entity-badge").first).to_contain_text(f"sim_{other}")
    await expect(page.locator("hui-entities-card")).to_contain_text("Lights out")
    await assert_whole(page)


@pytest.mark.usefixtures("lock")
async def test_keyholder_switches_a_rule_and_wearer_looks_at_it(
    made: Account, rule: str, open_page: OpenPage
) -> None:
    visitor = Visitor(is_owner=False)
    page = await open_page(path("wearer"), visitor)
    rules = page.locator("hui-entities-card")
    await expect(rules).to_contain_text("Lights out")
    await expect(rules.locator("ha-switch")).to_have_count(0)
    await rules.get_by_text("Lights out").click()
    await expect(
        page.locator("ha-more-info-dialog").get_by_text("Last triggered").first
    ).to_be_visible()

    page = await open_page(path("keyholder"), visitor)
    await page.locator("hui-entities-card ha-switch").click()

    async def is_off() -> bool:
        states = await made.home.rest.get("/api/states")
        return {"off"} == {
            state["state"] for state in states if state["entity_id"] == rule
        }

    assert await until(is_off, 30)


async def test_message_is_sent_after_a_question(
    lock: SimulatorProcess, made: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("wearer"), PHONE)
    message = card_text("dashboard_notify_keyholder")
    await tile(page, message).locator(".background").click()
    question = page.locator("dialog-box")
    await expect(question).to_contain_text(message)
    await question.get_by_role("button", name="OK").click()

    async def is_sent() -> bool:
        return any(
            request["path"].endswith("/notifications/custom")
            and request["body"]["message"] == message
            and request["body"]["target"] == "keyholder"
            for request in await lock.requests()
        )

    assert await until(is_sent, 30)


@pytest.mark.usefixtures("lock", "device")
async def test_device_is_stopped_at_one_tap(
    lock: SimulatorProcess, made: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("wearer"), PHONE)
    await lock.forget_requests()
    await tile(page, "Stop").get_by_role("button").first.click()

    async def is_sent() -> bool:
        return any(
            request["path"].endswith("/device-command")
            and request["body"]["command"] == "all.stop"
            for request in await lock.requests()
        )

    assert await until(is_sent, 30)


@pytest.mark.usefixtures("lock")
async def test_locks_are_told_apart(
    made: Account, other_account: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("wearer"))
    names = ("Chastify lock", "Chastify lock sim_keyholder")
    await expect(tabs(page)).to_have_text(
        [f"{name}: {role}" for name in names for role in ("Wearer", "Keyholder")]
    )
    for index, title in ((1, "Weekend Challenge"), (3, "Cage")):
        await tabs(page).nth(index).click()
        await expect(shown_cards(page).locator("h2")).to_have_text(title)


async def test_what_has_no_use_without_a_lock_is_hidden(
    lock: SimulatorProcess, made: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("keyholder"))
    await expect(tile(page, "Time step")).to_be_visible()

    await lock.end_lock()
    await made.read_now()
    await expect(tile(page, "Time step")).not_to_be_visible()
    await expect(shown_cards(page)).to_be_visible()
    await assert_whole(page)


@pytest.mark.usefixtures("lock")
async def test_it_follows_what_a_person_hides(
    made: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("wearer"))
    points = tile(page, "Task points")
    await expect(points).to_be_visible()

    await change_entity(made, "sensor.task_points", hidden_by="user")
    await expect(points).to_have_count(0)


async def test_dashboard_works_on_its_own_after_taking_control(
    lock: SimulatorProcess, made: Account, open_page: OpenPage
) -> None:
    page = await open_page(path("wearer"))
    await assert_whole(page)
    await take_control(page)

    async with made.home.websocket() as websocket:
        config = await websocket.command("lovelace/config", url_path=URL_PATH)
    assert "strategy" not in str(config)
    assert [view["path"] for view in config["views"]] == list(VIEWS)
    card = config["views"][0]["sections"][0]["cards"][0]
    assert card["device_id"] == await lock_of(made)

    page = await open_page(path("keyholder"), Visitor(is_owner=False))
    await assert_is_simulated(shown_cards(page), lock)
    await assert_whole(page)


@OWNER_AND_GUEST
async def test_house_without_a_lock_is_told_what_to_do(
    home: HomeAssistant,
    lock: SimulatorProcess,
    open_page: OpenPage,
    page_errors: PageErrors,
    visitor: Visitor,
) -> None:
    entry_id = await add_entry(home, WEARER_TOKEN, lock.url)
    async with home.websocket() as websocket:
        await dashboard.show(websocket, URL_PATH)
    page = await open_page(path("wearer"), visitor)
    await expect(shown_cards(page).locator(".clock")).not_to_be_empty()

    # Cards ask for their lock's history until the dashboard is made anew.
    page_errors.allow("history|get_history|not_found")
    await remove_entry(home, entry_id)
    empty = page.locator("hui-empty-state-card")
    await expect(empty).to_contain_text(card_text("dashboard_empty"))
    button = empty.get_by_text(card_text("dashboard_add"))
    await expect(button).to_have_count(1 if visitor.is_owner else 0)
    if visitor.is_owner:
        await button.click()
        await expect(page).to_have_url(
            f"{home.url}/config/integrations/integration/chastify"
        )
