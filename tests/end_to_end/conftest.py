"""The two processes."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession
import pytest

from tests.real.home_assistant import HomeAssistant, running
from tests.real.integration import add_entry
from tests.real.line import Line, laid
from tests.real.ports import free_port
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess, simulating
from tests.real.tested_release import tested_environment, zone_at_midday
from tests.real.wrong_uses import wrong_uses

from .account import Account
from .device import Device, added_device


@pytest.fixture(scope="session")
def environment() -> Path:
    """Return the environment of the Home Assistant that script/test names."""
    return tested_environment()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """Return a session for requests to both."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def simulator(
    session: ClientSession, tmp_path: Path
) -> AsyncIterator[SimulatorProcess]:
    """Run the simulator, without a lock."""
    async with simulating(session, tmp_path) as simulator:
        yield simulator


@pytest.fixture
async def home(
    session: ClientSession, environment: Path, tmp_path: Path
) -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant, without an entry; fail where it reports that we use it wrongly."""
    home = HomeAssistant(
        session,
        environment=environment,
        folder=tmp_path / "configuration",
        port=free_port(),
        name="owner",
        password="of the tests",
        time_zone=zone_at_midday(),
        more_configuration="assist_pipeline:\n",
    )
    async with running(home):
        yield home
    if found := wrong_uses(home.program.log.read_text("utf-8", "replace")):
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture
async def account(simulator: SimulatorProcess, home: HomeAssistant) -> Account:
    """Add an entry of the wearer's account."""
    entry_id = await add_entry(home, WEARER_TOKEN, simulator.url)
    return Account(home, simulator, entry_id)


@pytest.fixture
async def line(simulator: SimulatorProcess) -> AsyncIterator[Line]:
    """Lay a line to the simulator that can be cut."""
    async with laid(simulator.port) as line:
        yield line


@pytest.fixture
async def device(
    simulator: SimulatorProcess, line: Line, home: HomeAssistant
) -> Device:
    """Add a device, with a lock and an account that is reached over the line."""
    await simulator.start_lock(remaining=7200)
    return await added_device(home, simulator, line.url)
