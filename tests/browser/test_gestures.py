"""Gestures that a button of the card needs before it sends a command."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.account import Account
from tests.real.integration import reload_entry
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until

from .action_part import ADD_AN_HOUR, FREEZE_AN_HOUR, ActionPart
from .opening import OpenCard
from .stopped_time import HOLD, LATEST, SOONEST, StoppedTime
from .texts import card_text
from .touch import touched
from .visitor import PHONE, Visitor

type Press = Callable[[Locator], AbstractAsyncContextManager[object]]

_HALF = HOLD // 2
_PATIENCE = 30.0
_HINT = card_text("hold_hint", action="Add time 1 hour")
_DONE = card_text("done", action="Add time")
_AGAIN = card_text("again_hint", action="Add time 1 hour")


@asynccontextmanager
async def clicked(button: Locator) -> AsyncIterator[None]:
    """Press with the mouse."""
    await button.hover()
    await button.page.mouse.down()
    yield
    await button.page.mouse.up()


def typed(key: str) -> Press:
    """Return a function that presses with a key, which repeats while it is held."""

    @asynccontextmanager
    async def press(button: Locator) -> AsyncIterator[None]:
        await button.focus()
        for _ in range(3):
            await button.page.keyboard.down(key)
        yield
        await button.page.keyboard.down(key)
        await button.page.keyboard.up(key)

    return press


GESTURES = (
    (Visitor(), {"mouse": clicked, "space": typed(" "), "enter": typed("Enter")}),
    (PHONE, {"finger": touched}),
)


async def opened(
    open_card: OpenCard,
    lock: SimulatorProcess,
    visitor: Visitor = Visitor(),
    **options: object,
) -> tuple[ActionPart, StoppedTime]:
    """Open the card, and stop the time of the page."""
    card = await open_card(replace(visitor, has_new_profile=True), **options)
    part = ActionPart(card, lock)
    # Home Assistant's own timers still uncover the page.
    await part.button("add_time").click(trial=True)
    time = StoppedTime(card.page)
    await time.stop()
    return part, time


async def assert_nothing_else_sent(part: ActionPart, time: StoppedTime) -> None:
    """Send a freeze and see that it is all that was sent."""
    async with clicked(part.button("freeze")):
        await time.go_on(HOLD)
    await expect(part.status).to_have_text(card_text("done", action="Freeze"))
    await part.assert_sent(FREEZE_AN_HOUR)


@pytest.mark.parametrize(("visitor", "gestures"), GESTURES, ids=["desktop", "phone"])
async def test_button_sends_once_after_it_was_held(
    lock: SimulatorProcess,
    open_card: OpenCard,
    visitor: Visitor,
    gestures: dict[str, Press],
) -> None:
    part, time = await opened(open_card, lock, visitor)
    button = part.button("add_time")

    for press in gestures.values():
        await lock.forget_requests()
        async with press(button):
            await time.go_on(HOLD - 1)
            await expect(button).to_have_class("held")
            await assert_is_filling(button)
            assert await part.sent() == []
            await time.go_on(1)
            await expect(part.status).to_have_text(_DONE)
            await expect(button).to_have_class("")
            await time.go_on(3 * HOLD)
        await time.go_on(3 * HOLD)
        await part.assert_sent(ADD_AN_HOUR)


async def assert_is_filling(button: Locator) -> None:
    """Wait until more than half of a button is filled."""

    async def is_filling() -> bool:
        part = await button.evaluate(
            "button => parseFloat(getComputedStyle(button, '::before').width) / button.clientWidth"
        )
        return bool(part > 0.5)

    assert await until(is_filling, _PATIENCE)


async def test_button_fills_in_few_steps_where_motion_is_reduced(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock, Visitor(reduces_motion=True))
    button = part.button("add_time")

    async with clicked(button):
        await time.go_on(_HALF)
        await expect(button).to_have_class("held")
        steps = await button.evaluate(
            "button => getComputedStyle(button, '::before').transitionTimingFunction"
        )
        assert steps.startswith("steps(4")
        await time.go_on(_HALF)
        await expect(part.status).to_have_text(_DONE)

    await part.assert_sent(ADD_AN_HOUR)


@pytest.mark.parametrize(("visitor", "gestures"), GESTURES, ids=["desktop", "phone"])
async def test_button_that_is_let_go_too_early_says_how_it_is_used(
    lock: SimulatorProcess,
    open_card: OpenCard,
    visitor: Visitor,
    gestures: dict[str, Press],
) -> None:
    part, time = await opened(open_card, lock, visitor)

    for press in gestures.values():
        await expect(part.status).to_be_empty()
        async with press(part.button("add_time")):
            await time.go_on(HOLD - 1)
        await expect(part.status).to_have_text(_HINT)
        # The hint goes away by itself.
        await time.go_on(LATEST)

    await part.button("add_time").dblclick()
    await expect(part.status).to_have_text(_HINT)
    await assert_nothing_else_sent(part, time)


async def test_hold_that_is_interrupted_sends_nothing(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock)
    button = part.button("add_time")
    page = part.page

    async def leave() -> None:
        await page.mouse.move(0, 0)
        await button.hover()

    async def tab_away() -> None:
        await page.keyboard.press("Tab")

    async def escape() -> None:
        await page.keyboard.press("Escape")

    async def lose_focus() -> None:
        await button.evaluate("button => button.blur()")

    async def change_label() -> None:
        await account.on_entity("number.set_value", "number.time_step", value=30)
        await expect(button).to_have_accessible_name("Add time 30 minutes")

    async def lose_lock() -> None:
        await lock.order_fault(status=503, times=None, match="GET")
        await reload_entry(account.home, account.entry_id)
        await expect(button).to_have_count(0)

    for press, interrupt in (
        (clicked, leave),
        (clicked, escape),
        (typed(" "), escape),
        (typed(" "), tab_away),
        (typed("Enter"), lose_focus),
        (clicked, change_label),
        (clicked, lose_lock),
    ):
        async with press(button):
            await time.go_on(_HALF)
            await expect(button).to_have_class("held")
            await interrupt()
            await time.go_on(2 * HOLD)
        assert await part.sent() == []

    await lock.clear_faults()
    await reload_entry(account.home, account.entry_id)
    await assert_nothing_else_sent(part, time)


async def test_scrolling_ends_a_hold(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock, replace(PHONE, height=400))
    button = part.button("add_time")

    async with touched(button) as finger:
        await time.go_on(_HALF)
        await expect(button).to_have_class("held")
        await finger.draw(150)
        await expect(button).to_have_class("")
        await time.go_on(HOLD)

    await assert_nothing_else_sent(part, time)


async def test_button_is_pressed_twice_where_that_is_chosen(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock, confirm=True)
    button = part.button("add_time")

    async def press(*, after: int) -> None:
        await time.go_on(after)
        await button.click()

    await button.dblclick()
    await expect(part.status).to_have_text(_AGAIN)
    # Too late, so that it counts as the first one.
    await press(after=LATEST + 1)
    await expect(part.status).to_have_text(_AGAIN)
    # Too early, and in vain.
    await press(after=SOONEST)
    assert await part.sent() == []

    await press(after=1)
    await expect(part.status).to_have_text(_DONE)
    await press(after=SOONEST)
    await expect(part.status).to_have_text(_AGAIN)
    await part.assert_sent(ADD_AN_HOUR)


async def test_finger_presses_twice_where_that_is_chosen(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock, PHONE, confirm=True)
    button = part.button("add_time")

    await button.tap()
    await expect(part.status).to_have_text(_AGAIN)
    assert await part.sent() == []
    await time.go_on(SOONEST + 1)
    await button.tap()

    await expect(part.status).to_have_text(_DONE)
    await part.assert_sent(ADD_AN_HOUR)


async def test_keyboard_presses_twice_where_that_is_chosen(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock, confirm=True)
    button = part.button("add_time")

    await button.press("Enter")
    await expect(part.status).to_have_text(_AGAIN)
    await time.go_on(SOONEST + 1)
    await button.press("Enter")

    await expect(part.status).to_have_text(_DONE)
    await part.assert_sent(ADD_AN_HOUR)


async def test_screen_reader_presses_twice(
    lock: SimulatorProcess, open_card: OpenCard
) -> None:
    part, time = await opened(open_card, lock)
    button = part.button("add_time")

    async def click(*, after: int) -> None:
        await time.go_on(after)
        await button.evaluate("button => button.click()")

    await click(after=0)
    await click(after=SOONEST)
    await expect(part.status).to_have_text(_AGAIN)
    assert await part.sent() == []
    await click(after=1)

    await expect(part.status).to_have_text(_DONE)
    await part.assert_sent(ADD_AN_HOUR)
