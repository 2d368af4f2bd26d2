"""Several active locks, controlled by another process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.real.problem import Problem
from tests.real.simulator import SimulatorProcess, simulating
from tests.simulator import EXTENSION_SESSION_ID, WEARER_TOKEN, Lock, Simulator

from .client import DEVICE, SESSION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with served(Simulator(now=Timer())) as client:
        yield client


@pytest.fixture
def first(client: Client) -> Lock:
    return client.simulator.start_lock(title="First")


@pytest.fixture
def second(client: Client, first: Lock) -> Lock:
    return client.simulator.add_lock(title="Second")


async def state_of(client: Client) -> dict[str, Any]:
    return (await client.control("GET", "state")).data


async def control(client: Client, method: str, path: str, **fields: Any) -> Any:
    answer = await client.control(method, path, fields)
    assert answer.status == 200, answer.text
    return answer.data


async def test_lock_is_started_beside_the_others(client: Client, first: Lock) -> None:
    added = await control(client, "POST", "locks", title="Second", remaining=600)
    assert (added["title"], added["remaining"]) == ("Second", 600)
    state = await state_of(client)
    assert state["lock"]["title"] == "First"
    assert [lock["title"] for lock in state["locks"]] == ["First", "Second"]
    assert state["locks"][0] == state["lock"]
    assert state["locks"][1] == added
    replacing = await control(client, "POST", "lock", title="Third")
    state = await state_of(client)
    assert [lock["title"] for lock in state["locks"]] == ["Second", "Third"]
    assert state["lock"] == replacing


async def test_lock_is_chosen(client: Client, second: Lock) -> None:
    await control(client, "POST", "lock/choose", lock=second.lock_id)
    assert (await client.session())["lockTitle"] == "Second"
    assert (await state_of(client))["lock"]["lock_id"] == second.lock_id


async def test_named_lock_is_ended(client: Client, first: Lock, second: Lock) -> None:
    await control(client, "DELETE", "lock", lock=second.lock_id)
    assert client.simulator.locks == [first]
    await control(client, "POST", "locks", title="Third")
    await control(client, "DELETE", "lock")
    state = await state_of(client)
    assert state["lock"] is None
    assert [lock["title"] for lock in state["locks"]] == ["Third"]


async def test_named_lock_is_changed(client: Client, first: Lock, second: Lock) -> None:
    changed = await control(
        client, "POST", "lock/change", lock=second.lock_id, add_seconds=60, title="New"
    )
    assert (changed["remaining"], changed["title"]) == (27860, "New")
    assert (first.remaining, first.title) == (27800, "First")
    await control(client, "POST", "lock/change", title="Old")
    assert (first.title, second.title) == ("Old", "New")


async def test_roles_and_people_of_a_lock(client: Client, first: Lock) -> None:
    held = await control(
        client,
        "POST",
        "locks",
        wearer={"username": "somebody", "hides_last_seen": True},
        keyholder={"username": "sim_wearer", "last_seen": 5},
        roles={WEARER_TOKEN: "keyholder"},
    )
    assert held["roles"] == {WEARER_TOKEN: "keyholder"}
    assert (held["wearer"]["username"], held["keyholder"]["last_seen"]) == (
        "somebody",
        5,
    )
    pinned = {"x-chastify-lock-id": held["lock_id"]}
    answer = await client.send("GET", SESSION, headers=pinned)
    assert answer.data["role"] == "keyholder"
    assert answer["wearerUsername"] == "somebody"
    assert answer["keyholderLastSeenTimestamp"] == 5000
    await control(
        client, "POST", "lock/change", lock=held["lock_id"], wearer=None, roles={}
    )
    answer = await client.send("GET", SESSION, headers=pinned)
    assert answer.data["role"] == "wearer"
    assert answer["wearerUsername"] == "sim_wearer"
    assert (await state_of(client))["lock"]["wearer"] is None


async def test_each_lock_is_shown_with_its_device(client: Client, second: Lock) -> None:
    device = {"lock": second.lock_id, "capabilities": ["vibration"]}
    await control(client, "POST", "settings", device=device)
    pinned = {"x-chastify-lock-id": second.lock_id}
    body = {"command": "vibration.start"}
    assert (await client.send("POST", DEVICE, {**body}, headers=pinned)).status == 200
    state = await state_of(client)
    shown = [lock["device"] for lock in state["locks"]]
    assert shown == state["devices"]
    assert shown[0] == state["device"]
    assert [device["capabilities"] for device in shown] == [
        ["shock", "vibration"],
        ["vibration"],
    ]
    assert [len(device["running"]) for device in shown] == [0, 1]
    assert shown[1]["intervals"] == shown[1]["running"]
    await control(client, "DELETE", "lock", lock=second.lock_id)
    assert (await state_of(client))["devices"] == shown


async def test_device_without_a_name_is_the_current_locks(
    client: Client, first: Lock, second: Lock
) -> None:
    await control(client, "POST", "settings", device={"connected": False})
    await control(client, "POST", "lock/choose", lock=second.lock_id)
    await control(client, "POST", "settings", device={"capabilities": ["shock"]})
    assert (first.device.connected, second.device.connected) == (False, True)
    assert (len(first.device.capabilities), len(second.device.capabilities)) == (2, 1)


async def test_extension_session_of_a_lock(client: Client, second: Lock) -> None:
    async def set_session(**fields: Any) -> Any:
        state = await control(client, "POST", "settings", extension_session=fields)
        return state["extension_sessions"]

    sessions = await set_session(session_id="bound", lock=second.lock_id)
    assert sessions["bound"]["lock"] == second.lock_id
    assert sessions[EXTENSION_SESSION_ID]["lock"] is None
    client.simulator.end_lock(second)
    sessions = await set_session(session_id="bound", main_token=None)
    assert sessions["bound"]["lock"] == second.lock_id
    sessions = await set_session(session_id="bound", lock=None)
    assert sessions["bound"]["lock"] is None


async def test_whether_pins_are_heeded_is_a_setting(
    client: Client, second: Lock
) -> None:
    state = await control(client, "POST", "settings", heeds_pins=False)
    assert state["heeds_pins"] is False
    await client.session(lock=second)
    assert (await client.session(lock=second))["lockTitle"] == "First"
    await control(client, "POST", "settings", heeds_pins=True)
    assert (await client.session(lock=second))["lockTitle"] == "Second"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "locks", {"remaining": -1}),
        ("POST", "locks", {"lock": "0"}),
        ("POST", "locks", {"roles": {"token": "friend"}}),
        ("POST", "locks", {"roles": ["wearer"]}),
        ("POST", "locks", {"wearer": {"last_seen": 5}}),
        ("POST", "lock/choose", {}),
        ("POST", "lock/choose", {"lock": None}),
        ("POST", "lock/choose", {"lock": "0"}),
        ("POST", "lock/change", {"lock": "0", "title": "New"}),
        ("POST", "lock/change", {"title": "New", "roles": {"token": None}}),
        ("DELETE", "lock", {"lock": "0"}),
        ("DELETE", "lock", {"lock_id": "0"}),
        ("POST", "settings", {"heeds_pins": 1}),
        ("POST", "settings", {"device": {"lock": "0", "connected": False}}),
        ("POST", "settings", {"extension_session": {"lock": "0"}}),
    ],
)
async def test_wrong_input_changes_nothing(
    client: Client, second: Lock, method: str, path: str, body: dict[str, Any]
) -> None:
    before = await state_of(client)
    answer = await client.control(method, path, body)
    assert answer.status == 400
    assert str(answer.data["error"]).endswith(".")
    assert await state_of(client) == before


async def test_wrong_replacement_changes_nothing(client: Client, second: Lock) -> None:
    before = await state_of(client)
    answer = await client.control("POST", "lock", {"title": "New", "remaining": "1"})
    assert answer.status == 400
    assert await state_of(client) == before


async def reading(
    http: aiohttp.ClientSession, process: SimulatorProcess, lock_id: str | None = None
) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {WEARER_TOKEN}"}
    if lock_id is not None:
        headers["x-chastify-lock-id"] = lock_id
    async with http.get(process.url + SESSION, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_locks_of_a_simulator_in_a_process(tmp_path: Path) -> None:
    async with (
        aiohttp.ClientSession() as http,
        simulating(http, tmp_path) as process,
    ):
        first = (await process.start_lock(title="First"))["lock_id"]
        roles = {WEARER_TOKEN: "keyholder"}
        second = (await process.add_lock(title="Second", roles=roles))["lock_id"]
        assert (await reading(http, process))[1]["role"] == "wearer"
        await process.choose(second)
        status, session = await reading(http, process)
        assert (status, session["role"]) == (200, "keyholder")
        await process.change_lock(lock=first, title="Changed")
        session = (await reading(http, process, first))[1]
        assert session["lockData"]["lockTitle"] == "Changed"
        assert [request["lock_id"] for request in await process.requests()] == [
            first,
            second,
            first,
        ]
        await process.settings(heeds_pins=False)
        session = (await reading(http, process, first))[1]
        assert session["lock"] == {"_id": second}
        await process.end_lock(first)
        assert [lock["lock_id"] for lock in (await process.state())["locks"]] == [
            second
        ]
        await process.end_lock()
        status, session = await reading(http, process)
        assert (status, session["error"]) == (409, "no_active_lock_session")
        with pytest.raises(Problem, match="no active lock"):
            await process.choose(first)
