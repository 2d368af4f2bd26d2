"""Addresses at which no server can be: our error, and nothing is sent."""

import socket
from typing import override

from aiohttp import ClientSession, TCPConnector, ThreadedResolver
from aiohttp.abc import ResolveResult
import pytest

from custom_components.chastify.api import ChastifyClient, ChastifyConnectError
from tests.simulator import WEARER_TOKEN


class SystemResolver(ThreadedResolver):
    """Encodes a host's name as the system's resolver does, and asks nobody."""

    @override
    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> list[ResolveResult]:
        host.encode("idna")
        raise OSError


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chastify.net",
        "ftp://127.0.0.1",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://exa mple.net",
        f"http://{'a' * 64}.example",
        "http://user:password@127.0.0.1:1",
    ],
)
async def test_address_of_no_server_means_that_nothing_was_sent(
    http: ClientSession, url: str
) -> None:
    with pytest.raises(ChastifyConnectError):
        await ChastifyClient(http, WEARER_TOKEN, url).unfreeze()


@pytest.mark.parametrize("host", ["a.example", f"{'a' * 64}.example", "a..example"])
async def test_host_that_is_not_found_means_that_nothing_was_sent(
    socket_enabled: None, host: str
) -> None:
    connector = TCPConnector(resolver=SystemResolver())
    async with ClientSession(connector=connector) as http:
        client = ChastifyClient(http, WEARER_TOKEN, f"http://{host}")
        with pytest.raises(ChastifyConnectError):
            await client.unfreeze()
