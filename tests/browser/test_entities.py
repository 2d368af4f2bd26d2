"""Entities that change while a page is open; it is never loaded anew."""

from playwright.async_api import expect

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.simulator import WEARER_TOKEN, SimulatorProcess

from .accounts import added_account, lock_of
from .action_part import ActionPart
from .countdown import assert_is_simulated, following_seconds
from .dashboard import card_of, shown_cards
from .opening import OpenCard, OpenCards
from .registry import change_entity, disable_entity, remove_entity
from .texts import card_text

# In seconds: the interval of polling, and the rounding of hours.
_WITHOUT_UNLOCK_TIME = 35.0

_IS_KNOWN = """
(entityId) => document.querySelector("home-assistant").hass.states[entityId]
"""


async def test_renamed_entities_are_found(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await assert_is_simulated(card, lock)
    names = {"sensor.unlock_time": "sensor.freedom", "button.freeze": "button.ice"}

    for key, entity_id in names.items():
        await change_entity(account, key, new_entity_id=entity_id, name="Renamed")
        await card.page.wait_for_function(_IS_KNOWN, arg=entity_id)

    await expect(card.locator(".time")).to_contain_text("Timer end")
    await assert_is_simulated(card, lock)
    await ActionPart(card, lock).hold("freeze")
    await expect(card.locator(".phase")).to_have_text("Frozen")


async def test_countdown_goes_on_without_unlock_time(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await assert_is_simulated(card, lock)

    await disable_entity(account, "sensor.unlock_time")

    await expect(card.locator(".time")).not_to_contain_text("Timer end")
    await assert_is_simulated(card, lock, _WITHOUT_UNLOCK_TIME)
    first, second = await following_seconds(card, 2)
    assert second < first
    # A person may prefer another unit.
    await change_entity(
        account,
        "sensor.time_remaining",
        options_domain="sensor",
        options={"unit_of_measurement": "d"},
    )
    await expect(card.locator(".clock")).not_to_be_empty()
    await assert_is_simulated(card, lock, _WITHOUT_UNLOCK_TIME)


async def test_state_is_known_without_its_entity(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await disable_entity(account, "sensor.lock_state")
    await disable_entity(account, "sensor.task_points")
    await expect(card.locator("[data-fact*=task_points] .dim")).to_have_text(
        "Task points required"
    )
    await expect(card.locator(".phase")).to_have_text("Locked")

    await lock.change_lock(freeze_seconds=None)
    await account.on_entity("homeassistant.update_entity", "binary_sensor.frozen")

    await expect(card.locator(".phase")).to_have_text("Frozen")


async def test_removed_button_is_not_offered(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await card.locator("[data-name=start_pillory]").wait_for()

    await remove_entity(account, "button.start_pillory")

    await expect(card.locator("[data-name=start_pillory]")).to_have_count(0)
    await expect(card.locator("[data-name=freeze]")).to_be_visible()


async def test_card_tells_that_its_account_was_removed(
    lock: SimulatorProcess, home: HomeAssistant, open_cards: OpenCards
) -> None:
    async with added_account(home, lock, WEARER_TOKEN) as account:
        page = await open_cards([card_of(await lock_of(account))])
        card = shown_cards(page)
        await assert_is_simulated(card, lock)

    await expect(card.locator(".problem")).to_have_text(card_text("missing"))
    await expect(card.locator("button")).to_have_count(0)
