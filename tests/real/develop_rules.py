"""Five rules and a script from the blueprints, for the simulated lock of script/develop."""

from .home_assistant import HomeAssistant
from .json_types import JsonObject
from .rules import add_automation, add_script, lock_device_id, of_blueprint
from .websocket import Websocket

# What starts the rules; a view of the dashboard isn't needed, the page of helpers has them.
SWITCHES = ("Wardrobe open", "Chore done", "Night", "Bath")
_COUNTERS = ("Wardrobe counter", "Bath counter")


def helper_id(domain: str, name: str) -> str:
    """Return the entity id of a helper of ours."""
    return f"{domain}.{name.casefold().replace(' ', '_')}"


def _turned_on(name: str) -> list[JsonObject]:
    return [
        {
            "trigger": "state",
            "entity_id": helper_id("input_boolean", name),
            "from": "off",
            "to": "on",
        }
    ]


# Key, blueprint, name and the inputs beside the lock.
_RULES: tuple[tuple[str, str, str, JsonObject], ...] = (
    (
        "wardrobe",
        "rule_broken",
        "The wardrobe stays shut",
        {
            "broken_by": _turned_on("Wardrobe open"),
            "counter": helper_id("input_text", "Wardrobe counter"),
            "reason": "The wardrobe was opened.",
        },
    ),
    (
        "chore",
        "habit_reward",
        "Less time for a chore",
        {"reached": _turned_on("Chore done"), "reason": "The chore is done."},
    ),
    (
        "night",
        "freeze_schedule",
        "Frozen at night",
        {"frozen_while": [helper_id("input_boolean", "Night")]},
    ),
    (
        "bath",
        "hygienic_opening",
        "Opening for the bath",
        {
            "opened_by": _turned_on("Bath"),
            "counter": helper_id("input_text", "Bath counter"),
            "a_week": 7,
        },
    ),
    ("milestones", "milestones", "Milestones", {"every": {"hours": 1}}),
)


async def show(home: HomeAssistant, websocket: Websocket, entry_id: str) -> None:
    """Make helpers, rules and script, or leave them as the person has changed them meanwhile."""
    states = {state["entity_id"] for state in await websocket.command("get_states")}
    for domain, names in (("input_boolean", SWITCHES), ("input_text", _COUNTERS)):
        for name in names:
            if helper_id(domain, name) not in states:
                await websocket.command(f"{domain}/create", name=name)
    if "script.safe_word" in states:
        return
    lock: JsonObject = {"lock": await lock_device_id(websocket, entry_id)}
    for key, blueprint, alias, inputs in _RULES:
        await add_automation(home, key, of_blueprint(blueprint, alias, lock | inputs))
    await add_script(home, "safe_word", of_blueprint("safe_word", "Safe word", lock))
