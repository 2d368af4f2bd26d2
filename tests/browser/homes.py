"""A Home Assistant with a dashboard and two users."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from tests.real.home_assistant import HomeAssistant, running
from tests.real.ports import free_port
from tests.real.tested_release import tested_environment, zone_at_midday

from .dashboard import add_dashboard
from .users import add_user
from .visitor import Person

OWNER = Person(name="owner", password="of the tests")
GUEST = Person(name="guest", password="of the guest")


@asynccontextmanager
async def furnished_home(
    session: ClientSession, folder: Path, more_configuration: str = ""
) -> AsyncIterator[HomeAssistant]:
    """Run a new one for the length of a block, without an entry of ours."""
    home = HomeAssistant(
        session,
        environment=tested_environment(),
        folder=folder,
        port=free_port(),
        name=OWNER.name,
        password=OWNER.password,
        time_zone=zone_at_midday(),
        more_configuration=more_configuration,
    )
    async with running(home):
        async with home.websocket() as websocket:
            await add_dashboard(websocket)
            await add_user(websocket, GUEST)
        yield home


@asynccontextmanager
async def paused(home: HomeAssistant) -> AsyncIterator[None]:
    """End it for the length of a block."""
    await home.stop()
    try:
        yield
    finally:
        await home.start()
