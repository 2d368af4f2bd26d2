"""The card of weeks: its pictures, its table, and what it says where it has none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
import re

from playwright.async_api import Locator, expect
import pytest

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.json_types import JsonObject

from .accessibility import violations
from .history import NOTHING, History, by_source, recorded, refused
from .layout import too_wide
from .opening import OpenCard, OpenPage
from .page_errors import PageErrors
from .texts import card_text, entity_text
from .visitor import PHONE, Visitor
from .weeks import WeeksPage, locked_for

_HOUR = 3600
_DAY = 24 * _HOUR
_TRANSLATED = ("en", "de", "fr", "nl", "es")
# A key of a translation, or a placeholder.
_RAW = re.compile(r"component\.|config_panel|\{|\}|undefined|NaN|\w+_\w+_\w+")
_EVENT = "event.lock_events.state_attributes"

pytestmark = pytest.mark.usefixtures("lock")


@pytest.fixture
def weeks_page(account: Account, open_page: OpenPage) -> WeeksPage:
    """Return what opens the card."""
    return WeeksPage(account, open_page)


@pytest.fixture
def today(home: HomeAssistant) -> date:
    """Return the day in the house, which tests begin at midday."""
    return datetime.now(home.time_zone).date()


@pytest.fixture
async def monday(home: HomeAssistant) -> AsyncIterator[None]:
    """Let weeks begin on Mondays for the owner."""
    async with _first_weekday(home, "monday"):
        yield


@asynccontextmanager
async def _first_weekday(home: HomeAssistant, name: str) -> AsyncIterator[None]:
    async def choose(value: JsonObject | None) -> None:
        async with home.websocket() as websocket:
            await websocket.command(
                "frontend/set_user_data", key="language", value=value
            )

    await choose({"language": "en", "first_weekday": name})
    try:
        yield
    finally:
        await choose(None)


def _week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _figure(card: Locator, name: str) -> Locator:
    return card.locator("dl > div").filter(has=card.page.get_by_text(name, exact=True))


async def test_its_files_are_loaded_when_it_is_used(
    account: Account, open_card: OpenCard, weeks_page: WeeksPage
) -> None:
    loaded: list[str] = []
    card = await open_card(Visitor(has_new_profile=True))
    card.page.on("request", lambda request: loaded.append(request.url.split("/")[-1]))
    await card.page.reload()
    await expect(card.locator(".clock")).to_have_text(re.compile(r"\d:\d\d"))
    assert "countdown.js" in loaded
    assert {"weeks-card.js", "card-form.js"}.isdisjoint(loaded)

    history = History(locked_for(account.home, 60))
    page = (await weeks_page.open(history, Visitor(has_new_profile=True))).page
    page.on("request", lambda request: loaded.append(request.url.split("/")[-1]))
    await page.reload()
    await expect(page.locator(".bars button")).to_have_count(8)
    assert "weeks-card.js" in loaded


@pytest.mark.usefixtures("monday")
async def test_weeks_are_shown_as_bars_days_figures_and_a_table(
    weeks_page: WeeksPage, today: date
) -> None:
    week = _week_of(today) - timedelta(days=7)
    days = {
        week: NOTHING | {"locked": _DAY, "frozen": 2 * _HOUR},
        week + timedelta(days=1): NOTHING
        | {
            "locked": 12 * _HOUR,
            "added": by_source(_HOUR, 2 * _HOUR),
            "removed": by_source(elsewhere=30 * 60),
        },
        today: NOTHING,
    }
    session = NOTHING | {
        "start": f"{week}T00:00:00+00:00",
        "end": f"{week + timedelta(days=1)}T09:00:00+00:00",
        "title": None,
        "locked": 36 * _HOUR,
    }
    history = History(recorded(days, session))
    card = await weeks_page.open(history, weeks=3)

    bars = card.locator(".bars button")
    await expect(bars).to_have_count(3)
    await expect(bars.nth(0)).to_have_accessible_name(re.compile("0 minutes · 0%"))
    await expect(bars.nth(1)).to_have_accessible_name(
        re.compile(r"1 day, 12 hours · 21%.*Frozen: 2 hours.*Time added: 3 hours")
    )
    assert history.asked == [
        {
            "config_entry_id": weeks_page.account.entry_id,
            "start": (week - timedelta(days=7)).isoformat(),
            "end": (week + timedelta(days=13)).isoformat(),
        }
    ]
    cells = card.get_by_role("cell").and_(card.locator("[data-day]"))
    await expect(cells).to_have_count(15 + today.weekday())
    await expect(card.locator("[data-week='1'][data-day='1']")).to_have_accessible_name(
        re.compile("12 hours · 50%")
    )

    locked = entity_text("sensor.lock_state.state.locked")
    await expect(_figure(card, locked).locator("dd").first).to_have_text("1d 12h")
    await expect(_figure(card, locked)).to_contain_text("Frozen 2h")
    longest = _figure(card, card_text("weeks_longest"))
    await expect(longest.locator("dd").first).to_have_text("1d 12h")
    added = _figure(card, entity_text(f"{_EVENT}.event_type.state.time_added"))
    await expect(added.locator("dd")).to_have_text(
        ["3h", "Home Assistant 1h", "Elsewhere 2h"]
    )

    await card.get_by_text(card_text("weeks_table"), exact=True).click()
    row = card.get_by_role("row").filter(has_text="1d 12h")
    await expect(row.get_by_role("cell")).to_have_text(
        ["1d 12h", "21%", "2h", "1h", "2h", "–", "30m"]
    )


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("visitor", "weeks"),
    [(PHONE, 8), (Visitor(), 8), (PHONE, 53), (Visitor(), 156)],
    ids=["phone", "desktop", "phone, a year", "desktop, three years"],
)
async def test_axe_finds_nothing_and_all_has_room(
    weeks_page: WeeksPage, visitor: Visitor, weeks: int, is_dark: bool
) -> None:
    history = History(locked_for(weeks_page.account.home, 1095))
    card = await weeks_page.open(
        history, replace(visitor, is_dark=is_dark), weeks=weeks
    )

    await expect(card.locator(".bars button")).to_have_count(weeks)
    assert await violations(card) == []
    await card.get_by_text(card_text("weeks_table"), exact=True).click()
    assert await violations(card) == []
    if weeks == 8:
        wide = await too_wide(card.locator("chastify-weeks"))
        assert [line for line in wide if 'class="scroll"' not in line] == []


@pytest.mark.usefixtures("monday")
async def test_arrows_lead_to_earlier_weeks_and_now_leads_back(
    weeks_page: WeeksPage, today: date
) -> None:
    history = History(locked_for(weeks_page.account.home, 400))
    card = await weeks_page.open(history, weeks=4)
    earlier, later, now = (
        card.get_by_role("button", name=card_text(f"weeks_{name}"), exact=True)
        for name in ("earlier", "later", "now")
    )
    await expect(card.locator(".bars button")).to_have_count(4)
    await expect(later).to_be_disabled()
    await expect(now).to_be_disabled()
    newest = await card.locator(".bars button").last.get_attribute("aria-label")

    async def assert_asked(weeks_before: int) -> None:
        start = _week_of(today) - timedelta(weeks=weeks_before)
        await expect(card.locator("[data-week='0'][data-day='0']")).to_have_attribute(
            "aria-label", re.compile(rf"{start:%A, %B} {start.day}, {start.year}\n")
        )
        assert start.isoformat() in [data["start"] for data in history.asked]

    await earlier.click()
    await assert_asked(7)
    await earlier.click()
    await assert_asked(11)
    await later.click()
    await assert_asked(7)
    await now.click()
    await expect(card.locator(".bars button").last).to_have_attribute(
        "aria-label", newest or ""
    )
    # Each page is read when it is shown: what was deleted since is gone.
    assert len(history.asked) == 5


async def test_arrow_ends_where_no_days_are_kept(weeks_page: WeeksPage) -> None:
    card = await weeks_page.open(
        History(locked_for(weeks_page.account.home, 30)), weeks=156
    )

    earlier = card.get_by_role("button", name=card_text("weeks_earlier"))
    await earlier.click()
    await expect(earlier).to_be_disabled()


@pytest.mark.parametrize("name", ["sunday", "thursday"])
async def test_weeks_begin_as_the_profile_says(
    weeks_page: WeeksPage, home: HomeAssistant, name: str
) -> None:
    async with _first_weekday(home, name):
        card = await weeks_page.open(History(locked_for(home, 60)))

        await expect(card.get_by_role("rowheader").first).to_have_text(
            name[:3].capitalize()
        )
        await expect(
            card.locator("[data-week='2'][data-day='0']")
        ).to_have_accessible_name(re.compile(f"^{name}", re.IGNORECASE))


async def test_is_read_again_when_something_happened_and_not_at_a_poll(
    weeks_page: WeeksPage,
) -> None:
    account = weeks_page.account
    history = History(locked_for(account.home, 60))
    card = await weeks_page.open(history)
    await expect(card.locator(".bars button")).to_have_count(8)
    asked = len(history.asked)

    await account.read_now()
    await account.read_now()
    assert len(history.asked) == asked

    history.answer = recorded({})
    await account.simulator.change_lock(remaining=86400.0 * 9)
    await account.read_now()
    await expect(card.get_by_role("status")).to_have_text(card_text("weeks_empty"))
    assert len(history.asked) == asked + 1


async def test_tip_tells_of_a_bar_and_of_a_day_by_pointer_and_by_keyboard(
    weeks_page: WeeksPage,
) -> None:
    card = await weeks_page.open(History(locked_for(weeks_page.account.home, 60)))
    page = card.page
    tip = card.locator(".tip")
    bars = card.locator(".bars button")
    await expect(bars).to_have_count(8)

    async def assert_told(part: Locator) -> None:
        label = await part.get_attribute("aria-label") or ""
        await expect(tip).to_have_text(label)

    await bars.nth(3).hover()
    await assert_told(bars.nth(3))
    await card.locator("h2").hover()
    await expect(tip).to_have_count(0)

    await card.get_by_role("button", name=card_text("weeks_earlier")).focus()
    # "Later" can't be pressed; the figures that open a sensor can.
    for _ in range(await card.locator("dd button").count() + 1):
        await page.keyboard.press("Tab")
    await assert_told(bars.nth(7))
    await page.keyboard.press("ArrowLeft")
    await assert_told(bars.nth(6))
    await page.keyboard.press("Home")
    await assert_told(bars.nth(0))
    await page.keyboard.press("Escape")
    await expect(tip).to_have_count(0)
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowDown")
    await assert_told(card.locator("[data-week='6'][data-day='1']"))
    # One of each picture is in the order of tabs.
    await page.keyboard.press("Shift+Tab")
    await assert_told(bars.nth(0))


async def test_tap_on_a_week_opens_the_calendar(weeks_page: WeeksPage) -> None:
    card = await weeks_page.open(
        History(locked_for(weeks_page.account.home, 60)), PHONE
    )

    await card.locator(".bars button").nth(5).tap()
    await expect(
        card.page.locator("ha-more-info-dialog more-info-calendar")
    ).to_be_attached()


@pytest.mark.parametrize("language", _TRANSLATED)
async def test_texts_are_those_of_the_language(
    weeks_page: WeeksPage, language: str
) -> None:
    card = await weeks_page.open(
        History(locked_for(weeks_page.account.home, 60)), Visitor(language=language)
    )

    await expect(card.locator("h3")).to_have_text(
        [card_text(f"weeks_{key}", language) for key in ("by_week", "changes")]
    )
    await expect(card.locator("dt").first).to_have_text(
        entity_text("sensor.lock_state.state.locked", language)
    )
    await expect(card.locator("dt").nth(1)).to_have_text(
        card_text("weeks_longest", language)
    )
    await expect(card.locator("chastify-weeks")).not_to_have_text(_RAW)


async def test_card_is_mirrored_where_it_is_read_from_the_right(
    weeks_page: WeeksPage,
) -> None:
    history = History(locked_for(weeks_page.account.home, 60))
    card = await weeks_page.open(history, replace(PHONE, language="he"))
    bars = card.locator(".bars button")
    await expect(bars).to_have_count(8)

    first, last = [await bars.nth(index).bounding_box() for index in (0, 7)]
    assert first
    assert last
    assert first["x"] > last["x"]
    await bars.nth(7).focus()
    await card.page.keyboard.press("ArrowRight")
    await expect(bars.nth(6)).to_be_focused()


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            {
                "translation_domain": "homeassistant",
                "translation_key": "service_not_found",
                "message": "no",
            },
            card_text("weeks_no_action"),
        ),
        (
            {"message": "The account is not loaded."},
            card_text("weeks_refused", reason="The account is not loaded."),
        ),
    ],
    ids=["action is missing", "refused"],
)
async def test_failure_is_told_and_the_history_shown_when_it_can_be_read(
    weeks_page: WeeksPage, error: JsonObject, text: str
) -> None:
    account = weeks_page.account
    history = History(refused(**error))
    card = await weeks_page.open(history)
    await expect(card.get_by_role("status")).to_have_text(text)
    await expect(card.locator(".bars")).to_have_count(0)

    history.answer = locked_for(account.home, 60)
    await account.simulator.change_lock(remaining=86400.0 * 9)
    await account.read_now()
    await expect(card.locator(".bars button")).to_have_count(8)
    await expect(card.get_by_role("status")).to_have_text("")


async def test_lost_connection_is_told_beside_what_is_known(
    weeks_page: WeeksPage, page_errors: PageErrors
) -> None:
    page_errors.allow("")
    history = History(locked_for(weeks_page.account.home, 60))
    card = await weeks_page.open(history)
    await expect(card.locator(".bars button")).to_have_count(8)

    await history.cut()
    await expect(card.get_by_role("status")).to_have_text(
        card_text("weeks_no_connection")
    )
    await expect(card.locator(".bars button")).to_have_count(8)
    history.mend()
    await expect(card.get_by_role("status")).to_have_text("")


async def test_weeks_stay_under_their_own_dates_while_others_cannot_be_read(
    weeks_page: WeeksPage, page_errors: PageErrors
) -> None:
    page_errors.allow("")
    history = History(locked_for(weeks_page.account.home, 400))
    card = await weeks_page.open(history)
    dates = card.locator("h2 + p")
    newest = card.locator(".bars button").last
    await expect(card.locator(".bars button")).to_have_count(8)
    shown = await dates.inner_text(), await newest.get_attribute("aria-label") or ""

    await history.cut()
    await expect(card.get_by_role("status")).to_have_text(
        card_text("weeks_no_connection")
    )
    await card.get_by_role("button", name=card_text("weeks_earlier")).click()
    await expect(
        card.get_by_role("button", name=card_text("weeks_later"))
    ).to_be_enabled()
    await expect(dates).to_have_text(shown[0])
    await expect(newest).to_have_attribute("aria-label", shown[1])


async def test_first_day_is_shown(weeks_page: WeeksPage, today: date) -> None:
    days = {today: NOTHING | {"locked": _HOUR}}
    zone = weeks_page.account.home.time_zone
    session = NOTHING | {
        "start": datetime.combine(today, time(1), zone).isoformat(),
        "end": None,
        "title": None,
        "locked": _HOUR,
    }
    card = await weeks_page.open(History(recorded(days, session)))

    longest = _figure(card, card_text("weeks_longest"))
    await expect(longest).to_contain_text(f"since {today:%b} {today.day}, {today.year}")
    await expect(card.locator(".changes")).to_have_count(0)


async def test_chosen_lock_that_is_gone_is_told(weeks_page: WeeksPage) -> None:
    history = History(recorded({}))
    card = await weeks_page.open(history)
    await card.evaluate("card => card.setConfig({ device_id: 'gone' })")

    await expect(card.get_by_role("status")).to_have_text(card_text("missing"))
    await card.evaluate("card => card.setConfig({ device_id: '' })")
    await expect(card.get_by_role("status")).to_have_text(card_text("choose_lock"))
