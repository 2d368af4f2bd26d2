"""The connection between a page and Home Assistant; it can be cut."""

from playwright.async_api import Page, WebSocketRoute


class PageConnection:
    """Carries the websocket of one page."""

    def __init__(self) -> None:
        """Hold, until it is cut."""
        self._opened: list[WebSocketRoute] = []
        self._is_cut = False
        self._is_silent = False

    async def carry(self, page: Page) -> None:
        """Load a page again, over this connection."""
        await page.route_web_socket("**/api/websocket", self._open)
        await page.reload()

    async def cut(self) -> None:
        """Close it, and let no other be opened."""
        self._is_cut = True
        for page_end in self._opened:
            await page_end.close()
        self._opened.clear()

    def mend(self) -> None:
        """Let the page connect again."""
        self._is_cut = False

    def fall_silent(self) -> None:
        """Lose all messages from now on, though the connection seems to hold."""
        self._is_silent = True

    async def _open(self, page_end: WebSocketRoute) -> None:
        if self._is_cut:
            await page_end.close()
            return
        self._is_silent = False
        self._opened.append(page_end)
        far_end = page_end.connect_to_server()
        self._pass_on(page_end, far_end)
        self._pass_on(far_end, page_end)

    def _pass_on(self, source: WebSocketRoute, sink: WebSocketRoute) -> None:
        def carry(message: str | bytes) -> None:
            if not self._is_silent:
                sink.send(message)

        source.on_message(carry)
