"""Numbers: the durations that the buttons and the switch send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
import math
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.options import DurationKey
from .api.hardware import DeviceKind
from .const import DOMAIN
from .entity import (
    ChastifyControl,
    ConnectedDeviceEntity,
    ControlDescription,
    DeviceDescription,
    any_enabled,
    async_existing,
    async_existing_of_device,
    starts,
)
from .runtime_data import ChastifyConfigEntry, ChastifyData

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0

MINUTE: Final = timedelta(minutes=1)
A_DAY: Final = 24 * 60
A_WEEK: Final = 7 * A_DAY


@dataclass(frozen=True, kw_only=True)
class ChastifyNumberEntityDescription(ControlDescription, NumberEntityDescription):
    """A number of minutes; `duration` is its key in the storage."""

    duration: DurationKey


def _number(
    duration: DurationKey,
    highest: int,
    exists_fn: Callable[[ChastifyData], bool],
    *,
    lowest: int = 1,
) -> ChastifyNumberEntityDescription:
    return ChastifyNumberEntityDescription(
        key=duration,
        duration=duration,
        exists_fn=exists_fn,
        entity_category=EntityCategory.CONFIG,
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_min_value=lowest,
        native_max_value=highest,
        native_step=1,
        mode=NumberMode.BOX,
    )


NUMBERS: Final[tuple[ChastifyNumberEntityDescription, ...]] = (
    _number(DurationKey.TIME_STEP, A_WEEK, any_enabled("add_time", "remove_time")),
    # A day is the longest freeze of the API; the two below have no documented limit.
    _number(DurationKey.FREEZE, A_DAY, any_enabled("freeze", "toggle_freeze")),
    _number(DurationKey.PILLORY, A_DAY, any_enabled("start_pillory")),
    # 0: the time that is set for the lock.
    _number(
        DurationKey.HYGIENIC_UNLOCK,
        A_DAY,
        any_enabled("start_hygienic_unlock"),
        lowest=0,
    ),
)


@dataclass(frozen=True, kw_only=True)
class DeviceNumberEntityDescription(DeviceDescription, NumberEntityDescription):
    """A number of seconds: the duration of the starts by the button of a kind."""

    kind: DeviceKind


DEVICE_NUMBERS: Final[tuple[DeviceNumberEntityDescription, ...]] = tuple(
    DeviceNumberEntityDescription(
        key=f"{kind}_duration",
        kind=kind,
        device_exists_fn=starts(kind),
        entity_category=EntityCategory.CONFIG,
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        native_min_value=1,
        native_step=1,
        mode=NumberMode.BOX,
    )
    for kind in DeviceKind
)


def _require_number(value: float) -> None:
    """Refuse NaN, which Home Assistant takes for a number within the bounds.

    Raises ServiceValidationError.
    """
    if not math.isfinite(value):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="number_not_finite"
        )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of an account."""
    async_add_entities(
        ChastifyNumber(entry, description)
        for description in async_existing(hass, entry, Platform.NUMBER, NUMBERS)
    )
    for device in entry.runtime_data.devices.all:
        async_add_entities(
            (
                DeviceNumber(entry, device, description)
                for description in async_existing_of_device(
                    hass, entry, Platform.NUMBER, device, DEVICE_NUMBERS
                )
            ),
            config_subentry_id=device.subentry_id,
        )


class ChastifyNumber(ChastifyControl, NumberEntity):
    """A duration that a person sets; the account's store keeps it, also while it is disabled."""

    entity_description: ChastifyNumberEntityDescription

    @property
    @override
    def native_value(self) -> float:
        """Return the minutes."""
        return self._data.storage.durations[self.entity_description.duration] / MINUTE

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the minutes."""
        _require_number(value)
        self._data.storage.async_set_duration(
            self.entity_description.duration, value * MINUTE
        )
        self.async_write_ha_state()


class DeviceNumber(ConnectedDeviceEntity, NumberEntity):
    """A duration that a person sets for a connected device, up to its cap."""

    entity_description: DeviceNumberEntityDescription

    @property
    @override
    def native_max_value(self) -> float:
        """Return the cap."""
        return self._device.longest_of(self.entity_description.kind)

    @property
    @override
    def native_value(self) -> float:
        """Return the seconds."""
        return self._data.devices.duration(self._device, self.entity_description.kind)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the seconds."""
        _require_number(value)
        self._data.storage.async_set_device_duration(
            self._device.subentry_id,
            self.entity_description.kind,
            timedelta(seconds=value),
        )
        self.async_write_ha_state()
