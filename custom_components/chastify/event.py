"""Event entity: the events of the lock and their sources."""

from collections.abc import Sequence
from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import AccountEntity
from .lock.changes import LockEvent, LockEventType
from .runtime_data import ChastifyConfigEntry

# The entities of this platform send nothing.
PARALLEL_UPDATES = 0

ATTR_SECONDS: Final = "seconds"
ATTR_SOURCE: Final = "source"

LOCK_EVENTS: Final = EventEntityDescription(
    key="lock_events", event_types=[event.value for event in LockEventType]
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of an account."""
    async_add_entities([LockEventsEntity(entry)])


class LockEventsEntity(AccountEntity, EventEntity):
    """The newest event of the lock; always available."""

    _attr_should_poll = False

    def __init__(self, entry: ChastifyConfigEntry) -> None:
        """Show the events of an account."""
        self._describe(entry, LOCK_EVENTS)
        self._lock_events = entry.runtime_data.lock_events

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the events."""
        await super().async_added_to_hass()
        self.async_on_remove(self._lock_events.async_add_listener(self._async_show))

    @callback
    def _async_show(self, events: Sequence[LockEvent]) -> None:
        """Write one state for each event, so that each can start an automation."""
        for event in events:
            attributes: dict[str, str | int] = {ATTR_SOURCE: event.source.value}
            if event.seconds is not None:
                attributes[ATTR_SECONDS] = event.seconds
            self._trigger_event(event.type.value, attributes)
            self.async_write_ha_state()
