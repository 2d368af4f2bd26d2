"""Fixtures: conditions that are asked whether they pass."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as conditions
from homeassistant.setup import async_setup_component
from tests.added_account import Account
from tests.simulator import Lock

from .moments import an_hour_remains
from .rules import Passes, Watch, watch


@pytest.fixture
async def passes(hass: HomeAssistant, account: Account) -> Passes:
    """Return a function that tells whether a condition passes now."""
    # It brings the helper that conditions belong to.
    assert await async_setup_component(hass, "automation", {})

    async def passes(config: dict[str, Any]) -> bool:
        checked = await conditions.async_validate_condition_config(hass, config)
        checker = await conditions.async_from_config(hass, checked)
        await checker.async_setup()
        try:
            return bool(checker.async_check())
        finally:
            checker.async_unload()

    return passes


@pytest.fixture
async def an_hour_before(hass: HomeAssistant, account: Account, lock: Lock) -> Watch:
    """Wait for the moment at which an hour remains."""
    return await watch(hass, an_hour_remains(account))
