"""Notify: messages to the people of the lock and to its history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.notify import (
    NotifyEntity,
    NotifyEntityDescription,
    NotifyEntityFeature,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import NotificationTarget
from .commands.fields import MAX_TITLE_OF_LOG
from .entity import ChastifyControl, ControlDescription, all_enabled, async_existing
from .runtime_data import ChastifyConfigEntry

# The queue of the account orders what is sent.
PARALLEL_UPDATES = 0

type TextFields = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ChastifyNotifyEntityDescription(ControlDescription, NotifyEntityDescription):
    """A receiver of messages; `fields_fn` returns the command's fields for message and title."""

    command: str
    fields_fn: Callable[[str, str | None], TextFields]


def _to(target: NotificationTarget) -> Callable[[str, str | None], TextFields]:
    """Return the function for notifications to a person."""
    return lambda message, title: {
        "target": target,
        "message": message,
        "title": title or None,
    }


def _log(message: str, title: str | None) -> TextFields:
    """Return the fields of a log; without a title, the message begins in the title."""
    if title:
        return {"title": title, "description": message or None}
    rest = message[MAX_TITLE_OF_LOG:]
    return {
        "title": message[:MAX_TITLE_OF_LOG],
        "description": rest if rest.strip() else None,
    }


NOTIFIERS: Final[tuple[ChastifyNotifyEntityDescription, ...]] = (
    *(
        ChastifyNotifyEntityDescription(
            key=f"notify_{target}",
            exists_fn=all_enabled("send_notification"),
            command="send_notification",
            fields_fn=_to(target),
        )
        for target in (NotificationTarget.WEARER, NotificationTarget.KEYHOLDER)
    ),
    ChastifyNotifyEntityDescription(
        key="lock_history",
        exists_fn=all_enabled("write_log"),
        command="write_log",
        fields_fn=_log,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ChastifyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the notify entities of an account."""
    async_add_entities(
        ChastifyNotifyEntity(entry, description)
        for description in async_existing(hass, entry, Platform.NOTIFY, NOTIFIERS)
    )


class ChastifyNotifyEntity(ChastifyControl, NotifyEntity):
    """A receiver of messages, which are sent as commands."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    entity_description: ChastifyNotifyEntityDescription

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message; one that is too long is refused, not cut."""
        await self._data.commands.async_send(
            self.entity_description.command,
            self.entity_description.fields_fn(message, title),
            context=self._context,
        )
