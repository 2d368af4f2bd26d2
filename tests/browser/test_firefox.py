"""The cards and the dashboard that makes itself, in Firefox."""

from collections.abc import AsyncIterator
import os
from pathlib import Path

from aiohttp import ClientSession
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device, command
from tests.real import dashboard
from tests.real.home_assistant import HomeAssistant
from tests.real.simulator import SimulatorProcess

from .accounts import lock_of
from .dashboard import PATH, card_of, save_cards
from .firefox import Firefox, launched
from .homes import OWNER
from .profiles import kept_values, login
from .strategy import URL_PATH, path, remove_dashboard
from .texts import card_text
from .visitor import Visitor
from .weeks import weeks_of

_GOES_ON = "(timer) => (timer.seen ??= new Set()).add(timer.textContent).size > 2"
_STATUS = 'find("[role=status]").map((status) => status.textContent)'
_WEEKS = 'find("chastify-weeks")[0]?.shadowRoot?.querySelector("h2")'
# Home Assistant shows that while a page loads.
_IS_UNCOVERED = '!find("#ha-launch-screen").length'
_FEATURE = 'find("chastify-time")[0].shadowRoot'
_ENABLE = 'find("[data-name=enable]")'


@pytest.fixture
async def firefox(
    session: ClientSession, tmp_path: Path, home: HomeAssistant
) -> AsyncIterator[Firefox]:
    """Run the browser that script/test names; an error on a page fails the test."""
    if not (browser := os.environ.get("CHASTIFY_FIREFOX")):
        pytest.skip("run by script/test --browser")
    stored = kept_values(home.url, await login(home, OWNER), Visitor())
    async with launched(session, browser, tmp_path, stored) as firefox:
        yield firefox
        await firefox.until("true")
        assert firefox.errors == []


@pytest.fixture
async def made(account: Account) -> AsyncIterator[Account]:
    """Make the dashboard of an account, and remove it after the test."""
    async with account.home.websocket() as websocket:
        await dashboard.show(websocket, URL_PATH)
        yield account
        await remove_dashboard(websocket)


async def assert_whole(firefox: Firefox, view: str) -> None:
    """Wait until a view of the dashboard is there, and look for cards that are broken."""
    await firefox.until(f'location.pathname.endsWith("{view}") && {_WEEKS}')
    await firefox.until('find("hui-logbook-card").length')
    await firefox.until('find("[role=timer]")[0]?.textContent.includes("7:4")')
    await firefox.until(
        f'!find("hui-error-card, hui-warning").length && {_IS_UNCOVERED}'
    )


async def test_cards_and_feature_in_firefox(
    lock: SimulatorProcess, device: Device, firefox: Firefox
) -> None:
    account = device.account
    lock_id = await lock_of(account)
    entity_id = (await account.entity_ids())["sensor.lock_state"]
    feature = {"type": "custom:chastify-time"}
    tile = {"type": "tile", "entity": entity_id, "features": [feature]}
    compact = card_of(lock_id, compact=True)
    async with account.home.websocket() as websocket:
        await save_cards(
            websocket, [card_of(lock_id), compact, tile, weeks_of(lock_id)]
        )
    await firefox.open(f"{account.home.url}{PATH}")

    await firefox.until(f"{_WEEKS} && {_IS_UNCOVERED}")
    await firefox.until('find("[role=timer]").length === 3')
    await firefox.until(f'find("[role=timer]").every({_GOES_ON})')

    await firefox.put_down("mouse", 'find("[data-name=stop]")[0]')
    await firefox.lift("mouse")
    await firefox.until(f"{_STATUS}.includes({card_text('stop_acknowledged')!r})")
    assert "all.stop" in map(command, await lock.requests())

    await firefox.until(f"{_ENABLE}.length === 2")
    await firefox.put_down("mouse", f"{_ENABLE}[0]")
    await firefox.until(f"!{_ENABLE}.length")
    await firefox.lift("mouse")

    await firefox.put_down("touch", f'find("[data-name=add_time]", {_FEATURE})[0]')
    await firefox.until(
        f'find("[role=timer]", {_FEATURE})[0].textContent.includes("8:4")'
    )
    await firefox.lift("touch")


async def test_dashboard_that_makes_itself_in_firefox(
    lock: SimulatorProcess, made: Account, firefox: Firefox
) -> None:
    await firefox.open(f"{made.home.url}{path('wearer')}")
    await assert_whole(firefox, "wearer")
    await firefox.put_down("mouse", 'find("ha-tab-group-tab")[1]')
    await firefox.lift("mouse")
    await assert_whole(firefox, "keyholder")
