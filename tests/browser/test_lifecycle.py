"""The card over set-up, updates, restarts and removal of the integration."""

import asyncio
from pathlib import Path
from shutil import copytree, ignore_patterns

from playwright.async_api import Locator, Page, expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry, remove_entry
from tests.real.json_types import JsonObject
from tests.real.rules import lock_device_id
from tests.real.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, SimulatorProcess
from tests.real.waiting import until

from .accounts import added_account, lock_of
from .countdown import assert_is_simulated
from .dashboard import PATH, card_of, save_cards, shown_cards
from .homes import OWNER, paused
from .opening import OpenCard
from .page_errors import PageErrors
from .pages import Pages
from .profiles import Profiles
from .stop_part import StopPart
from .visitor import Visitor

_CARD = "chastify/frontend/card.js"
_HEAD = '<div class="head">'

_COLD_LOADS = 20
_AT_ONCE = 4

_HAS_SERVICE_WORKER = """
navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active))
"""
# It fetches the whole frontend before.
_SERVICE_WORKER_PATIENCE = 120.0

# Notes whether Home Assistant has shown, at any time, that a card is broken.
_WATCH_FOR_ERRORS = """
const isShown = (root) => [...root.querySelectorAll("*")].some((element) =>
  element.localName === "hui-error-card"
    ? element.checkVisibility()
    : element.shadowRoot && isShown(element.shadowRoot));
setInterval(() => (globalThis.wasBroken ||= isShown(document)), 100);
"""


# Notes the phases that a card goes through.
_WATCH_CARD = """
globalThis.phases = new Set();
const cardIn = (root) => root.querySelector("chastify-card")
  ?? [...root.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot && cardIn(shadowRoot)).find(Boolean);
setInterval(() => {
  const shown = cardIn(document)?.shadowRoot?.querySelector("ha-card");
  if (shown) phases.add(shown.classList[0]);
}, 50);
"""


async def add_account(home: HomeAssistant, simulator: SimulatorProcess) -> str:
    """Go through the config flow, and show the card of the lock; return the entry's id."""
    entry_id = await add_entry(home, WEARER_TOKEN, simulator.url)
    async with home.websocket() as websocket:
        device_id = await lock_device_id(websocket, entry_id)
        await save_cards(websocket, [card_of(device_id)])
    return entry_id


async def resources(home: HomeAssistant) -> list[JsonObject]:
    """Return the resources of dashboards."""
    async with home.websocket() as websocket:
        listed: list[JsonObject] = await websocket.command("lovelace/resources")
        return listed


async def assert_shown(page: Page, simulator: SimulatorProcess) -> None:
    """Wait until a page shows the card with the simulator's data."""
    card = shown_cards(page)
    await expect(card.locator("ha-card.locked")).to_be_visible()
    await assert_is_simulated(card, simulator)
    await expect(page.locator("hui-error-card")).to_have_count(0)


async def assert_has_service_worker(page: Page) -> None:
    """Wait until pages that are loaded from now on have the service worker."""

    async def is_active() -> bool:
        return bool(await page.evaluate(_HAS_SERVICE_WORKER))

    assert await until(is_active, _SERVICE_WORKER_PATIENCE)


def next_head(page: Page) -> Locator:
    """Return an element that only the card of the next version has."""
    return shown_cards(page).locator("[data-version=next]")


@pytest.fixture
def next_components(tmp_path: Path) -> Path:
    """Make a folder of custom components with the next version of the card."""
    components = tmp_path / "custom_components"
    copytree(
        ROOT / "custom_components", components, ignore=ignore_patterns("__pycache__")
    )
    card = components / _CARD
    text = card.read_text("utf-8")
    assert text.count(_HEAD) == 1
    card.write_text(text.replace(_HEAD, '<div class="head" data-version="next">'))
    return components


async def test_card_is_there_after_set_up_and_the_new_one_after_an_update(
    own_home: HomeAssistant,
    next_components: Path,
    lock: SimulatorProcess,
    pages: Pages,
    page_errors: PageErrors,
) -> None:
    visitor = Visitor(has_service_worker=True)
    first_page = await pages.open(own_home, OWNER, visitor, PATH)
    await assert_has_service_worker(first_page)
    assert await resources(own_home) == []

    await add_account(own_home, lock)
    old_page = await pages.open(own_home, OWNER, visitor, PATH)
    await assert_shown(old_page, lock)
    assert await old_page.evaluate("Boolean(navigator.serviceWorker.controller)")
    [old] = await resources(own_home)
    assert old["type"] == "module"

    # Pages complain while it is away.
    page_errors.allow("")
    await own_home.stop()
    own_home.components = next_components
    await own_home.start()
    await assert_shown(old_page, lock)
    await expect(next_head(old_page)).to_have_count(0)
    new_page = await pages.open(own_home, OWNER, visitor, PATH)
    await assert_shown(new_page, lock)
    await expect(next_head(new_page)).to_have_count(1)
    [new] = await resources(own_home)
    assert new["id"] == old["id"]
    assert new["url"] != old["url"]


@pytest.mark.parametrize("own_configuration", ["lovelace:\n  resource_mode: yaml\n"])
async def test_card_is_there_where_resources_are_yaml(
    own_home: HomeAssistant, lock: SimulatorProcess, pages: Pages
) -> None:
    entry_id = await add_account(own_home, lock)

    page = await pages.open(own_home, OWNER, Visitor(), PATH)
    await assert_shown(page, lock)
    assert await resources(own_home) == []

    await remove_entry(own_home, entry_id)
    await page.reload()
    await page.locator("hui-error-card").wait_for()


async def test_page_that_is_open_over_a_restart_is_right_again_and_sends_its_stop(
    lock: SimulatorProcess,
    device: Device,
    open_card: OpenCard,
    page_errors: PageErrors,
) -> None:
    card = await open_card()
    await assert_shown(card.page, lock)
    stop = StopPart(card, lock)

    # Pages complain while it is away.
    page_errors.allow("")
    await card.page.evaluate(_WATCH_CARD)
    async with paused(device.account.home):
        await stop.button.click()
        await stop.assert_warned("stop_no_connection")
        await lock.start_lock(remaining=3725)
    await assert_shown(card.page, lock)
    await stop.assert_arrived(1)
    await stop.assert_told("stop_acknowledged")
    # A start isn't taken for a service that is away, or for a lock that is gone.
    assert set(await card.page.evaluate("[...phases]")) <= {"locked", "loading"}
    assert await device.enabled_state() == "off"


async def test_resource_goes_with_the_last_account_and_comes_back(
    home: HomeAssistant, lock: SimulatorProcess
) -> None:
    assert await resources(home) == []
    async with added_account(home, lock, WEARER_TOKEN):
        added = await resources(home)
        assert len(added) == 1
        async with added_account(home, lock, KEYHOLDER_TOKEN):
            assert await resources(home) == added
        assert await resources(home) == added
    assert await resources(home) == []

    async with added_account(home, lock, KEYHOLDER_TOKEN):
        [again] = await resources(home)
        assert again["url"] == added[0]["url"]


async def test_cold_loads_never_show_an_error(
    home: HomeAssistant,
    lock: SimulatorProcess,
    account: Account,
    profiles: Profiles,
    page_errors: PageErrors,
) -> None:
    device_id = await lock_of(account)
    async with home.websocket() as websocket:
        await save_cards(websocket, [card_of(device_id)])
    free = asyncio.Semaphore(_AT_ONCE)

    async def load() -> None:
        visitor = Visitor(has_new_profile=True)
        async with free, await profiles.profile(home, OWNER, visitor) as profile:
            await profile.add_init_script(_WATCH_FOR_ERRORS)
            page = await profile.new_page()
            page_errors.watch(page)
            await page.goto(f"{home.url}{PATH}", wait_until="commit")
            await assert_shown(page, lock)
            assert not await page.evaluate("wasBroken")

    async with asyncio.TaskGroup() as loads:
        for _ in range(_COLD_LOADS):
            loads.create_task(load())
