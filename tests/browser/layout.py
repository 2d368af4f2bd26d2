"""Checks that the shown texts have enough room."""

from playwright.async_api import Locator

# Elements within a card, also those in the shadow of another one.
_WITHIN = """
const within = (root) => [...root.querySelectorAll("*")].flatMap(
  (element) => [element, ...(element.shadowRoot ? within(element.shadowRoot) : [])]
);
"""

_TOO_WIDE = f"""
(card) => {{
  {_WITHIN}
  const all = [document.scrollingElement, card, ...within(card.shadowRoot)];
  return all
    .filter((element) => element.clientWidth && element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${{element.cloneNode().outerHTML}} ${{element.scrollWidth}} > ${{element.clientWidth}}`);
}}
"""

_TOO_SMALL = f"""
(card, least) => {{
  {_WITHIN}
  return within(card.shadowRoot)
    .filter((element) => element.localName === "button")
    .map((button) => [button.getBoundingClientRect(), button.ariaLabel])
    .filter(([{{ width, height }}]) => width < least || height < least)
    .map(([{{ width, height }}, label]) => `${{label}} ${{width}} x ${{height}}`);
}}
"""


async def lowest_seen(part: Locator) -> float:
    """Return where a part ends on the screen, which holds all of it."""
    box, screen = await part.bounding_box(), part.page.viewport_size
    assert box
    assert screen
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= screen["height"]
    return box["y"] + box["height"]


async def assert_seen_above(part: Locator, other: Locator) -> None:
    """See that a part is on the screen as a whole, and above another one that doesn't cover it."""
    limit = await other.bounding_box()
    assert limit
    assert await lowest_seen(part) <= limit["y"]


async def too_wide(card: Locator) -> list[str]:
    """Return the elements that are too wide, in an element of ours and of the page."""
    found: list[str] = await card.evaluate(_TOO_WIDE)
    return found


async def too_small(card: Locator, least: float) -> list[str]:
    """Return the buttons that are narrower or lower than so many pixels."""
    found: list[str] = await card.evaluate(_TOO_SMALL, least)
    return found
