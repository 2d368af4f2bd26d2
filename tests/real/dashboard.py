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
            "sensor.lock_title",
            "sensor.lock_state",
            "binary_sensor.frozen",
            "binary_sensor.unlockable",
            "binary_sensor.active",
            "binary_sensor.trusted",
            "sensor.role",
        ),
    ),
    (
        "Time",
        "mdi:clock-outline",
        (
            "sensor.unlock_time",
            "sensor.locked_since",
            "sensor.latest_unlock_time",
            "sensor.time_remaining",
            "sensor.time_locked",
            "sensor.max_time_remaining",
        ),
    ),
    (
        "People",
        "mdi:account-multiple",
        (
            "sensor.wearer",
            "sensor.keyholder",
            "sensor.wearer_last_seen",
            "sensor.keyholder_last_seen",
        ),
    ),
    (
        "Tasks",
        "mdi:clipboard-check-outline",
        (
            "binary_sensor.task_assigned",
            "sensor.task_points",
            "sensor.task_points_required",
            "sensor.task_points_remaining",
        ),
    ),
    (
        "Commands",
        "mdi:gesture-tap-button",
        (
            "button.stop_devices",
            "number.time_step",
            "button.add_time",
            "button.remove_time",
            "number.freeze_duration",
            "switch.freeze",
            "button.unfreeze",
            "button.start_pillory",
            "button.end_pillory",
            "button.start_hygienic_unlock",
            "button.start_task_timer",
            "button.complete_task",
            "button.fail_task",
            "event.lock_events",
        ),
    ),
)
# These send at one tap; all other commands ask first.
_SENT_AT_ONCE = ("button.stop_devices", "button.unfreeze", "button.end_pillory")
# Home Assistant's relative text is too coarse for these: 26 hours are "in 2 days".
_MOMENTS = ("sensor.unlock_time", "sensor.locked_since", "sensor.latest_unlock_time")
# Date and time need a tile's whole width.
_WIDE = (*_MOMENTS, "button.stop_devices", "event.lock_events")


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
    if "calendar.lock_sessions" in entities:
        calendar = {
            "type": "calendar",
            "entities": [entities["calendar.lock_sessions"]],
            "initial_view": "listWeek",
        }
        sections.append(_section("Sessions", "mdi:calendar-lock", [calendar]))
    if "sensor.time_remaining" in entities:
        history = {
            "type": "history-graph",
            "hours_to_show": 3,
            "entities": [
                {"entity": entities[key], "name": {"type": "entity"}}
                for key in (
                    "sensor.lock_state",
                    "binary_sensor.frozen",
                    "sensor.time_remaining",
                )
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
    if key in _WIDE:
        tile["grid_options"] = {"columns": "full"}
    match entity_id.partition(".")[0]:
        case "button":
            tile |= _tap(key, entity_id, "button.press")
            tile["hide_state"] = True
        case "switch":
            tile |= _tap(key, entity_id, "switch.toggle")
        case "number":
            tile["features"] = [{"type": "numeric-input", "style": "buttons"}]
        case "event":
            tile["state_content"] = ["event_type", "last_changed"]
    return tile


def _tap(key: str, entity_id: str, action: str) -> JsonObject:
    """Return what a tap on a tile that commands does; one on its icon would send at once."""
    tap: JsonObject = {
        "action": "perform-action",
        "perform_action": action,
        "target": {"entity_id": entity_id},
    }
    if key in _SENT_AT_ONCE:
        return {"tap_action": tap, "icon_tap_action": tap}
    tap["confirmation"] = {"text": "Send this to the lock?"}
    return {"tap_action": tap, "icon_tap_action": {"action": "none"}}
