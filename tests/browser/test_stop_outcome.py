"""The result of an emergency stop on the card."""

from collections.abc import Awaitable, Callable
import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.integration import reload_entry
from tests.real.problem import Problem
from tests.real.simulator import SimulatorProcess

from .opening import OpenCard
from .stop_part import StopPart
from .texts import card_text, error_text
from .visitor import SMALL_PHONE, Visitor

_STOP = "POST /api/apps/v1/device-command"


async def test_stop_that_is_not_acknowledged_is_tried_without_another_tap(
    lock: SimulatorProcess, stop: StopPart
) -> None:
    await lock.order_fault(status=503, times=None, match=_STOP)

    await stop.button.click()
    await stop.assert_told("stop_sending")
    await stop.assert_warned("stop_trying")
    await expect(stop.enable).to_be_visible()

    await lock.clear_faults()
    await stop.assert_told("stop_acknowledged")


@pytest.mark.parametrize(
    ("status", "error"),
    [(403, "command_insufficient_scope"), (409, "command_no_active_lock")],
)
async def test_refused_stop_says_why_and_is_not_repeated(
    lock: SimulatorProcess,
    device: Device,
    open_card: OpenCard,
    status: int,
    error: str,
) -> None:
    stop = StopPart(await open_card(Visitor(language="de")), lock)
    await lock.order_fault(status=status, match=_STOP)

    await stop.button.click()
    await stop.assert_says(alert=error_text(error, "de"))
    await stop.assert_arrived(1)

    await stop.button.click()
    await stop.assert_says(status=card_text("stop_acknowledged", "de"))


async def test_refusal_calls_the_stop_by_its_name(
    lock: SimulatorProcess, stop: StopPart
) -> None:
    await lock.order_fault(status=404, match=_STOP)

    await stop.button.click()
    await stop.assert_says(alert=re.compile("."))
    assert "stop_devices" not in await stop.alert.inner_text()


async def not_loaded(account: Account) -> None:
    await account.simulator.order_fault(status=503, times=None, match="GET")
    await reload_entry(account.home, account.entry_id)


async def disabled(account: Account) -> None:
    entity_id = (await account.entity_ids())["switch.devices_enabled"]
    async with account.home.websocket() as websocket:
        await websocket.command(
            "config/entity_registry/update", entity_id=entity_id, disabled_by="user"
        )


@pytest.mark.parametrize("bring_about", [not_loaded, disabled])
async def test_acknowledgement_is_told_where_the_latch_is_not_known(
    stop: StopPart, account: Account, bring_about: Callable[[Account], Awaitable[None]]
) -> None:
    await bring_about(account)
    await stop.button.click()
    await stop.assert_arrived(1)
    await stop.assert_told("stop_acknowledged")


async def test_acknowledgement_is_not_told_of_another_stop(
    lock: SimulatorProcess, stop: StopPart, account: Account
) -> None:
    await stop.button.click()
    await stop.assert_told("stop_acknowledged")
    await stop.hold_enable()
    await lock.order_fault(status=503, times=None, match=_STOP)

    # By somebody else.
    with pytest.raises(Problem):
        await account.act("stop_devices")
    await expect(stop.enable).to_be_visible()
    await stop.assert_says()


async def test_outcome_is_seen_where_the_card_is_longer_than_the_screen(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    stop = StopPart(await open_card(SMALL_PHONE), lock)

    await stop.click_where_it_is()
    await stop.assert_told("stop_acknowledged")
    await expect(stop.button).to_be_in_viewport(ratio=1)
    await expect(stop.status).to_be_in_viewport(ratio=1, timeout=3000)


@pytest.mark.parametrize("visitor", [Visitor(), SMALL_PHONE])
async def test_stop_stays_under_the_thumb_where_something_is_told(
    lock: SimulatorProcess, device: Device, open_card: OpenCard, visitor: Visitor
) -> None:
    stop = StopPart(await open_card(visitor), lock)
    await lock.order_fault(status=403, match=_STOP)

    await stop.click_where_it_is()
    middle = await stop.middle()
    await stop.assert_says(alert=error_text("command_insufficient_scope"))
    await stop.button.page.mouse.click(*middle)
    await stop.assert_arrived(2)
