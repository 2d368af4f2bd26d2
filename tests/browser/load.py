"""Loads of a page with the card, while each answer takes a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import re

from playwright.async_api import BrowserContext, CDPSession, Page

from tests.real.json_types import JsonObject

LATENCY = 100
"""Milliseconds until an answer; messages of the websocket take none."""

_MODULES = "/chastify_static/"
_NAME = re.compile(rf"{_MODULES}\w+/(.+)")

# There are no more than 6 connections at once, as everywhere.
_NETWORK = {
    "offline": False,
    "latency": LATENCY,
    "downloadThroughput": -1,
    "uploadThroughput": -1,
}

# Finds the card below all shadow roots, and notes when its countdown has a digit.
_WATCH = r"""
performance.setResourceTimingBufferSize(1000);
const find = (root) => {
  for (const element of root.querySelectorAll("*")) {
    if (element.localName === "chastify-card") return element;
    const found = element.shadowRoot && find(element.shadowRoot);
    if (found) return found;
  }
};
const look = () => {
  const count = find(document)?.shadowRoot?.querySelector(".count");
  if (/\d/.test(count?.textContent ?? "")) globalThis.counted = performance.now();
  else requestAnimationFrame(look);
};
look();
"""

_MILLISECONDS = """
(part) => counted - Math.min(...performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes(part)).map(({ startTime }) => startTime))
"""


class Load:
    """The card's modules that its first countdown waited for."""

    def __init__(self) -> None:
        """Know of none yet."""
        self.rounds: dict[str, int] = {}
        """How many answers each took, one after the other, in the order of the requests."""
        self.milliseconds = 0.0
        """From the first request of a module to the first digit."""

    def read_request(self, event: JsonObject) -> None:
        """Note a request; the browser says which module imports it."""
        initiator = event["initiator"]
        calls = initiator.get("stack", {}).get("callFrames", [])
        name = _name(event["request"]["url"])
        importer = _name(initiator.get("url", ""))
        # The countdown doesn't wait for what is imported by a call, nor for what that imports.
        is_later = any(_name(call["url"]) for call in calls)
        if name and not is_later and (not importer or importer in self.rounds):
            self.rounds[name] = self.rounds.get(importer, 0) + 1


def _name(url: str) -> str:
    """Return the name of a module of ours, "" for what is none."""
    found = _NAME.search(url)
    return found[1] if found else ""


async def load(profile: BrowserContext, url: str) -> Load:
    """Load a page with the card in a profile, up to the first countdown."""
    load = Load()
    async with _slow_page(profile) as (page, session):
        session.on("Network.requestWillBeSent", load.read_request)
        await page.add_init_script(_WATCH)
        await page.goto(url, wait_until="commit")
        await page.wait_for_function("globalThis.counted")
        load.milliseconds = await page.evaluate(_MILLISECONDS, _MODULES)
    return load


@asynccontextmanager
async def _slow_page(profile: BrowserContext) -> AsyncIterator[tuple[Page, CDPSession]]:
    page = await profile.new_page()
    session = await profile.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", _NETWORK)
    yield page, session
    await page.close()
