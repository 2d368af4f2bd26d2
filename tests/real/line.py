"""A line between a program and the service that it talks to; it can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from .ports import LOOPBACK, free_port


class Line:
    """Forwards connections to a port, as long as it holds."""

    def __init__(self, target: int) -> None:
        """Lead to this port; connections are taken after `mend`."""
        self._target = target
        self._port = free_port()
        self.url = f"http://{LOOPBACK}:{self._port}"
        self._server: asyncio.Server | None = None
        self._is_silent = False
        self._silences = 0

    async def mend(self) -> None:
        """Let new connections through; those of a silent line stay dead."""
        self._is_silent = False
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, LOOPBACK, self._port)

    def refuse(self) -> None:
        """Close all connections and take no more, as where the service has ended."""
        if self._server is not None:
            self._server.close()
            self._server.abort_clients()
            self._server = None

    def fall_silent(self) -> None:
        """Lose everything that is sent, as where the network is cut."""
        self._is_silent = True
        self._silences += 1

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry one connection until either side ends it."""
        try:
            far_reader, far_writer = await asyncio.open_connection(
                LOOPBACK, self._target
            )
        except OSError:
            writer.close()
            return
        dies_with = self._silences + (0 if self._is_silent else 1)
        ways = (
            asyncio.create_task(self._pump(reader, far_writer, dies_with)),
            asyncio.create_task(self._pump(far_reader, writer, dies_with)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, far_writer):
                end.close()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        dies_with: int,
    ) -> None:
        """Carry one way; everything is lost from the silence of this number on."""
        with suppress(OSError):
            while content := await source.read(2**16):
                if self._silences < dies_with:
                    sink.write(content)
                    await sink.drain()


@asynccontextmanager
async def laid(target: int) -> AsyncIterator[Line]:
    """Lay a line to a port for the length of a block."""
    line = Line(target)
    await line.mend()
    try:
        yield line
    finally:
        line.refuse()
