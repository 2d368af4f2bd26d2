"""The dashboard that makes itself from the locks of a running Home Assistant."""

from .websocket import Websocket

URL_PATH = "chastify-views"
PATH = f"/{URL_PATH}/wearer"

STRATEGY = "custom:chastify"


async def show(websocket: Websocket, url_path: str = URL_PATH) -> None:
    """Make the dashboard, or leave it as the person has changed it meanwhile."""
    dashboards = await websocket.command("lovelace/dashboards/list")
    if any(dashboard["url_path"] == url_path for dashboard in dashboards):
        return
    await websocket.command(
        "lovelace/dashboards/create",
        url_path=url_path,
        title="Chastify",
        icon="mdi:lock-clock",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    await websocket.command(
        "lovelace/config/save",
        url_path=url_path,
        config={"strategy": {"type": STRATEGY}},
    )
