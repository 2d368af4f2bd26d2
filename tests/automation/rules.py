"""Automations made of our triggers and conditions, and the variables of their runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_homeassistant_custom_component.common import async_capture_events
import voluptuous as vol

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from tests.added_account import DOMAIN, Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

type Target = Mapping[str, str | list[str]]

STARTED: Final = "automation_started"
_VARIABLES: Final = (
    "entity_id",
    "event_type",
    "seconds",
    "source",
    "remaining",
    "locked",
)


@dataclass
class Watch:
    """An automation and how often it was started."""

    hass: HomeAssistant
    events: list[Event[Mapping[str, Any]]] = field(default_factory=list)

    def take(self) -> list[dict[str, Any]]:
        """Return the variables of each start since the last look, those that it has."""
        found = [
            {
                name: value
                for name, value in event.data.items()
                if name != "key" and value is not None
            }
            for event in self.events
        ]
        self.events.clear()
        return found

    def count(self) -> int:
        """Return how often it was started since the last look."""
        return len(self.take())

    def keys(self) -> list[str]:
        """Return the keys of the triggers that started it since the last look."""
        keys = [event.data["key"] for event in self.events]
        self.events.clear()
        return keys


def trigger(key: str, target: Target, **options: object) -> dict[str, Any]:
    """Return a trigger of ours as it is written in an automation."""
    return {
        "trigger": f"{DOMAIN}.{key}",
        "id": key,
        "target": target,
        "options": options,
    }


def condition(key: str, target: Target, **options: object) -> dict[str, Any]:
    """Return a condition of ours as it is written in an automation."""
    return {"condition": f"{DOMAIN}.{key}", "target": target, "options": options}


async def watch(hass: HomeAssistant, *triggers: dict[str, Any]) -> Watch:
    """Run an automation that notes the variables of its trigger."""
    watched = Watch(hass, async_capture_events(hass, STARTED))
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "id": "watch",
                "alias": "watch",
                "mode": "parallel",
                "triggers": list(triggers),
                "actions": {
                    "event": STARTED,
                    "event_data": {
                        **{
                            name: f"{{{{ trigger.{name} | default(none) }}}}"
                            for name in _VARIABLES
                        },
                        "key": "{{ trigger.id }}",
                        "from": "{{ trigger.from_state.state }}",
                        "to": "{{ trigger.to_state.state }}",
                    },
                },
            }
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    state = hass.states.get("automation.watch")
    assert state is not None
    assert state.state == "on"
    return watched


async def is_valid(hass: HomeAssistant, **part: object) -> bool:
    """Tell whether Home Assistant takes an automation with this trigger or condition."""
    try:
        await async_validate_config_item(
            hass,
            "automation",
            {
                "alias": "checked",
                "triggers": [{"trigger": "time", "at": "12:00:00"}],
                "actions": [{"event": STARTED}],
                **part,
            },
        )
    except vol.Invalid:
        return False
    return True


def device_of(account: Account) -> Target:
    """Return the lock's device as a target."""
    return {"device_id": lock_device_id(account)}


def lock_device_id(account: Account) -> str:
    """Return the id of the lock's device."""
    registry = er.async_get(account.hass)
    entity = registry.async_get(account.entity_ids()["sensor.lock_state"])
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


type Passes = Callable[[dict[str, Any]], Awaitable[bool]]


def beyond(kind: str, number: float, unit: str | None = None) -> dict[str, Any]:
    """Return a threshold as the editor writes it."""
    value = {"number": number}
    return {
        "type": kind,
        "value": {**value, "unit_of_measurement": unit} if unit else value,
    }


def by_device(account: Account, *keys: str) -> list[dict[str, object]]:
    """Return triggers on the lock's device."""
    return [trigger(key, device_of(account)) for key in keys]


async def outage(simulator: Simulator, advance: Advance, account: Account) -> None:
    """Let the service be away from now on, until the entities show it."""
    simulator.order(Fault(status=503), times=None)
    await advance(30)
    await advance(5)
    assert account.state("sensor.unlock_time") == "unavailable"
