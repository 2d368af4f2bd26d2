"""Takes a picture of the card in each of its states: on a phone and a desktop, light and dark."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from playwright.async_api import Browser

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry
from tests.real.simulator import WEARER_TOKEN, simulating

from .chromium import launched
from .contact_sheet import joined
from .dashboard import PATH
from .homes import GUEST, OWNER, furnished_home
from .icons import drawn_icons
from .profiles import Profiles
from .scene import Scene, save_scene, start_lock
from .states import STATES
from .visitor import PHONE, Visitor

# As high as the longest card, so that all of it is on the picture.
_HEIGHT = 1700
_WIDTH = 900
_VISITORS = tuple(
    replace(visitor, height=_HEIGHT, is_dark=is_dark)
    for visitor in (PHONE, Visitor(width=_WIDTH))
    for is_dark in (False, True)
)


def take(folder: Path) -> None:
    """Write a contact sheet for each state to a folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take_all(folder))


async def _take_all(folder: Path) -> None:
    with TemporaryDirectory() as name:
        async with (
            ClientSession() as session,
            simulating(session, Path(name)) as simulator,
            furnished_home(session, Path(name) / "configuration") as home,
            launched() as browser,
        ):
            await start_lock(simulator)
            entry_id = await add_entry(home, WEARER_TOKEN, simulator.url)
            device = Device(Account(home, simulator, entry_id))
            await device.add()
            await save_scene(device)
            await _take(browser, await _scenes(browser, device), folder)


async def _scenes(browser: Browser, device: Device) -> Sequence[Scene]:
    """Open a page for each device of a person; a guest has a desktop."""
    profiles = Profiles(browser)
    home: HomeAssistant = device.account.home
    scenes: list[Scene] = []
    for visitor in (*_VISITORS, replace(_VISITORS[2], is_owner=False)):
        person = OWNER if visitor.is_owner else GUEST
        profile = await profiles.profile(home, person, visitor)
        page = await profile.new_page()
        await page.goto(f"{home.url}{PATH}")
        scenes.append(Scene(page, device, is_owner=visitor.is_owner))
        await scenes[-1].connect()
    return scenes


async def _take(browser: Browser, scenes: Sequence[Scene], folder: Path) -> None:
    for state in STATES:
        pictures: list[bytes] = []
        async with state.at_home(scenes[0].device):
            for scene in filter(state.is_for, scenes):
                async with state.shown_on(scene) as card:
                    await drawn_icons(card)
                    view = scene.page.locator("hui-sections-view .content").first
                    pictures.append(await view.screenshot(animations="disabled"))
        path = folder / f"{state.name.replace(' ', '_')}.png"
        path.write_bytes(await joined(browser, pictures))
        sys.stdout.write(f"{path}: {path.stat().st_size} bytes\n")
