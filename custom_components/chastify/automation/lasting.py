"""The option `for` of triggers, counted from when something began by the lock's own moments.

Home Assistant counts from the change of the state, and an unavailable entity ends the wait: a
reload, a restart or an outage would begin it anew. Without `for` the triggers are Home Assistant's.
"""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.const import ATTR_ENTITY_ID, CONF_FOR
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.trigger import (
    EntityTriggerBase,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..lock.sessions import LockSession
from .moment_schedule import MomentSchedule, ShownMoment
from .targets import LockView, StateChange, async_follow_locks, async_look, is_same_lock

CONF_BEHAVIOR: Final = "behavior"
EACH: Final = "each"
FIRST: Final = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Whether the state of a trigger holds at one lock.

    since: when it began to hold, or ended.
    has_begun: whether that was seen; otherwise it isn't known how long it has held.
    measured: the moment of the newest reading that says so.
    """

    lock: LockSession
    holds: bool
    since: datetime
    has_begun: bool
    measured: datetime


class LastingTrigger(EntityTriggerBase):
    """A trigger of Home Assistant's kind whose `for` counts from the lock's own moments."""

    @abstractmethod
    def holding(
        self, entity_id: str, view: LockView, before: Holding | None
    ) -> Holding | None:
        """Return whether the state holds now, None where that isn't known.

        before: the last one of the same lock, None where there is none.
        """

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the targeted entities until the returned function is called."""
        if not self._duration:
            return await super().async_attach_runner(run_action, did_not_trigger)
        waiting = _Waiting(self._hass, self, self._duration, run_action)
        stop_following = await async_follow_locks(
            self._hass,
            self._target,
            self.entity_filter,
            on_reading=waiting.look,
            on_removed=waiting.remove,
            on_change=waiting.note_change,
        )

        @callback
        def detach() -> None:
            stop_following()
            waiting.end()

        return detach

    @property
    def behavior(self) -> str:
        """The behavior with several locks: each, the first or all."""
        return str(self._options.get(CONF_BEHAVIOR, EACH))


class _Waiting:
    """The waiting of an attached trigger: its entities, and since when the state holds at each."""

    def __init__(
        self,
        hass: HomeAssistant,
        trigger: LastingTrigger,
        duration: timedelta,
        run_action: TriggerActionRunner,
    ) -> None:
        self._hass = hass
        self._trigger = trigger
        self._duration = duration
        self._run_action = run_action
        self._holdings: dict[str, Holding] = {}
        self._changes: dict[str, StateChange] = {}
        # By the entity, or by the behavior where that concerns several of them.
        self._schedules: dict[str, MomentSchedule] = {}
        # The entity at which the state began to hold first, as long as it holds at any.
        self._first: tuple[str, Holding] | None = None

    @callback
    def note_change(self, change: StateChange) -> None:
        """Keep the newest change of a state, which the trigger's variables are made of."""
        old, new = change.data["old_state"], change.data["new_state"]
        if old is not None and new is not None and old.state != new.state:
            self._changes[change.data["entity_id"]] = change

    @callback
    def look(self, entity_id: str) -> None:
        """Follow the newest reading of the lock behind an entity."""
        view = async_look(self._hass, entity_id)
        if view is None:
            return
        before = self._holdings.get(entity_id)
        if view.lock is None or (
            before is not None and not is_same_lock(before.lock, view.lock)
        ):
            self._forget(entity_id)
            before = None
        holding = self._trigger.holding(entity_id, view, before)
        if holding is not None:
            self._holdings[entity_id] = holding
        self._follow(entity_id, has_just_begun=_has_begun_between(before, holding))

    @callback
    def remove(self, entity_id: str) -> None:
        """Forget an entity that is no longer targeted."""
        self._forget(entity_id)
        self._changes.pop(entity_id, None)
        self._follow(entity_id)

    @callback
    def _forget(self, entity_id: str) -> None:
        """Forget the lock of an entity."""
        self._holdings.pop(entity_id, None)
        if self._first is not None and self._first[0] == entity_id:
            self._first = None

    @callback
    def end(self) -> None:
        """End all waiting."""
        for schedule in self._schedules.values():
            schedule.forget()

    @callback
    def _follow(self, entity_id: str, *, has_just_begun: bool = False) -> None:
        behavior = self._trigger.behavior
        key = entity_id if behavior == EACH else behavior
        schedule = self._schedules.get(key)
        if (found := self._found(entity_id)) is None:
            if schedule is not None:
                schedule.forget()
            return
        if schedule is None:
            schedule = self._schedules[key] = MomentSchedule(
                self._hass,
                look=lambda: self.look(entity_id),
                fire=lambda: self._fire(key),
            )
        schedule.follow(
            self._shown(*found),
            # A reading may come so late that a short `for` is over when it shows the beginning.
            is_new=has_just_begun and found[0] == entity_id,
        )

    def _found(self, entity_id: str) -> tuple[str, Holding] | None:
        """Return the entity that decides when the trigger fires, None where none does."""
        behavior = self._trigger.behavior
        if behavior == EACH:
            holding = self._holdings.get(entity_id)
            return (entity_id, holding) if holding else None
        holding_now = {
            each: holding for each, holding in self._holdings.items() if holding.holds
        }
        if behavior == FIRST:
            if not holding_now:
                self._first = None
            elif self._first is None:
                self._first = min(holding_now.items(), key=_since)
            return self._first
        if not holding_now or len(holding_now) < len(self._holdings):
            return None
        return max(holding_now.items(), key=_since)

    def _shown(self, entity_id: str, holding: Holding) -> ShownMoment:
        has_begun = holding.holds and holding.has_begun
        measured = (
            holding.measured
            if self._trigger.behavior == EACH
            else min(each.measured for each in self._holdings.values() if each.holds)
        )
        return ShownMoment(
            lock=holding.lock,
            measured=measured,
            moment=holding.since + self._duration if has_begun else None,
        )

    @callback
    def _fire(self, key: str) -> None:
        found = self._found(key)
        if found is None:
            return
        entity_id, _ = found
        state = self._hass.states.get(entity_id)
        from_state: State | None = state
        change = self._changes.get(entity_id)
        if change is not None:
            from_state, state = change.data["old_state"], change.data["new_state"]
        if state is None:
            return
        self._run_action(
            {
                ATTR_ENTITY_ID: entity_id,
                "from_state": from_state,
                "to_state": state,
                CONF_FOR: self._duration,
            },
            f"state of {entity_id}",
            change.context if change is not None else None,
        )


def _has_begun_between(before: Holding | None, after: Holding | None) -> bool:
    """Tell whether the state began to hold between two readings."""
    return (
        before is not None
        and after is not None
        and after.holds
        and (not before.holds or after.since != before.since)
    )


def _since(item: tuple[str, Holding]) -> datetime:
    return item[1].since
