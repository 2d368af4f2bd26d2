"""The messages between a page and Home Assistant."""

from collections.abc import Sequence
import json

from playwright.async_api import Page, WebSocket

from tests.real.json_types import JsonObject


class Traffic:
    """The messages of a page's connections, from its next load on."""

    def __init__(self, page: Page) -> None:
        """Listen to this page."""
        self.sent: list[JsonObject] = []
        self.received: list[JsonObject] = []
        page.on("websocket", self._listen)

    def forget(self) -> None:
        """Forget the messages so far."""
        self.sent.clear()
        self.received.clear()

    def _listen(self, connection: WebSocket) -> None:
        connection.on("framesent", lambda frame: self.sent.extend(_messages(frame)))
        connection.on(
            "framereceived", lambda frame: self.received.extend(_messages(frame))
        )


def _messages(frame: str | bytes) -> Sequence[JsonObject]:
    """Return the messages in a frame; Home Assistant may join some."""
    messages = json.loads(frame)
    return messages if isinstance(messages, list) else [messages]
