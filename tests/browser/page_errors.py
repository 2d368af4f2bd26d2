"""Errors of a page in the console."""

import re

from playwright.async_api import ConsoleMessage, Error, Page, Request


class PageErrors:
    """Errors of the console and exceptions that nothing caught, of all pages of a test."""

    def __init__(self) -> None:
        """Find nothing yet."""
        self._found: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        self.lost_requests: list[str] = []
        """Requests without an answer; they may say why a test failed."""

    def watch(self, page: Page) -> None:
        """Collect the errors of a page."""
        page.on("console", self._read_console)
        page.on("pageerror", self._read_error)
        page.on("requestfailed", self._read_request)

    def allow(self, pattern: str) -> None:
        """Let errors pass that hold this regular expression."""
        self._allowed.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """The errors that were not allowed."""
        return [
            text
            for text in self._found
            if not any(pattern.search(text) for pattern in self._allowed)
        ]

    def _read_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"{message.text} ({message.location['url']})")

    def _read_error(self, error: Error) -> None:
        self._found.append(str(error))

    def _read_request(self, request: Request) -> None:
        self.lost_requests.append(f"{request.failure} ({request.url})")
