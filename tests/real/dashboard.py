"""The dashboard that makes itself from the locks of a running Home Assistant."""

from .json_types import JsonObject
from .problem import Problem
from .websocket import Websocket

URL_PATH = "chastify-views"

STRATEGY = "custom:chastify"


async def show(websocket: Websocket, url_path: str = URL_PATH) -> None:
    """Make the dashboard, or leave it as the person has changed it meanwhile."""
    if not await is_saved(websocket, url_path):
        config = {"strategy": {"type": STRATEGY}}
        await save(websocket, url_path, "Chastify", "mdi:lock-clock", config)


async def is_saved(websocket: Websocket, url_path: str) -> bool:
    """Tell whether a dashboard is there, with its views."""
    if not await _is_listed(websocket, url_path):
        return False
    try:
        await websocket.command("lovelace/config", url_path=url_path)
    except Problem:
        return False
    return True


async def _is_listed(websocket: Websocket, url_path: str) -> bool:
    listed = await websocket.command("lovelace/dashboards/list")
    return any(each["url_path"] == url_path for each in listed)


async def save(
    websocket: Websocket, url_path: str, title: str, icon: str, config: JsonObject
) -> None:
    """Make a dashboard, or what is missing of it."""
    if not await _is_listed(websocket, url_path):
        await websocket.command(
            "lovelace/dashboards/create",
            url_path=url_path,
            title=title,
            icon=icon,
            show_in_sidebar=True,
            require_admin=False,
            mode="storage",
        )
    await websocket.command("lovelace/config/save", url_path=url_path, config=config)
