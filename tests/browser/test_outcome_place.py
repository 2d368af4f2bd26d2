"""The place where the card shows a command's result: in sight, and covering nothing."""

import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.simulator import SimulatorProcess

from .action_part import ADD_AN_HOUR, ActionPart
from .layout import assert_seen_above, lowest_seen
from .opening import OpenCard
from .stop_part import StopPart
from .texts import card_text, error_text
from .visitor import PHONE, SMALL_PHONE, Visitor

_PHONES = pytest.mark.parametrize(
    "visitor", [PHONE, SMALL_PHONE], ids=["phone", "small"]
)
_COMMANDS = "POST /api/apps/v1/"


@_PHONES
async def test_outcome_of_every_command_is_seen_above_the_stop(
    lock: SimulatorProcess, device: Device, open_card: OpenCard, visitor: Visitor
) -> None:
    card = await open_card(visitor)
    part, stop = ActionPart(card, lock), StopPart(card, lock)

    await part.button("add_time").tap()
    await expect(part.status).to_have_text(
        card_text("hold_hint", action="Add time 1 hour")
    )
    await assert_seen_above(part.status, stop.button)

    await part.hold("add_time")
    await expect(part.status).to_have_text(card_text("done", action="Add time"))
    await assert_seen_above(part.status, stop.button)

    await lock.order_fault(status=403, match=_COMMANDS)
    await part.hold("add_time")
    await expect(part.alert).to_have_text(error_text("command_insufficient_scope"))
    await assert_seen_above(part.alert, stop.button)


@_PHONES
async def test_outcome_is_seen_where_there_is_no_device(
    lock: SimulatorProcess, account: Account, open_card: OpenCard, visitor: Visitor
) -> None:
    part = ActionPart(await open_card(visitor), lock)

    await part.button("add_time").tap()

    await expect(part.status).to_have_text(
        card_text("hold_hint", action="Add time 1 hour")
    )
    await lowest_seen(part.status)


async def test_button_below_what_is_told_is_pressed(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card(PHONE)
    part = ActionPart(card, lock)
    button = part.button("add_time")
    await part.button("start_pillory").tap()
    hint = card_text("hold_hint", action="Start pillory 15 minutes")
    await expect(part.status).to_have_text(hint)
    box, told = await button.bounding_box(), await part.status.bounding_box()
    assert box
    assert told
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] - 8
    assert told["y"] < place[1] < told["y"] + told["height"]

    await card.page.mouse.move(*place)
    await card.page.mouse.down()
    await expect(part.status).to_have_text(card_text("done", action="Add time"))
    await card.page.mouse.up()

    await part.assert_sent(ADD_AN_HOUR)


@_PHONES
async def test_what_runs_and_should_have_stopped_is_seen_above_the_stop(
    lock: SimulatorProcess, device: Device, open_card: OpenCard, visitor: Visitor
) -> None:
    stop = StopPart(await open_card(visitor), lock)

    await device.start(1)
    await lock.order_fault(status=503, times=None, match="POST")

    await expect(stop.overdue).to_have_text(
        card_text("overdue", names="Toy"), timeout=10_000
    )
    await expect(stop.running).to_have_text(re.compile("."))
    for part in (stop.overdue, stop.running):
        await assert_seen_above(part, stop.button)
