"""The card of weeks, and a history that it can show."""

from datetime import date, datetime, timedelta
from itertools import cycle

from playwright.async_api import Locator, Page

from tests.end_to_end.account import Account
from tests.real.home_assistant import HomeAssistant
from tests.real.json_types import JsonObject

from .accounts import lock_of
from .dashboard import PATH, save_cards
from .history import NOTHING, Answer, History, by_source, recorded
from .opening import OpenPage
from .visitor import Visitor

_HOUR = 3600
_DAY = 24 * _HOUR
# Days of locks and days between them.
_LENGTHS = ((5, 2), (12, 1), (3, 4), (8, 3), (20, 2), (1, 6))


def shown_weeks(page: Page) -> Locator:
    """Return our cards of weeks that the page shows."""
    return page.locator("chastify-weeks-card")


def weeks_of(device_id: str, **options: object) -> JsonObject:
    """Return the configuration of a card that shows the weeks of this lock."""
    return {"type": "custom:chastify-weeks-card", "device_id": device_id, **options}


class WeeksPage:
    """Opens the card of an account's lock, with a history of the test's."""

    def __init__(self, account: Account, open_page: OpenPage) -> None:
        """Use the account's Home Assistant."""
        self.account = account
        self._open_page = open_page

    async def open(
        self, history: History, visitor: Visitor = Visitor(), **options: object
    ) -> Locator:
        """Open the dashboard; return the card when it is there."""
        cards = [weeks_of(await lock_of(self.account), **options)]
        async with self.account.home.websocket() as websocket:
            await save_cards(websocket, cards)
        page = await self._open_page(PATH, visitor)
        await history.carry(page)
        card = shown_weeks(page)
        await card.locator("h2").wait_for()
        return card


def locked_for(home: HomeAssistant, count: int) -> Answer:
    """Return what was in so many days up to today: locks of some lengths, and changes of them."""
    today = datetime.now(home.time_zone).date()
    days: dict[date, JsonObject] = {}
    sessions: list[JsonObject] = []
    day = today - timedelta(days=count - 1)
    lengths = cycle(_LENGTHS)
    while day <= today:
        length, pause = next(lengths)
        within = [day + timedelta(days=number) for number in range(length)]
        within = [one for one in within if one <= today]
        for number, one in enumerate(within):
            days[one] = NOTHING | {
                "locked": 14 * _HOUR if number == 0 else _DAY,
                "frozen": 4 * _HOUR if number % 3 == 1 else 0,
                "added": by_source(
                    _HOUR * (number % 2), 2 * _HOUR if number % 4 == 0 else 0
                ),
                "removed": by_source(elsewhere=_HOUR if number % 5 == 2 else 0),
            }
        # Not later than now.
        days[within[-1]]["locked"] = 2 * _HOUR
        day += timedelta(days=length + pause)
        is_over = within[-1] < today
        sessions.append(
            NOTHING
            | {
                "start": f"{within[0]}T10:00:00+00:00",
                "end": f"{within[-1]}T01:00:00+00:00" if is_over else None,
                "title": "A title",
                "locked": sum(days[one]["locked"] for one in within),
            }
        )
    days.setdefault(today, NOTHING)
    return recorded(days, *sessions)
