"""Nothing is behind or above the emergency stop, at any width and in any language."""

from playwright.async_api import expect
import pytest

from tests.end_to_end.device import Device
from tests.real.simulator import SimulatorProcess

from .action_part import ActionPart
from .layout import above_the_stop, behind_the_stop, too_small, too_wide
from .opening import OpenCard
from .stop_part import StopPart
from .visitor import PHONE, Visitor

_WIDTHS = (320, 390, 600)
_LANGUAGES = ("en", "de", "fr", "nl", "es")
# In pixels.
_HEIGHT = 56
_TARGET = 48
_SCROLL_TO_END = "scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })"


@pytest.mark.parametrize("language", _LANGUAGES)
async def test_nothing_shares_a_place_with_the_stop(
    lock: SimulatorProcess, device: Device, open_card: OpenCard, language: str
) -> None:
    await lock.change_lock(task={"text": "Sit", "points": 3})
    await device.account.read_now()
    await device.start(300)
    card = await open_card(Visitor(language=language))
    stop = StopPart(card, lock)
    await expect(stop.running).to_contain_text("Toy")
    await expect(card.locator("[data-name=complete_task]")).to_be_visible()
    # Home Assistant shows that while a page loads.
    await expect(card.page.locator("#ha-launch-screen")).to_have_count(0)

    for width in _WIDTHS:
        await card.page.set_viewport_size({"width": width, "height": 700})
        await expect(stop.button).to_be_in_viewport(ratio=1)
        assert await above_the_stop(stop.button) == []

        await card.page.evaluate(_SCROLL_TO_END)
        assert await behind_the_stop(card) == []
        assert await above_the_stop(stop.button) == []
        assert await too_wide(card) == []
        assert await too_small(card, _TARGET) == []
        box = await stop.button.bounding_box()
        assert box
        assert box["height"] == _HEIGHT


async def test_what_the_keyboard_reaches_is_not_behind_the_stop(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    await device.start(300)
    card = await open_card(Visitor(width=390, height=500))
    stop = StopPart(card, lock)
    await expect(stop.running).to_contain_text("Toy")
    foot = card.locator(".stop")

    others = card.locator(".facts button, .step button, .actions button")
    await expect(others.first).to_be_visible()
    for button in await others.all():
        await button.focus()
        box, limit = await button.bounding_box(), await foot.bounding_box()
        assert box
        assert limit
        assert box["y"] + box["height"] <= limit["y"]


async def test_stop_is_quiet_until_something_runs(
    lock: SimulatorProcess, device: Device, open_card: OpenCard
) -> None:
    card = await open_card(PHONE)
    stop = StopPart(card, lock)
    loud = card.locator(".stop.loud")
    await expect(stop.button).to_be_visible()
    await expect(loud).to_have_count(0)
    quiet = await stop.button.bounding_box()

    await device.start(300)
    await expect(loud).to_have_count(1)
    loud_box = await stop.button.bounding_box()
    assert quiet
    assert loud_box
    assert loud_box["height"] == quiet["height"] == _HEIGHT
    await expect(ActionPart(card, lock).status).to_be_empty()
