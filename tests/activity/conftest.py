"""Fixtures: a recorder, and the activity that is read from it."""

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType
from tests.added_account import Account

from .lines import Activity


@pytest.fixture
def activity_config() -> ConfigType:
    """Return the configuration of the activity; tests parametrize it."""
    return {}


@pytest.fixture
async def activity(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
    activity_config: ConfigType,
) -> Activity:
    """Return the activity of a house with an account whose lock is running."""
    return await Activity.begin(
        hass, now, hass_ws_client, hass_admin_user, activity_config
    )


@pytest.fixture
def anna(hass_admin_user: MockUser) -> str:
    """Return the id of a person of the house."""
    user_id: str = hass_admin_user.id
    return user_id
