"""Diagnostics: an allow-list of counts, names of fields and kinds of errors.

No value of an answer is in it apart from the scopes, and nothing of the entry's own texts.
"""

from collections.abc import Iterable
import re
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant

from .account.options import Options
from .api import DEFAULT_BASE_URL, JsonObject, JsonValue, lock_data_of
from .const import CONF_BASE_URL, CONF_LOCK_ID
from .devices.connected import ConnectedDevice
from .runtime_data import ChastifyConfigEntry, ChastifyData

# A name chosen by the API's developers; anything else may be a person's text.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:\-]{0,63}")


async def async_get_config_entry_diagnostics(
    _hass: HomeAssistant, entry: ChastifyConfigEntry
) -> dict[str, JsonValue]:
    """Return the diagnostics of an account, loaded or not."""
    options = Options.of(entry)
    shown: dict[str, JsonValue] = {
        "entry": {
            "version": entry.version,
            "state": entry.state.value,
            "reason": entry.error_reason_translation_key,
            "token_stored": bool(entry.data[CONF_API_TOKEN]),
            "follows_one_lock": CONF_LOCK_ID in entry.data,
            "default_server": entry.data[CONF_BASE_URL] == DEFAULT_BASE_URL,
            "subentry_types": [
                subentry.subentry_type for subentry in entry.subentries.values()
            ],
        },
        "options": {
            "has_daily_time_limit": options.daily_time_limit is not None,
            "disabled_commands": _names(options.disabled_commands),
            "assist_commands": _names(options.assist_commands),
        },
    }
    if entry.state is ConfigEntryState.LOADED:
        shown |= _loaded(entry.runtime_data)
    return shown


def _loaded(data: ChastifyData) -> dict[str, JsonValue]:
    """Return the diagnostics of a loaded account."""
    session = data.coordinator.data.session
    followed = data.coordinator.followed
    interval = data.coordinator.update_interval
    error = data.coordinator.failure or data.coordinator.last_exception
    return {
        "coordinator": {
            "last_update_success": data.coordinator.last_update_success,
            "last_error": type(error.__cause__ or error).__name__ if error else None,
            "update_interval_seconds": interval.total_seconds() if interval else None,
        },
        "session": {
            "active": session is not None,
            "lock_id_known": session is not None and session.lock_id is not None,
            "role": session.role if session else None,
            "scopes": _names(session.scopes or ()) if session else [],
            "fields": _fields(session.answer) if session else {},
            "lock_data_fields": {
                name: kind
                for lock_data in (lock_data_of(session.answer) if session else ())
                for name, kind in _fields(lock_data).items()
            },
        },
        "locks": {
            "seen_in_a_day": followed.seen_in_a_day,
            "pins_are_heeded": followed.heeds_pins,
            "current_one_is_of_another_entry": followed.passes_over,
        },
        "lock_sessions": {
            "running": data.storage.running is not None,
            "ended": len(data.storage.history.ended),
            "days": len(data.storage.history.ledger.days),
        },
        "connected_devices": {
            "enabled": data.devices.are_enabled,
            "devices": [_device(data, device) for device in data.devices.all],
        },
    }


def _device(data: ChastifyData, device: ConnectedDevice) -> JsonObject:
    """Return the diagnostics of a connected device, without its texts and keys."""
    abilities = data.devices.abilities(device)
    return {
        "may_run": bool(data.devices.runs(device)),
        "confirmed_once": device.consent is not None,
        "has_session": device.route.session_id is not None,
        "has_main_token": device.route.main_token is not None,
        "has_developer_key": device.route.developer_key is not None,
        "vibration": device.vibration,
        "shock": device.shock,
        "max_duration": device.max_duration,
        "max_shock_duration": device.max_shock_duration,
        "cooldown": device.cooldown,
        "param_limits": len(device.param_limits or ()),
        "commands": None if abilities.commands is None else _names(abilities.commands),
        "capabilities": None
        if abilities.capabilities is None
        else _names(abilities.capabilities),
    }


def _names(values: Iterable[str]) -> list[JsonValue]:
    """Return the values that are names, in order."""
    return [value for value in sorted(values) if _NAME.fullmatch(value)]


def _fields(value: JsonValue) -> JsonObject:
    """Return the names of an object's fields with the types of their values."""
    if not isinstance(value, dict):
        return {}
    return {
        name: type(item).__name__
        for name, item in sorted(value.items())
        if _NAME.fullmatch(name)
    }
