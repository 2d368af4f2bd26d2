"""The entities as the tables in the code name them."""

from collections.abc import Sequence
from typing import Final

from custom_components.chastify.binary_sensor import BINARY_SENSORS
from custom_components.chastify.button import BUTTONS
from custom_components.chastify.calendar import LOCK_SESSIONS
from custom_components.chastify.event import LOCK_EVENTS
from custom_components.chastify.notify import NOTIFIERS
from custom_components.chastify.number import NUMBERS
from custom_components.chastify.sensor import SENSORS
from custom_components.chastify.switch import SWITCHES
from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription

DESCRIPTIONS: Final[dict[Platform, Sequence[EntityDescription]]] = {
    Platform.BINARY_SENSOR: BINARY_SENSORS,
    Platform.BUTTON: BUTTONS,
    Platform.CALENDAR: (LOCK_SESSIONS,),
    Platform.EVENT: (LOCK_EVENTS,),
    Platform.NOTIFY: NOTIFIERS,
    Platform.NUMBER: NUMBERS,
    Platform.SENSOR: SENSORS,
    Platform.SWITCH: SWITCHES,
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
    if platform in (Platform.BINARY_SENSOR, Platform.CALENDAR, Platform.SWITCH):
        return {"on", "off"}
    return None
