"""The activity of Home Assistant: one sentence for each event of a lock."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN, EVENT_CHASTIFY, NAME
from .event import LOCK_EVENTS
from .failures.texts import Texts, duration_text, house_sentences
from .lock.changes import LockEventType, Source

type Describe = Callable[[LazyEventPartialState], dict[str, str | None]]

# They have the same text whoever caused them: mostly the passing of time, or the wearer.
_OF_NOBODY: Final = frozenset(
    {
        LockEventType.LOCK_STARTED,
        LockEventType.LOCK_ENDED,
        LockEventType.BECAME_UNLOCKABLE,
    }
)
# What others change is measured, with an error of some seconds.
_ROUNDED_FROM: Final = 60
_STEP: Final = 5

_WITH_DURATION: Final = frozenset(
    {LockEventType.TIME_ADDED, LockEventType.TIME_REMOVED}
)


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Describe the events of locks."""
    entities, devices = er.async_get(hass), dr.async_get(hass)

    @callback
    def describe(event: LazyEventPartialState) -> dict[str, str | None]:
        """Return the line of an event; other threads call it too, for the lines of the past."""
        named = entities.async_get(str(event.data.get(ATTR_ENTITY_ID)))
        entity_id: str | None = None
        if named is not None:
            # The line leads to the entity that shows the newest event.
            entity_id = entities.async_get_entity_id(
                Platform.EVENT, DOMAIN, f"{named.config_entry_id}_{LOCK_EVENTS.key}"
            )
        device = devices.async_get(str(event.data.get(ATTR_DEVICE_ID)))
        name = (device.name_by_user or device.name) if device else None
        texts = house_sentences(hass)
        return {
            LOGBOOK_ENTRY_NAME: name or NAME,
            LOGBOOK_ENTRY_MESSAGE: _sentence(texts, event.data) if texts else None,
            LOGBOOK_ENTRY_ENTITY_ID: entity_id,
        }

    async_describe_event(DOMAIN, EVENT_CHASTIFY, describe)


def _sentence(texts: Texts, data: Mapping[str, object]) -> str | None:
    """Return what happened and how much, None for data that isn't ours.

    Home Assistant adds who caused it where a command did: an automation, a script or a person.
    """
    kind, seconds = data.get("type"), data.get("seconds")
    if kind not in LockEventType or (
        kind in _WITH_DURATION and not isinstance(seconds, int)
    ):
        return None
    if data.get("by_itself"):
        return texts.text("event_freeze_ended")
    key = f"event_{kind}"
    placeholders: dict[str, str] = {}
    is_elsewhere = data.get("source") == Source.ELSEWHERE and kind not in _OF_NOBODY
    if isinstance(seconds, int):
        if is_elsewhere and seconds >= _ROUNDED_FROM:
            seconds = round(seconds / _STEP) * _STEP
        placeholders["duration"] = duration_text(texts, timedelta(seconds=seconds))
        if kind == LockEventType.FROZEN:
            key += "_for"
    if is_elsewhere:
        key += "_elsewhere"
    return texts.text(key, **placeholders)
