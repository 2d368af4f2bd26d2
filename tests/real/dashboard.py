"""The dashboard that makes itself from the locks of a running Home Assistant."""

from .json_types import JsonObject
from .websocket import Websocket

URL_PATH = "chastify-views"

STRATEGY = "custom:chastify"


async def show(websocket: Websocket, url_path: str = URL_PATH) -> None:
    """Make the dashboard, or leave it as the person has changed it meanwhile."""
    listed = await websocket.command("lovelace/dashboards/list")
    if not any(each["url_path"] == url_path for each in listed):
        config = {"strategy": {"type": STRATEGY}}
        await save(websocket, url_path, "Chastify", "mdi:lock-clock", config)


async def save(
    websocket: Websocket, url_path: str, title: str, icon: str, config: JsonObject
) -> None:
    """Make a dashboard."""
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
