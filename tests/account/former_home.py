"""A home as jonny5509/Chastify-ha leaves it: its entry, its rows in the registries, its calendar."""

from collections.abc import Mapping
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.added_account import DOMAIN, Account
from tests.calendar_events import calendar_events
from tests.simulator import WEARER_TOKEN

# Its entities by platform and key, with their ids: the device is called "Session".
FORMER_ENTITIES: Final[Mapping[str, str]] = {
    "binary_sensor.frozen": "binary_sensor.session_frozen",
    "binary_sensor.locked": "binary_sensor.session_locked",
    "binary_sensor.ready_to_unlock": "binary_sensor.session_ready_to_unlock",
    "binary_sensor.task_assigned": "binary_sensor.session_task_assigned",
    "button.archive": "button.session_archive",
    "button.freeze": "button.session_freeze",
    "button.refresh": "button.session_refresh",
    "button.unfreeze": "button.session_unfreeze",
    "button.unlock": "button.session_hygienic_unlock",
    "calendar.session_calendar": "calendar.session_session_calendar",
    "sensor.end_date": "sensor.session_end_date",
    "sensor.keyholder_last_seen": "sensor.session_keyholder_last_seen",
    "sensor.keyholder_username": "sensor.session_keyholder_username",
    "sensor.lock_title": "sensor.session_lock_title",
    "sensor.lock_type": "sensor.session_lock_type",
    "sensor.max_time_remaining": "sensor.session_maximum_time_remaining",
    "sensor.session_role": "sensor.session_session_role",
    "sensor.start_date": "sensor.session_start_date",
    "sensor.task_points": "sensor.session_task_points",
    "sensor.task_points_remaining": "sensor.session_task_points_remaining",
    "sensor.task_points_required": "sensor.session_task_points_required",
    "sensor.time_locked": "sensor.session_time_locked",
    "sensor.time_remaining": "sensor.session_time_remaining",
    "sensor.wearer_last_seen": "sensor.session_wearer_last_seen",
    "sensor.wearer_username": "sensor.session_wearer_username",
}
# By its key: the key that the same entity has here, None where it has none.
COUNTERPARTS: Final[Mapping[str, str | None]] = {
    key: key for key in FORMER_ENTITIES
} | {
    "binary_sensor.locked": "binary_sensor.active",
    "binary_sensor.ready_to_unlock": "binary_sensor.unlockable",
    "button.archive": None,
    "button.unlock": "button.start_hygienic_unlock",
    "calendar.session_calendar": "calendar.lock_sessions",
    "sensor.end_date": "sensor.unlock_time",
    "sensor.keyholder_username": "sensor.keyholder",
    "sensor.lock_type": None,
    "sensor.session_role": "sensor.role",
    "sensor.start_date": "sensor.locked_since",
    "sensor.wearer_username": "sensor.wearer",
}


def former_entry(version: int = 19, **data: str) -> MockConfigEntry:
    """Return its entry, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        version=version,
        title="Chastify - jonny5509",
        unique_id="chastify",
        data={"token": WEARER_TOKEN, **data},
        options={"daily_congratulations": True, "session_end_congratulations": False},
    )


def leave_rows(hass: HomeAssistant, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Register its device and entities; return the device."""
    device = leave_device(hass, entry, "my_lock")
    for key, entity_id in FORMER_ENTITIES.items():
        leave_row(hass, entry, device, key, entity_id)
    return device


def leave_device(
    hass: HomeAssistant, entry: MockConfigEntry, key: str
) -> dr.DeviceEntry:
    """Register a device of it."""
    return dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, f"{entry.entry_id}_{key}")},
        name="Session",
        manufacturer="Chastify",
        model="Chastify Lock",
    )


def leave_row(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device: dr.DeviceEntry,
    key: str,
    entity_id: str,
) -> er.RegistryEntry:
    """Register an entity of it, given by platform and key."""
    platform, _, own_key = key.partition(".")
    return er.async_get(hass).async_get_or_create(
        platform,
        DOMAIN,
        f"{entry.entry_id}_{own_key}",
        config_entry=entry,
        device_id=device.id,
        suggested_object_id=entity_id.partition(".")[2],
    )


def calendar_of(
    entry: MockConfigEntry, *events: Mapping[str, object]
) -> dict[str, Any]:
    """Return the file of its calendar, by the name that Home Assistant's storage has for it."""
    key = f"chastify_{entry.entry_id}_calendar_history"
    return {
        key: {
            "version": 1,
            "minor_version": 1,
            "key": key,
            "data": {"events": [dict(event) for event in events]},
        }
    }


def record(start: str, end: str, *, active: bool = False) -> Mapping[str, object]:
    """Return a record of its calendar."""
    return {
        "uid": f"{start}:Weekend Challenge",
        "summary": "Weekend Challenge",
        "description": "Chastify session",
        "start": start,
        "end": end,
        "active": active,
    }


async def sessions_of(account: Account) -> list[tuple[str, str]]:
    """Return start and title of what the calendar shows around the tests' moment."""
    return [
        (event["start"], event["summary"]) for event in await calendar_events(account)
    ]
