"""An account in Home Assistant as the tests look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

DOMAIN: Final = "chastify"
CONF_BASE_URL: Final = "base_url"

# Platforms whose entities show a reading; the others send commands or report events.
READING_PLATFORMS: Final = ("binary_sensor", "calendar", "sensor", "switch")


@dataclass(frozen=True)
class Account:
    """The entities of one entry, found by their keys and never by a guessed id."""

    hass: HomeAssistant
    entry: MockConfigEntry

    def entity_ids(self) -> Mapping[str, str]:
        """Return the entity ids of the account by platform and key, `sensor.role`."""
        prefix = f"{self.entry.entry_id}_"
        return {
            f"{entity.domain}.{entity.unique_id.removeprefix(prefix)}": entity.entity_id
            for entity in er.async_entries_for_config_entry(
                er.async_get(self.hass), self.entry.entry_id
            )
        }

    def full_state(self, key: str) -> State:
        """Return an entity's state object."""
        state = self.hass.states.get(self.entity_ids()[key])
        assert state is not None
        return state

    def state(self, key: str) -> str:
        """Return an entity's state."""
        return self.full_state(key).state

    def states(self) -> dict[str, str]:
        """Return the states of all entities that show a reading and aren't disabled."""
        registry = er.async_get(self.hass)
        return {
            key: self.state(key)
            for key, entity_id in self.entity_ids().items()
            if key.startswith(READING_PLATFORMS)
            and not registry.entities[entity_id].disabled
        }


async def add(hass: HomeAssistant, entry: MockConfigEntry) -> Account:
    """Add an account."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return Account(hass, entry)
