"""Sensors: everything the API says of the lock that isn't yes or no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import MATCH_ALL, EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import LockData, Profile, Role
from .const import MAX_STATE_LENGTH
from .entity import ChastifyEntity
from .lock.reading import LockState, Reading, of_lock
from .profile_attributes import profile_attributes
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0

type SensorValue = float | str | datetime | None

# Whoever is online is seen again in every reading.
LAST_SEEN_STANDS: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class ChastifySensorEntityDescription(SensorEntityDescription):
    """A sensor; the functions get the newest reading.

    profile_fn: whose profile fields are the attributes.
    stands: a moment that differs by less from the one that is shown leaves that one.
    """

    value_fn: Callable[[Reading], SensorValue]
    profile_fn: Callable[[Reading], Profile | None] | None = None
    stands: timedelta | None = None


def _cut(text: str | None) -> str | None:
    return text[:MAX_STATE_LENGTH] if text else None


def _task_points_remaining(lock: LockData) -> float | None:
    if lock.task_points is None or lock.task_points_required is None:
        return None
    return max(lock.task_points_required - lock.task_points, 0)


def _role(reading: Reading) -> str | None:
    return reading.session.role if reading.session else None


SENSORS: Final[tuple[ChastifySensorEntityDescription, ...]] = (
    ChastifySensorEntityDescription(
        key="lock_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(LockState),
        value_fn=lambda reading: reading.lock_state,
    ),
    *(
        ChastifySensorEntityDescription(
            key=key,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.SECONDS,
            suggested_unit_of_measurement=UnitOfTime.HOURS,
            # It changes with each reading, and the latest unlock time says the same.
            entity_registry_enabled_default=key != "max_time_remaining",
            value_fn=of_lock(value_fn),
        )
        for key, value_fn in (
            ("time_remaining", lambda lock: lock.time_remaining),
            ("time_locked", lambda lock: lock.time_locked),
            ("max_time_remaining", lambda lock: lock.max_time_remaining),
        )
    ),
    ChastifySensorEntityDescription(
        key="unlock_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda reading: reading.times.unlock_time,
    ),
    ChastifySensorEntityDescription(
        key="locked_since",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda reading: reading.times.locked_since,
    ),
    ChastifySensorEntityDescription(
        key="latest_unlock_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda reading: reading.times.latest_unlock_time,
    ),
    ChastifySensorEntityDescription(
        key="task_points",
        value_fn=of_lock(lambda lock: lock.task_points),
    ),
    ChastifySensorEntityDescription(
        key="task_points_required",
        value_fn=of_lock(lambda lock: lock.task_points_required),
    ),
    ChastifySensorEntityDescription(
        key="task_points_remaining",
        value_fn=of_lock(_task_points_remaining),
    ),
    ChastifySensorEntityDescription(
        key="lock_title",
        value_fn=of_lock(lambda lock: _cut(lock.lock_title)),
    ),
    ChastifySensorEntityDescription(
        key="wearer",
        value_fn=of_lock(lambda lock: _cut(lock.wearer.username)),
        profile_fn=of_lock(lambda lock: lock.wearer),
    ),
    ChastifySensorEntityDescription(
        key="keyholder",
        value_fn=of_lock(lambda lock: _cut(lock.keyholder.username)),
        profile_fn=of_lock(lambda lock: lock.keyholder),
    ),
    ChastifySensorEntityDescription(
        key="wearer_last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=of_lock(lambda lock: lock.wearer.last_seen),
        stands=LAST_SEEN_STANDS,
    ),
    ChastifySensorEntityDescription(
        key="keyholder_last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=of_lock(lambda lock: lock.keyholder.last_seen),
        stands=LAST_SEEN_STANDS,
    ),
    ChastifySensorEntityDescription(
        key="role",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=list(Role),
        value_fn=_role,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities(
        ChastifySensor(coordinator, description) for description in SENSORS
    )


class ChastifySensor(ChastifyEntity, SensorEntity):
    """A value of the lock."""

    _unrecorded_attributes = frozenset({MATCH_ALL})

    entity_description: ChastifySensorEntityDescription

    @property
    @override
    def native_value(self) -> SensorValue:
        """Return the value of the newest reading."""
        return self._value(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, bool | float | str] | None:
        """Return a person's profile fields."""
        profile = self._profile(self.coordinator.data)
        return profile_attributes(profile) if profile else None

    def _profile(self, reading: Reading) -> Profile | None:
        profile_fn = self.entity_description.profile_fn
        return profile_fn(reading) if profile_fn else None

    @override
    def _shown(self, reading: Reading) -> object:
        value = self._value(reading)
        profile = self._profile(reading)
        return (value, profile.details) if profile else value

    def _value(self, reading: Reading) -> SensorValue:
        value = self.entity_description.value_fn(reading)
        stands = self.entity_description.stands
        if stands is None or self._written is None:
            return value
        _, written = self._written
        if (
            isinstance(value, datetime)
            and isinstance(written, datetime)
            and abs(value - written) < stands
        ):
            return written
        return value
