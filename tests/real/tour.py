"""The dashboard on which script/develop opens: all that there is to try, on one view."""

from pathlib import Path

from . import dashboard, develop_rules, develop_voice, seeded_year
from .device import add_device, subentry_of
from .home_assistant import HomeAssistant
from .integration import disable_entry, enable_entry, entity_ids, is_loaded
from .json_types import JsonObject
from .problem import Problem
from .rules import lock_device_id
from .waiting import until
from .websocket import Websocket

PATH = "/chastify-tour"

TRY = (
    "Hold **Freeze** for a second, then tap **Unfreeze**.",
    "Turn on **Wardrobe open**: a broken rule adds time, and the log of the lock says why.",
    "Press **Vibrate**, and stop it with one tap on the card.",
    "Ask Assist (in the menu at the top): *how long am I still locked?*",
    "Open the dashboard **Chastify** in the sidebar: it made itself.",
    "Start again with `script/develop --speed 60`: a minute passes every second.",
)

_TOY = "Toy"
_PATIENCE = 60.0


async def show(
    home: HomeAssistant, folder: Path, wearer_id: str, keyholder_id: str
) -> None:
    """Make the device, the year, the rules, the voice and the dashboards of new accounts.

    Nothing is made where the tour is there: the person may have changed all of it. It is made last,
    so an interrupted call is made up for by the next.
    """
    async with home.websocket() as websocket:
        if await dashboard.is_saved(websocket, PATH.strip("/")):
            return
        seeded = folder / "seeded"
        if not seeded.exists():
            await disable_entry(websocket, wearer_id)
            seeded_year.write(folder, wearer_id, home.time_zone)
            seeded.touch()
        await enable_entry(websocket, wearer_id)
        await _until_loaded(home, wearer_id)
        await _until_loaded(home, keyholder_id)
        subentry_id = await subentry_of(websocket, wearer_id, _TOY) or await add_device(
            home, wearer_id, _TOY, max_duration=60, cooldown=5
        )
        await _until_loaded(home, wearer_id)
        await develop_rules.show(home, websocket, wearer_id)
        await develop_voice.allow(home, websocket, wearer_id)
        await dashboard.show(websocket)
        await dashboard.save(
            websocket,
            PATH.strip("/"),
            "Tour",
            "mdi:map-marker-path",
            {"views": [await _view(websocket, wearer_id, keyholder_id, subentry_id)]},
        )
        await websocket.command(
            "frontend/set_user_data",
            key="core",
            value={"default_panel": PATH.strip("/")},
        )


async def _until_loaded(home: HomeAssistant, entry_id: str) -> None:
    async def loaded() -> bool:
        return await is_loaded(home, entry_id)

    if not await until(loaded, _PATIENCE):
        raise Problem("An account was not loaded; the log of Home Assistant says why.")


async def _view(
    websocket: Websocket, wearer_id: str, keyholder_id: str, subentry_id: str
) -> JsonObject:
    wearer_device = await lock_device_id(websocket, wearer_id)
    keyholder_device = await lock_device_id(websocket, keyholder_id)
    held = await entity_ids(websocket, keyholder_id)
    toy = await entity_ids(websocket, subentry_id)
    return {
        "title": "Tour",
        "type": "sections",
        "max_columns": 3,
        "sections": [
            _section(
                _heading("Your lock", "mdi:lock-clock"),
                {"type": "custom:chastify-card", "device_id": wearer_device},
                _vibrate(toy["button.vibrate"]),
            ),
            _section(
                _heading("Try this", "mdi:gesture-tap-hold"),
                {"type": "markdown", "content": "\n".join(f"- {each}" for each in TRY)},
                *(_switch(name) for name in develop_rules.SWITCHES),
                _heading("A lock whose key you hold", "mdi:key-variant"),
                {
                    "type": "custom:chastify-card",
                    "device_id": keyholder_device,
                    "compact": True,
                },
                {
                    "type": "tile",
                    "entity": held["sensor.lock_state"],
                    "name": {"type": "device"},
                    "features": [{"type": "custom:chastify-time"}],
                    "grid_options": {"columns": "full"},
                },
            ),
            _section(
                _heading("Your year", "mdi:chart-bar"),
                {
                    "type": "custom:chastify-weeks-card",
                    "device_id": wearer_device,
                    "weeks": 53,
                },
            ),
        ],
    }


def _section(*cards: JsonObject) -> JsonObject:
    return {"type": "grid", "cards": list(cards)}


def _heading(text: str, icon: str) -> JsonObject:
    return {"type": "heading", "heading": text, "icon": icon}


def _switch(name: str) -> JsonObject:
    return {
        "type": "tile",
        "entity": develop_rules.helper_id("input_boolean", name),
        "tap_action": {"action": "toggle"},
    }


def _vibrate(entity_id: str) -> JsonObject:
    press = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity_id},
    }
    return {
        "type": "tile",
        "entity": entity_id,
        "name": {"type": "entity"},
        "hide_state": True,
        "tap_action": press,
        "icon_tap_action": press,
        "grid_options": {"columns": "full"},
    }
