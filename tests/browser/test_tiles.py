"""The feature for tiles: minus, countdown, plus."""

import re

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.account import Account
from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess

from .action_part import ADD_AN_HOUR, ActionPart, action
from .dashboard import PATH, save_cards
from .opening import OpenPage
from .texts import error_text
from .visitor import Visitor

_FEATURE: JsonObject = {"type": "custom:chastify-time"}


def tile(entity_id: str, *features: JsonObject) -> JsonObject:
    """Return the configuration of a tile."""
    return {"type": "tile", "entity": entity_id, "features": list(features)}


@pytest.fixture
async def feature(
    lock: SimulatorProcess, account: Account, open_page: OpenPage
) -> Locator:
    """Show a tile with the feature, in German."""
    entity_id = (await account.entity_ids())["sensor.lock_state"]
    async with account.home.websocket() as websocket:
        await save_cards(websocket, [tile(entity_id, _FEATURE)])
    page = await open_page(PATH, Visitor(language="de"))
    return page.locator("chastify-time")


async def test_feature_shows_the_countdown_and_sends_what_is_held(
    lock: SimulatorProcess, feature: Locator
) -> None:
    part = ActionPart(feature, lock)

    await expect(feature.get_by_role("timer")).to_have_text(re.compile(r"7:4\d:\d\d"))
    await part.button("add_time").click()
    await part.hold("add_time")
    await expect(feature.get_by_role("timer")).to_have_text(re.compile(r"8:4\d:\d\d"))
    await part.hold("remove_time")
    await expect(feature.get_by_role("timer")).to_have_text(re.compile(r"7:4\d:\d\d"))
    await part.assert_sent(ADD_AN_HOUR, action("remove_time", 3600))


async def test_error_of_the_feature_is_a_message_of_home_assistant(
    lock: SimulatorProcess, feature: Locator
) -> None:
    part = ActionPart(feature, lock)
    await lock.order_fault(status=403, match="POST /api/apps/v1/")

    await part.hold("add_time")

    await expect(part.page.locator("ha-toast")).to_have_text(
        error_text("command_insufficient_scope", "de")
    )
    await part.assert_sent(ADD_AN_HOUR)
