"""The browser of the system, without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os

from playwright.async_api import Browser, async_playwright, expect
import pytest

# In milliseconds; a machine that runs the other tests beside takes long for a first load.
PATIENCE = 30_000

_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Run the browser that script/test names for the length of a block."""
    path = os.environ.get("CHASTIFY_BROWSER")
    if not path:
        pytest.skip("run by script/test --browser")
    expect.set_options(timeout=PATIENCE)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=path, args=_ARGUMENTS
        ) as browser,
    ):
        yield browser
