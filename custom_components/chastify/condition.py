"""Conditions of the automation editor: states and numbers of the lock.

Each class is a condition of Home Assistant's own kind, narrowed to one entity of ours. `for` counts
from when something began by the lock's own moments, and durations are exact to the second.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Final, override

import voluptuous as vol

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    CONF_OPTIONS,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityConditionBase,
    EntityNumericalConditionBase,
    EntityNumericalConditionWithUnitBase,
    EntityStateConditionBase,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import DurationConverter

from .api import Role
from .automation.targets import (
    OwnEntityFilter,
    async_follow_locks,
    async_look,
    is_same_lock,
)
from .lock.reading import Reading
from .lock.sessions import LockSession
from .lock.values import MEASURES

_NOT_KNOWN: Final = (STATE_UNAVAILABLE, STATE_UNKNOWN)


class LockCondition(OwnEntityFilter, EntityConditionBase):
    """A condition whose `for` lasts over reloads and readings that fail."""

    def is_valid_now(self, state: State) -> bool:
        """Tell whether the condition holds at this second."""
        return self.is_valid_state(state)

    def valid_since(self, state: State) -> datetime | None:
        """Return since when the condition holds, None where that isn't known."""
        return self._valid_since.get(state.entity_id)

    def _has_held(self, state: State) -> bool:
        """Tell whether the condition holds, and has held for the time of `for`."""
        if not self.is_valid_now(state):
            return False
        if not self._duration:
            return True
        since = self.valid_since(state)
        return since is not None and since <= dt_util.utcnow() - self._duration

    @override
    def _check_any_match_state(self, states: list[State]) -> bool:
        return any(self._has_held(state) for state in states)

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        return all(self._has_held(state) for state in states)


class LockStateCondition(LockCondition, EntityStateConditionBase):
    """Passes while a binary sensor of the lock is on."""

    _domain_specs = {Platform.BINARY_SENSOR: DomainSpec()}
    _states = {STATE_ON}

    @override
    def valid_since(self, state: State) -> datetime | None:
        """Return since when the lock's value holds, and of the lock itself its start."""
        view = async_look(self._hass, state.entity_id)
        if view is None or view.lock is None:
            return state.last_changed
        held = view.held.get(self.key)
        return view.lock.start if held is None else held.since


class RoleCondition(LockStateCondition):
    """Passes while the account has a role at the lock."""

    key = "role"
    _domain_specs = {Platform.SENSOR: DomainSpec()}
    _schema = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
        {
            vol.Required(CONF_OPTIONS): {
                vol.Required("role"): vol.In([role.value for role in Role])
            }
        }
    )
    # The sensor is of category diagnostic.
    _primary_entities_only = False

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Store the checked configuration."""
        super().__init__(hass, config)
        self._states = {(config.options or {})["role"]}


class LockNumberCondition(LockCondition, EntityNumericalConditionBase):
    """A condition on a number of the lock, followed from reading to reading."""

    _domain_specs = {Platform.SENSOR: DomainSpec()}

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Store the checked configuration."""
        super().__init__(hass, config)
        self._locks: dict[str, LockSession] = {}

    @override
    def _update_valid_since(self, entity_id: str, _state: State | None) -> None:
        """Begin anew where the condition ends to hold, or the lock is another one.

        A number that isn't known for a while ends nothing.
        """
        view = async_look(self._hass, entity_id)
        is_known = _state is not None and _state.state not in _NOT_KNOWN
        if not is_known and (view is None or view.lock is not None):
            return
        if view is not None and view.lock is not None:
            before = self._locks.get(entity_id)
            self._locks[entity_id] = view.lock
            if before is not None and not is_same_lock(before, view.lock):
                self._valid_since.pop(entity_id, None)
        super()._update_valid_since(entity_id, _state)


class LockDurationCondition(LockNumberCondition, EntityNumericalConditionWithUnitBase):
    """Passes while a duration of the lock is beyond or between thresholds."""

    duration_fn: ClassVar[Callable[[Reading, datetime], timedelta | None]]
    _base_unit = UnitOfTime.SECONDS
    _unit_converter = DurationConverter

    @property
    @override
    def needs_polling(self) -> bool:
        """Return True: time passes without a change of the state."""
        return True

    @override
    async def _async_setup(self) -> None:
        """Follow the readings too: most of them don't write the state of a duration."""
        await super()._async_setup()
        if self._duration:
            self._on_unload.append(
                await async_follow_locks(
                    self._hass,
                    self._target,
                    self.entity_filter,
                    on_reading=self._follow,
                    on_removed=lambda _entity_id: None,
                )
            )

    @callback
    def _follow(self, entity_id: str) -> None:
        """Note whether the condition holds by the newest reading."""
        state = self._hass.states.get(entity_id)
        view = async_look(self._hass, entity_id)
        seconds = view and MEASURES[self.key](view.reading)
        if state and state.state not in _NOT_KNOWN and isinstance(seconds, int | float):
            self._update_valid_since(entity_id, _in_seconds(entity_id, seconds))

    @override
    def is_valid_now(self, state: State) -> bool:
        """Compare the duration of this second; the state shows that of an earlier one."""
        view = async_look(self._hass, state.entity_id)
        exact = type(self).duration_fn(view.reading, dt_util.utcnow()) if view else None
        if exact is not None:
            state = _in_seconds(state.entity_id, exact.total_seconds())
        return self.is_valid_state(state)


class TimeLockedCondition(LockDurationCondition):
    """Passes while the lock has run for a duration beyond or between thresholds."""

    @override
    def valid_since(self, state: State) -> datetime | None:
        """Return when the lock had run for long enough; the duration never gets shorter."""
        view = async_look(self._hass, state.entity_id)
        if view is None or (start := view.reading.times.locked_since) is None:
            return super().valid_since(state)
        since = start
        now = dt_util.utcnow()
        for threshold in (self.threshold, self.lower_threshold, self.upper_threshold):
            limit = self._get_threshold_value(threshold)
            # Nobody has been locked for longer than `datetime` can count.
            if limit is not None and 0 < limit <= (now - start).total_seconds():
                since = max(since, start + timedelta(seconds=limit))
        return since


class TaskPointsCondition(LockNumberCondition):
    """Passes while the task points are beyond or between thresholds."""

    key = "task_points"


def _in_seconds(entity_id: str, seconds: float) -> State:
    """Return a state of a duration as it would be if it were written now."""
    unit = {ATTR_UNIT_OF_MEASUREMENT: UnitOfTime.SECONDS}
    return State(entity_id, str(seconds), unit)


def _remaining(reading: Reading, now: datetime) -> timedelta | None:
    """Return how much time remains; a frozen timer stands still."""
    if (end := reading.times.unlock_time) is not None:
        return max(end - now, timedelta(0))
    lock = reading.lock_data
    if lock is None or lock.time_remaining is None:
        return None
    return timedelta(seconds=lock.time_remaining)


def _locked(reading: Reading, now: datetime) -> timedelta | None:
    """Return for how long the lock has run."""
    start = reading.times.locked_since
    return None if start is None else max(now - start, timedelta(0))


def _while_on(key: str) -> type[Condition]:
    """Return the condition of a binary sensor."""
    return type(LockStateCondition.__name__, (LockStateCondition,), {"key": key})


def _while_lasting(
    key: str,
    duration_fn: Callable[[Reading, datetime], timedelta | None],
    base: type[LockDurationCondition] = LockDurationCondition,
) -> type[Condition]:
    """Return the condition of a duration."""
    return type(
        base.__name__,
        (base,),
        {"key": key, "duration_fn": staticmethod(duration_fn)},
    )


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_active": _while_on("active"),
    "is_frozen": _while_on("frozen"),
    "is_unlockable": _while_on("unlockable"),
    "has_open_task": _while_on("task_assigned"),
    "is_role": RoleCondition,
    "is_time_remaining": _while_lasting("time_remaining", _remaining),
    "is_time_locked": _while_lasting("time_locked", _locked, TimeLockedCondition),
    "is_task_points": TaskPointsCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by their keys (Home Assistant's condition platform)."""
    return CONDITIONS
