"""How long the card takes from its first request to its countdown, with 100 ms an answer.

Run by `script/test --browser -k load_time -n 0 -rP`. It prints; no figure fails a run.
"""

from collections.abc import Sequence
from statistics import median

from playwright.async_api import BrowserContext
import pytest

from tests.end_to_end.account import Account
from tests.end_to_end.device import Device
from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant
from tests.real.simulator import SimulatorProcess

from .accounts import lock_of
from .dashboard import PATH, card_of, save_cards
from .homes import OWNER
from .load import LATENCY, Load, load
from .profiles import Profiles
from .visitor import Visitor

_TRIES = 5
_FIRST = "chastify-card.js"
_FOLDER = ROOT / "custom_components" / "chastify" / "frontend"


@pytest.fixture
async def url(
    home: HomeAssistant, lock: SimulatorProcess, account: Account, device: Device
) -> str:
    """Return the address of a dashboard with the card of a lock with a device."""
    async with home.websocket() as websocket:
        await save_cards(websocket, [card_of(await lock_of(account))])
    return f"{home.url}{PATH}"


async def new_profile(profiles: Profiles, home: HomeAssistant) -> BrowserContext:
    """Return a profile with an empty cache."""
    return await profiles.profile(home, OWNER, Visitor(has_new_profile=True))


async def test_the_countdown_waits_for_one_round_of_modules_after_the_first(
    home: HomeAssistant, profiles: Profiles, url: str
) -> None:
    async with await new_profile(profiles, home) as profile:
        rounds = (await load(profile, url)).rounds
    assert rounds.pop(_FIRST) == 1
    assert set(rounds.values()) == {2}


async def test_load_time_to_the_countdown(
    home: HomeAssistant, profiles: Profiles, url: str
) -> None:
    cold: list[Load] = []
    warm: list[Load] = []
    for _ in range(_TRIES):
        async with await new_profile(profiles, home) as profile:
            cold.append(await load(profile, url))
            warm.append(await load(profile, url))
    rounds = cold[-1].rounds
    size = sum((_FOLDER / name).stat().st_size for name in rounds)
    print(  # noqa: T201
        f"{len(rounds)} modules, {size} bytes, {max(rounds.values())} rounds;"
        f" to the first digit with {LATENCY} ms an answer, {_TRIES} times:\n"
        f"{_text('nothing in the cache', cold)}\n{_text('all in the cache', warm)}"
    )


def _text(cache: str, loads: Sequence[Load]) -> str:
    times = [load.milliseconds for load in loads]
    return f"{cache}: median {median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms"
