"""A dashboard of the two views that the documentation offers for copying."""

from typing import cast

from homeassistant.util.yaml import parse_yaml

from .configuration import ROOT
from .json_types import JsonObject
from .websocket import Websocket

URL_PATH = "chastify-views"
PATH = f"/{URL_PATH}/wearer"

_FOLDER = ROOT / "docs" / "dashboards"
_VIEWS = ("wearer", "keyholder")


async def show(websocket: Websocket) -> None:
    """Make the dashboard, or leave it as the person has changed it meanwhile."""
    dashboards = await websocket.command("lovelace/dashboards/list")
    if any(dashboard["url_path"] == URL_PATH for dashboard in dashboards):
        return
    await websocket.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Chastify",
        icon="mdi:lock-clock",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    await websocket.command(
        "lovelace/config/save",
        url_path=URL_PATH,
        config={"views": [_view(name) for name in _VIEWS]},
    )


def _view(name: str) -> JsonObject:
    """Return a view as it stands in its file; it names entities by their English ids."""
    text = (_FOLDER / f"{name}.yaml").read_text("utf-8")
    return cast("JsonObject", parse_yaml(text))
