"""Conditions of the automation editor: states and numbers of the lock.

Each class is a condition of Home Assistant's own kind, narrowed to one entity of ours.
"""

from typing import ClassVar, Final, override

from homeassistant.const import STATE_ON, Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    Condition,
    EntityNumericalConditionBase,
    EntityNumericalConditionWithUnitBase,
    EntityStateConditionBase,
)
from homeassistant.util.unit_conversion import DurationConverter

from .own_entities import own_entities


class LockStateCondition(EntityStateConditionBase):
    """Passes while a binary sensor of the lock is on."""

    binary_sensor: ClassVar[str]
    _domain_specs = {Platform.BINARY_SENSOR: DomainSpec()}
    _states = {STATE_ON}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the binary sensors of ours among the targeted entities."""
        return own_entities(
            self._hass,
            Platform.BINARY_SENSOR,
            self.binary_sensor,
            entities,
            self._target,
        )


class LockDurationCondition(EntityNumericalConditionWithUnitBase):
    """Passes while a duration of the lock is beyond or between thresholds."""

    sensor: ClassVar[str]
    _domain_specs = {Platform.SENSOR: DomainSpec()}
    _base_unit = UnitOfTime.SECONDS
    _unit_converter = DurationConverter

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors of ours among the targeted entities."""
        return own_entities(
            self._hass, Platform.SENSOR, self.sensor, entities, self._target
        )


class TaskPointsCondition(EntityNumericalConditionBase):
    """Passes while the points of tasks are beyond or between thresholds."""

    _domain_specs = {Platform.SENSOR: DomainSpec()}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors of ours among the targeted entities."""
        return own_entities(
            self._hass, Platform.SENSOR, "task_points", entities, self._target
        )


def _while_on(key: str) -> type[Condition]:
    """Return the condition of a binary sensor."""
    return type(
        LockStateCondition.__name__, (LockStateCondition,), {"binary_sensor": key}
    )


def _while_lasting(key: str) -> type[Condition]:
    """Return the condition of a duration."""
    return type(
        LockDurationCondition.__name__, (LockDurationCondition,), {"sensor": key}
    )


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_active": _while_on("active"),
    "is_frozen": _while_on("frozen"),
    "is_unlockable": _while_on("unlockable"),
    "has_open_task": _while_on("task_assigned"),
    "is_time_remaining": _while_lasting("time_remaining"),
    "is_time_locked": _while_lasting("time_locked"),
    "is_task_points": TaskPointsCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by their keys (Home Assistant's condition platform)."""
    return CONDITIONS
