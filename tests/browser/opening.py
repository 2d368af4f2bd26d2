"""The types of the fixtures that open pages and dashboards."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from playwright.async_api import Locator, Page

from tests.real.json_types import JsonObject

from .visitor import Visitor


class OpenPage(Protocol):
    """Opens a page of Home Assistant as a visitor."""

    def __call__(self, path: str, visitor: Visitor = ...) -> Awaitable[Page]:
        """Return at the first byte."""


class OpenCards(Protocol):
    """Opens a dashboard with some cards as a visitor."""

    def __call__(
        self, cards: Sequence[JsonObject], visitor: Visitor = ...
    ) -> Awaitable[Page]:
        """Return when the first card of ours is there."""


class OpenCard(Protocol):
    """Opens a dashboard with our card of the account's lock as a visitor."""

    def __call__(self, visitor: Visitor = ..., **options: object) -> Awaitable[Locator]:
        """Return the card when it is there; `options` are of its configuration."""
