"""Requests that the simulator refuses: tokens, scopes, bodies, too many."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator import (
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    JsonObject,
    JsonValue,
    Simulator,
)

from .client import ACTION, DEVICE, LOGS, NOTIFICATIONS, SESSION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")

APPLY_TIME = "/api/apps/v1/lock/apply-time"
FREEZE = "/api/apps/v1/lock/freeze"


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
async def client(timer: Timer) -> AsyncIterator[Client]:
    simulator = Simulator(now=timer)
    simulator.start_lock()
    async with served(simulator) as client:
        yield client


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "missing_token"),
        ("Bearer ", "missing_token"),
        ("Bearer wrong", "invalid_token"),
        (f"Basic {WEARER_TOKEN}", "invalid_token"),
        (f"Bearer {KEYHOLDER_TOKEN}", "revoked_token"),
    ],
)
@pytest.mark.parametrize("envelope", [False, True])
async def test_refused_tokens(
    client: Client, authorization: str | None, code: str, envelope: bool
) -> None:
    client.simulator.revoke(KEYHOLDER_TOKEN)
    client.simulator.envelope = envelope
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await client.send("GET", SESSION, token=None, headers=headers)
    assert answer.status == 401
    if envelope:
        error = answer.data["error"]
        assert isinstance(error, dict)
        assert (answer.data["ok"], error["code"]) == (False, code)
        assert error["message"]
    else:
        assert answer.data.keys() == {"error", "message"}
        assert answer.data["error"] == code
    client.simulator.restore(KEYHOLDER_TOKEN)
    assert (await client.session(KEYHOLDER_TOKEN)).status == 200


async def test_envelope(client: Client) -> None:
    bare = (await client.session()).data
    client.simulator.envelope = True
    assert (await client.session()).data == {"ok": True, "data": bare}


async def test_added_token_is_its_owners(client: Client) -> None:
    client.simulator.add_token("another", "wearer", "somebody_else")
    assert (await client.session("another"))["wearerUsername"] == "somebody_else"
    assert (await client.session("another"))["keyholderUsername"] == "sim_keyholder"
    assert (await client.session())["wearerUsername"] == "sim_wearer"
    with pytest.raises(ValueError, match="role"):
        client.simulator.add_token("third", "friend", "x")


@pytest.mark.parametrize(
    ("scope", "path", "body"),
    [
        ("session:read", SESSION, None),
        ("lock:time", APPLY_TIME, {"deltaSeconds": 60}),
        ("lock:freeze", FREEZE, {"durationSeconds": 60}),
        ("lock:freeze", "/api/apps/v1/lock/unfreeze", {}),
        ("lock:time", ACTION, {"name": "add_time", "params": 60}),
        ("lock:time", ACTION, {"name": "remove_time", "params": 60}),
        (
            "lock:freeze",
            ACTION,
            {"name": "toggle_freeze", "params": {"durationSeconds": 60}},
        ),
        (
            "lock:pillory",
            ACTION,
            {"name": "pillory", "params": {"durationSeconds": 60}},
        ),
        ("lock:settings", ACTION, {"name": "settings.patch", "params": {"a": 1}}),
        ("tasks", ACTION, {"name": "task.assign", "params": {"taskText": "Tidy"}}),
        (
            "hygiene",
            ACTION,
            {"name": "hygienic_unlock.start", "params": {"durationSeconds": 60}},
        ),
        ("device", DEVICE, {"command": "vibration.start"}),
        ("logs", LOGS, {"title": "Done"}),
        (
            "notifications",
            NOTIFICATIONS,
            {"title": "a", "message": "b", "target": "wearer"},
        ),
    ],
)
async def test_scopes(
    client: Client, scope: str, path: str, body: JsonObject | None
) -> None:
    method = "GET" if body is None else "POST"
    client.simulator.scopes[WEARER_TOKEN].discard(scope)
    refused = await client.send(method, path, body)
    assert refused.error == (403, "insufficient_scope")
    assert scope in str(refused.data["message"])
    assert (await client.send(method, path, body, token=KEYHOLDER_TOKEN)).status == 200
    client.simulator.start_lock()
    client.simulator.scopes[WEARER_TOKEN] = {scope}
    assert (await client.send(method, path, body)).status == 200


async def test_last_seen_privacy(client: Client, timer: Timer) -> None:
    simulator = client.simulator
    assert isinstance((await client.session())["wearerLastSeenTimestamp"], int)
    simulator.wearer.hides_last_seen = True
    assert simulator.keyholder is not None
    simulator.keyholder.last_seen = None
    answer = await client.session()
    assert answer["wearerLastSeenTimestamp"] is None
    assert answer["keyholderLastSeenTimestamp"] is None
    simulator.keyholder = None
    assert (await client.session())["keyholderUsername"] is None
    alone = await client.session(KEYHOLDER_TOKEN)
    assert alone.error == (409, "no_active_lock_session")


async def test_overrides(client: Client) -> None:
    client.simulator.overrides = {
        "taskPoints": "many",
        "lockTitle": Simulator.MISSING,
        "new": [1],
    }
    client.simulator.session_overrides = {"scopes": Simulator.MISSING, "role": None}
    answer = await client.session()
    assert (answer["taskPoints"], answer["new"], answer.data["role"]) == (
        "many",
        [1],
        None,
    )
    assert "scopes" not in answer.data
    with pytest.raises(KeyError):
        answer["lockTitle"]


def action(name: str, params: JsonValue) -> tuple[str, JsonObject]:
    return ACTION, {"name": name, "params": params}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (APPLY_TIME, {}),
        (APPLY_TIME, {"deltaSeconds": 0}),
        (APPLY_TIME, {"deltaSeconds": "600"}),
        (APPLY_TIME, {"deltaSeconds": True}),
        (FREEZE, {}),
        (FREEZE, {"durationSeconds": 59}),
        (FREEZE, {"durationSeconds": 86401}),
        (ACTION, {}),
        (ACTION, {"name": "add_time"}),
        action("dance", {}),
        action("add_time", 0),
        action("add_time", -600),
        action("remove_time", {"seconds": 600}),
        action("freeze", 300),
        action("freeze", {"durationSeconds": 59}),
        action("toggle_freeze", {}),
        action("pillory", {"durationSeconds": 0}),
        action("pillory", {"durationSeconds": 60, "reason": 1}),
        action("settings.patch", []),
        action("task.assign", {}),
        action("task.assign", {"taskText": ""}),
        action("task.assign", {"taskText": "a", "points": -1}),
        action("task.assign", {"taskText": "a", "actor": "cat"}),
        action("task.assign", {"taskText": "a", "durationSeconds": "15"}),
        action("task.complete", {"successful": "yes"}),
        action("hygienic_unlock.start", {"durationSeconds": 0}),
        (LOGS, {}),
        (LOGS, {"title": ""}),
        (LOGS, {"title": "x" * 181}),
        (LOGS, {"title": "a", "description": "x" * 2001}),
        (LOGS, {"title": "a", "role": "friend"}),
        (LOGS, {"title": "a", "color": "red"}),
        (LOGS, {"title": "a", "color": "#ffcc0"}),
        (LOGS, {"title": "a", "color": "#ffcc00\n"}),
        (NOTIFICATIONS, {"title": "", "message": "b", "target": "both"}),
        (NOTIFICATIONS, {"title": "x" * 101, "message": "b", "target": "both"}),
        (NOTIFICATIONS, {"title": "a", "message": "x" * 501, "target": "both"}),
        (NOTIFICATIONS, {"title": "a", "message": "b", "target": "all"}),
        (
            NOTIFICATIONS,
            {"title": "a", "message": "b", "target": "both", "showPageOverlay": 1},
        ),
        (DEVICE, {}),
        (DEVICE, {"command": "vibration.start", "params": 5}),
    ],
)
async def test_wrong_bodies(client: Client, path: str, body: JsonObject) -> None:
    answer = await client.send("POST", path, body)
    assert answer.status == 400
    assert answer.data["message"]
    simulator = client.simulator
    assert simulator.lock is not None
    assert (simulator.lock.remaining, simulator.lock.frozen) == (27800, False)
    assert simulator.lock.task_runs == []
    assert (simulator.logs, simulator.notifications) == ([], [])
    assert simulator.device.intervals == []
    assert not simulator.requests[0].effect


@pytest.mark.parametrize(
    "data", [None, b"", b"{", b"null", b"[]", b"\xff", b'{"a": NaN}']
)
async def test_post_wants_a_json_object(client: Client, data: bytes | None) -> None:
    headers = {"Content-Type": "application/json"}
    path = "/api/apps/v1/lock/unfreeze"
    assert (await client.send("POST", path, data=data, headers=headers)).status == 400
    assert client.simulator.requests[0].raw_body == (data or b"")
    headers["Content-Type"] = "text/plain"
    assert (await client.send("POST", path, data=b"{}", headers=headers)).status == 400


async def test_logs_and_notifications(client: Client) -> None:
    log: JsonObject = {
        "title": "x" * 180,
        "description": "y" * 2000,
        "role": "keyholder",
        "icon": "star",
        "color": "#fc0",
    }
    notification: JsonObject = {
        "title": "x" * 100,
        "message": "y" * 500,
        "target": "keyholder",
        "showPageOverlay": True,
    }
    assert (await client.send("POST", LOGS, log)).status == 200
    assert (await client.send("POST", NOTIFICATIONS, notification)).status == 200
    assert client.simulator.logs == [log]
    assert client.simulator.notifications == [notification]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", SESSION, 405),
        ("GET", ACTION, 405),
        ("DELETE", LOGS, 405),
        ("GET", "/api/apps/v1/locks", 404),
        ("GET", "/", 404),
    ],
)
async def test_unknown_routes(
    client: Client, method: str, path: str, status: int
) -> None:
    assert (await client.send(method, path)).status == status
    assert client.simulator.requests[0].status == status


async def test_rate_limits(client: Client, timer: Timer) -> None:
    limits = client.simulator.limits
    assert (limits.reads, limits.actions) == (300, 30)
    limits.reads, limits.actions = 2, 1
    post = (LOGS, {"title": "a"})
    assert (await client.session()).status == 200
    timer.seconds += 20
    assert (await client.session()).status == 200
    assert (await client.send("POST", post[0], {**post[1]})).status == 200
    read = await client.session()
    assert (read.error, read.headers["Retry-After"]) == ((429, "rate_limited"), "40")
    write = await client.act("add_time", 60)
    assert (write.status, write.headers["Retry-After"]) == (429, "60")
    assert (await client.session(KEYHOLDER_TOKEN)).status == 200
    limits.retry_after = False
    assert "Retry-After" not in (await client.session()).headers
    timer.seconds += 40
    assert (await client.session()).status == 200
    assert (await client.session()).status == 429
    limits.reset()
    assert (await client.act("add_time", 60)).status == 200


async def test_rate_limit_counts_the_clients_minute(
    client: Client, timer: Timer
) -> None:
    client.simulator.clock.speed = 60
    client.simulator.limits.reads = 1
    assert (await client.session()).status == 200
    timer.seconds += 59
    refused = await client.session()
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    timer.seconds += 1
    assert (await client.session()).status == 200
