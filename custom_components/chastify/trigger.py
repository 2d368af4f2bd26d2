"""Triggers of the automation editor: events, states, a threshold and two moments of the lock.

Each class is a trigger of Home Assistant's own kind, narrowed to one entity of ours.
"""

from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import (
    CONF_OPTIONS,
    CONF_SOURCE,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
    UnitOfTime,
)
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityNumericalStateCrossedThresholdTriggerWithUnitBase,
    EntityTargetStateTriggerBase,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.util.unit_conversion import DurationConverter

from .automation.lasting import Holding, LastingTrigger
from .automation.moments import RemainingTimeReachedTrigger, TimeLockedReachedTrigger
from .automation.targets import LockView, OwnEntityFilter
from .clock import positive_time_period
from .event import ATTR_SECONDS, ATTR_SOURCE, LOCK_EVENTS
from .lock.changes import LockEventType, Source
from .lock.values import FACTS

CONF_MINIMUM: Final = "minimum"
ANY_SOURCE: Final = "any"

_NOT_KNOWN: Final = (STATE_UNAVAILABLE, STATE_UNKNOWN)
_EVENT_ATTRIBUTES: Final = (ATTR_EVENT_TYPE, ATTR_SECONDS, ATTR_SOURCE)


class LockEventTrigger(OwnEntityFilter, StatelessEntityTriggerBase):
    """Fires on one type of the lock's events."""

    key = LOCK_EVENTS.key
    event_type: ClassVar[LockEventType]
    _domain_specs = {Platform.EVENT: DomainSpec()}

    @override
    def is_valid_state(self, state: State, *args: object) -> bool:
        """Tell whether the newest event is of the type."""
        return state.attributes.get(ATTR_EVENT_TYPE) == self.event_type

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Add the event's own attributes to the variables of the actions."""

        @callback
        def run_with_event(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> Any:
            attributes = extra_trigger_payload["to_state"].attributes
            return run_action(
                {
                    **extra_trigger_payload,
                    **{name: attributes.get(name) for name in _EVENT_ATTRIBUTES},
                },
                description,
                context,
            )

        return await super().async_attach_runner(run_with_event, did_not_trigger)


class TimeChangeTrigger(LockEventTrigger):
    """Fires when at least the minimum of time was added or removed, by the chosen source."""

    _schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {
            vol.Required(CONF_OPTIONS, default={}): {
                vol.Optional(CONF_MINIMUM): positive_time_period,
                vol.Optional(CONF_SOURCE, default=ANY_SOURCE): vol.In(
                    [ANY_SOURCE, *Source]
                ),
            }
        }
    )

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Store the checked configuration."""
        super().__init__(hass, config)
        minimum = self._options.get(CONF_MINIMUM)
        self._least = minimum.total_seconds() if minimum else 0
        self._source = self._options[CONF_SOURCE]

    @override
    def is_valid_state(self, state: State, *args: object) -> bool:
        """Tell whether the newest event is of the type, large enough and of that source."""
        return (
            super().is_valid_state(state, *args)
            and state.attributes.get(ATTR_SECONDS, 0) >= self._least
            and self._source in (ANY_SOURCE, state.attributes.get(ATTR_SOURCE))
        )


class LockStateTrigger(OwnEntityFilter, LastingTrigger, EntityTargetStateTriggerBase):
    """Fires when a binary sensor of the lock gets a state, or has had it for a time."""

    value: ClassVar[bool]
    _domain_specs = {Platform.BINARY_SENSOR: DomainSpec()}

    @override
    def holding(
        self, entity_id: str, view: LockView, before: Holding | None
    ) -> Holding | None:
        """Return since when the lock's value holds."""
        held = view.held.get(self.key)
        if view.lock is None or held is None or view.reading.session is None:
            return None
        if FACTS[self.key](view.reading) is None:
            return before
        return Holding(
            lock=view.lock,
            holds=held.value is self.value,
            since=held.since,
            has_begun=held.has_changed,
            measured=view.reading.measurement.ended,
        )


class TimeRemainingTrigger(
    OwnEntityFilter,
    LastingTrigger,
    EntityNumericalStateCrossedThresholdTriggerWithUnitBase,
):
    """Fires when the state of the remaining time gets beyond a threshold, up to a minute late."""

    key = "time_remaining"
    _domain_specs = {Platform.SENSOR: DomainSpec()}
    _base_unit = UnitOfTime.SECONDS
    _unit_converter = DurationConverter

    @override
    def holding(
        self, entity_id: str, view: LockView, before: Holding | None
    ) -> Holding | None:
        """Return since when the state of the remaining time is beyond the threshold."""
        state = self._hass.states.get(entity_id)
        if view.lock is None or state is None or state.state in _NOT_KNOWN:
            return before
        measured = view.reading.measurement.ended
        holds = self.is_valid_state(state, _report_nothing)
        has_turned = before is not None and before.holds is not holds
        return Holding(
            lock=view.lock,
            holds=holds,
            since=measured if before is None or has_turned else before.since,
            has_begun=has_turned or (before is not None and before.has_begun),
            measured=measured,
        )


def _report_nothing(_reason: str, /, **_data: object) -> None:
    """Keep the reason why a reading doesn't fire out of the trace."""


def _on_event(
    event: LockEventType, base: type[LockEventTrigger] = LockEventTrigger
) -> type[Trigger]:
    """Return the trigger of a type of event."""
    return type(base.__name__, (base,), {"event_type": event})


def _on_state(key: str, *, value: bool) -> type[Trigger]:
    """Return the trigger of a state of a binary sensor."""
    return type(
        LockStateTrigger.__name__,
        (LockStateTrigger,),
        {
            "key": key,
            "value": value,
            "_to_states": {STATE_ON if value else STATE_OFF},
        },
    )


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "lock_started": _on_event(LockEventType.LOCK_STARTED),
    "lock_ended": _on_event(LockEventType.LOCK_ENDED),
    "time_added": _on_event(LockEventType.TIME_ADDED, TimeChangeTrigger),
    "time_removed": _on_event(LockEventType.TIME_REMOVED, TimeChangeTrigger),
    "frozen": _on_state("frozen", value=True),
    "unfrozen": _on_state("frozen", value=False),
    "became_unlockable": _on_state("unlockable", value=True),
    "task_assigned": _on_event(LockEventType.TASK_ASSIGNED),
    "task_closed": _on_event(LockEventType.TASK_CLOSED),
    "time_remaining_crossed_threshold": TimeRemainingTrigger,
    "remaining_time_reached": RemainingTimeReachedTrigger,
    "time_locked_reached": TimeLockedReachedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by their keys (Home Assistant's trigger platform)."""
    return TRIGGERS
