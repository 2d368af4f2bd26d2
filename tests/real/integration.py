"""Our integration in a running Home Assistant: its entry and its entities."""

from collections.abc import Mapping

from .home_assistant import HomeAssistant
from .json_types import JsonObject
from .problem import Problem
from .websocket import Websocket

DOMAIN = "chastify"

# Platforms whose entities show a reading; their keys differ from each other.
_READINGS = ("binary_sensor", "calendar", "sensor")

_ENTRIES = "/api/config/config_entries/entry"
_FLOW = "/api/config/config_entries/flow"
_OPTIONS_FLOW = "/api/config/config_entries/options/flow"
_FLOW_ERRORS = {
    "invalid_auth": "The service refused the token: check that all of it was copied.",
    "cannot_connect": "The service can't be reached: check the network.",
    "insufficient_scope": "The token may not read the session: make one that may.",
}


async def add_entry(
    home: HomeAssistant, token: str, base_url: str, lock_id: str = ""
) -> str:
    """Go through the config flow as a person would; return the entry's id.

    lock_id: the only lock that the entry follows, empty: the account's current one.
    """
    only = {"lock_id": lock_id} if lock_id else {}
    flow = await home.rest.post(_FLOW, {"handler": DOMAIN})
    step = await home.rest.post(
        f"{_FLOW}/{flow['flow_id']}",
        {"api_token": token, "advanced": {"base_url": base_url, **only}},
    )
    if step["type"] != "create_entry":
        error = (step.get("errors") or {}).get("base") or step.get("reason")
        raise Problem(
            _FLOW_ERRORS.get(error, f"The integration can't be added ({error}).")
        )
    entry_id: str = step["result"]["entry_id"]
    return entry_id


async def move_entry(home: HomeAssistant, entry_id: str, base_url: str) -> None:
    """Change the address of the service; the token stays."""
    flow = await home.rest.post(_FLOW, {"handler": DOMAIN, "entry_id": entry_id})
    step = await home.rest.post(
        f"{_FLOW}/{flow['flow_id']}", {"advanced": {"base_url": base_url}}
    )
    if step.get("reason") != "reconfigure_successful":
        raise Problem(f"The entry could not be moved to {base_url}.")


async def disable_entry(websocket: Websocket, entry_id: str) -> None:
    """Disable an entry."""
    await _set_disabled(websocket, entry_id, "user")


async def enable_entry(websocket: Websocket, entry_id: str) -> None:
    """Enable an entry that was disabled."""
    await _set_disabled(websocket, entry_id, None)


async def _set_disabled(
    websocket: Websocket, entry_id: str, disabled_by: str | None
) -> None:
    result = await websocket.command(
        "config_entries/disable", entry_id=entry_id, disabled_by=disabled_by
    )
    if result["require_restart"]:
        raise Problem("The entry can't be enabled or disabled without a restart.")


async def reload_entry(home: HomeAssistant, entry_id: str) -> None:
    """Set an entry up anew, without waiting for Home Assistant to try again."""
    await home.rest.post(f"{_ENTRIES}/{entry_id}/reload", {})


async def remove_entry(home: HomeAssistant, entry_id: str) -> None:
    """Remove an entry."""
    await home.rest.delete(f"{_ENTRIES}/{entry_id}")


async def is_loaded(home: HomeAssistant, entry_id: str) -> bool:
    """Tell whether an entry is set up."""
    entries = await home.rest.get(_ENTRIES, domain=DOMAIN)
    return any(
        entry["entry_id"] == entry_id and entry["state"] == "loaded"
        for entry in entries
    )


async def find_entry(home: HomeAssistant) -> str | None:
    """Return the id of the entry, None where there is none."""
    entries = await home.rest.get(_ENTRIES, domain=DOMAIN)
    return entries[0]["entry_id"] if entries else None


async def entity_ids(websocket: Websocket, entry_id: str) -> Mapping[str, str]:
    """Return the entity ids of an entry by platform and key, `sensor.role`."""
    listed = await websocket.command("config/entity_registry/list")
    prefix = f"{entry_id}_"
    return {
        _with_platform(entity["entity_id"], entity["unique_id"].removeprefix(prefix)): (
            entity["entity_id"]
        )
        for entity in listed
        if entity["platform"] == DOMAIN and entity["unique_id"].startswith(prefix)
    }


async def readings(websocket: Websocket, entry_id: str) -> Mapping[str, JsonObject]:
    """Return the states of the entities that show a reading by their keys."""
    keys = {
        entity_id: key.partition(".")[2]
        for key, entity_id in (await entity_ids(websocket, entry_id)).items()
        if key.startswith(_READINGS)
    }
    return {
        keys[state["entity_id"]]: state
        for state in await websocket.command("get_states")
        if state["entity_id"] in keys
    }


async def set_options(home: HomeAssistant, entry_id: str, options: JsonObject) -> None:
    """Go through the options flow as a person would."""
    flow = await home.rest.post(_OPTIONS_FLOW, {"handler": entry_id})
    entered = {
        section["name"]: {
            field["name"]: options[field["name"]]
            for field in section["schema"]
            if field["name"] in options
        }
        for section in flow["data_schema"]
    }
    step = await home.rest.post(f"{_OPTIONS_FLOW}/{flow['flow_id']}", entered)
    if step["type"] != "create_entry":
        raise Problem(f"The options were refused: {step.get('errors')}")


def _with_platform(entity_id: str, key: str) -> str:
    return f"{entity_id.partition('.')[0]}.{key}"
