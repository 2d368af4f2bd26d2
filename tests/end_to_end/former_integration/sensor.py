"""Its sensors, each with a state that is recorded."""

from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

VALUES = {
    "wearer_username": "before",
    "time_remaining": "27800",
    "end_date": "2026-01-06T20:00:00+00:00",
    "lock_type": "virtual",
}


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add them."""
    async_add_entities(FormerSensor(entry.entry_id, key) for key in VALUES)


class FormerSensor(SensorEntity):
    """One of them."""

    _attr_has_entity_name = True

    def __init__(self, entry_id: str, key: str) -> None:
        """Name it as the other integration does."""
        self._attr_name = key.replace("_", " ").title()
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_native_value = VALUES[key]
        self._attr_device_info = DeviceInfo(
            identifiers={("chastify", f"{entry_id}_my_lock")},
            name="Session",
            manufacturer="Chastify",
            model="Chastify Lock",
        )
