"""Takes the pictures of the cards and the dashboard that the documentation shows."""

from argparse import ArgumentParser
import asyncio
from collections.abc import Sequence
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from playwright.async_api import Browser

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real import dashboard, develop_rules
from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess, simulating

from . import state_pictures
from .accounts import lock_of
from .chromium import launched
from .contact_sheet import joined
from .dashboard import PATH, card_of, save_cards, shown_cards
from .history import History
from .homes import OWNER, furnished_home
from .icons import drawn_icons
from .profiles import Profiles
from .visitor import Visitor
from .weeks import locked_for, shown_weeks, weeks_of

_PICTURES = ROOT / "docs" / "images"
_DAY = 24 * 60 * 60
# Of one card; the theme's margins come to it.
_WIDTH = 380
_WEEKS_WIDTH = 440
# Of a view, in three columns.
_VIEW_SIZE = (1280, 1160)


async def main() -> None:
    """Show a lock that runs and one that is frozen, its weeks and its views."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            ClientSession() as session,
            simulating(session, folder) as simulator,
            furnished_home(session, folder / "configuration") as home,
            launched() as browser,
        ):
            account = await _furnish(home, simulator)
            device_id = await lock_of(account)
            profiles = Profiles(browser)
            light, dark = (
                Visitor(width=_WIDTH, is_dark=is_dark) for is_dark in (False, True)
            )
            running = await _shot(home, profiles, device_id, light)
            compact = await _shot(home, profiles, device_id, light, compact=True)
            await account.act("freeze", duration={"hours": 1})
            frozen = await _shot(home, profiles, device_id, dark)
            pictures = [running, frozen, compact]
            await _join(browser, pictures, "card.png")
            await _join(
                browser,
                [
                    await _weeks_shot(home, profiles, device_id, 8, Visitor()),
                    await _weeks_shot(
                        home, profiles, device_id, 53, Visitor(is_dark=True)
                    ),
                ],
                "weeks.png",
            )
            for view, visitor in (
                ("wearer", Visitor()),
                ("keyholder", Visitor(is_dark=True)),
            ):
                await _view_shot(home, profiles, view, visitor)


async def _furnish(home: HomeAssistant, simulator: SimulatorProcess) -> Account:
    """Add an account with a lock and a device."""
    await simulator.start_lock(
        title="Weekend Challenge",
        locked=2.2 * _DAY,
        remaining=3.4 * _DAY,
        max_remaining=9 * _DAY,
        task_points=12,
        task_points_required=20,
    )
    await simulator.change_lock(task={"text": "Water the plants", "points": 3})
    account = Account(
        home, simulator, await add_entry(home, WEARER_TOKEN, simulator.url)
    )
    await Device(account).add()
    async with home.websocket() as websocket:
        await develop_rules.show(home, websocket, account.entry_id)
        await dashboard.show(websocket)
    return account


async def _shot(
    home: HomeAssistant,
    profiles: Profiles,
    device_id: str,
    visitor: Visitor,
    **options: object,
) -> bytes:
    async with home.websocket() as websocket:
        await save_cards(websocket, [card_of(device_id, **options)])
    profile = await profiles.profile(home, OWNER, visitor)
    page = await profile.new_page()
    await page.set_viewport_size({"width": _WIDTH, "height": 1200})
    await page.goto(f"{home.url}{PATH}")
    card = shown_cards(page)
    await card.locator(".facts button, .compact [data-name=add_time]").first.wait_for()
    await drawn_icons(card)
    picture = await card.screenshot(animations="disabled")
    await page.close()
    return picture


async def _weeks_shot(
    home: HomeAssistant,
    profiles: Profiles,
    device_id: str,
    weeks: int,
    visitor: Visitor,
) -> bytes:
    async with home.websocket() as websocket:
        await save_cards(websocket, [weeks_of(device_id, weeks=weeks)])
    profile = await profiles.profile(home, OWNER, visitor)
    page = await profile.new_page()
    await page.set_viewport_size({"width": _WEEKS_WIDTH, "height": 1200})
    await page.goto(f"{home.url}{PATH}")
    await History(locked_for(home, 400)).carry(page)
    card = shown_weeks(page)
    await card.locator(".changes").wait_for()
    picture = await card.screenshot(animations="disabled")
    await page.close()
    return picture


async def _view_shot(
    home: HomeAssistant, profiles: Profiles, view: str, visitor: Visitor
) -> None:
    """Write the picture of a view of the dashboard that makes itself."""
    profile = await profiles.profile(home, OWNER, visitor)
    page = await profile.new_page()
    width, height = _VIEW_SIZE
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(f"{home.url}/{dashboard.URL_PATH}/{view}")
    await History(locked_for(home, 400)).carry(page)
    await shown_weeks(page).locator(".changes").wait_for()
    await page.locator("hui-logbook-card").wait_for()
    _write(await page.screenshot(animations="disabled"), f"{view}.png")
    await page.close()


def _write(picture: bytes, name: str) -> None:
    path = _PICTURES / name
    path.write_bytes(picture)
    sys.stdout.write(f"{path.relative_to(ROOT)}: {len(picture)} bytes\n")


async def _join(browser: Browser, pictures: Sequence[bytes], name: str) -> None:
    """Write the pictures side by side."""
    _write(await joined(browser, pictures), name)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "--states",
        metavar="FOLDER",
        type=Path,
        help="instead take a picture of the card in each of its states",
    )
    states = parser.parse_args().states
    if states is None:
        asyncio.run(main())
    else:
        state_pictures.take(states)
