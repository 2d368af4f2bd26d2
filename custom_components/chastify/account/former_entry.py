"""Moving in: an entry of jonny5509/Chastify-ha, which has the same domain, becomes an account.

Entities keep their ids, and with them history, names, areas, automations and dashboards; the lock's
device keeps its page. What has no counterpart goes.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import CONF_API_TOKEN, CONF_TOKEN, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..api import DEFAULT_BASE_URL
from ..clock import stored_moment
from ..const import CONF_BASE_URL, CONF_LOCK_ID, DOMAIN, ENTRY_VERSION, NAME
from ..failures.issues import async_create_moved_in_issue
from ..lock.sessions import LockSession
from .entered_text import bare_secret
from .storage import AccountStorage
from .stored_file import DamagedError, NewerVersionError, async_read, entry_errors

if TYPE_CHECKING:
    from ..runtime_data import ChastifyConfigEntry

# The title that every such entry had.
_TITLE: Final = "Chastify - jonny5509"
_LOCK_DEVICE: Final = "my_lock"

# Keys of entities there and here, by platform; those that have the same key need no row.
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    Platform.BINARY_SENSOR: {"locked": "active", "ready_to_unlock": "unlockable"},
    Platform.BUTTON: {"unlock": "start_hygienic_unlock"},
    Platform.CALENDAR: {"session_calendar": "lock_sessions"},
    Platform.SENSOR: {
        "end_date": "unlock_time",
        "keyholder_username": "keyholder",
        "session_role": "role",
        "start_date": "locked_since",
        "wearer_username": "wearer",
    },
}
# Keys that are the same there and here.
UNCHANGED: Final[Mapping[str, frozenset[str]]] = {
    Platform.BINARY_SENSOR: frozenset({"frozen", "task_assigned", "trusted"}),
    Platform.BUTTON: frozenset(
        {"add_time", "freeze", "refresh", "remove_time", "toggle_freeze", "unfreeze"}
    ),
    Platform.SENSOR: frozenset(
        {
            "keyholder_last_seen",
            "lock_title",
            "max_time_remaining",
            "task_points",
            "task_points_remaining",
            "task_points_required",
            "time_locked",
            "time_remaining",
            "wearer_last_seen",
        }
    ),
}


def is_former(entry: ChastifyConfigEntry) -> bool:
    """Tell whether an entry is one of the other integration, whatever its version."""
    return CONF_TOKEN in entry.data and CONF_API_TOKEN not in entry.data


@callback
def async_move_in(hass: HomeAssistant, entry: ChastifyConfigEntry) -> None:
    """Make an account of such an entry, apart from its calendar, which its set-up takes over.

    It can be done again where it was interrupted: the entry is changed last.
    """
    device = _async_move_device(hass, entry)
    removed = _async_move_entities(hass, entry, device)
    _async_remove_other_devices(hass, entry, device)
    data = {
        CONF_API_TOKEN: bare_secret(str(entry.data[CONF_TOKEN])),
        CONF_BASE_URL: DEFAULT_BASE_URL,
    }
    lock_id = entry.data.get(CONF_LOCK_ID)
    if isinstance(lock_id, str) and lock_id.strip():
        data[CONF_LOCK_ID] = lock_id.strip()
    async_create_moved_in_issue(hass, entry, removed)
    hass.config_entries.async_update_entry(
        entry,
        data=data,
        options={},
        title=NAME if entry.title == _TITLE else entry.title,
        unique_id=None,
        version=ENTRY_VERSION,
        minor_version=1,
    )


@callback
def _async_move_device(hass: HomeAssistant, entry: ChastifyConfigEntry) -> str:
    """Make the lock's device ours and return its id."""
    registry = dr.async_get(hass)
    ours = (DOMAIN, entry.entry_id)
    theirs = (DOMAIN, f"{entry.entry_id}_{_LOCK_DEVICE}")
    devices = {
        identifier: device
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        for identifier in device.identifiers
    }
    if (device := devices.get(theirs)) is None:
        return registry.async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={ours}
        ).id
    if (other := devices.get(ours)) is not None:
        _async_move_rows(hass, other.id, device.id)
        registry.async_remove_device(other.id)
    registry.async_update_device(device.id, new_identifiers={ours})
    return device.id


@callback
def _async_move_rows(hass: HomeAssistant, device_id: str, to: str) -> None:
    """Move the entities of a device, disabled ones too: they would go with it."""
    registry = er.async_get(hass)
    for row in er.async_entries_for_device(
        registry, device_id, include_disabled_entities=True
    ):
        registry.async_update_entity(row.entity_id, device_id=to)


@callback
def _async_remove_other_devices(
    hass: HomeAssistant, entry: ChastifyConfigEntry, device_id: str
) -> None:
    """Remove all devices but the lock's, after their entities were moved."""
    registry = dr.async_get(hass)
    for other in dr.async_entries_for_config_entry(registry, entry.entry_id):
        if other.id != device_id:
            _async_move_rows(hass, other.id, device_id)
            registry.async_remove_device(other.id)


@callback
def _async_move_entities(
    hass: HomeAssistant, entry: ChastifyConfigEntry, device_id: str
) -> list[str]:
    """Give the entities with a counterpart its unique id; return the ids of those removed."""
    registry = er.async_get(hass)
    removed: list[str] = []
    rows = er.async_entries_for_config_entry(registry, entry.entry_id)
    # The renamed ones first: where there is also a row with the new key, theirs is the current one.
    for row in sorted(rows, key=lambda row: _renamed(entry, row) is None):
        if registry.async_get(row.entity_id) is None:
            continue
        key = _renamed(entry, row)
        if key is None and not _is_unchanged(entry, row):
            registry.async_remove(row.entity_id)
            removed.append(row.entity_id)
            continue
        if key is not None:
            unique_id = f"{entry.entry_id}_{key}"
            if other := registry.async_get_entity_id(row.domain, DOMAIN, unique_id):
                registry.async_remove(other)
                removed.append(other)
            registry.async_update_entity(row.entity_id, new_unique_id=unique_id)
        registry.async_update_entity(row.entity_id, device_id=device_id)
    return removed


def _renamed(entry: ChastifyConfigEntry, row: er.RegistryEntry) -> str | None:
    """Return the key of the counterpart that has another key, None where there is none."""
    key = row.unique_id.removeprefix(f"{entry.entry_id}_")
    return RENAMED.get(row.domain, {}).get(key)


def _is_unchanged(entry: ChastifyConfigEntry, row: er.RegistryEntry) -> bool:
    """Tell whether an entity has a counterpart with its own key, or is that already."""
    key = row.unique_id.removeprefix(f"{entry.entry_id}_")
    return key in UNCHANGED.get(row.domain, ()) or key in _new_keys(row.domain)


def _new_keys(platform: str) -> frozenset[str]:
    """Return the keys that entities get: where the move was interrupted, some have them."""
    return frozenset(RENAMED.get(platform, {}).values())


async def async_take_over_calendar(
    hass: HomeAssistant, entry: ChastifyConfigEntry, storage: AccountStorage
) -> None:
    """Move the sessions of a former calendar to ours, where there is one.

    Raises ConfigEntryNotReady where it can't be opened.

    The one that it takes for running is the newest of them: it goes on with the first reading of a
    lock that began within two minutes of it.
    """
    former = Store[dict[str, Any]](
        hass, 1, f"{DOMAIN}_{entry.entry_id}_calendar_history"
    )
    with entry_errors():
        try:
            stored = await async_read(former, dict)
        except DamagedError, NewerVersionError:
            # Left as it is for whoever can read it.
            return
    if stored is None:
        return
    await storage.history.async_add_ended(
        _sessions(stored.get("events")), storage.running
    )
    await former.async_remove()


def _sessions(events: object) -> list[LockSession]:
    """Return the sessions that can be understood."""
    now = dt_util.utcnow()
    found: list[LockSession] = []
    for event in events if isinstance(events, list) else []:
        try:
            start, end = stored_moment(event["start"]), stored_moment(event["end"])
            title = event.get("summary")
        except AttributeError, KeyError, TypeError, ValueError:
            continue
        # A running one ends when its time is up.
        end = min(end, now)
        if start < end:
            found.append(
                LockSession(
                    lock_id=None,
                    title=title if isinstance(title, str) else None,
                    start=start,
                    last_seen=end,
                    end=end,
                )
            )
    return found
