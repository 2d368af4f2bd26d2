"""The emergency stop without a connection between the page and Home Assistant."""

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.device import Device
from tests.real.simulator import SimulatorProcess

from .opening import OpenCard
from .page_connection import PageConnection
from .stop_part import StopPart
from .visitor import SMALL_PHONE, Visitor

_STOP = "POST /api/apps/v1/device-command"


async def carried(card: Locator) -> PageConnection:
    """Return the connection of a card's page, when the card shows its data."""
    connection = PageConnection()
    await connection.carry(card.page)
    # Nothing can be told before the texts are loaded.
    await expect(card.locator(".time")).to_contain_text("Timer end")
    return connection


async def cut(connection: PageConnection, card: Locator) -> None:
    """Cut it, and wait until Home Assistant has noticed."""
    await connection.cut()
    await card.page.get_by_text("Connection lost").first.wait_for()


@pytest.mark.parametrize("visitor", [Visitor(), SMALL_PHONE])
async def test_stop_without_a_connection_is_sent_when_it_is_back(
    lock: SimulatorProcess, device: Device, open_card: OpenCard, visitor: Visitor
) -> None:
    card = await open_card(visitor)
    stop = StopPart(card, lock)
    connection = await carried(card)

    await cut(connection, card)
    await stop.click_where_it_is()
    await stop.assert_warned("stop_no_connection")
    await stop.assert_arrived(0)

    connection.mend()
    await stop.assert_arrived(1)
    await expect(stop.enable).to_be_visible()


async def test_stop_whose_answer_is_lost_is_sent_again(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card()
    stop = StopPart(card, lock)
    connection = await carried(card)
    await lock.order_fault(hang=True, match=_STOP)

    await stop.button.click()
    await stop.assert_arrived(1)
    await cut(connection, card)
    await stop.assert_warned("stop_no_connection")

    connection.mend()
    await stop.until_arrived(2)


async def test_outcome_is_told_after_a_connection_that_was_dead_and_lost(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card()
    stop = StopPart(card, lock)
    connection = await carried(card)

    connection.fall_silent()
    await stop.button.click()
    await stop.assert_warned("stop_trying")
    await stop.assert_arrived(0)
    await cut(connection, card)
    await stop.assert_warned("stop_no_connection")

    connection.mend()
    await stop.assert_told("stop_acknowledged")
    await stop.assert_arrived(1)
