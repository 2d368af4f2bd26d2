"""A Home Assistant that runs as a process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
import json
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from .configuration import ROOT, prepare
from .ports import LOOPBACK
from .problem import Problem
from .process import Program
from .rest import Rest
from .waiting import until
from .websocket import Websocket, connected

# A machine that runs the test suite beside it takes far longer than the usual 6 s.
_START_PATIENCE = 180.0
_STOP_PATIENCE = 60.0


class HomeAssistant:
    """One configuration directory and the process that runs on it, time after time."""

    def __init__(
        self,
        session: ClientSession,
        *,
        environment: Path,
        folder: Path,
        port: int,
        name: str,
        password: str,
        time_zone: str = "Europe/Amsterdam",
        components: Path = ROOT / "custom_components",
        more_configuration: str = "",
    ) -> None:
        """Run the environment's Home Assistant; name and password are the owner's.

        `components` is the folder of custom components; another one counts from the next start.
        `more_configuration` is YAML for its first start, beyond what it always has.
        """
        self._session = session
        self._environment = environment
        self._folder = folder
        self._port = port
        self._name = name
        self.password = password
        self.time_zone = ZoneInfo(time_zone)
        self.components = components
        self._more_configuration = more_configuration
        self.url = f"http://{LOOPBACK}:{port}"
        self.rest = Rest(session, self.url)
        self.program = Program("Home Assistant", folder / "output.log")

    async def start(self) -> None:
        """Start it, make its owner where there is none, and return when it is up."""
        prepare(
            self._folder,
            self._port,
            self.time_zone.key,
            self.components,
            self._more_configuration,
        )
        has_owner = self._has_owner()
        await self.program.start(
            [
                self._environment / "bin" / "python",
                "-m",
                "homeassistant",
                "--skip-pip",
                "--config",
                self._folder,
            ],
            # Python finds custom_components in the folder that it runs in, too.
            folder=self._folder,
        )
        self.rest.token = None
        await self._until_answered(
            "/auth/providers" if has_owner else "/api/onboarding"
        )
        if not has_owner:
            await self.rest.create_owner(self._name, self.password)
        await self.rest.log_in(self._name, self.password)
        await self._until_up()

    async def stop(self) -> None:
        """End it as a person would."""
        await self.program.stop(_STOP_PATIENCE)

    def websocket(self) -> AbstractAsyncContextManager[Websocket]:
        """Connect for the length of a block."""
        return connected(self._session, self.url, self.rest.token or "")

    def _has_owner(self) -> bool:
        stored = json.loads((self._folder / ".storage/onboarding").read_text("utf-8"))
        return "user" in stored["data"]["done"]

    async def _until_answered(self, path: str) -> None:
        async def answered() -> bool:
            self.program.require_running()
            try:
                await self.rest.get(path)
            except Problem:
                return False
            return True

        await self._wait_for(answered)

    async def _until_up(self) -> None:
        async def up() -> bool:
            self.program.require_running()
            config = await self.rest.get("/api/config")
            if config["recovery_mode"]:
                raise Problem(
                    "Home Assistant started in recovery mode;"
                    f" {self.program.log} says why."
                )
            return bool(config["state"] == "RUNNING")

        await self._wait_for(up)

    async def _wait_for(self, fulfilled: Callable[[], Awaitable[bool]]) -> None:
        if not await until(fulfilled, _START_PATIENCE):
            raise Problem(
                f"Home Assistant was not up after {_START_PATIENCE:.0f} s;"
                f" {self.program.log} may say why."
            )


@asynccontextmanager
async def running(home: HomeAssistant) -> AsyncIterator[HomeAssistant]:
    """Run it for the length of a block."""
    try:
        await home.start()
        yield home
    finally:
        await home.stop()
