"""Firefox without a network, driven by WebDriver BiDi: playwright needs a build of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import re
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.real.json_types import JsonObject
from tests.real.process import Program
from tests.real.waiting import until

_PATIENCE = 30.0
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_SIZE = {"width": 1280, "height": 2000}
# Nothing listens there; loopback needs no proxy.
_PROXY = {"proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9"}
_CAPABILITIES = {"alwaysMatch": {"proxy": _PROXY}}

# Before the scripts of each page, but the empty one, which has no storage.
_PRELOADED = """
() => {
  if (location.host) Object.assign(localStorage, STORED);
  globalThis.find = (selector, root = document) => [...root.querySelectorAll("*")].flatMap((element) => [
    ...(element.matches(selector) ? [element] : []),
    ...(element.shadowRoot ? find(selector, element.shadowRoot) : []),
  ]);
}
"""


class Firefox:
    """One tab. Its scripts have `find(selector, root)`, which looks into shadow roots too."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        """Command the browser that listens there."""
        self._socket = socket
        self._sent = 0
        self._tab = ""
        self.errors: list[str] = []
        """What the console told up to the last command."""

    async def set_up(self, stored: dict[str, str]) -> None:
        """Give each page a storage."""
        preloaded = _PRELOADED.replace("STORED", json.dumps(stored))
        await self._command("session.new", capabilities=_CAPABILITIES)
        await self._command("session.subscribe", events=["log.entryAdded"])
        await self._command("script.addPreloadScript", functionDeclaration=preloaded)
        tree = await self._command("browsingContext.getTree")
        self._tab = tree["contexts"][0]["context"]
        await self._in_tab("browsingContext.setViewport", viewport=_SIZE)

    async def open(self, url: str) -> None:
        """Load a page."""
        await self._in_tab("browsingContext.navigate", url=url, wait="complete")

    async def until(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""

        async def is_true() -> bool:
            return bool((await self._value(f"Boolean({expression})"))["value"])

        assert await until(is_true, _PATIENCE), (expression, self.errors)

    async def put_down(self, pointer: str, element: str) -> None:
        """Put a `mouse` or a `touch` down in the middle of an element, the value of an expression."""
        node = {"type": "element", "element": await self._value(element)}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": node}
        await self._act(pointer, move, {"type": "pointerDown", "button": 0})

    async def lift(self, pointer: str) -> None:
        """Let go."""
        await self._act(pointer, {"type": "pointerUp", "button": 0})

    async def _value(self, expression: str) -> Any:
        target = {"context": self._tab}
        answer = await self._command(
            "script.evaluate", expression=expression, target=target, awaitPromise=False
        )
        return answer["result"]

    async def _act(self, pointer: str, *actions: JsonObject) -> None:
        kind = {"parameters": {"pointerType": pointer}, "type": "pointer"}
        source = {**kind, "id": pointer, "actions": actions}
        await self._in_tab("input.performActions", actions=[source])

    async def _in_tab(self, method: str, **params: object) -> None:
        await self._command(method, context=self._tab, **params)

    async def _command(self, method: str, **params: object) -> JsonObject:
        self._sent += 1
        message: JsonObject = {"id": self._sent, "method": method, "params": params}
        await self._socket.send_json(message)
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == self._sent:
                assert message["type"] == "success", message
                return message["result"]  # type: ignore[no-any-return] # of JSON
            entry = message.get("params", {})
            if entry.get("level") == "error":
                self.errors.append(entry["text"])


@asynccontextmanager
async def launched(
    session: ClientSession, path: str, folder: Path, stored: dict[str, str]
) -> AsyncIterator[Firefox]:
    """Run the browser for the length of a block; its pages have a storage."""
    program = Program("Firefox", folder / "firefox.log")
    (folder / "firefox").mkdir()
    options = ["--headless", "--remote-debugging-port", "0", "--profile", "firefox"]
    await program.start([path, *options], folder=folder)
    addresses: list[str] = []

    async def is_up() -> bool:
        program.require_running()
        addresses[:] = _ADDRESS.findall(program.log.read_text("utf-8"))
        return bool(addresses)

    try:
        assert await until(is_up, _PATIENCE), program.log
        async with session.ws_connect(f"{addresses[0]}/session") as socket:
            firefox = Firefox(socket)
            await firefox.set_up(stored)
            yield firefox
    finally:
        await program.stop(_PATIENCE)
