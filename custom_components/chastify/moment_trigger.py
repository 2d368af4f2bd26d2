"""Triggers at a moment that a timestamp sensor of ours tells, exact to the second.

They follow the remaining-time trigger of Home Assistant's timers, with two differences: what was
known before an outage goes on, since the lock runs on, and corrections of a few seconds neither lose
the moment nor bring it twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final, cast, override

import voluptuous as vol

from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_RESTORED,
    CONF_OPTIONS,
    STATE_UNAVAILABLE,
    Platform,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .countdown import UNNOTICED
from .own_entities import own_entities

_CORRECTION: Final = timedelta(seconds=UNNOTICED)

type _Fire = Callable[[State], None]


class MomentTrigger(Trigger):
    """Fires a given time before or after what a timestamp sensor shows.

    Subclasses name the sensor by its key, the option, and whether it counts back (-1) or on (1).
    """

    sensor: ClassVar[str]
    option: ClassVar[str]
    direction: ClassVar[int]

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
                    vol.Required(cls.option): cv.positive_time_period
                }
            }
        )
        return cast("ConfigType", schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take over what `async_validate_config` has let through."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._duration: timedelta = (config.options or {})[self.option]

    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors of ours among the targeted entities."""
        return own_entities(
            self._hass, Platform.SENSOR, self.sensor, entities, self._target
        )

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the targeted sensors until the returned function is called."""

        @callback
        def fire(state: State) -> None:
            run_action(
                {
                    ATTR_ENTITY_ID: state.entity_id,
                    "from_state": state,
                    "to_state": state,
                    self.option: self._duration,
                },
                f"{self.option} of {state.entity_id}",
            )

        schedules: dict[str, _Schedule] = {}

        @callback
        def follow(entity_id: str, state: State | None) -> None:
            schedule = schedules.get(entity_id)
            if schedule is None:
                schedule = schedules[entity_id] = _Schedule(self._hass, fire)
            schedule.follow(state, self._moment(state))

        @callback
        def on_state(data: TargetStateChangedData) -> None:
            event = data.state_change_event
            follow(event.data["entity_id"], event.data["new_state"])

        @callback
        def on_entities(
            added: set[str], removed: set[str], states: Mapping[str, State | None]
        ) -> None:
            for entity_id in removed:
                if (schedule := schedules.pop(entity_id, None)) is not None:
                    schedule.cancel()
            for entity_id in added:
                follow(entity_id, states[entity_id])

        stop_following = await async_track_target_selector_state_change_event(
            self._hass, self._target, on_state, self.entity_filter, on_entities
        )

        @callback
        def detach() -> None:
            stop_following()
            for schedule in schedules.values():
                schedule.cancel()

        return detach

    def _moment(self, state: State | None) -> datetime | None:
        """Return when a sensor's state lets the trigger fire, None if it shows no timestamp."""
        if state is None or (shown := dt_util.parse_datetime(state.state)) is None:
            return None
        return dt_util.as_utc(shown) + self.direction * self._duration


@dataclass(frozen=True, slots=True)
class _Pending:
    moment: datetime
    cancel: CALLBACK_TYPE


class _Schedule:
    """When the trigger fires for one sensor."""

    def __init__(self, hass: HomeAssistant, fire: _Fire) -> None:
        self._hass = hass
        self._fire = fire
        self._pending: _Pending | None = None
        # The moment for which it fired, until it waits for another one.
        self._fired: datetime | None = None
        self._was_known = True

    @callback
    def follow(self, state: State | None, moment: datetime | None) -> None:
        """Move to the moment that a new state gives, or cancel where it gives none."""
        if state is not None and _is_outage(state):
            return
        was_due = self._pending.moment if self._pending is not None else None
        was_known, self._was_known = self._was_known, moment is not None
        self.cancel()
        if state is None or moment is None or self._has_fired(moment, was_known):
            return
        if moment > dt_util.utcnow():
            self._wait(state, moment)
        elif was_due is not None and was_due - moment <= _CORRECTION:
            self._fire_for(state, moment)

    @callback
    def cancel(self) -> None:
        """Forget the moment that is waited for."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _has_fired(self, moment: datetime, was_known: bool) -> bool:
        """Tell whether it is the moment for which it fired, perhaps moved by a freeze.

        A timer that was frozen just then shows the same remaining time when it runs again.
        """
        if self._fired is None:
            return False
        same = self._fired if was_known else dt_util.utcnow()
        return abs(moment - same) <= _CORRECTION

    @callback
    def _wait(self, state: State, moment: datetime) -> None:
        self._fired = None

        @callback
        def on_time(_now: datetime) -> None:
            self._pending = None
            self._fire_for(state, moment)

        self._pending = _Pending(
            moment, async_track_point_in_utc_time(self._hass, on_time, moment)
        )

    @callback
    def _fire_for(self, state: State, moment: datetime) -> None:
        self._fired = moment
        self._fire(state)


def _is_outage(state: State) -> bool:
    """Tell whether a loaded sensor can't be read now; one that was unloaded is marked restored."""
    return state.state == STATE_UNAVAILABLE and not state.attributes.get(ATTR_RESTORED)
