"""Ours takes the place of jonny5509/Chastify-ha in a home that has used it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree, ignore_patterns

from aiohttp import ClientSession
import pytest

from tests.real.configuration import ROOT
from tests.real.home_assistant import HomeAssistant, running
from tests.real.integration import DOMAIN, find_entry
from tests.real.json_types import JsonObject
from tests.real.ports import free_port
from tests.real.simulator import SimulatorProcess
from tests.real.waiting import until
from tests.real.websocket import Websocket
from tests.real.wrong_uses import wrong_uses

from .account import Account, stored_text

FORMER = Path(__file__).parent / "former_integration"
_SERVICE = '"https://chastify.net"'


@pytest.fixture
async def home(
    session: ClientSession, environment: Path, tmp_path: Path
) -> AsyncIterator[HomeAssistant]:
    """Run a home with the other integration, with an entry."""
    components = tmp_path / "before"
    copytree(FORMER, components / DOMAIN, ignore=ignore_patterns("__pycache__"))
    home = HomeAssistant(
        session,
        environment=environment,
        folder=tmp_path / "configuration",
        port=free_port(),
        name="owner",
        password="of the tests",
        components=components,
    )
    async with running(home):
        flows = "/api/config/config_entries/flow"
        step = await home.rest.post(flows, {"handler": DOMAIN})
        assert step["type"] == "create_entry"
        yield home
    assert not wrong_uses(home.program.log.read_text("utf-8", "replace"))


def ours(folder: Path, service: str) -> Path:
    """Copy our integration, for which this service is the one; return the folder it is in."""
    copytree(ROOT / "custom_components", folder, ignore=ignore_patterns("__pycache__"))
    client = folder / DOMAIN / "api" / "client.py"
    text = client.read_text("utf-8")
    assert text.count(_SERVICE) == 1
    client.write_text(text.replace(_SERVICE, f'"{service}"'))
    return folder


async def history(home: HomeAssistant, entity_id: str) -> list[str]:
    """Return the recorded states of an entity, each once."""
    path = (
        f"/api/history/period/{(datetime.now(UTC) - timedelta(hours=12)).isoformat()}"
    )
    found = await home.rest.get(path, filter_entity_id=entity_id)
    return [state["state"] for states in found for state in states]


async def registered(websocket: Websocket, kind: str) -> dict[str, JsonObject]:
    """Return what a registry has of the integration, by its ids."""
    listed = await websocket.command(f"config/{kind}_registry/list")
    return {
        each.get("entity_id") or each["id"]: each
        for each in listed
        if each.get("platform") == DOMAIN
        or any(domain == DOMAIN for domain, *_ in each.get("identifiers", ()))
    }


async def test_everything_keeps_its_place(
    simulator: SimulatorProcess, home: HomeAssistant, tmp_path: Path
) -> None:
    await simulator.start_lock(title="After the move", remaining=7200)
    entry_id = await find_entry(home)
    assert entry_id is not None
    wearer = "sensor.session_wearer_username"
    async with home.websocket() as websocket:
        before = await registered(websocket, "entity")
        devices = await registered(websocket, "device")

    async def recorded() -> bool:
        return "before" in await history(home, wearer)

    assert await until(recorded, 30)

    await home.stop()
    home.components = ours(tmp_path / "after", simulator.url)
    await home.start()

    account = Account(home, simulator, entry_id)
    assert await account.state("lock_title") == "After the move"
    entities = await account.entity_ids()
    assert entities["sensor.wearer"] == wearer
    assert entities["sensor.time_remaining"] == "sensor.session_time_remaining"
    assert entities["sensor.unlock_time"] == "sensor.session_end_date"
    assert before.keys() - set(entities.values()) == {"sensor.session_lock_type"}

    async def goes_on() -> bool:
        states = await history(home, wearer)
        return states[0] == "before" and states[-1] == "sim_wearer"

    assert await until(goes_on, 30), await history(home, wearer)
    assert [title for title, _, _ in await account.sessions()] == ["After the move"]
    files = tmp_path / "configuration/.storage"
    stored = files / f"chastify.{entry_id}.sessions"
    assert "Before the move" in stored_text(stored)

    async with home.websocket() as websocket:
        assert (await registered(websocket, "device")).keys() == devices.keys()
        issues = await websocket.command("repairs/list_issues")
    assert [issue["translation_key"] for issue in issues["issues"]] == ["moved_in"]
