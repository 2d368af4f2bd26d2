"""The card in the language, the format and the time zone of a person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
import re
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import reload_entry
from tests.real.json_types import JsonObject
from tests.real.simulator import SimulatorProcess

from .accounts import lock_of
from .dashboard import card_of, shown_cards
from .layout import reads_from_the_left, too_wide
from .opening import OpenCard, OpenCards
from .texts import card_text, entity_text
from .visitor import PHONE, Visitor

_TRANSLATED = ("en", "de", "fr", "nl", "es")
_BUTTONS = (
    "remove_time",
    "add_time",
    "freeze",
    "start_pillory",
    "end_pillory",
    "start_hygienic_unlock",
    "start_task_timer",
    "complete_task",
    "fail_task",
)
_FACTS = (
    "sensor.locked_since",
    "sensor.latest_unlock_time",
    "binary_sensor.task_assigned",
    "sensor.task_points",
)
# A key of a translation, or a placeholder.
_RAW = re.compile(r"component\.|config_panel|\{|\}|undefined|\w+_\w+_\w+")


async def _assert_in_language(card: Locator, language: str) -> None:
    """Wait until all texts of a full card are those of a language."""

    def named(key: str) -> str:
        return entity_text(f"{key}.name", language)

    await expect(card.locator(".phase")).to_have_text(
        entity_text("sensor.lock_state.state.locked", language)
    )
    await expect(card.locator(".head .dim")).to_contain_text(
        f"{named('sensor.keyholder')} · Sim Keyholder · "
    )
    await expect(card.locator(".facts .dim")).to_have_text(
        [named(key) for key in _FACTS]
    )
    buttons = card.locator(".actions button, .step [data-name*=time] button")
    names = [re.compile(f"^{named(f'button.{key}')}") for key in _BUTTONS]
    for button, name in zip(await buttons.all(), names, strict=True):
        await expect(button).to_have_accessible_name(name)
    await expect(card.locator(".time")).to_contain_text(
        card_text("unlocks", language, time="").strip()
    )
    await expect(card.get_by_role("timer")).to_have_accessible_name(
        named("sensor.time_remaining")
    )
    stop = card.locator("[data-name=stop] button")
    await expect(stop).to_have_accessible_name(named("button.stop_devices"))
    await expect(card).to_contain_text(card_text("latched", language))
    await expect(card.locator("[data-name=enable]")).to_have_text(
        card_text("enable_devices", language)
    )
    await expect(card).not_to_have_text(_RAW)


@pytest.mark.parametrize(
    ("language", "texts"),
    [*((language, language) for language in _TRANSLATED), ("it", "en")],
)
async def test_texts_are_those_of_the_language(
    full_account: Account, open_cards: OpenCards, language: str, texts: str
) -> None:
    device_id = await lock_of(full_account)
    page = await open_cards(
        [card_of(device_id, actions=_BUTTONS)], Visitor(language=language)
    )

    await _assert_in_language(shown_cards(page), texts)


async def test_card_is_mirrored_where_it_is_read_from_the_right(
    full_account: Account, open_cards: OpenCards
) -> None:
    device_id = await lock_of(full_account)
    visitor = Visitor(width=PHONE.width, language="he")
    page = await open_cards([card_of(device_id, actions=_BUTTONS)], visitor)
    card = shown_cards(page)

    await _assert_in_language(card, "en")
    await expect(card).to_have_css("direction", "rtl")
    left, right = [
        await card.locator(selector).bounding_box() for selector in (".phase", "h2")
    ]
    assert left
    assert right
    assert left["x"] < right["x"]
    # The bar that fills up while a button is held begins at the right.
    begin = await card.locator("[data-name=freeze] button").evaluate(
        "button => getComputedStyle(button, '::before').right"
    )
    assert begin == "0px"
    # Its full stops are at the right end of English.
    assert await reads_from_the_left(card.locator(".latched"))
    assert await too_wide(card) == []


@pytest.mark.parametrize("language", ["he", "ar"])
async def test_numbers_keep_their_order_and_have_room_where_it_is_read_from_the_right(
    lock: SimulatorProcess, device: Device, open_cards: OpenCards, language: str
) -> None:
    account = device.account
    await lock.change_lock(
        remaining=13 * 86400 + 82800, task_points=12, task_points_required=20
    )
    await reload_entry(account.home, account.entry_id)
    await device.start(1)
    await lock.order_fault(status=503, times=None, match="POST")
    remaining = (await account.entity_ids())["sensor.time_remaining"]
    features = [{"type": "custom:chastify-time"}]
    page = await open_cards(
        [
            card_of(await lock_of(account)),
            {"type": "tile", "entity": remaining, "features": features},
        ],
        Visitor(width=PHONE.width, language=language),
    )
    card, feature = shown_cards(page), page.locator("chastify-time")
    over = card.locator(".stop [dir=ltr]")
    points = card.locator(".facts bdi")

    await expect(points).to_have_text("12 / 20")
    await expect(over).to_have_text(re.compile(r"^\+0:00:\d\d$"))
    assert await reads_from_the_left(points)
    assert await reads_from_the_left(over)
    await expect(card.locator("h2")).to_have_css("text-align", "right")
    assert await too_wide(card) == []
    assert await too_wide(feature) == []
    count, whole = (
        await feature.locator("span").bounding_box(),
        await feature.bounding_box(),
    )
    assert count
    assert whole
    assert count["height"] <= whole["height"]


# Half an hour beside the zone of Home Assistant, which is whole hours from UTC.
_ELSEWHERE = "Australia/Adelaide"


@pytest.fixture
async def half_past(lock: SimulatorProcess, account: Account) -> datetime:
    """Let the lock end in the middle of a minute; return when that is."""
    now = await lock.now()
    await lock.change_lock(remaining=7200 + 30 - now % 60)
    await account.read_now()
    return datetime.fromtimestamp(now + 7200 + 30 - now % 60, UTC)


@asynccontextmanager
async def _profile(home: HomeAssistant, **chosen: str) -> AsyncIterator[None]:
    """Let the owner have chosen something for the length of a block."""

    async def choose(value: JsonObject | None) -> None:
        async with home.websocket() as websocket:
            await websocket.command(
                "frontend/set_user_data", key="language", value=value
            )

    await choose({**chosen})
    try:
        yield
    finally:
        await choose(None)


@pytest.mark.parametrize(
    ("place", "language", "form"),
    [("local", "en", "%-I:%M %p"), ("server", "de", "%H:%M")],
)
async def test_unlock_time_is_written_as_the_profile_says(
    home: HomeAssistant,
    half_past: datetime,
    open_card: OpenCard,
    place: str,
    language: str,
    form: str,
) -> None:
    async with _profile(home, language=language, time_zone=place):
        card = await open_card(Visitor(time_zone=_ELSEWHERE, language=language))

        zone = home.time_zone if place == "server" else ZoneInfo(_ELSEWHERE)
        written = half_past.astimezone(zone).strftime(form)
        await expect(card.locator(".time .dim")).to_have_text(
            re.compile(rf"\b{written.replace(' ', '.')}$")
        )
