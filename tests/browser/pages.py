"""Pages of Home Assistant, opened by somebody who is logged in."""

from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Page

from tests.real.home_assistant import HomeAssistant

from .page_errors import PageErrors
from .profiles import Profiles, address
from .visitor import Person, Visitor


class Pages:
    """The pages of one test."""

    def __init__(
        self,
        profiles: Profiles,
        errors: PageErrors,
        *,
        folder: Path,
        has_failed: Callable[[], bool],
    ) -> None:
        """Open them in these profiles; pictures go to the folder."""
        self._profiles = profiles
        self._errors = errors
        self._folder = folder
        self._has_failed = has_failed
        self._opened: list[Page] = []
        self.pictures: list[Path] = []

    async def open(
        self, home: HomeAssistant, person: Person, visitor: Visitor, path: str
    ) -> Page:
        """Open a path of Home Assistant; return at its first byte."""
        profile = await self._profiles.profile(home, person, visitor)
        page = await profile.new_page()
        self._opened.append(page)
        self._errors.watch(page)
        await page.goto(f"{address(home, visitor)}{path}", wait_until="commit")
        return page

    async def close(self) -> None:
        """Close all pages, with a picture of each where the test did not pass."""
        if self._has_failed() or self._errors.unexpected:
            for page in self._opened:
                await self._take_picture(page)
        for page in self._opened:
            await page.close()
        self._opened.clear()

    async def _take_picture(self, page: Page) -> None:
        if not page.is_closed():
            self.pictures.append(self._folder / f"page_{len(self.pictures)}.png")
            await page.screenshot(path=self.pictures[-1])
