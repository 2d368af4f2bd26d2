"""A dashboard of stock cards that shows the lock."""

from collections.abc import Mapping

from .json_types import JsonObject
from .websocket import Websocket

URL_PATH = "chastify-lock"
PATH = f"/{URL_PATH}/lock"

# A heading, its icon, and the tiles below it by the keys of their entities.
_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Lock",
        "mdi:lock",
        (
            "lock_title",
            "lock_state",
            "frozen",
            "unlockable",
            "active",
            "trusted",
            "role",
        ),
    ),
    (
        "Time",
        "mdi:clock-outline",
        (
            "unlock_time",
            "locked_since",
            "latest_unlock_time",
            "time_remaining",
            "time_locked",
            "max_time_remaining",
        ),
    ),
    (
        "People",
        "mdi:account-multiple",
        ("wearer", "keyholder", "wearer_last_seen", "keyholder_last_seen"),
    ),
    (
        "Tasks",
        "mdi:clipboard-check-outline",
        (
            "task_assigned",
            "task_points",
            "task_points_required",
            "task_points_remaining",
        ),
    ),
)
# Home Assistant's relative text is too coarse for these: 26 hours are "in 2 days". Date and time
# need a tile's whole width.
_MOMENTS = ("unlock_time", "locked_since", "latest_unlock_time")


async def show(websocket: Websocket, entities: Mapping[str, str]) -> None:
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
        "lovelace/config/save", url_path=URL_PATH, config=_config(entities)
    )


def _config(entities: Mapping[str, str]) -> JsonObject:
    sections = [
        _section(
            heading,
            icon,
            [_tile(key, entities[key]) for key in keys if key in entities],
        )
        for heading, icon, keys in _SECTIONS
    ]
    if "lock_sessions" in entities:
        calendar = {
            "type": "calendar",
            "entities": [entities["lock_sessions"]],
            "initial_view": "listWeek",
        }
        sections.append(_section("Sessions", "mdi:calendar-lock", [calendar]))
    if "time_remaining" in entities:
        history = {
            "type": "history-graph",
            "hours_to_show": 3,
            "entities": [
                {"entity": entities[key], "name": {"type": "entity"}}
                for key in ("lock_state", "frozen", "time_remaining")
                if key in entities
            ],
        }
        sections.append(_section("Last hours", "mdi:chart-line", [history]))
    return {
        "views": [
            {
                "title": "Lock",
                "path": "lock",
                "type": "sections",
                "max_columns": 3,
                "sections": sections,
            }
        ]
    }


def _section(heading: str, icon: str, cards: list[JsonObject]) -> JsonObject:
    return {
        "type": "grid",
        "cards": [{"type": "heading", "heading": heading, "icon": icon}, *cards],
    }


def _tile(key: str, entity_id: str) -> JsonObject:
    tile: JsonObject = {
        "type": "tile",
        "entity": entity_id,
        "name": {"type": "entity"},
    }
    if key in _MOMENTS:
        tile["time_format"] = "datetime"
        tile["grid_options"] = {"columns": "full"}
    return tile
