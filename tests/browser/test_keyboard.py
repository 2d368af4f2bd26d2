"""The card by keyboard alone."""

from playwright.async_api import Page, expect
import pytest

from tests.real.simulator import SimulatorProcess

from .action_part import ADD_AN_HOUR, ActionPart
from .opening import OpenCard

_MOST_STOPS = 40

# The focus: the name of a button of ours, and whether a ring is seen around it.
_FOCUSED = """
() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const name = element.getRootNode().host?.dataset.name ?? "";
  return [name, outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}
"""


async def reached(page: Page) -> list[tuple[str, bool]]:
    """Return the buttons of ours that Tab reaches one after the other, each with its ring."""
    stops: list[tuple[str, bool]] = []
    for _ in range(_MOST_STOPS):
        await page.keyboard.press("Tab")
        name, has_ring = await page.evaluate(_FOCUSED)
        if name:
            stops.append((name, has_ring))
        elif stops:
            break
    return stops


@pytest.mark.usefixtures("lock", "device")
async def test_tab_reaches_every_button_in_order_with_a_ring(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    await part.button("stop").wait_for()
    await part.page.mouse.click(0, 0)

    assert await reached(part.page) == [
        ("remove_time", True),
        ("step", True),
        ("add_time", True),
        ("freeze", True),
        ("start_pillory", True),
        ("start_hygienic_unlock", True),
        ("stop", True),
    ]


async def test_focus_stays_on_a_button_that_was_used(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    await part.button("add_time").focus()

    await part.page.keyboard.down("Enter")
    await part.assert_sent(ADD_AN_HOUR)
    await part.page.keyboard.up("Enter")

    await expect(part.button("add_time")).to_be_focused()
