"""The simulator as a process, controlled over its socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import sys
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from .configuration import ROOT
from .json_types import JsonObject
from .ports import LOOPBACK, free_port
from .problem import Problem
from .process import Program
from .waiting import until

WEARER_TOKEN = "sim-wearer-token"
KEYHOLDER_TOKEN = "sim-keyholder-token"

_START_PATIENCE = 30.0
_STOP_PATIENCE = 10.0


class SimulatorProcess:
    """`python -m tests.simulator`, run by the Python that runs us."""

    def __init__(self, session: ClientSession, port: int, log: Path) -> None:
        """Use this port; the output goes to the log."""
        self._session = session
        self.port = port
        self.url = f"http://{LOOPBACK}:{port}"
        self.program = Program("The simulator", log)

    async def start(self, speed: float = 1) -> None:
        """Start it without a lock; return when it answers."""
        await self.program.start(
            [
                sys.executable,
                "-m",
                "tests.simulator",
                "--port",
                str(self.port),
                "--speed",
                str(speed),
                "--no-lock",
            ],
            folder=ROOT,
        )

        async def answers() -> bool:
            self.program.require_running()
            try:
                await self.state()
            except Problem:
                return False
            return True

        if not await until(answers, _START_PATIENCE):
            raise Problem(
                f"The simulator does not answer; {self.program.log} may say why."
            )

    async def stop(self) -> None:
        """End it."""
        await self.program.stop(_STOP_PATIENCE)

    async def state(self) -> JsonObject:
        """Return everything that it knows but the requests."""
        state: JsonObject = await self._request("GET", "state")
        return state

    async def now(self) -> float:
        """Return the simulated time."""
        now: float = (await self.state())["now"]
        return now

    async def requests(self) -> list[JsonObject]:
        """Return the requests that it received."""
        received: list[JsonObject] = await self._request("GET", "requests")
        return received

    async def forget_requests(self) -> None:
        """Forget the requests that it received."""
        await self._request("DELETE", "requests")

    async def start_lock(self, **fields: object) -> JsonObject:
        """Start a lock, or replace the current one by another with the same device."""
        lock: JsonObject = await self._request("POST", "lock", fields)
        return lock

    async def add_lock(self, **fields: object) -> JsonObject:
        """Start a lock with a new device beside the others; current where no lock is."""
        lock: JsonObject = await self._request("POST", "locks", fields)
        return lock

    async def choose(self, lock_id: str) -> None:
        """Make an active lock the current one."""
        await self._request("POST", "lock/choose", {"lock": lock_id})

    async def change_lock(self, **fields: object) -> None:
        """Change the lock with the id `lock`, else the current one, as its keyholder would."""
        await self._request("POST", "lock/change", fields)

    async def end_lock(self, lock_id: str | None = None) -> None:
        """End a lock, the current one if None."""
        named = {} if lock_id is None else {"lock": lock_id}
        await self._request("DELETE", "lock", named)

    async def change_token(self, token: str, **fields: object) -> None:
        """Change the scopes of a token."""
        await self._request("POST", "tokens", {"token": token, **fields})

    async def settings(self, **fields: object) -> None:
        """Change settings that aren't part of a lock."""
        await self._request("POST", "settings", fields)

    async def order_fault(self, **fields: object) -> None:
        """Let something go wrong with the next request, or with as many as `times` says."""
        await self._request("POST", "faults", fields)

    async def clear_faults(self) -> None:
        """Let nothing more go wrong, and let the hanging requests go on."""
        await self._request("DELETE", "faults")

    async def _request(
        self, method: str, name: str, content: JsonObject | None = None
    ) -> Any:
        url = f"{self.url}/_simulator/{name}"
        try:
            async with self._session.request(
                method, url, json=content, timeout=ClientTimeout(total=10)
            ) as response:
                answer = await response.json()
        except (ClientError, TimeoutError, ValueError) as error:
            raise Problem(f"The simulator did not answer {method} {name}.") from error
        if response.status != 200:
            raise Problem(f"The simulator refused {method} {name}: {answer}")
        return answer


@asynccontextmanager
async def simulating(
    session: ClientSession, folder: Path
) -> AsyncIterator[SimulatorProcess]:
    """Run it without a lock for the length of a block; its log is in the folder."""
    simulator = SimulatorProcess(session, free_port(), folder / "simulator.log")
    try:
        await simulator.start()
        yield simulator
    finally:
        await simulator.stop()
