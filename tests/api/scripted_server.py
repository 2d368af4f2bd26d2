"""A server that answers every request with the bytes that a test hands it.

It says what no HTTP library would let the simulator say: broken headers, a body that never ends.
"""

import asyncio
from collections.abc import Mapping
import re
from types import TracebackType
from typing import Self, override

_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_WITHOUT_BODY = (204, 304)


def http_answer(
    status: int, body: bytes, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return a well-formed answer that leaves the connection open."""
    if status in _WITHOUT_BODY:
        body = b""
    lines = [
        f"HTTP/1.1 {status} Some Reason",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


class ScriptedServer:
    """Listens on a loopback port; `requests` counts what arrived whole."""

    def __init__(self) -> None:
        """Answer with nothing until a test sets `answer`."""
        self.answer = b""
        self.requests = 0
        self.connections: set[asyncio.Transport] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Address of the server, without a slash at the end."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        """Listen on any free port."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self), "127.0.0.1"
        )
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close every connection."""
        assert self._server is not None
        self._server.close()
        for connection in self.connections.copy():
            connection.abort()
        await self._server.wait_closed()


class _Connection(asyncio.Protocol):
    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self._received = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        assert self._transport is not None
        self._server.connections.discard(self._transport)

    @override
    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        announced = _CONTENT_LENGTH.search(head)
        length = int(announced[1]) if announced else 0
        if end and len(rest) >= length:
            self._received = rest[length:]
            self._server.requests += 1
            self._transport.write(self._server.answer)
