"""The card in each state of a lock."""

from datetime import timedelta
import re

from playwright.async_api import expect
import pytest

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import reload_entry
from tests.real.json_types import JsonObject
from tests.real.simulator import KEYHOLDER_TOKEN, WEARER_TOKEN, SimulatorProcess

from .accounts import added_account, lock_of, stop_polling
from .countdown import assert_is_simulated, following_seconds
from .dashboard import card_of, shown_cards
from .opening import OpenCard, OpenCards
from .other_integration import other_device
from .texts import card_text
from .traffic import Traffic
from .visitor import Visitor

_HOUR = timedelta(hours=1)
_NOT_KNOWN = re.compile("unknown|unavailable|undefined|null|NaN", re.IGNORECASE)


async def test_countdown_runs_without_a_request_or_a_state(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await stop_polling(account)
    card = await open_card()
    traffic = Traffic(card.page)
    await card.page.reload()
    await assert_is_simulated(card, lock)
    await lock.forget_requests()
    traffic.forget()

    seconds = await following_seconds(card, 4)

    assert seconds == sorted(set(seconds), reverse=True)
    assert traffic.sent == []
    assert [message for message in traffic.received if "c" in message["event"]] == []
    assert await lock.requests() == []
    await assert_is_simulated(card, lock)


@pytest.mark.parametrize("ahead", [_HOUR, -_HOUR])
async def test_countdown_is_right_by_a_clock_that_is_wrong(
    lock: SimulatorProcess, open_card: OpenCard, ahead: timedelta
) -> None:
    card = await open_card(Visitor(clock_ahead=ahead))

    await assert_is_simulated(card, lock)
    first, second = await following_seconds(card, 2)
    assert second < first
    await expect(card.locator(".head")).to_contain_text(re.compile(r"seen today\s\d"))


@pytest.mark.parametrize(
    ("change", "phase", "days", "until"),
    [
        ({"remaining": 2 * 86400 + 3725}, "Locked", "2d 1h", r"^Timer end: \w+"),
        ({"freeze_seconds": None}, "Frozen", "", r"^since today\s\d"),
        ({}, "Locked", "", r"^Timer end: today\s\d"),
    ],
    ids=["days", "frozen", "hours"],
)
async def test_state_and_time_are_shown(
    lock: SimulatorProcess,
    account: Account,
    open_card: OpenCard,
    change: JsonObject,
    phase: str,
    days: str,
    until: str,
) -> None:
    await lock.change_lock(max_remaining=None, **change)
    await account.read_now()

    card = await open_card()

    await expect(card.locator(".phase")).to_have_text(phase)
    await expect(card.locator(".days")).to_have_text(days)
    await expect(card.locator(".time .dim")).to_have_text(re.compile(until))
    await assert_is_simulated(card, lock)


async def test_facts_are_those_of_the_lock(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await lock.change_lock(task={"text": "Sit"}, task_points=3, task_points_required=8)
    await account.read_now()

    card = await open_card()

    await expect(card.locator("h2")).to_have_text("Weekend Challenge")
    await expect(card.locator(".head")).to_contain_text(
        re.compile(r"Keyholder · Sim Keyholder · seen today\s\d")
    )
    facts = card.locator(".facts button")
    await expect(facts.locator(".dim")).to_have_text(
        ["Locked since", "Latest unlock time", "Task assigned", "Task points"]
    )
    await expect(facts.last).to_contain_text("3 / 8")
    await facts.last.click()
    await expect(card.page.locator("ha-more-info-dialog")).to_contain_text(
        "Task points"
    )


async def test_what_is_not_known_is_left_out(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    left_out = ("lockTitle", "taskPoints", "taskPointsRequired", "timeLockedSeconds")
    await lock.settings(
        keyholder=None, overrides=dict.fromkeys(left_out, "__missing__")
    )
    await lock.change_lock(max_remaining=None)
    await account.read_now()

    card = await open_card()

    await assert_is_simulated(card, lock)
    await expect(card.locator("h2")).to_have_text("Chastify lock")
    await expect(card.locator(".head .dim")).to_have_text("")
    await expect(card.locator(".facts button")).to_have_count(0)
    await expect(card).not_to_have_text(_NOT_KNOWN)


async def test_keyholder_sees_the_wearer(
    lock: SimulatorProcess, home: HomeAssistant, open_cards: OpenCards
) -> None:
    async with added_account(home, lock, KEYHOLDER_TOKEN) as account:
        page = await open_cards([card_of(await lock_of(account))])

        await expect(shown_cards(page).locator(".head")).to_contain_text(
            re.compile(r"Wearer · Sim Wearer · seen today\s\d")
        )
        await page.close()


async def test_no_lock_is_shown_and_then_the_next_one(
    simulator: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await expect(card.locator(".phase")).to_have_text("No lock")
    await expect(card.locator(".title")).to_have_text(card_text("next_lock"))
    await expect(card.locator(".clock")).to_be_empty()
    await expect(card.locator("button")).to_have_count(0)

    await simulator.start_lock()
    await account.read_now()

    await assert_is_simulated(card, simulator)


async def test_unlockable_lock_counts_up_and_offers_what_has_a_use(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    await lock.start_lock(remaining=1)
    await account.read_now()
    card = await open_card()

    await expect(card.locator(".phase")).to_have_text("Unlockable")
    await expect(card.locator(".title")).to_have_text(card_text("can_unlock"))
    first, second = await following_seconds(card, 2)
    assert first < second
    await expect(card.locator("[data-name=add_time]")).to_be_visible()
    await expect(card.locator("[data-name=remove_time]")).to_have_count(0)


async def test_service_that_is_unreachable_is_shown_with_the_last_countdown(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await expect(card.locator(".phase")).to_have_text("Locked")
    title = card.locator("h2")
    await expect(title).to_have_text("Weekend Challenge")

    await lock.order_fault(status=503, times=None)
    await reload_entry(account.home, account.entry_id)
    await expect(card.locator(".phase")).to_have_text(card_text("unreachable"))
    await expect(card.locator(".time .dim")).to_have_text(
        re.compile(r"^if nothing has changed since today\s\d")
    )
    await expect(card.locator("button")).to_have_count(0)
    await expect(title).to_have_text("Weekend Challenge")
    await assert_is_simulated(card, lock)

    await lock.clear_faults()
    await reload_entry(account.home, account.entry_id)
    await expect(card.locator(".phase")).to_have_text("Locked")
    await assert_is_simulated(card, lock)


async def test_lock_that_has_ended_is_not_shown_once_the_service_is_unreachable(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await expect(card.locator("h2")).to_have_text("Weekend Challenge")
    await lock.end_lock()
    await account.read_now()
    await expect(card.locator(".phase")).to_have_text("No lock")

    await lock.order_fault(status=503, times=None)
    await reload_entry(account.home, account.entry_id)

    await expect(card.locator(".phase")).to_have_text(card_text("unreachable"))
    await expect(card.locator(".clock")).to_be_empty()
    await expect(card.locator("h2")).not_to_have_text("Weekend Challenge")
    await lock.clear_faults()


async def test_refused_token_is_told_with_the_way_to_a_new_one(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await expect(card.locator(".phase")).to_have_text("Locked")

    await lock.change_token(WEARER_TOKEN, revoked=True)
    await reload_entry(account.home, account.entry_id)

    await expect(card.locator(".phase")).to_have_text(card_text("refused"))
    await expect(card.locator(".problem")).to_contain_text(card_text("token_refused"))
    await card.get_by_role("link", name=card_text("mend")).click()
    await expect(card.page).to_have_url(re.compile("/config/integrations/integration/"))


async def test_states_that_are_not_there_yet_are_loading_beside_the_last_countdown(
    lock: SimulatorProcess, account: Account, open_card: OpenCard
) -> None:
    card = await open_card()
    await assert_is_simulated(card, lock)
    entity_ids = await account.entity_ids()

    for key in ("sensor.lock_state", "binary_sensor.active", "sensor.unlock_time"):
        await account.home.rest.delete(f"/api/states/{entity_ids[key]}")

    await expect(card.locator(".phase")).to_have_text("Loading …")
    await assert_is_simulated(card, lock)


@pytest.mark.usefixtures("lock")
async def test_what_is_wrong_with_a_configuration_is_told(
    account: Account, open_cards: OpenCards
) -> None:
    device_id = await lock_of(account)
    async with other_device(account.home) as other_id:
        said: list[tuple[JsonObject, str]] = [
            ({"type": "custom:chastify-card", "device_id": ""}, "Choose a lock"),
            (card_of("gone"), "This lock no longer exists."),
            (card_of(other_id), "This lock no longer exists."),
            (card_of(device_id, actions=["fly"]), "There is no button called fly."),
            (card_of(device_id, actions="fly"), "There is no button called fly."),
        ]
        page = await open_cards([config for config, _ in said])
        messages = shown_cards(page).locator(".problem")
        await expect(messages).to_have_text([re.compile(text) for _, text in said])
        await page.close()


@pytest.mark.usefixtures("device")
async def test_connected_device_is_no_lock(
    account: Account, open_cards: OpenCards
) -> None:
    device_id = await lock_of(account)
    async with account.home.websocket() as websocket:
        (connected_id,) = [
            device["id"]
            for device in await websocket.command("config/device_registry/list")
            if device["via_device_id"] == device_id
        ]

    page = await open_cards([card_of(connected_id)])

    await expect(shown_cards(page).locator(".problem")).to_contain_text(
        "no longer exists", timeout=5000
    )
