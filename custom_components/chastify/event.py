"""Event entity and bus events: the events of the lock and their sources."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NotRequired, TypedDict, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.event_type import EventType

from .const import DOMAIN, EVENT_CHASTIFY
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

# The activity leaves out an event together with the states of the entity that it names. This one
# has the fewest: it changes with the beginning and the end of a lock alone.
_NAMED_PLATFORM: Final = Platform.CALENDAR
_NAMED_KEY: Final = "lock_sessions"


class BusEventData(TypedDict):
    """The data of a bus event.

    entity_id, device_id: the lock's calendar and its device.
    seconds: the time that was added or removed, or for which the timer is frozen, None where that
    isn't known and for other events.
    by_itself: True for the end of a freeze of ours that nobody ended early.
    """

    entity_id: str | None
    device_id: str
    type: str
    source: str
    seconds: int | None
    by_itself: NotRequired[bool]


BUS_EVENT: Final[EventType[BusEventData]] = EventType(EVENT_CHASTIFY)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of an account, and its bus events, which need no enabled entity."""
    entry.async_on_unload(
        entry.runtime_data.lock_events.async_add_listener(
            partial(_async_fire, hass, entry)
        )
    )
    async_add_entities([LockEventsEntity(entry)])


@callback
def _async_fire(
    hass: HomeAssistant, entry: ChastifyConfigEntry, events: Sequence[LockEvent]
) -> None:
    """Fire one bus event for each event, with the context of the command that explains it."""
    entity_id = er.async_get(hass).async_get_entity_id(
        _NAMED_PLATFORM, DOMAIN, f"{entry.entry_id}_{_NAMED_KEY}"
    )
    for event in events:
        data: BusEventData = {
            "entity_id": entity_id,
            "device_id": entry.runtime_data.lock_device_id,
            "type": event.type.value,
            "source": event.source.value,
            "seconds": event.freezes_for if event.seconds is None else event.seconds,
        }
        if event.is_expiry:
            data["by_itself"] = True
        hass.bus.async_fire(BUS_EVENT, data, context=event.context)


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
            self._async_write_explained(event.context)
