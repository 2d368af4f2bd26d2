"""The tour on which script/develop opens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.real import tour
from tests.real.home_assistant import HomeAssistant
from tests.real.integration import add_entry
from tests.real.json_types import JsonObject
from tests.real.simulated_lock import WORLDS, start_as_kept
from tests.real.simulator import KEYHOLDER_TOKEN, SimulatorProcess

from .account import Account
from .device import LOADED_WITHIN


async def test_tour_shows_all_and_is_made_once(
    home: HomeAssistant, simulator: SimulatorProcess, account: Account, tmp_path: Path
) -> None:
    await start_as_kept(simulator, tmp_path / "none", WORLDS[0].lock)
    await account.read_now()
    keyholder_id = await add_entry(home, KEYHOLDER_TOKEN, simulator.url)

    for _ in range(2):
        await tour.show(
            home, tmp_path / "configuration", account.entry_id, keyholder_id
        )

    await account.assert_right_within(LOADED_WITHIN)
    (view,) = await _views(home)
    cards = [card for section in view["sections"] for card in section["cards"]]
    assert [card["type"] for card in cards if card["type"].startswith("custom:")] == [
        "custom:chastify-card",
        "custom:chastify-card",
        "custom:chastify-weeks-card",
    ]
    states = {state["entity_id"] for state in await home.rest.get("/api/states")}
    assert {card["entity"] for card in cards if "entity" in card} <= states
    assert await _locked_days(account) > 200


async def _views(home: HomeAssistant) -> list[JsonObject]:
    async with home.websocket() as websocket:
        config = await websocket.command(
            "lovelace/config", url_path=tour.PATH.strip("/")
        )
    views: list[JsonObject] = config["views"]
    return views


async def _locked_days(account: Account) -> int:
    """Return on how many days of the last year there was a lock."""
    today = datetime.now(UTC).date()
    async with account.home.websocket() as websocket:
        answer = await websocket.command(
            "call_service",
            domain="chastify",
            service="get_history",
            service_data={
                "config_entry_id": account.entry_id,
                "start": (today - timedelta(days=365)).isoformat(),
                "end": today.isoformat(),
            },
            return_response=True,
        )
    return sum(day["locked"] > 0 for day in answer["response"]["days"])
