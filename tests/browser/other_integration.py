"""A device of another integration."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.real.home_assistant import HomeAssistant
from tests.real.integration import remove_entry

_DOMAIN = "sun"


@asynccontextmanager
async def other_device(home: HomeAssistant) -> AsyncIterator[str]:
    """Have one for the length of a block; yields its id."""
    flow = "/api/config/config_entries/flow"
    step = await home.rest.post(flow, {"handler": _DOMAIN})
    step = await home.rest.post(f"{flow}/{step['flow_id']}", {})
    entry_id: str = step["result"]["entry_id"]
    try:
        async with home.websocket() as websocket:
            devices = await websocket.command("config/device_registry/list")
        yield next(
            device["id"]
            for device in devices
            if device["primary_config_entry"] == entry_id
        )
    finally:
        await remove_entry(home, entry_id)
