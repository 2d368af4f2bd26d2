"""Numbers: how long what the buttons and the switch start lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .button_durations import DurationKey
from .entity import ChastifyControl, ControlDescription, any_enabled, async_existing
from .options import Options
from .runtime_data import ChastifyConfigEntry

# Nothing is sent by an entity of this platform.
PARALLEL_UPDATES = 0

MINUTE: Final = timedelta(minutes=1)
A_DAY: Final = 24 * 60
A_WEEK: Final = 7 * A_DAY


@dataclass(frozen=True, kw_only=True)
class ChastifyNumberEntityDescription(ControlDescription, NumberEntityDescription):
    """A number of minutes; `duration` is where the buttons find it."""

    duration: DurationKey


def _number(
    duration: DurationKey, highest: int, exists_fn: Callable[[Options], bool]
) -> ChastifyNumberEntityDescription:
    return ChastifyNumberEntityDescription(
        key=duration,
        duration=duration,
        exists_fn=exists_fn,
        entity_category=EntityCategory.CONFIG,
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_min_value=1,
        native_max_value=highest,
        native_step=1,
        mode=NumberMode.BOX,
    )


NUMBERS: Final[tuple[ChastifyNumberEntityDescription, ...]] = (
    _number(DurationKey.TIME_STEP, A_WEEK, any_enabled("add_time", "remove_time")),
    # A day is the longest freeze of the API; the two below have no documented limit.
    _number(DurationKey.FREEZE, A_DAY, any_enabled("freeze", "toggle_freeze")),
    _number(DurationKey.PILLORY, A_DAY, any_enabled("start_pillory")),
    _number(DurationKey.HYGIENIC_UNLOCK, A_DAY, any_enabled("start_hygienic_unlock")),
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
        self._data.storage.async_set_duration(
            self.entity_description.duration, value * MINUTE
        )
        self.async_write_ha_state()
