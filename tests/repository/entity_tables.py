"""The entities as the tables in the code name them: of the lock's device and of a connected one."""

from collections.abc import Sequence
from typing import Final

from custom_components.chastify.binary_sensor import (
    BINARY_SENSORS,
    DEVICE_BINARY_SENSORS,
)
from custom_components.chastify.button import BUTTONS, DEVICE_BUTTONS
from custom_components.chastify.calendar import LOCK_SESSIONS
from custom_components.chastify.event import LOCK_EVENTS
from custom_components.chastify.notify import NOTIFIERS
from custom_components.chastify.number import DEVICE_NUMBERS, NUMBERS
from custom_components.chastify.sensor import DEVICE_SENSORS, SENSORS, TOTALS
from custom_components.chastify.switch import LATCHES, SWITCHES
from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription

type Descriptions = dict[Platform, Sequence[EntityDescription]]

LOCK_DESCRIPTIONS: Final[Descriptions] = {
    Platform.BINARY_SENSOR: BINARY_SENSORS,
    Platform.BUTTON: BUTTONS,
    Platform.CALENDAR: (LOCK_SESSIONS,),
    Platform.EVENT: (LOCK_EVENTS,),
    Platform.NOTIFY: NOTIFIERS,
    Platform.NUMBER: NUMBERS,
    Platform.SENSOR: (*SENSORS, *TOTALS),
    Platform.SWITCH: (*SWITCHES, *LATCHES),
}
DEVICE_DESCRIPTIONS: Final[Descriptions] = {
    Platform.BINARY_SENSOR: DEVICE_BINARY_SENSORS,
    Platform.BUTTON: DEVICE_BUTTONS,
    Platform.NUMBER: DEVICE_NUMBERS,
    Platform.SENSOR: DEVICE_SENSORS,
}
# The entities of one device; names differ within it.
OF_A_DEVICE: Final = (LOCK_DESCRIPTIONS, DEVICE_DESCRIPTIONS)
DESCRIPTIONS: Final[Descriptions] = {
    platform: (*descriptions, *DEVICE_DESCRIPTIONS.get(platform, ()))
    for platform, descriptions in LOCK_DESCRIPTIONS.items()
}


def described_keys(of: Descriptions = DESCRIPTIONS) -> set[str]:
    """Return platform and key of every entity, `sensor.role`."""
    return {
        f"{platform}.{description.key}"
        for platform, descriptions in of.items()
        for description in descriptions
    }


def options(platform: str, key: str) -> set[str] | None:
    """Return the states that an entity can have, None where they aren't listed."""
    if platform == Platform.SENSOR:
        listed = next(
            sensor.options
            for sensor in (*SENSORS, *TOTALS, *DEVICE_SENSORS)
            if sensor.key == key
        )
        return set(listed) if listed else None
    if platform in (Platform.BINARY_SENSOR, Platform.CALENDAR, Platform.SWITCH):
        return {"on", "off"}
    return None
