"""One Home Assistant and one browser for all tests; a simulator and an entry for each."""

from collections.abc import AsyncIterator, Generator, Iterable, Sequence
from pathlib import Path

from aiohttp import ClientSession
from playwright.async_api import Browser, Locator, Page
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.home_assistant import HomeAssistant
from tests.real.json_types import JsonObject
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess, simulating

from .accounts import added_account, lock_of
from .chromium import launched
from .dashboard import PATH, card_of, save_cards, shown_cards
from .homes import GUEST, OWNER, furnished_home
from .opening import OpenCard, OpenCards, OpenPage
from .page_errors import PageErrors
from .pages import Pages
from .profiles import Profiles
from .stop_part import StopPart
from .visitor import Visitor

_HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep whether a test failed, for its fixtures."""
    report = yield
    if report.failed:
        item.stash[_HAS_FAILED] = True
    return report


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[ClientSession]:
    """Return a session for requests to both processes."""
    async with ClientSession() as session:
        yield session


@pytest.fixture(scope="session")
async def home(
    session: ClientSession, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant with the dashboard and a guest, without an entry."""
    folder = tmp_path_factory.mktemp("home") / "configuration"
    async with furnished_home(session, folder) as home:
        yield home


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run the browser."""
    async with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """Return the browser's profiles."""
    return Profiles(browser)


@pytest.fixture
async def simulator(
    session: ClientSession, tmp_path: Path
) -> AsyncIterator[SimulatorProcess]:
    """Run a new simulator, without a lock."""
    async with simulating(session, tmp_path) as simulator:
        yield simulator


@pytest.fixture
async def lock(simulator: SimulatorProcess) -> SimulatorProcess:
    """Start a lock, before the account is added."""
    await simulator.start_lock()
    return simulator


@pytest.fixture
async def account(
    home: HomeAssistant, simulator: SimulatorProcess
) -> AsyncIterator[Account]:
    """Add an entry of the wearer's account, and remove it after the test."""
    async with added_account(home, simulator, WEARER_TOKEN) as account:
        yield account


@pytest.fixture
async def device(account: Account) -> Device:
    """Add a connected device to the account."""
    device = Device(account)
    await device.add()
    return device


@pytest.fixture(scope="module")
async def full_account(
    session: ClientSession,
    home: HomeAssistant,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Account]:
    """Add an account of which every part of the card is shown, for tests that only look.

    The lock has a task; there is a connected device, and the emergency stop holds.
    """
    async with simulating(session, tmp_path_factory.mktemp("full")) as simulator:
        await simulator.start_lock(
            title="Donaudampfschifffahrtsgesellschaft" * 3,
            remaining=2 * 86400 + 27800,
            max_remaining=9 * 86400,
        )
        await simulator.change_lock(task={"text": "Water the plants", "points": 3})
        async with added_account(home, simulator, WEARER_TOKEN) as account:
            await Device(account).add()
            await account.on_entity("switch.turn_off", "switch.devices_enabled")
            yield account


@pytest.fixture
def page_errors() -> PageErrors:
    """Return the errors on the pages; those that a test doesn't allow fail it."""
    return PageErrors()


@pytest.fixture
async def pages(
    profiles: Profiles,
    page_errors: PageErrors,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> AsyncIterator[Pages]:
    """Open pages; where the test fails, take pictures of them."""
    test = request.node

    def has_failed() -> bool:
        return _HAS_FAILED in test.stash

    pages = Pages(profiles, page_errors, folder=tmp_path, has_failed=has_failed)
    yield pages
    await pages.close()
    unexpected = page_errors.unexpected
    for name, lines in (
        ("errors", unexpected),
        ("lost requests", page_errors.lost_requests),
        ("pictures", pages.pictures),
    ):
        test.add_report_section("teardown", f"{name} of pages", _text_of(lines))
    if unexpected and not has_failed():
        pytest.fail("A page complained.", pytrace=False)


def _text_of(lines: Iterable[object]) -> str:
    return "\n".join(map(str, lines))


@pytest.fixture
def own_configuration() -> str:
    """Return the additional configuration of `own_home`; parametrize it."""
    return ""


@pytest.fixture
async def own_home(
    session: ClientSession, pages: Pages, tmp_path: Path, own_configuration: str
) -> AsyncIterator[HomeAssistant]:
    """Run a Home Assistant for a test that no other can share one with."""
    folder = tmp_path / "configuration"
    async with furnished_home(session, folder, own_configuration) as home:
        yield home
        # Pages complain where it ends before them.
        await pages.close()


@pytest.fixture
def open_page(home: HomeAssistant, pages: Pages) -> OpenPage:
    """Return a function that opens a page as a visitor."""

    async def open_page(path: str, visitor: Visitor = Visitor()) -> Page:
        person = OWNER if visitor.is_owner else GUEST
        return await pages.open(home, person, visitor, path)

    return open_page


@pytest.fixture
def open_cards(home: HomeAssistant, open_page: OpenPage) -> OpenCards:
    """Return a function that opens the dashboard with some cards as a visitor."""

    async def open_cards(
        cards: Sequence[JsonObject], visitor: Visitor = Visitor()
    ) -> Page:
        async with home.websocket() as websocket:
            await save_cards(websocket, cards)
        page = await open_page(PATH, visitor)
        await shown_cards(page).first.wait_for()
        return page

    return open_cards


@pytest.fixture
def open_card(account: Account, open_cards: OpenCards) -> OpenCard:
    """Return a function that opens the card of the account's lock as a visitor."""

    async def open_card(visitor: Visitor = Visitor(), **options: object) -> Locator:
        card = card_of(await lock_of(account), **options)
        page = await open_cards([card], visitor)
        return shown_cards(page)

    return open_card


@pytest.fixture
async def stop(lock: SimulatorProcess, device: Device, open_card: OpenCard) -> StopPart:
    """Open the card of a lock with a device; return its stop."""
    return StopPart(await open_card(), lock)
