"""Control by other processes, and running the simulator by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
import re
import signal
import sys

import aiohttp
import pytest

from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_SESSION_ID,
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    JsonObject,
    JsonValue,
    Simulator,
)

from .client import DEVICE, EXTENSION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with served(Simulator(now=Timer())) as client:
        yield client


async def test_lock(client: Client) -> None:
    simulator = client.simulator
    start: JsonObject = {
        "lock_id": "0123456789abcdef01234567",
        "title": "Short",
        "remaining": 600,
        "locked": 5,
        "max_remaining": None,
    }
    answer = await client.control("POST", "lock", start)
    assert simulator.lock is not None
    assert answer.data["lock_id"] == simulator.lock.lock_id == start["lock_id"]
    session = await client.session()
    assert (session["lockTitle"], session["timeRemainingSeconds"]) == ("Short", 600)
    assert (session["timeLockedSeconds"], session["maxTimeRemainingSeconds"]) == (
        5,
        None,
    )
    change: JsonObject = {
        "title": "Longer",
        "add_seconds": 60,
        "freeze_seconds": None,
        "task": {"text": "Tidy", "points": 2},
        "pillory_seconds": 60,
        "hygiene_seconds": 60,
        "task_points": 1,
        "settings": {"a": 1},
    }
    changed = await client.control("POST", "lock/change", change)
    assert (
        changed.data.items()
        >= {"remaining": 660, "frozen": True, "title": "Longer"}.items()
    )
    assert simulator.lock.task is not None
    assert simulator.lock.pillory_until == simulator.now() + 60
    assert simulator.lock.hygiene_until == simulator.now() + 60
    assert (simulator.lock.task_points, simulator.lock.settings) == (1, {"a": 1})
    change = {
        "unfreeze": True,
        "task": None,
        "pillory_seconds": None,
        "hygiene_seconds": None,
    }
    await client.control("POST", "lock/change", change)
    state = (await client.control("GET", "state")).data["lock"]
    assert isinstance(state, dict)
    cleared = ("task", "pillory_until", "hygiene_until", "frozen_until")
    assert [state[name] for name in cleared] == [None] * 4
    assert not simulator.lock.frozen
    await client.control("DELETE", "lock")
    assert (await client.control("GET", "state")).data["lock"] is None
    assert (
        await client.control("POST", "lock/change", {"unfreeze": True})
    ).status == 400


async def test_tokens(client: Client) -> None:
    client.simulator.start_lock()
    await client.control(
        "POST", "tokens", {"token": "new", "role": "keyholder", "username": "other"}
    )
    assert (await client.session("new"))["keyholderUsername"] == "other"
    await client.control("POST", "tokens", {"token": "new", "scopes": ["logs"]})
    assert (await client.session("new")).status == 403
    await client.control("POST", "tokens", {"token": WEARER_TOKEN, "revoked": True})
    assert (await client.session()).error == (401, "revoked_token")
    await client.control("POST", "tokens", {"token": WEARER_TOKEN, "revoked": False})
    await client.control("POST", "tokens", {"token": DEVELOPER_KEY, "revoked": True})
    assert (await client.session()).status == 200
    assert client.simulator.revoked == {DEVELOPER_KEY}


async def test_settings(client: Client) -> None:
    client.simulator.start_lock()
    settings: JsonObject = {
        "envelope": True,
        "overrides": {"taskPoints": None},
        "session_overrides": {"role": 5},
        "limits": {"reads": 5, "actions": 2, "retry_after": False, "reset": True},
        "speed": 2,
        "wearer": {"username": "w", "hides_last_seen": True},
        "keyholder": None,
        "device": {"connected": True, "capabilities": ["vibration"]},
        "extension_session": {"developer_key": WEARER_TOKEN, "main_token": None},
    }
    state = (await client.control("POST", "settings", settings)).data
    assert state["limits"] == {"reads": 5, "actions": 2, "retry_after": False}
    assert (state["speed"], state["keyholder"]) == (2, None)
    data = (await client.session()).data["data"]
    assert isinstance(data, dict)
    assert data["role"] == 5
    body: JsonValue = {"command": "vibration.start"}
    assert (
        await client.send("POST", f"{EXTENSION}/device-command", body)
    ).status == 200
    device = (await client.control("GET", "state")).data["device"]
    assert isinstance(device, dict)
    assert device["running"] == device["intervals"] != []
    ended: JsonObject = {"session_id": EXTENSION_SESSION_ID, "ended": True}
    await client.control("POST", "settings", {"extension_session": ended})
    assert (
        await client.send("POST", f"{EXTENSION}/device-command", body)
    ).status == 409
    assert (await client.send("POST", DEVICE, body)).status == 429


async def test_device_log(client: Client) -> None:
    client.simulator.start_lock()
    began = client.simulator.now()

    async def run_for(command: str, seconds: float) -> JsonObject:
        await client.send("POST", DEVICE, {"command": command, "params": {"a": 1}})
        await client.control("POST", "clock", {"advance": seconds})
        state = (await client.control("GET", "state")).data
        assert state["now"] == client.simulator.now()
        device = state["device"]
        assert isinstance(device, dict)
        return device

    device = await run_for("vibration.start", 5)
    run = {"kind": "vibration", "from": began, "until": None, "params": {"a": 1}}
    assert device["intervals"] == device["running"] == [run]
    device = await run_for("all.stop", 0)
    assert (device["intervals"], device["running"]) == (
        [{**run, "until": began + 5}],
        [],
    )


async def test_requests_faults_and_clock(client: Client) -> None:
    client.simulator.start_lock()
    await client.control(
        "POST", "faults", {"status": 500, "match": "GET ", "times": None}
    )
    assert (await client.session()).status == 500
    answer = await client.control("GET", "requests")
    assert '"status": 500' in answer.text
    assert "/_simulator" not in answer.text
    await client.control("DELETE", "requests")
    await client.control("DELETE", "faults")
    assert client.simulator.requests == []
    await client.control("POST", "clock", {"advance": 100})
    assert (await client.session())["timeRemainingSeconds"] == 27700
    await client.control(
        "POST", "faults", {"close": "after", "delay": 0.01, "headers": {"A": "b"}}
    )
    with pytest.raises(aiohttp.ClientError):
        await client.act("add_time", 60)
    assert (await client.session())["timeRemainingSeconds"] == 27760


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("lock", []),
        ("lock", {"remaining": -1}),
        ("lock", {"colour": "red"}),
        ("lock/change", {"title": "New", "add_seconds": "60"}),
        ("lock/change", {"freeze_seconds": 0}),
        ("lock/change", {"task": {"text": ""}}),
        ("tokens", {"token": "new"}),
        ("tokens", {"token": "new", "role": "cat"}),
        ("tokens", {"token": WEARER_TOKEN, "scopes": "logs"}),
        ("tokens", {"token": WEARER_TOKEN, "username": "x"}),
        ("settings", {"envelope": True, "speed": 0}),
        ("settings", {"limits": {"reads": 1.5}}),
        ("settings", {"device": {"capabilities": ["warp"]}}),
        ("settings", {"wearer": None}),
        ("settings", {"unknown": 1}),
        ("faults", {"status": 99}),
        ("faults", {"close": "during"}),
        ("faults", {"times": 0}),
        ("faults", {"headers": {"A": 1}}),
        ("faults", {"retry_after": True}),
        ("faults", {"before_answer": "x"}),
        ("faults", {"cached": 0}),
        ("faults", {"lag": -1}),
        ("faults", {"overrides": 1}),
        ("clock", {"advance": -1}),
        ("clock", {}),
    ],
)
async def test_wrong_control_input(client: Client, path: str, body: JsonValue) -> None:
    lock = client.simulator.start_lock()
    before = (await client.control("GET", "state")).data
    answer = await client.control("POST", path, body)
    assert answer.status == 400
    assert str(answer.data["error"]).endswith(".")
    assert client.simulator.lock is lock
    assert (await client.control("GET", "state")).data == before


async def test_unknown_control_route(client: Client) -> None:
    assert (await client.control("GET", "nothing")).status == 404
    assert (await client.send("POST", "/_simulator/lock", data=b"{")).status == 400


async def run(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.simulator",
        *arguments,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_by_hand(number: signal.Signals) -> None:
    process = await run("--port", "0", "--remaining", "600")
    assert process.stdout is not None
    printed = [(await process.stdout.readline()).decode() for _ in range(4)]
    address = re.search(r"http://127\.0\.0\.1:(\d+)", printed[0])
    assert address is not None
    assert WEARER_TOKEN in printed[1]
    assert KEYHOLDER_TOKEN in printed[2]
    async with (
        aiohttp.ClientSession() as http,
        http.get(address[0] + "/_simulator/state") as state,
    ):
        assert (await state.json())["lock"]["title"] == "Weekend Challenge"
    taken = await run("--port", address[1], "--no-lock")
    output, error = await taken.communicate()
    assert (taken.returncode, output, error.count(b"\n")) == (1, b"", 1)
    assert b"Cannot listen on 127.0.0.1" in error
    process.send_signal(number)
    assert await process.communicate() == (b"", b"")
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--host", "0.0.0.0"), 1), (("--speed", "0"), 2), (("--port", "70000"), 2)],
)
async def test_by_hand_with_wrong_arguments(
    arguments: tuple[str, ...], code: int
) -> None:
    process = await run(*arguments)
    output, error = await process.communicate()
    assert (process.returncode, output) == (code, b"")
    assert b"Traceback" not in error
