"""The card, the tile and the views in each state, for people who see little or use a screen reader."""

from dataclasses import replace

from playwright.async_api import Page, expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real import dashboard
from tests.real.simulator import SimulatorProcess

from .accessibility import violations
from .dashboard import PATH
from .opening import OpenPage
from .page_errors import PageErrors
from .scene import Scene, save_scene, start_lock
from .states import STATES
from .strategy import URL_PATH, path, remove_dashboard
from .visitor import Visitor
from .weeks import shown_weeks

_OURS = "chastify-card, chastify-time, chastify-weeks-card"
# Nothing is scrolled, so that no button is partly behind the stop.
_MODES = {
    mode: Visitor(height=1700, is_dark=mode == "dark") for mode in ("light", "dark")
}


@pytest.fixture
async def lock(simulator: SimulatorProcess) -> SimulatorProcess:
    """Start a lock of which everything is shown."""
    await start_lock(simulator)
    return simulator


async def _found_on(page: Page, count: int) -> list[str]:
    """Return where anything of ours on a page breaks WCAG 2.2 AA."""
    ours = page.locator(_OURS)
    await expect(ours).to_have_count(count)
    return [line for part in await ours.all() for line in await violations(part)]


async def test_axe_finds_nothing_in_any_state(
    lock: SimulatorProcess,
    device: Device,
    open_page: OpenPage,
    page_errors: PageErrors,
) -> None:
    # Pages complain while they are cut off.
    page_errors.allow("")
    await save_scene(device)
    visitors = _MODES | {"guest": replace(_MODES["light"], is_owner=False)}
    scenes = {
        name: Scene(await open_page(PATH, visitor), device, is_owner=visitor.is_owner)
        for name, visitor in visitors.items()
    }
    for scene in scenes.values():
        await scene.connect()

    found: dict[str, list[str]] = {}
    for state in STATES:
        async with state.at_home(device):
            for name, scene in scenes.items():
                if state.is_for(scene):
                    async with state.shown_on(scene) as card:
                        found[f"{state.name}, {name}"] = (
                            await violations(card)
                            if state.is_of_one_card
                            else await _found_on(scene.page, 3)
                        )

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.usefixtures("lock", "device")
@pytest.mark.parametrize("visitor", _MODES.values(), ids=_MODES)
async def test_axe_finds_nothing_of_ours_on_the_dashboard_that_makes_itself(
    account: Account, open_page: OpenPage, visitor: Visitor
) -> None:
    async with account.home.websocket() as websocket:
        await dashboard.show(websocket, URL_PATH)
        try:
            for view in ("wearer", "keyholder"):
                page = await open_page(path(view), visitor)
                await shown_weeks(page).locator("dl").wait_for()
                assert await _found_on(page, 2) == []
                await page.close()
        finally:
            await remove_dashboard(websocket)
