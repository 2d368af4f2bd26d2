"""Automations and scripts of a running Home Assistant, made as its editors make them."""

from .home_assistant import HomeAssistant
from .integration import DOMAIN
from .json_types import JsonObject
from .problem import Problem
from .waiting import until
from .websocket import Websocket

_PATIENCE = 60.0


async def add_automation(home: HomeAssistant, key: str, config: JsonObject) -> None:
    """Add an automation, or replace the one of this key, and return when it is there."""

    async def is_there() -> bool:
        return any(
            state["attributes"].get("id") == key
            for state in await home.rest.get("/api/states")
        )

    await home.rest.post(f"/api/config/automation/config/{key}", config)
    if not await until(is_there, _PATIENCE):
        raise Problem(f"The automation {key} was not there after {_PATIENCE:.0f} s.")


async def add_script(home: HomeAssistant, key: str, config: JsonObject) -> None:
    """Add a script, or replace the one of this key."""
    await home.rest.post(f"/api/config/script/config/{key}", config)


def of_blueprint(blueprint: str, alias: str, inputs: JsonObject) -> JsonObject:
    """Return the automation or script that a blueprint of ours makes of some inputs."""
    return {
        "alias": alias,
        "use_blueprint": {"path": f"{DOMAIN}/{blueprint}.yaml", "input": inputs},
    }


async def lock_device_id(websocket: Websocket, entry_id: str) -> str:
    """Return the id of the device that stands for an account's lock."""
    (device_id,) = [
        device["id"]
        for device in await websocket.command("config/device_registry/list")
        if [DOMAIN, entry_id] in device["identifiers"]
    ]
    assert isinstance(device_id, str)
    return device_id
