"""Entries that follow one lock of an account alone."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import CONF_API_TOKEN
from tests.added_account import CONF_BASE_URL, DOMAIN
from tests.simulator import WEARER_TOKEN, Lock, Simulator


def entry_of(simulator: Simulator, lock: Lock) -> MockConfigEntry:
    """Return an entry of the wearer for one lock, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        version=100,
        title="sim_wearer: other",
        data={
            CONF_API_TOKEN: WEARER_TOKEN,
            CONF_BASE_URL: simulator.url,
            "lock_id": lock.lock_id,
        },
    )
