"""Connected devices of our integration in a running Home Assistant."""

from .home_assistant import HomeAssistant
from .integration import DOMAIN
from .json_types import JsonObject
from .problem import Problem
from .websocket import Websocket

_FLOW = "/api/config/config_entries/subentries/flow"


async def add_device(
    home: HomeAssistant, entry_id: str, name: str, **fields: object
) -> str:
    """Go through the subentry flow as a person would; return the subentry's id.

    What isn't given is as the form suggests it.
    """
    flow = await home.rest.post(_FLOW, {"handler": [entry_id, "device"]})
    step = await home.rest.post(
        f"{_FLOW}/{flow['flow_id']}",
        {"name": name, "session": {}, "params": {}, **fields},
    )
    if step["type"] != "create_entry":
        raise Problem(
            f"The device can't be added: {step.get('errors') or step.get('reason')}"
        )
    async with home.websocket() as websocket:
        subentry_id = await subentry_of(websocket, entry_id, name)
    assert subentry_id
    return subentry_id


async def subentry_of(websocket: Websocket, entry_id: str, name: str) -> str | None:
    """Return the id of the subentry of a device, None where there is none of this name."""
    listed = await websocket.command(
        "config_entries/subentries/list", entry_id=entry_id
    )
    found: list[str] = [
        subentry["subentry_id"] for subentry in listed if subentry["title"] == name
    ]
    return found[0] if found else None


async def remove_device(websocket: Websocket, entry_id: str, subentry_id: str) -> None:
    """Remove a device."""
    await websocket.command(
        "config_entries/subentries/delete", entry_id=entry_id, subentry_id=subentry_id
    )


async def find_device(websocket: Websocket, subentry_id: str) -> str | None:
    """Return the id by which actions name a device, None where it isn't there."""
    registered: list[JsonObject] = await websocket.command(
        "config/device_registry/list"
    )
    for device in registered:
        if [DOMAIN, subentry_id] in device["identifiers"]:
            device_id: str = device["id"]
            return device_id
    return None
