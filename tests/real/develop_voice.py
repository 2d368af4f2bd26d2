"""The exposed entities and allowed commands of the development Home Assistant's assistant."""

from .home_assistant import HomeAssistant
from .integration import entity_ids, set_options
from .json_types import JsonObject
from .websocket import Websocket

# Entities that answer people's questions.
EXPOSED = (
    "binary_sensor.active",
    "binary_sensor.frozen",
    "binary_sensor.task_assigned",
    "binary_sensor.unlockable",
    "sensor.keyholder",
    "sensor.keyholder_last_seen",
    "sensor.lock_title",
    "sensor.task_points_remaining",
    "sensor.time_locked",
    "sensor.time_remaining",
    "sensor.total_time_added",
    "sensor.total_time_frozen",
    "sensor.total_time_locked",
    "sensor.total_time_removed",
    "sensor.unlock_time",
    "sensor.wearer",
    "sensor.wearer_last_seen",
)
_ALLOWED = (
    "add_time",
    "complete_task",
    "freeze",
    "remove_time",
    "start_hygienic_unlock",
    "unfreeze",
)


async def allow(home: HomeAssistant, websocket: Websocket, entry_id: str) -> None:
    """Expose entities with questions, and allow commands with sentences; of a new entry only."""
    by_key = await entity_ids(websocket, entry_id)
    await websocket.command(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[by_key[key] for key in EXPOSED],
        should_expose=True,
    )
    options: JsonObject = {
        "daily_time_limit": {"hours": 24},
        "assist_commands": list(_ALLOWED),
    }
    await set_options(home, entry_id, options)
