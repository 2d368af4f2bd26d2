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


_BEHIND_THE_STOP = f"""
(card) => {{
  {_WITHIN}
  const stop = card.shadowRoot.querySelector(".stop");
  const {{ left, right, top, bottom }} = stop.getBoundingClientRect();
  const hostOf = (element) => element.getRootNode().host;
  const isPart = (element) =>
    element !== card && (stop.contains(element) || element.contains(stop) || isPart(hostOf(element)));
  return within(card.shadowRoot)
    .filter((element) => !isPart(element) && !element.shadowRoot?.querySelector("slot") && element.localName !== "slot")
    .map((element) => [element.getBoundingClientRect(), element])
    .filter(([box]) => box.width && box.height)
    .filter(([box]) => box.left < right && box.right > left && box.top < bottom - 0.5 && box.bottom > top + 0.5)
    .map(([box, element]) => `${{element.cloneNode().outerHTML}} ${{box.top}} to ${{box.bottom}}, stop from ${{top}}`);
}}
"""

# What lies uppermost at points of the button, as far as it isn't the button.
_ABOVE_THE_STOP = """
(button) => {
  const { left, top, width, height } = button.getBoundingClientRect();
  const host = button.getRootNode().host;
  const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
  return parts
    .flatMap((x) => parts.map((y) => [left + x * width, top + y * height]))
    .map((point) => host.getRootNode().elementFromPoint(...point))
    .filter((element) => !host.contains(element))
    .map((element) => element?.cloneNode().outerHTML ?? "nothing");
}
"""


async def behind_the_stop(card: Locator) -> list[str]:
    """Return what shares a place with the part of a card that has the stop."""
    found: list[str] = await card.evaluate(_BEHIND_THE_STOP)
    return found


async def above_the_stop(button: Locator) -> list[str]:
    """Return what lies above the stop's button."""
    found: list[str] = await button.evaluate(_ABOVE_THE_STOP)
    return found


_READS_FROM_THE_LEFT = """
(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    for (let index = 0; index < data.length; index += 1) {
      if (!data[index].trim()) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + 1);
      const { left, top } = range.getBoundingClientRect();
      places.push([Math.round(top), left]);
    }
  }
  return places.every(([top, left], index) => !index || top > places[index - 1][0] || left > places[index - 1][1]);
}
"""


async def reads_from_the_left(part: Locator) -> bool:
    """Return whether each character of a text is right of the one before, or on a further line."""
    found: bool = await part.evaluate(_READS_FROM_THE_LEFT)
    return found
