"""Fixtures: the real client over a real HTTP session, against the simulator."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.chastify.api import ChastifyClient
from tests.simulator import WEARER_TOKEN, Lock, Simulator

from .scripted_server import ScriptedServer


@pytest.fixture
async def http(socket_enabled: None) -> AsyncGenerator[ClientSession]:
    """Return an HTTP session; it is closed after the test."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def client(simulator: Simulator, http: ClientSession) -> ChastifyClient:
    """Return the client of the wearer's account at the simulated service."""
    return ChastifyClient(http, WEARER_TOKEN, simulator.url)


@pytest.fixture
def lock(simulator: Simulator) -> Lock:
    """Start a lock."""
    return simulator.start_lock()


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[ScriptedServer]:
    """Run a server that answers with the bytes that the test puts into it."""
    async with ScriptedServer() as running:
        yield running


@pytest.fixture
def scripted_client(server: ScriptedServer, http: ClientSession) -> ChastifyClient:
    """Return the client of an account at the scripted server."""
    return ChastifyClient(http, WEARER_TOKEN, server.url)
