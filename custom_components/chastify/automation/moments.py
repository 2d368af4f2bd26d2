"""Triggers at a moment that a timestamp sensor of ours shows, exact to the second."""

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar, Final, override

import voluptuous as vol

from homeassistant.const import ATTR_ENTITY_ID, CONF_OPTIONS, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from ..clock import positive_time_period
from ..lock.countdown import UNNOTICED
from ..lock.reading import Reading
from .moment_schedule import MomentSchedule, ShownMoment
from .targets import LockView, OwnEntityFilter, async_follow_locks, async_look

_CORRECTION: Final = timedelta(seconds=UNNOTICED)


class MomentTrigger(OwnEntityFilter, Trigger):
    """Fires a given time before or after a moment of the lock.

    Subclasses name the key of the sensor that shows the moment, and the option of the time.
    """

    _domain_specs = {Platform.SENSOR: DomainSpec()}
    option: ClassVar[str]

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Return the checked configuration.

        Raises vol.Invalid where the target or the duration is missing, or the duration is negative.
        """
        schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
            {
                vol.Required(CONF_OPTIONS): {
                    vol.Required(cls.option): positive_time_period
                }
            }
        )
        checked: ConfigType = schema(config)
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Store the checked configuration."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._duration: timedelta = (config.options or {})[self.option]

    @abstractmethod
    def moment(self, reading: Reading) -> datetime | None:
        """Return when the trigger is to fire, None where a reading doesn't say it."""

    def is_standing_still(self, reading: Reading) -> bool:
        """Tell whether there is no moment because the timer is frozen."""
        return False

    def has_passed(self, reading: Reading) -> bool:
        """Tell whether a timer that is frozen has passed the moment."""
        return False

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the targeted sensors until the returned function is called."""
        schedules: dict[str, MomentSchedule] = {}

        @callback
        def fire(entity_id: str) -> None:
            # None where somebody disabled the sensor.
            if (state := self._hass.states.get(entity_id)) is None:
                return
            run_action(
                {
                    ATTR_ENTITY_ID: entity_id,
                    "from_state": state,
                    "to_state": state,
                    self.option: self._duration,
                },
                f"{self.option} of {entity_id}",
            )

        @callback
        def look(entity_id: str) -> None:
            if (schedule := schedules.get(entity_id)) is None:
                schedule = schedules[entity_id] = MomentSchedule(
                    self._hass,
                    look=lambda: look(entity_id),
                    fire=lambda: fire(entity_id),
                    correction=_CORRECTION,
                )
            if (view := async_look(self._hass, entity_id)) is None:
                return
            if view.lock is None:
                schedule.forget()
            elif (shown := self._shown(view)) is not None:
                schedule.follow(shown)

        @callback
        def forget(entity_id: str) -> None:
            if (schedule := schedules.pop(entity_id, None)) is not None:
                schedule.forget()

        stop_following = await async_follow_locks(
            self._hass,
            self._target,
            self.entity_filter,
            on_reading=look,
            on_removed=forget,
        )

        @callback
        def detach() -> None:
            stop_following()
            for schedule in schedules.values():
                schedule.forget()

        return detach

    def _shown(self, view: LockView) -> ShownMoment | None:
        """Return the moment by the newest reading, None where that says nothing of it."""
        reading = view.reading
        moment = self.moment(reading)
        if view.lock is None or (
            moment is None and not self.is_standing_still(reading)
        ):
            return None
        return ShownMoment(
            lock=view.lock,
            measured=reading.measurement.ended,
            moment=moment,
            has_passed=self.has_passed(reading),
        )


class RemainingTimeReachedTrigger(MomentTrigger):
    """Fires when the option's time remains."""

    key = "unlock_time"
    option = "remaining"

    @override
    def moment(self, reading: Reading) -> datetime | None:
        """Return the moment that is the option's time before the unlock time."""
        end = reading.times.unlock_time
        return None if end is None else end - self._duration

    @override
    def is_standing_still(self, reading: Reading) -> bool:
        """Tell whether the timer is frozen: it has no unlock time then."""
        return bool(reading.lock_data and reading.lock_data.frozen)

    @override
    def has_passed(self, reading: Reading) -> bool:
        """Tell whether the frozen timer shows no more than the option's time."""
        lock = reading.lock_data
        return (
            lock is not None
            and lock.time_remaining is not None
            and lock.time_remaining <= self._duration.total_seconds()
        )


class TimeLockedReachedTrigger(MomentTrigger):
    """Fires when the lock has run for the option's time."""

    key = "locked_since"
    option = "locked"

    @override
    def moment(self, reading: Reading) -> datetime | None:
        """Return the moment that is the option's time after the start."""
        start = reading.times.locked_since
        return None if start is None else start + self._duration
