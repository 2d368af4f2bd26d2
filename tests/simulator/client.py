"""A plain client with which the simulator's own tests talk to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json

import aiohttp

from . import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    JsonObject,
    JsonValue,
    Lock,
    Simulator,
)

SESSION = "/api/apps/v1/session"
ACTION = "/api/apps/v1/action"
LOGS = "/api/apps/v1/logs/custom"
NOTIFICATIONS = "/api/apps/v1/notifications/custom"
DEVICE = "/api/apps/v1/device-command"
EXTENSION = f"/api/extensions/sessions/{EXTENSION_SESSION_ID}"
EXTENSION_HEADERS = {
    "Authorization": f"Bearer {DEVELOPER_KEY}",
    "x-chastify-main-token": EXTENSION_MAIN_TOKEN,
}


class Timer:
    """A source of time that a test sets."""

    seconds = 1_739_640_505.123

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def data(self) -> JsonObject:
        data: JsonObject = json.loads(self.text)
        return data

    @property
    def error(self) -> tuple[int, JsonValue]:
        return self.status, self.data["error"]

    def __getitem__(self, name: str) -> JsonValue:
        lock_data = self.data["lockData"]
        assert isinstance(lock_data, dict)
        return lock_data[name]


@dataclass
class Client:
    simulator: Simulator
    http: aiohttp.ClientSession

    async def send(
        self,
        method: str,
        path: str,
        body: JsonValue = None,
        *,
        token: str | None = WEARER_TOKEN,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        sent = {"Authorization": f"Bearer {token}"} if token is not None else {}
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        async with self.http.request(
            method, self.simulator.url + path, data=data, headers=sent | (headers or {})
        ) as response:
            return Answer(
                response.status, dict(response.headers), await response.text()
            )

    async def session(
        self, token: str = WEARER_TOKEN, *, lock: Lock | None = None
    ) -> Answer:
        return await self.send("GET", SESSION, token=token, headers=pin(lock))

    async def act(
        self, name: str, params: JsonValue = None, *, lock: Lock | None = None
    ) -> Answer:
        body: JsonObject = {"name": name, "params": params}
        return await self.send("POST", ACTION, body, headers=pin(lock))

    async def command_device(self, command: str, *, lock: Lock | None = None) -> Answer:
        return await self.send("POST", DEVICE, {"command": command}, headers=pin(lock))

    async def control(self, method: str, path: str, body: JsonValue = None) -> Answer:
        return await self.send(method, f"/_simulator/{path}", body, token=None)


def pin(lock: Lock | None) -> dict[str, str]:
    """Return the header that pins a request to the lock; none for None."""
    return {} if lock is None else {"x-chastify-lock-id": lock.lock_id}


@asynccontextmanager
async def served(simulator: Simulator) -> AsyncIterator[Client]:
    # Without kept-alive connections aiohttp never repeats a request by itself.
    connector = aiohttp.TCPConnector(force_close=True)
    async with simulator, aiohttp.ClientSession(connector=connector) as http:
        yield Client(simulator, http)
