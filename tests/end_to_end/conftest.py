"""The two processes."""

from collections.abc import AsyncIterator
import os
from pathlib import Path

from aiohttp import ClientSession
import pytest

from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant, running
from tests.real.integration import add_entry
from tests.real.ports import free_port
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess

from .account import Account


@pytest.fixture(scope="session")
def environment() -> Path:
    """Return the environment of the Home Assistant that script/test names."""
    version = os.environ.get("CHASTIFY_END_TO_END")
    if not version:
        pytest.skip("run by script/test --end-to-end VERSION")
    return ROOT / ".venvs" / f"hass-{version}"


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
    simulator = SimulatorProcess(session, free_port(), tmp_path / "simulator.log")
    try:
        await simulator.start()
        yield simulator
    finally:
        await simulator.stop()


@pytest.fixture
async def account(
    session: ClientSession,
    simulator: SimulatorProcess,
    environment: Path,
    tmp_path: Path,
) -> AsyncIterator[Account]:
    """Run Home Assistant with an entry of the wearer's account."""
    home = HomeAssistant(
        session,
        environment=environment,
        folder=tmp_path / "configuration",
        port=free_port(),
        name="owner",
        password="of the tests",
    )
    async with running(home):
        entry_id = await add_entry(home, WEARER_TOKEN, simulator.url)
        yield Account(home, simulator, entry_id)
