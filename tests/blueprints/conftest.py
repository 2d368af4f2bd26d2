"""A house with one account, and the blueprints where Home Assistant looks for them."""

from collections.abc import AsyncGenerator
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import Account
from tests.simulator import Lock, Simulator

from .house import BLUEPRINTS, TIME_ZONE, House
from .phone import Phone
from .rule_broken import WARDROBE
from .safe_word import SafeWord


@pytest.fixture
async def blueprint_folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give Home Assistant a configuration folder that holds our blueprints."""
    folder = tmp_path / "blueprints"
    folder.symlink_to(BLUEPRINTS, target_is_directory=True)
    hass.config.config_dir = str(tmp_path)
    return folder


@pytest.fixture
async def house(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    blueprint_folder: Path,
    hass_storage: dict[str, object],
    simulator: Simulator,
    account: Account,
) -> AsyncGenerator[House]:
    """Return a house without rules, at noon in UTC."""
    await hass.config.async_set_time_zone(TIME_ZONE)
    for component in ("homeassistant", "persistent_notification"):
        assert await async_setup_component(hass, component, {})
    house = House(hass, now, simulator, account)
    yield house
    await house.end()


@pytest.fixture
def phone(hass: HomeAssistant, house: House) -> Phone:
    """Return a phone that can be told and asked."""
    return Phone(hass)


@pytest.fixture
def lasting_lock(house: House, lock: Lock) -> Lock:
    """Let the lock run for a year, without a maximum."""
    lock.max_remaining = None
    lock.remaining = 365 * 86400
    return lock


@pytest.fixture
async def counters(house: House) -> None:
    """Make helpers that count, one of which is too short for it."""
    assert await async_setup_component(
        house.hass,
        "input_text",
        {"input_text": {"counter": {}, "short": {"max": 10}}},
    )


@pytest.fixture
async def wardrobe(house: House) -> None:
    """Shut the wardrobe."""
    await house.set_state(WARDROBE, "off")


@pytest.fixture
async def safe_word(
    house: House, now: FrozenDateTimeFactory
) -> AsyncGenerator[SafeWord]:
    """Return a caller of the script of the safe word; its calls are over at the end."""
    safe_word = SafeWord(house, now, [])
    yield safe_word
    house.simulator.clear_faults()
    await safe_word.end()
