"""A program that runs in a session of its own, so that Ctrl-C reaches only us."""

import asyncio
from asyncio.subprocess import STDOUT, Process, create_subprocess_exec
from collections.abc import Mapping, Sequence
import os
from pathlib import Path
import signal

from .problem import Problem


class Program:
    """One run of a program, whose output goes to a file."""

    def __init__(self, name: str, log: Path) -> None:
        """Name it for messages; `start` starts it."""
        self.name = name
        self.log = log
        self._process: Process | None = None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it; raises Problem where it can't be run at all."""
        try:
            with self.log.open("ab") as output:
                self._process = await create_subprocess_exec(
                    *command,
                    cwd=folder,
                    env={**os.environ, **(environment or {})},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            raise Problem(
                f"{self.name} can't be started ({error.strerror}: {error.filename})."
            ) from error

    def require_running(self) -> None:
        """Raise Problem where it has ended by itself."""
        if not self.running:
            raise Problem(f"{self.name} ended by itself; {self.log} says why.")

    async def wait(self) -> int:
        """Return its exit code when it ends."""
        if self._process is None:
            raise Problem(f"{self.name} was not started.")
        return await self._process.wait()

    async def stop(self, patience: float) -> None:
        """Ask it to end, wait so many seconds, and kill it where it doesn't."""
        if self._process is None:
            return
        self._send(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience):
                await self._process.wait()
        except TimeoutError:
            await self.kill()
            raise Problem(
                f"{self.name} did not end within {patience:.0f} s and was killed;"
                f" {self.log} may say why."
            ) from None

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._send(signal.SIGKILL)
            await self._process.wait()

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
