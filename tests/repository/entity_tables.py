"""The entities as the tables in the code name them."""

from collections.abc import Sequence
from typing import Final

from custom_components.chastify.binary_sensor import BINARY_SENSORS
from custom_components.chastify.calendar import LOCK_SESSIONS
from custom_components.chastify.sensor import SENSORS
from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription

DESCRIPTIONS: Final[dict[Platform, Sequence[EntityDescription]]] = {
    Platform.BINARY_SENSOR: BINARY_SENSORS,
    Platform.CALENDAR: (LOCK_SESSIONS,),
    Platform.SENSOR: SENSORS,
}


def described_keys() -> set[str]:
    """Return platform and key of every entity, `sensor.role`."""
    return {
        f"{platform}.{description.key}"
        for platform, descriptions in DESCRIPTIONS.items()
        for description in descriptions
    }


def options(platform: str, key: str) -> set[str] | None:
    """Return the states that an entity can have, None where they aren't listed."""
    if platform == Platform.SENSOR:
        listed = next(sensor.options for sensor in SENSORS if sensor.key == key)
        return set(listed) if listed else None
    return {"on", "off"}
