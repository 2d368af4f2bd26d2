"""The targeted entities of triggers and conditions, and the locks behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er, target as target_helper
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.target import (
    TargetSelection,
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.typing import ConfigType

from ..const import DOMAIN, SIGNAL_READING
from ..lock.reading import LATEST_START, Reading
from ..lock.sessions import LockSession
from ..lock.values import HeldValue

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry, ChastifyData

type StateChange = Event[EventStateChangedData]

# Targets have an `exclude` from Home Assistant 2026.11 on; older ones refuse it.
_EXTRACT_EXCLUDED: Final[Callable[[HomeAssistant, TargetSelection, bool], set[str]]] = (
    getattr(
        target_helper,
        "async_extract_excluded_entity_ids",
        lambda _hass, _selection, _expand_group: set(),
    )
)


class OwnEntityFilter:
    """The filter of a trigger or condition, whose target may hold any entity: one of ours counts.

    key: that of the entity that counts; its platform is the one of `_domain_specs`.
    """

    key: ClassVar[str]
    _domain_specs: Mapping[str, DomainSpec]
    _hass: HomeAssistant
    _target: ConfigType

    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities of ours among the targeted entities.

        A target in triggers.yaml narrows to integration and domain, but not to one entity, and a
        target that is written by hand isn't narrowed at all. Home Assistant leaves out hidden
        entities of a device. Here they count where the device itself is targeted: hiding an entity
        from dashboards must not silently switch a rule off. Excluded entities stay excluded.
        """
        registry = er.async_get(self._hass)
        selection = TargetSelection(self._target)
        excluded = _EXTRACT_EXCLUDED(self._hass, selection, False)
        entries = [
            *(registry.async_get(entity_id) for entity_id in entities),
            *(
                entry
                for device_id in selection.device_ids
                for entry in er.async_entries_for_device(registry, device_id)
                if entry.entity_id not in excluded
            ),
        ]
        return {
            entry.entity_id
            for entry in entries
            if entry is not None
            and entry.platform == DOMAIN
            and entry.domain in self._domain_specs
            and entry.translation_key == self.key
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LockView:
    """The newest good reading of an account.

    lock: its running lock, None where it has none.
    held: the lock's yes-or-no values by their keys, and since when they hold.
    """

    reading: Reading
    lock: LockSession | None
    held: Mapping[str, HeldValue]


@callback
def async_look(hass: HomeAssistant, entity_id: str) -> LockView | None:
    """Return the lock behind an entity of ours, None where its account isn't loaded."""
    if (entry := _entry(hass, entity_id)) is None:
        return None
    # Home Assistant removes it when the entry is unloaded.
    data: ChastifyData | None = getattr(entry, "runtime_data", None)
    if data is None:
        return None
    return LockView(
        reading=data.coordinator.data,
        lock=data.storage.running,
        held=data.storage.held,
    )


def _entry(hass: HomeAssistant, entity_id: str) -> ChastifyConfigEntry | None:
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or entity.config_entry_id is None:
        return None
    return hass.config_entries.async_get_entry(entity.config_entry_id)


def is_same_lock(one: LockSession, other: LockSession) -> bool:
    """Tell whether two locks are the same, by their ids, without them by their starts."""
    if one.lock_id is not None and other.lock_id is not None:
        return one.lock_id == other.lock_id
    return abs(one.start - other.start) <= LATEST_START


async def async_follow_locks(
    hass: HomeAssistant,
    target: ConfigType,
    entity_filter: Callable[[set[str]], set[str]],
    *,
    on_reading: Callable[[str], None],
    on_removed: Callable[[str], None],
    on_change: Callable[[StateChange], None] = lambda _event: None,
) -> CALLBACK_TYPE:
    """Follow the locks behind targeted entities until the returned function is called.

    on_reading: called with an entity at the start, and after each change of its state and each
    good reading of its account, whether that brings anything new or not.
    on_removed: called with an entity that is no longer targeted.
    on_change: called with each change of a state, before on_reading.
    """
    listeners: dict[str, CALLBACK_TYPE] = {}

    @callback
    def on_state(data: TargetStateChangedData) -> None:
        on_change(data.state_change_event)
        on_reading(data.state_change_event.data["entity_id"])

    @callback
    def on_entities(
        added: set[str], removed: set[str], _states: Mapping[str, State | None]
    ) -> None:
        for entity_id in removed:
            if (stop := listeners.pop(entity_id, None)) is not None:
                stop()
            on_removed(entity_id)
        for entity_id in added:
            if (entry := _entry(hass, entity_id)) is not None:
                listeners[entity_id] = async_dispatcher_connect(
                    hass,
                    f"{SIGNAL_READING}{entry.entry_id}",
                    callback(lambda entity_id=entity_id: on_reading(entity_id)),
                )
            on_reading(entity_id)

    stop_following = await async_track_target_selector_state_change_event(
        hass, target, on_state, entity_filter, on_entities
    )

    @callback
    def stop() -> None:
        stop_following()
        for stop_listening in listeners.values():
            stop_listening()
        listeners.clear()

    return stop
