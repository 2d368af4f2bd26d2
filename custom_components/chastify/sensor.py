"""Sensors: all values of the lock that aren't yes or no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
import re
from typing import Final, override

from homeassistant.components.sensor import (
    ATTR_OPTIONS,
    ATTR_STATE_CLASS,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    ATTR_ASSUMED_STATE,
    ATTR_ATTRIBUTION,
    ATTR_DEVICE_CLASS,
    ATTR_ENTITY_ID,
    ATTR_ENTITY_PICTURE,
    ATTR_FRIENDLY_NAME,
    ATTR_ICON,
    ATTR_RESTORED,
    ATTR_SUPPORTED_FEATURES,
    ATTR_UNIT_OF_MEASUREMENT,
    MATCH_ALL,
    EntityCategory,
    Platform,
    UnitOfTime,
)
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .account.reading_plan import INTERVAL_WITH_LOCK
from .account.storage import AccountStorage
from .api import Profile, Role
from .api.hardware import DeviceKind
from .const import MAX_STATE_LENGTH
from .coordinator import ChastifyCoordinator
from .entity import (
    ChastifyEntity,
    DeviceDescription,
    ShownDeviceEntity,
    async_existing_of_device,
    starts,
)
from .lock.changes import Source
from .lock.ledger import Sums
from .lock.pace import PACES, Pace, Shown, has_aged, is_near
from .lock.reading import LockState, Reading, of_lock
from .lock.values import MEASURES, SensorValue
from .runtime_data import ChastifyConfigEntry

# The entities of this platform send nothing.
PARALLEL_UPDATES = 0

MAX_ATTRIBUTES: Final = 50
# By it templates tell the two people apart: a key can't be read in them, and names change.
ATTR_LOCK_ROLE: Final = "lock_role"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

# Attributes with a meaning in Home Assistant, which profile fields must not override.
_RESERVED: Final = frozenset(
    {
        ATTR_ASSUMED_STATE,
        ATTR_ATTRIBUTION,
        ATTR_DEVICE_CLASS,
        ATTR_ENTITY_ID,
        ATTR_ENTITY_PICTURE,
        ATTR_FRIENDLY_NAME,
        ATTR_ICON,
        ATTR_LOCK_ROLE,
        ATTR_OPTIONS,
        ATTR_RESTORED,
        ATTR_STATE_CLASS,
        ATTR_SUPPORTED_FEATURES,
        ATTR_UNIT_OF_MEASUREMENT,
    }
)

# A person who is online has a new moment in every reading.
LAST_SEEN_TOLERANCE: Final = timedelta(minutes=5)

SECONDS_OF_HOUR: Final = 3600


@dataclass(frozen=True, kw_only=True)
class ChastifySensorEntityDescription(SensorEntityDescription):
    """A sensor with the value of its key in `MEASURES`.

    profile_fn: the person whose profile fields are the attributes.
    tolerance: a moment that differs by less from the shown one isn't shown.
    pace: how rarely a duration is written; what else writes the state writes the newest value.
    """

    profile_fn: Callable[[Reading], Profile | None] | None = None
    tolerance: timedelta | None = None
    pace: Pace | None = None


SENSORS: Final[tuple[ChastifySensorEntityDescription, ...]] = (
    ChastifySensorEntityDescription(
        key="lock_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(LockState),
    ),
    *(
        ChastifySensorEntityDescription(
            key=key,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.SECONDS,
            suggested_unit_of_measurement=UnitOfTime.HOURS,
            # It changes all the time; the latest unlock time has the same information.
            entity_registry_enabled_default=key != "max_time_remaining",
            pace=pace,
        )
        for key, pace in PACES.items()
    ),
    *(
        ChastifySensorEntityDescription(
            key=key, device_class=SensorDeviceClass.TIMESTAMP
        )
        for key in ("unlock_time", "locked_since", "latest_unlock_time")
    ),
    ChastifySensorEntityDescription(
        key="task_points", state_class=SensorStateClass.MEASUREMENT
    ),
    *(
        ChastifySensorEntityDescription(key=key)
        for key in (
            "task_points_required",
            "task_points_remaining",
            "lock_title",
        )
    ),
    ChastifySensorEntityDescription(
        key="wearer",
        profile_fn=of_lock(lambda lock: lock.wearer),
    ),
    ChastifySensorEntityDescription(
        key="keyholder",
        profile_fn=of_lock(lambda lock: lock.keyholder),
    ),
    *(
        ChastifySensorEntityDescription(
            key=key,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=LAST_SEEN_TOLERANCE,
        )
        for key in ("wearer_last_seen", "keyholder_last_seen")
    ),
    ChastifySensorEntityDescription(
        key="role",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=list(Role),
    ),
)


@dataclass(frozen=True, kw_only=True)
class TotalSensorEntityDescription(SensorEntityDescription):
    """A sum over all locks of the account.

    total_fn: the sum in seconds.
    by_source_fn: its parts by who caused them, in seconds: Home Assistant, somebody else.
    """

    device_class: SensorDeviceClass | None = SensorDeviceClass.DURATION
    native_unit_of_measurement: str | None = UnitOfTime.SECONDS
    suggested_unit_of_measurement: str | None = UnitOfTime.HOURS
    state_class: SensorStateClass | None = SensorStateClass.TOTAL_INCREASING
    total_fn: Callable[[Sums], float]
    by_source_fn: Callable[[Sums], tuple[float, float]] | None = None


TOTALS: Final[tuple[TotalSensorEntityDescription, ...]] = (
    TotalSensorEntityDescription(
        key="total_time_locked", total_fn=lambda sums: sums.locked
    ),
    TotalSensorEntityDescription(
        key="total_time_frozen", total_fn=lambda sums: sums.frozen
    ),
    TotalSensorEntityDescription(
        key="total_time_added",
        total_fn=lambda sums: sums.added,
        by_source_fn=lambda sums: (sums.added_by_us, sums.added_elsewhere),
    ),
    TotalSensorEntityDescription(
        key="total_time_removed",
        total_fn=lambda sums: sums.removed,
        by_source_fn=lambda sums: (sums.removed_by_us, sums.removed_elsewhere),
    ),
)


@dataclass(frozen=True, kw_only=True)
class DeviceSensorEntityDescription(DeviceDescription, SensorEntityDescription):
    """A sensor of a connected device."""


DEVICE_SENSORS: Final[tuple[DeviceSensorEntityDescription, ...]] = (
    DeviceSensorEntityDescription(
        key="cooldown_until",
        device_class=SensorDeviceClass.TIMESTAMP,
        device_exists_fn=starts(*DeviceKind),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account."""
    coordinator, storage = entry.runtime_data.coordinator, entry.runtime_data.storage
    # A total that is shown has to be stored.
    await storage.async_save_passed_time()
    async_add_entities(
        [
            *(ChastifySensor(coordinator, description) for description in SENSORS),
            *(TotalSensor(coordinator, storage, each) for each in TOTALS),
        ]
    )
    for device in entry.runtime_data.devices.all:
        async_add_entities(
            (
                CooldownSensor(entry, device, description)
                for description in async_existing_of_device(
                    hass, entry, Platform.SENSOR, device, DEVICE_SENSORS
                )
            ),
            config_subentry_id=device.subentry_id,
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
        """Return a person's role at the lock, and their profile fields."""
        if self.entity_description.profile_fn is None:
            return None
        profile = self._profile(self.coordinator.data)
        return {
            ATTR_LOCK_ROLE: self.entity_description.key,
            **(_profile_attributes(profile) if profile else {}),
        }

    def _profile(self, reading: Reading) -> Profile | None:
        profile_fn = self.entity_description.profile_fn
        return profile_fn(reading) if profile_fn else None

    @override
    def _shown(self, reading: Reading) -> object:
        pace = self.entity_description.pace
        profile = self._profile(reading)
        shown = Shown(
            value=self._value(reading),
            times=reading.times if pace else None,
            details=profile.details if profile else None,
        )
        match self._written:
            case (True, Shown() as before) if pace and has_aged(
                before, shown, pace, INTERVAL_WITH_LOCK
            ):
                return before
        return shown

    def _value(self, reading: Reading) -> SensorValue:
        value = MEASURES[self.entity_description.key](reading)
        tolerance = self.entity_description.tolerance
        match self._written:
            case (_, Shown(value=before)) if tolerance and is_near(
                before, value, tolerance
            ):
                return before
        return value


def _profile_attributes(profile: Profile) -> Mapping[str, bool | float | str]:
    """Return up to 50 fields of a profile, texts cut to 255 characters."""
    fields = (
        (name, value[:MAX_STATE_LENGTH] if isinstance(value, str) else value)
        for name, value in profile.details.items()
        if name not in _RESERVED and _NAME.fullmatch(name)
    )
    return dict(islice(fields, MAX_ATTRIBUTES))


class TotalSensor(ChastifyEntity, SensorEntity):
    """A sum over all locks of the account.

    Its state is written when more than the passing of time changed it, once that is stored, and
    otherwise every 10 minutes, shortly before Home Assistant compiles its statistics.
    """

    _unrecorded_attributes = frozenset({MATCH_ALL})

    entity_description: TotalSensorEntityDescription

    def __init__(
        self,
        coordinator: ChastifyCoordinator,
        storage: AccountStorage,
        description: TotalSensorEntityDescription,
    ) -> None:
        """Show a sum of the account's ledger."""
        super().__init__(coordinator, description)
        self._storage = storage
        self._sums = storage.stored_total

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the ledger."""
        await super().async_added_to_hass()
        self.async_on_remove(self._storage.async_listen_to_counts(self._async_show))

    @callback
    def _async_show(self, context: Context | None) -> None:
        self._sums = self._storage.stored_total
        current = self._current()
        if current != self._written:
            self._written = current
            self._async_write_explained(context)

    @property
    @override
    def native_value(self) -> int:
        """Return the sum in whole seconds."""
        # Sums of the same times in another order differ by less than a millisecond.
        return int(round(self.entity_description.total_fn(self._sums), 3))

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, float] | None:
        """Return the hours by who caused them."""
        if self.entity_description.by_source_fn is None:
            return None
        ours, others = self.entity_description.by_source_fn(self._sums)
        return {
            Source.HOME_ASSISTANT: round(ours / SECONDS_OF_HOUR, 2),
            Source.ELSEWHERE: round(others / SECONDS_OF_HOUR, 2),
        }

    @override
    def _shown(self, reading: Reading) -> object:
        return self.native_value


class CooldownSensor(ShownDeviceEntity, SensorEntity):
    """When the cooldown of a device ends, unknown once it has."""

    _cancel_timer: CALLBACK_TYPE | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Wait for the end of a cooldown that began before."""
        await super().async_added_to_hass()
        self._set_timer()
        self.async_on_remove(self._end_timer)

    @callback
    @override
    def _async_write_change(self) -> None:
        super()._async_write_change()
        self._set_timer()

    def _set_timer(self) -> None:
        """Look again when the cooldown has ended."""
        self._end_timer()
        if end := self._end():
            left = end - self.hass.loop.time()
            self._cancel_timer = async_call_later(self.hass, left, self._look)

    def _end_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()

    @callback
    def _look(self, _now: datetime) -> None:
        self._async_write_change()

    def _end(self) -> float:
        """Return the end by the loop's clock, which stands still; 0 once it has passed."""
        end = self._data.devices.cooldown_end(self._device)
        return end if end > self.hass.loop.time() else 0

    @override
    def _shown(self) -> object:
        return self._end()

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the end by the wall clock."""
        left = self._end() - self.hass.loop.time()
        return dt_util.utcnow() + timedelta(seconds=left) if left > 0 else None
