"""Our integration in a running Home Assistant: its entry and its entities."""

from collections.abc import Mapping

from .home_assistant import HomeAssistant
from .json_types import JsonObject
from .problem import Problem
from .websocket import Websocket

DOMAIN = "chastify"

_FLOW = "/api/config/config_entries/flow"
_FLOW_ERRORS = {
    "invalid_auth": "The service refused the token: check that all of it was copied.",
    "cannot_connect": "The service can't be reached: check the network.",
    "insufficient_scope": "The token may not read the session: make one that may.",
}


async def add_entry(home: HomeAssistant, token: str, base_url: str) -> str:
    """Go through the config flow as a person would; return the entry's id."""
    flow = await home.rest.post(_FLOW, {"handler": DOMAIN})
    step = await home.rest.post(
        f"{_FLOW}/{flow['flow_id']}",
        {"api_token": token, "advanced": {"base_url": base_url}},
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


async def find_entry(home: HomeAssistant) -> str | None:
    """Return the id of the entry, None where there is none."""
    entries = await home.rest.get("/api/config/config_entries/entry", domain=DOMAIN)
    return entries[0]["entry_id"] if entries else None


async def entity_ids(websocket: Websocket, entry_id: str) -> Mapping[str, str]:
    """Return the entity ids of an entry by their keys."""
    listed = await websocket.command("config/entity_registry/list")
    prefix = f"{entry_id}_"
    return {
        entity["unique_id"].removeprefix(prefix): entity["entity_id"]
        for entity in listed
        if entity["platform"] == DOMAIN and entity["unique_id"].startswith(prefix)
    }


async def states(websocket: Websocket, entry_id: str) -> Mapping[str, JsonObject]:
    """Return the states of an entry's entities by their keys."""
    keys = {
        entity_id: key
        for key, entity_id in (await entity_ids(websocket, entry_id)).items()
    }
    return {
        keys[state["entity_id"]]: state
        for state in await websocket.command("get_states")
        if state["entity_id"] in keys
    }
