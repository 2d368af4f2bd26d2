"""The events of an account, as they reach Home Assistant."""

from dataclasses import dataclass, field
from typing import Final, Self

from pytest_homeassistant_custom_component.common import async_capture_events

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData
from tests.added_account import Account

OURS: Final = "home_assistant"
OTHERS: Final = "elsewhere"

KEY: Final = "event.lock_events"

type Told = tuple[str, str] | tuple[str, str, int]


@dataclass
class Events:
    """The events of an account since the last look."""

    account: Account
    changes: list[Event[EventStateChangedData]]
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, account: Account) -> Self:
        """Listen to the events of an account."""
        hass = account.hass
        return cls(account, async_capture_events(hass, EVENT_STATE_CHANGED))

    def take(self) -> list[Told]:
        """Return type and source of each event, and its seconds where there are any.

        A state that is restored after a reload is no event.
        """
        entity_id = self.account.entity_ids()[KEY]
        states = [
            state
            for change in self.changes
            if change.data["entity_id"] == entity_id
            and (state := change.data["new_state"]) is not None
            and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        ]
        self.changes.clear()
        told: list[Told] = []
        for state in states:
            if state.state in self.seen:
                continue
            self.seen.add(state.state)
            kind = (state.attributes["event_type"], state.attributes["source"])
            seconds = state.attributes.get("seconds")
            told.append(kind if seconds is None else (*kind, seconds))
        return told
