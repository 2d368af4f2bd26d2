"""An account at a service that answers in another shape shows what the plain shape shows."""

from collections.abc import Mapping
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import EVERY_SHAPE, PLAIN, Shape, Simulator

pytestmark = pytest.mark.usefixtures("all_entities_enabled")


def shown(account: Account) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Return states and attributes of all entities that show a reading."""
    return {
        key: (state.state, state.attributes)
        for key in account.states()
        for state in (account.full_state(key),)
    }


@pytest.mark.parametrize("shape", EVERY_SHAPE.values(), ids=EVERY_SHAPE.keys())
async def test_states_are_those_of_the_plain_shape(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    now: FrozenDateTimeFactory,
    advance: Advance,
    shape: Shape,
) -> None:
    lock = simulator.start_lock(max_remaining=86400)
    simulator.shape = shape
    account = await add(hass, entry)
    found = shown(account)

    simulator.shape = PLAIN
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert found == shown(account)
    assert found["sensor.lock_title"][0] == "Weekend Challenge"
    assert found["binary_sensor.active"][0] == STATE_ON

    simulator.shape = shape
    lock.freeze(600)
    await advance(31)
    assert account.state("sensor.lock_state") == "frozen"
    simulator.lock = None
    await advance(31)
    assert account.state("sensor.lock_state") == "no_lock"
    assert account.state("binary_sensor.active") == "off"
