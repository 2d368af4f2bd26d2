"""Home Assistant's websocket interface: a command and its result."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse

from .json_types import JsonObject
from .problem import Problem


class Websocket:
    """An authenticated connection; one command at a time."""

    def __init__(self, connection: ClientWebSocketResponse) -> None:
        """Use this connection."""
        self._connection = connection
        self._ids = count(1)

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send a command and return its result."""
        number = next(self._ids)
        try:
            await self._connection.send_json({"id": number, "type": kind, **fields})
            while True:
                answer = await self._connection.receive_json(timeout=60)
                if answer.get("id") == number and answer["type"] == "result":
                    break
        except (ClientError, TimeoutError, TypeError) as error:
            # aiohttp raises TypeError where a closing frame comes instead of text.
            raise Problem(f"Home Assistant did not answer {kind}.") from error
        if not answer["success"]:
            raise Problem(f"Home Assistant refused {kind}: {answer['error']}")
        return answer["result"]

    async def next_event(self, seconds: float) -> JsonObject:
        """Return the next event of what a command has subscribed to; raises TimeoutError."""
        while True:
            answer = await self._connection.receive_json(timeout=seconds)
            if answer["type"] == "event":
                event: JsonObject = answer["event"]
                return event

    async def call_action(
        self, action: str, data: JsonObject, **target: str | list[str]
    ) -> None:
        """Call an action and wait until it is done."""
        domain, _, service = action.partition(".")
        await self.command(
            "call_service",
            domain=domain,
            service=service,
            service_data=data,
            target=target,
        )


@asynccontextmanager
async def connected(
    session: ClientSession, url: str, token: str
) -> AsyncIterator[Websocket]:
    """Connect for the length of a block."""
    async with session.ws_connect(
        f"{url}/api/websocket", max_msg_size=64 * 2**20
    ) as connection:
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        answer = await connection.receive_json()
        if answer["type"] != "auth_ok":
            raise Problem("Home Assistant refused the token on its websocket.")
        yield Websocket(connection)
