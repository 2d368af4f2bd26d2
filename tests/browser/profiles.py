"""Browser profiles in which somebody is logged in."""

from datetime import timedelta
import json
from time import time

from playwright.async_api import Browser, BrowserContext, StorageState

from tests.real.home_assistant import HomeAssistant
from tests.real.json_types import JsonObject
from tests.real.ports import LOOPBACK

from .chromium import PATIENCE
from .visitor import Person, Visitor

_MILLISECOND = timedelta(milliseconds=1)

# Timers and animations go on by the true clock, as they do where a clock is wrong.
_SHIFT_CLOCK = """
globalThis.Date = new Proxy(Date, {
  construct: (date, values, target) =>
    Reflect.construct(date, values.length ? values : [date.now() + AHEAD], target),
  apply: (date) => String(new date(date.now() + AHEAD)),
  get: (date, name) =>
    name === "now" ? () => date.now() + AHEAD : Reflect.get(date, name),
});
"""


class Profiles:
    """Keeps profiles and logins: an empty cache and the check of a password take seconds."""

    def __init__(self, browser: Browser) -> None:
        """Make them in this browser."""
        self._browser = browser
        self._kept: dict[tuple[str, Person, Visitor], BrowserContext] = {}
        self._tokens: dict[tuple[str, Person], JsonObject] = {}

    async def profile(
        self, home: HomeAssistant, person: Person, visitor: Visitor
    ) -> BrowserContext:
        """Return the profile of somebody with their device, a new one where the visitor has it."""
        if visitor.has_new_profile:
            return await self._made(home, person, visitor)
        key = (home.url, person, visitor)
        if key not in self._kept:
            self._kept[key] = await self._made(home, person, visitor)
        return self._kept[key]

    async def _made(
        self, home: HomeAssistant, person: Person, visitor: Visitor
    ) -> BrowserContext:
        context = await self._browser.new_context(
            viewport={"width": visitor.width, "height": visitor.height},
            has_touch=visitor.has_touch,
            is_mobile=visitor.has_touch,
            color_scheme="dark" if visitor.is_dark else "light",
            reduced_motion="reduce" if visitor.reduces_motion else "no-preference",
            locale=visitor.language,
            timezone_id=visitor.time_zone or home.time_zone.key,
            service_workers="allow" if visitor.has_service_worker else "block",
            storage_state=_stored(
                address(home, visitor), await self._logged_in(home, person), visitor
            ),
        )
        context.set_default_timeout(PATIENCE)
        if visitor.clock_ahead:
            ahead = visitor.clock_ahead // _MILLISECOND
            await context.add_init_script(_SHIFT_CLOCK.replace("AHEAD", f"({ahead})"))
        return context

    async def _logged_in(self, home: HomeAssistant, person: Person) -> JsonObject:
        """Return somebody's tokens as the frontend keeps them."""
        key = (home.url, person)
        if key not in self._tokens:
            self._tokens[key] = await login(home, person)
        return self._tokens[key]


async def login(home: HomeAssistant, person: Person) -> JsonObject:
    """Return new tokens of somebody as the frontend keeps them."""
    tokens = await home.rest.tokens_of(person.name, person.password)
    return {
        **tokens,
        "expires": int((time() + tokens["expires_in"]) * 1000),
        "clientId": home.rest.client_id,
    }


def address(home: HomeAssistant, visitor: Visitor) -> str:
    """Return where somebody finds Home Assistant: it has its service worker at localhost only."""
    if visitor.has_service_worker:
        return home.url.replace(LOOPBACK, "localhost")
    return home.url


def _stored(url: str, tokens: JsonObject, visitor: Visitor) -> StorageState:
    """Return the storage of a profile."""
    return {
        "origins": [
            {
                "origin": url,
                "localStorage": [
                    {"name": name, "value": value}
                    for name, value in kept_values(url, tokens, visitor).items()
                ],
            }
        ]
    }


def kept_values(url: str, tokens: JsonObject, visitor: Visitor) -> dict[str, str]:
    """Return what the frontend stores of a login, and of the choices in a profile."""
    ahead = visitor.clock_ahead // _MILLISECOND
    values = {
        "hassTokens": {
            **tokens,
            "hassUrl": url,
            "expires": tokens["expires"] + ahead,
        },
        "dockedSidebar": "always_hidden",
        "selectedLanguage": visitor.language,
    }
    return {name: json.dumps(value) for name, value in values.items()}
