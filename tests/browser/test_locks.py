"""Several cards on one page."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession
from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import reload_entry
from tests.real.simulator import SimulatorProcess

from .accounts import another_keyholder, lock_of
from .countdown import assert_is_simulated, following_seconds, shown_seconds
from .dashboard import card_of, shown_cards
from .opening import OpenCards
from .texts import card_text
from .traffic import Traffic


@pytest.fixture
async def frozen(
    session: ClientSession, home: HomeAssistant, tmp_path: Path
) -> AsyncIterator[Account]:
    """Add the account of another lock's keyholder; the lock is frozen."""
    folder = tmp_path / "frozen"
    folder.mkdir()
    async with another_keyholder(session, home, folder) as account:
        await account.simulator.change_lock(freeze_seconds=None)
        await account.read_now()
        yield account


async def test_each_card_shows_its_lock_by_one_clock(
    lock: SimulatorProcess, account: Account, frozen: Account, open_cards: OpenCards
) -> None:
    running_id, frozen_id = await lock_of(account), await lock_of(frozen)
    page = await open_cards(
        [
            card_of(running_id),
            card_of(frozen_id),
            card_of(running_id, compact=True),
        ]
    )
    traffic = Traffic(page)
    await page.reload()
    one, other, compact = map(shown_cards(page).nth, range(3))

    for card, simulator in (
        (one, lock),
        (other, frozen.simulator),
        (compact, lock),
    ):
        await assert_is_simulated(card, simulator)
    await expect(one.locator(".head")).to_contain_text("Sim Keyholder")
    await expect(one.locator("h2")).to_have_text("Weekend Challenge")
    await expect(other.locator(".head")).to_contain_text("Sim Wearer")
    await expect(other.locator("h2")).to_have_text("Cage")

    # One stands still while the other runs.
    still = await shown_seconds(other)
    await following_seconds(one, 4)
    assert await shown_seconds(other) == still

    clocks = [
        message for message in traffic.sent if message["type"] == "render_template"
    ]
    assert len(clocks) == 1

    # One is read no more while the other runs.
    await frozen.simulator.order_fault(status=503, times=None)
    await reload_entry(frozen.home, frozen.entry_id)
    await expect(other.locator(".phase")).to_have_text(card_text("unreachable"))
    await expect(other.locator("h2")).to_have_text("Cage")
    assert await shown_seconds(other) == still
    for card in (one, compact):
        await expect(card.locator(".phase")).to_have_text("Locked")
        await assert_is_simulated(card, lock)
    await page.close()


# As the card of jonny5509/Chastify-ha, which has the same name, is written in dashboards.
FORMER_CARD = {
    "type": "custom:chastify-card",
    "title": "My lock",
    "entities": {"locked": "binary_sensor.session_locked"},
}


async def test_card_without_a_lock_shows_the_only_one(
    lock: SimulatorProcess, account: Account, open_cards: OpenCards
) -> None:
    page = await open_cards([FORMER_CARD])

    await assert_is_simulated(shown_cards(page), lock)
    await page.close()


@pytest.mark.usefixtures("lock", "account", "frozen")
async def test_card_without_a_lock_asks_to_choose_one_of_several(
    open_cards: OpenCards,
) -> None:
    page = await open_cards([FORMER_CARD])

    await expect(shown_cards(page).locator(".problem")).to_contain_text("Choose a lock")
    await page.close()
