"""The emergency stop on the card: always there, and sent at one tap."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
import re

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.integration import reload_entry
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .accounts import lock_of
from .dashboard import card_of, shown_cards
from .opening import OpenCard, OpenCards
from .stop_part import StopPart
from .texts import card_text
from .visitor import PHONE, Visitor

_PATIENCE = 30.0


async def area_of(button: Locator) -> float:
    """Return the size of a button in square pixels."""
    box = await button.bounding_box()
    assert box
    return box["width"] * box["height"]


@pytest.mark.parametrize("visitor", [Visitor(), PHONE])
async def test_stop_comes_and_goes_with_the_devices_and_is_the_biggest_target(
    lock: SimulatorProcess, account: Account, open_card: OpenCard, visitor: Visitor
) -> None:
    card = await open_card(visitor)
    stop = StopPart(card, lock)
    device = Device(account)
    others = card.locator("chastify-hold-button:not([data-name=stop]) button")
    await others.first.wait_for()
    await expect(stop.button).to_have_count(0)

    await device.add()
    # Without scrolling, and not below anything else.
    await expect(stop.button).to_be_in_viewport(ratio=1)
    await stop.button.click(trial=True)
    areas = [await area_of(button) for button in await others.all()]
    assert await area_of(stop.button) > max(areas)

    await device.remove()
    await expect(stop.button).to_have_count(0)


async def frozen(account: Account) -> None:
    await account.simulator.change_lock(freeze_seconds=600)


async def unlockable(account: Account) -> None:
    await account.simulator.start_lock(remaining=0)


async def no_lock(account: Account) -> None:
    await account.simulator.end_lock()


async def unavailable(account: Account) -> None:
    await account.simulator.order_fault(status=503, times=None, match="GET")


STATES = [frozen, unlockable, no_lock, unavailable]


async def test_stop_is_sent_in_every_state_from_every_kind_of_card(
    lock: SimulatorProcess, device: Device, open_cards: OpenCards
) -> None:
    account = device.account
    device_id = await lock_of(account)
    variants: Sequence[Mapping[str, object]] = [
        {},
        {"compact": True, "confirm": True},
        {"actions": ["mistaken"]},
    ]
    page = await open_cards([card_of(device_id, **options) for options in variants])
    cards = shown_cards(page)
    await expect(cards).to_have_count(len(variants))
    stops = [StopPart(card, lock) for card in await cards.all()]
    arrived = count(1)

    for bring_about in STATES:
        await bring_about(account)
        await reload_entry(account.home, account.entry_id)
        await expect(cards.locator(f"ha-card.{bring_about.__name__}")).to_have_count(3)
        for stop in stops:
            await stop.button.click()
            await stop.assert_arrived(next(arrived))


Gesture = Callable[[Locator], Awaitable[None]]


async def press_enter(button: Locator) -> None:
    await button.press("Enter")


async def press_space(button: Locator) -> None:
    await button.press(" ")


async def click_as_a_screen_reader(button: Locator) -> None:
    await button.evaluate("button => button.click()")


async def click_thrice(button: Locator) -> None:
    await button.click(click_count=3)


BY_MOUSE_AND_KEYBOARD = [
    Locator.click,
    press_enter,
    press_space,
    click_as_a_screen_reader,
]


@pytest.mark.parametrize(
    ("visitor", "gestures"),
    [(Visitor(), BY_MOUSE_AND_KEYBOARD), (PHONE, [Locator.tap])],
)
async def test_each_tap_sends_a_stop_at_once(
    lock: SimulatorProcess,
    device: Device,
    open_card: OpenCard,
    visitor: Visitor,
    gestures: Sequence[Gesture],
) -> None:
    stop = StopPart(await open_card(visitor), lock)
    await lock.order_fault(hang=True, times=None, match="GET")

    for number, gesture in enumerate(gestures, start=1):
        await gesture(stop.button)
        await stop.assert_arrived(number)

    await click_thrice(stop.button)
    await stop.assert_told("stop_acknowledged")
    await stop.assert_arrived(len(gestures) + 3)


async def test_latch_is_told_and_ended_by_holding_which_starts_nothing(
    stop: StopPart, device: Device
) -> None:
    card = shown_cards(stop.button.page)
    latched = card.get_by_text(card_text("latched"), exact=True)
    await expect(stop.enable).to_have_count(0)
    await expect(latched).to_have_count(0)

    await stop.button.click()
    await stop.assert_told("stop_acknowledged")
    await expect(latched).to_be_visible()
    assert await device.enabled_state() == "off"

    await stop.enable.click()
    hint = card_text("hold_hint", action=card_text("enable_devices"))
    await expect(card.get_by_text(hint)).to_be_visible()
    assert await device.enabled_state() == "off"

    await stop.hold_enable()
    await expect(latched).to_have_count(0)
    await stop.assert_says()
    assert await device.enabled_state() == "on"
    assert await device.runs() == []
    await stop.assert_arrived(1)


async def test_stop_passes_a_poll_and_a_command_that_hang(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card(actions=["end_pillory"])
    stop = StopPart(card, lock)
    await lock.forget_requests()
    await lock.order_fault(hang=True, times=None, match="GET")
    await lock.order_fault(hang=True, times=None, match="POST /api/apps/v1/action")

    async def is_sent() -> bool:
        return any(
            request["path"].endswith("/action") for request in await lock.requests()
        )

    await card.locator("[data-name=end_pillory] button").click()
    assert await until(is_sent, _PATIENCE)
    await stop.button.click()
    await stop.assert_told("stop_acknowledged")
    # It is still running.
    await expect(card.locator("[data-name=end_pillory] button")).to_have_attribute(
        "aria-disabled", "true"
    )


async def test_running_devices_are_named_above_the_stop(
    stop: StopPart, device: Device
) -> None:
    await expect(stop.running).to_be_empty()

    await device.start(300)
    await expect(stop.running).to_have_text(
        re.compile(rf"^\s*{card_text('running', names='Toy')}\s+0:0[45]:\d\d\s*$")
    )

    await stop.button.click()
    await expect(stop.running).to_be_empty()
    [run] = await device.runs()
    assert run.until is not None


async def test_device_that_should_have_stopped_is_named_with_what_to_do(
    stop: StopPart, device: Device, lock: SimulatorProcess
) -> None:
    await device.start(1)
    await lock.order_fault(status=503, times=None, match="POST")
    await expect(stop.overdue).to_have_text(
        card_text("overdue", names="Toy"), timeout=10_000
    )

    await lock.clear_faults()
    await expect(stop.overdue).to_be_empty(timeout=10_000)
    await expect(stop.running).to_be_empty()


async def press(stop: StopPart) -> None:
    await stop.button.click()
    await stop.assert_told("stop_acknowledged")
    await expect(stop.enable).to_be_visible()


async def test_two_people_stop_at_once_and_one_of_them_ends_the_latch(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    stops = [
        StopPart(await open_card(visitor), lock)
        for visitor in (Visitor(), Visitor(is_owner=False))
    ]

    await asyncio.gather(*(press(stop) for stop in stops))
    await stops[0].assert_arrived(2)

    await stops[1].hold_enable()
    await expect(stops[0].enable).to_have_count(0)
