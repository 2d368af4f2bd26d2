"""The card by keyboard alone."""

import re

from playwright.async_api import Page, expect
import pytest

from tests.end_to_end.account import Account
from tests.real.integration import reload_entry
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess

from .action_part import ADD_AN_HOUR, ActionPart
from .opening import OpenCard
from .texts import card_text

_MOST_STOPS = 40
_FACTS = ("sensor.locked_since", "sensor.latest_unlock_time", "sensor.task_points")

# The focus: the name of what is ours, and whether a ring is seen around it.
_FOCUSED = """
() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { host } = element.getRootNode();
  const name = element.dataset.fact ?? host?.dataset.name ?? (host?.localName === "chastify-card" ? element.localName : "");
  return [name, outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}
"""


async def reached(page: Page) -> list[tuple[str, bool]]:
    """Return what of ours Tab reaches one after the other, and whether it has a ring."""
    stops: list[tuple[str, bool]] = []
    for _ in range(_MOST_STOPS):
        await page.keyboard.press("Tab")
        name, has_ring = await page.evaluate(_FOCUSED)
        if name:
            stops.append((name, has_ring))
        elif stops:
            break
    return stops


@pytest.mark.usefixtures("device")
async def test_tab_reaches_all_that_can_be_used_in_order_with_a_ring(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await lock.change_lock(task_points=3, task_points_required=8)
    await account.on_entity("switch.turn_off", "switch.devices_enabled")
    part = ActionPart(await open_card(), lock)
    await part.button("enable").wait_for()
    await part.card.locator(".facts button").last.wait_for()
    await part.page.mouse.click(0, 0)

    stops = await reached(part.page)

    assert [name for name, _ in stops] == [
        *_FACTS,
        "remove_time",
        "step",
        "add_time",
        "freeze",
        "start_pillory",
        "start_hygienic_unlock",
        "stop",
        "enable",
    ]
    assert all(has_ring for _, has_ring in stops)


async def test_link_to_a_new_token_is_reached_and_followed(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await expect(card.locator(".phase")).to_have_text("Locked")
    await lock.change_token(WEARER_TOKEN, revoked=True)
    await reload_entry(account.home, account.entry_id)
    link = card.get_by_role("link", name=card_text("mend"))
    await link.wait_for()
    await card.page.mouse.click(0, 0)

    assert await reached(card.page) == [("a", True)]
    await link.press("Enter")
    await expect(card.page).to_have_url(re.compile("/config/integrations/integration/"))


@pytest.mark.usefixtures("lock")
async def test_fact_is_opened(open_card: OpenCard) -> None:
    card = await open_card()

    await card.locator(".facts button").first.press("Enter")

    await expect(card.page.locator("ha-more-info-dialog")).to_contain_text(
        "Locked since"
    )


async def test_focus_stays_on_a_button_that_was_used(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part = ActionPart(await open_card(), lock)
    await part.button("add_time").focus()

    await part.page.keyboard.down("Enter")
    await part.assert_sent(ADD_AN_HOUR)
    await part.page.keyboard.up("Enter")

    await expect(part.button("add_time")).to_be_focused()
