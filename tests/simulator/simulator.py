"""The simulator: a service's state, served over HTTP on a loopback address."""

from collections.abc import Callable
import ipaddress
from types import TracebackType
from typing import Self

from aiohttp import web

from .control import PREFIX, Control
from .faults import Fault
from .server import ApiServer
from .state import State

# Handlers end by themselves at a stop; this only bounds a client that reads slowly.
_SHUTDOWN_TIMEOUT = 0.5


class Simulator(State):
    """A simulated service with its web server."""

    def __init__(
        self, speed: float = 1.0, now: Callable[[], float] | None = None
    ) -> None:
        """Start without a lock.

        `speed` is simulated seconds per second; `now` returns seconds since the
        epoch, the system's time if None.
        """
        super().__init__(speed, now)
        self.port = 0
        self._host = "127.0.0.1"
        self._runner: web.AppRunner | None = None
        self._server: ApiServer | None = None

    @property
    def url(self) -> str:
        """Address of the service, without a slash at the end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve; port 0 is the port of the last start, or any free one.

        Raises ValueError for an address that is not a loopback one, OSError
        where the port is taken.
        """
        if not _is_loopback(host):
            raise ValueError(f"{host} is not a loopback address.")
        if self._runner is not None:
            raise RuntimeError("the simulator is running")
        server = ApiServer(self)
        app = web.Application()
        app.router.add_route("*", f"{PREFIX}/{{name:.*}}", Control(self).handle)
        app.router.add_route("*", "/{path:.*}", server.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port or self.port).start()
        except OSError, OverflowError:
            await runner.cleanup()
            raise
        self._host, self.port = host, runner.addresses[0][1]
        self._runner, self._server = runner, server

    async def stop(self) -> None:
        """Stop serving; waiting requests end without an answer. State and port are kept."""
        runner, server = self._runner, self._server
        self._runner = self._server = None
        if server is not None:
            server.stop()
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start on any free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    def order(
        self, fault: Fault, times: int | None = 1, match: str | None = None
    ) -> None:
        """Plant a fault in so many coming requests, in all of them if None.

        `match` is the beginning of "METHOD path"; None matches every request.
        """
        self.faults.order(fault, times, match)

    def clear_faults(self) -> None:
        """Forget the ordered faults; hanging requests are answered."""
        self.faults.clear()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
