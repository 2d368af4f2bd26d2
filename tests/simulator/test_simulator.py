"""The simulator does what the API's description says."""

from collections.abc import AsyncIterator
import re

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.simulator import (
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    JsonObject,
    JsonValue,
    Lock,
    Simulator,
)

from .client import (
    ACTION,
    DEVICE,
    EXTENSION,
    EXTENSION_HEADERS,
    LOGS,
    NOTIFICATIONS,
    SESSION,
    Client,
    Timer,
    served,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

LOCK_WRITES: list[tuple[str, JsonObject]] = [
    ("/api/apps/v1/lock/apply-time", {"deltaSeconds": 600}),
    ("/api/apps/v1/lock/freeze", {"durationSeconds": 1800}),
    ("/api/apps/v1/lock/unfreeze", {}),
    (ACTION, {"name": "add_time", "params": 600}),
    (LOGS, {"title": "Done"}),
    (NOTIFICATIONS, {"title": "Hi", "message": "There", "target": "both"}),
    (DEVICE, {"command": "all.stop"}),
]


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def simulator(timer: Timer) -> Simulator:
    return Simulator(now=timer)


@pytest.fixture
def lock(simulator: Simulator) -> Lock:
    return simulator.start_lock()


@pytest.fixture
async def client(simulator: Simulator, lock: Lock) -> AsyncIterator[Client]:
    async with served(simulator) as client:
        yield client


@pytest.mark.parametrize(
    ("token", "role"), [(WEARER_TOKEN, "wearer"), (KEYHOLDER_TOKEN, "keyholder")]
)
async def test_session(
    client: Client, lock: Lock, timer: Timer, token: str, role: str
) -> None:
    client.simulator.wearer.last_seen = timer.seconds
    answer = await client.session(token)
    assert answer.status == 200
    assert answer.data["role"] == role
    assert answer.data["scopes"] == sorted(Simulator.ALL_SCOPES)
    assert answer.data["remainingSeconds"] == 27800
    assert answer.data["lock"] == {"_id": lock.lock_id}
    assert re.fullmatch("[0-9a-f]{24}", lock.lock_id)
    lock_data = answer.data["lockData"]
    assert isinstance(lock_data, dict)
    assert (
        lock_data.items()
        >= {
            "frozen": False,
            "unlockable": False,
            "trusted": False,
            "taskAssigned": False,
            "timeLockedSeconds": 1420,
            "timeRemainingSeconds": 27800,
            "maxTimeRemainingSeconds": 86400,
            "taskPoints": 12,
            "taskPointsRequired": 20,
            "lockTitle": "Weekend Challenge",
            "wearerUsername": "sim_wearer",
            "keyholderUsername": "sim_keyholder",
            "wearerLastSeenTimestamp": 1_739_640_505_123,
        }.items()
    )
    assert {
        "wearerDisplayName",
        "wearerAvatarUrl",
        "keyholderDisplayName",
    } <= lock_data.keys()


async def test_countdown(client: Client, timer: Timer) -> None:
    timer.seconds += 60.5
    answer = await client.session()
    assert (answer["timeRemainingSeconds"], answer["timeLockedSeconds"]) == (
        27739,
        1480,
    )
    assert answer["maxTimeRemainingSeconds"] == 86339
    timer.seconds += 27739.5
    answer = await client.session()
    assert (answer["timeRemainingSeconds"], answer["unlockable"]) == (0, True)


async def test_freeze_has_an_end(client: Client, lock: Lock, timer: Timer) -> None:
    await client.send("POST", "/api/apps/v1/lock/freeze", {"durationSeconds": 1800})
    assert lock.frozen_until == timer.seconds + 1800
    timer.seconds += 1799
    answer = await client.session()
    assert (answer["timeRemainingSeconds"], answer["frozen"]) == (27800, True)
    assert answer["timeLockedSeconds"] == 1420 + 1799
    timer.seconds += 101
    answer = await client.session()
    assert (answer["timeRemainingSeconds"], answer["frozen"]) == (27700, False)


async def test_freeze_survives_a_change_of_time(lock: Lock, timer: Timer) -> None:
    lock.freeze()
    timer.seconds += 10_000
    lock.add_time(-800)
    assert (lock.remaining, lock.frozen, lock.frozen_until) == (27000, True, None)
    lock.unfreeze()
    timer.seconds += 60
    assert lock.remaining == 26940


async def test_system_time_drives_the_clock(freezer: FrozenDateTimeFactory) -> None:
    lock = Simulator(speed=60).start_lock(remaining=3600)
    freezer.tick(10)
    assert lock.remaining == 3000


async def test_speed_and_jumps() -> None:
    timer = Timer()
    simulator = Simulator(now=timer)
    lock = simulator.start_lock(remaining=3600)
    simulator.clock.speed = 60
    timer.seconds += 2
    simulator.clock.advance(100)
    simulator.clock.speed = 1
    timer.seconds += 5
    assert lock.remaining == 3600 - 120 - 100 - 5
    for speed in (0, -1):
        with pytest.raises(ValueError, match="above 0"):
            Simulator(speed=speed)


@pytest.mark.parametrize(("path", "body"), LOCK_WRITES)
async def test_write_without_and_with_a_lock(
    client: Client, lock: Lock, path: str, body: JsonObject
) -> None:
    pin = {"x-chastify-lock-id": lock.lock_id}
    assert (await client.send("POST", path, body, headers=pin)).status == 200
    client.simulator.start_lock()
    assert (await client.send("POST", path, body)).status == 200
    assert [request.effect for request in client.simulator.requests] == [True, True]
    pinned = await client.send("POST", path, body, headers=pin)
    assert pinned.error == (409, "lock_ended")
    client.simulator.end_lock()
    assert (await client.send("POST", path, body)).error == (
        409,
        "no_active_lock_session",
    )
    assert (await client.send("POST", path, body, headers=pin)).error == (
        409,
        "lock_ended",
    )
    assert [request.effect for request in client.simulator.requests[2:]] == [False] * 3


async def test_session_without_a_lock(client: Client, lock: Lock) -> None:
    pin = {"x-chastify-lock-id": lock.lock_id}
    assert (await client.send("GET", SESSION, headers=pin)).status == 200
    client.simulator.end_lock()
    assert (await client.session()).error == (409, "no_active_lock_session")
    assert (await client.send("GET", SESSION, headers=pin)).error == (409, "lock_ended")
    replacing = client.simulator.start_lock()
    assert replacing.lock_id != lock.lock_id
    assert (await client.session()).data["lock"] == {"_id": replacing.lock_id}


@pytest.mark.parametrize(
    ("path", "body", "remaining"),
    [
        ("/api/apps/v1/lock/apply-time", {"deltaSeconds": 600}, 28400),
        ("/api/apps/v1/lock/apply-time", {"deltaSeconds": -600}, 27200),
        ("/api/apps/v1/lock/apply-time", {"deltaSeconds": -90000}, 0),
        (ACTION, {"name": "add_time", "params": 600}, 28400),
        (ACTION, {"name": "remove_time", "params": 600}, 27200),
    ],
)
async def test_time_changes(
    client: Client, lock: Lock, path: str, body: JsonObject, remaining: float
) -> None:
    assert (await client.send("POST", path, body)).status == 200
    assert lock.remaining == remaining
    assert lock.unlockable is (remaining == 0)


async def test_freeze_actions(client: Client, lock: Lock) -> None:
    steps: list[tuple[str, JsonValue, bool]] = [
        ("toggle_freeze", {"durationSeconds": 300}, True),
        ("toggle_freeze", {"durationSeconds": 300}, False),
        ("freeze", {"durationSeconds": 300}, True),
        ("unfreeze", None, False),
        ("unfreeze", None, False),
    ]
    for name, params, frozen in steps:
        assert (await client.act(name, params)).status == 200
        assert lock.frozen is frozen
    lock.freeze()
    await client.send("POST", "/api/apps/v1/lock/unfreeze", {})
    assert not lock.frozen


async def test_pillory_and_settings(client: Client, lock: Lock, timer: Timer) -> None:
    await client.act("pillory", {"durationSeconds": 900, "reason": "Late"})
    assert (lock.pillory_until, lock.pillory_reason) == (timer.seconds + 900, "Late")
    await client.act("pillory.end", {})
    assert lock.pillory_until is None
    await client.act("pillory", {"durationSeconds": 900})
    timer.seconds += 900
    assert lock.pillory_until is None
    await client.act("settings.patch", {"a": 1, "b": {"c": True}})
    await client.act("settings.patch", {"a": 2})
    assert lock.settings == {"a": 2, "b": {"c": True}}


async def test_tasks(client: Client, lock: Lock, timer: Timer) -> None:
    params: JsonObject = {
        "actor": "extension",
        "taskText": "Tidy up",
        "points": 5,
        "verificationRequired": False,
        "durationSeconds": 900,
    }
    assert (await client.act("task.start_timer", {})).error == (409, "no_open_task")
    assert (await client.act("task.complete", {"successful": True})).status == 409
    await client.act("task.assign", params)
    await client.act("task.assign", params)
    assert (await client.session())["taskAssigned"] is True
    await client.act("task.start_timer", {})
    assert lock.task is not None
    assert (lock.task.text, lock.task.timer_started_at) == ("Tidy up", timer.seconds)
    await client.act("task.complete", {"successful": True})
    answer = await client.session()
    assert (answer["taskAssigned"], answer["taskPoints"]) == (False, 17)
    await client.act("task.assign", params)
    await client.act("task.complete", {"successful": False})
    assert (await client.session())["taskPoints"] == 17
    assert [task.status for task in lock.task_runs] == [
        "cancelled",
        "completed",
        "failed",
    ]
    lock.tasks_enabled = False
    assert (await client.act("task.assign", params)).error == (400, "module_disabled")


async def test_hygiene(client: Client, lock: Lock, timer: Timer) -> None:
    params: JsonObject = {"durationSeconds": 900}
    assert (await client.act("hygienic_unlock.start", params)).status == 200
    assert lock.hygiene_until == timer.seconds + 900
    again = await client.act("hygienic_unlock.start", params)
    assert again.error == (409, "hygiene_session_active")
    timer.seconds += 900
    assert (await client.act("hygienic_unlock.start", params)).status == 200
    lock.end_hygiene()
    lock.hygiene_enabled = False
    off = await client.act("hygienic_unlock.start", params)
    assert off.error == (400, "module_disabled")


@pytest.mark.parametrize("route", [DEVICE, f"{EXTENSION}/device-command"])
async def test_device_records(client: Client, timer: Timer, route: str) -> None:
    headers = EXTENSION_HEADERS if route != DEVICE else {}
    start = timer.seconds
    for command in (
        "vibration.start",
        "shock.start",
        "shock.random.set",
        "shock.berserk.set",
        "shock.stop",
        "vibration.start",
        "vibration.stop",
        "all.stop",
    ):
        timer.seconds += 1
        body: JsonObject = {"command": command, "params": {"level": 3}}
        assert (await client.send("POST", route, body, headers=headers)).status == 200
    assert client.simulator.device.running == []
    assert client.simulator.device.intervals == [
        ("vibration", start + 1, start + 6, {"level": 3}),
        ("shock", start + 2, start + 5, {"level": 3}),
        ("random", start + 3, start + 8, {"level": 3}),
        ("berserk", start + 4, start + 8, {"level": 3}),
        ("vibration", start + 6, start + 7, {"level": 3}),
    ]


async def test_device_refuses(client: Client) -> None:
    device = client.simulator.device
    device.capabilities.discard("shock")
    refused = await client.send("POST", DEVICE, {"command": "shock.start"})
    assert refused.error == (400, "unsupported_command")
    assert (await client.send("POST", DEVICE, {"command": "dance"})).error == (
        400,
        "unknown_command",
    )
    device.connected = False
    away = await client.send("POST", DEVICE, {"command": "vibration.start"})
    assert away.error == (400, "device_not_connected")
    assert device.intervals == []


async def test_extension_session(client: Client, lock: Lock) -> None:
    answer = await client.send("GET", EXTENSION, headers=EXTENSION_HEADERS)
    assert answer.data["lock"] == {"_id": lock.lock_id}
    device = answer.data["device"]
    assert isinstance(device, dict)
    assert device["capabilities"] == ["shock", "vibration"]
    supported = device["supportedCommands"]
    assert isinstance(supported, list)
    assert {"all.stop", "shock.berserk.set"} <= set(supported)
    client.simulator.extension_session.ended = True
    for method, path in (("GET", EXTENSION), ("POST", f"{EXTENSION}/device-command")):
        body: JsonValue = {"command": "all.stop"} if method == "POST" else None
        ended = await client.send(method, path, body, headers=EXTENSION_HEADERS)
        assert ended.error == (409, "lock_ended")
    unknown = await client.send("GET", f"{EXTENSION}0", headers=EXTENSION_HEADERS)
    assert unknown.error == (404, "session_not_found")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": f"Bearer {WEARER_TOKEN}"}, "invalid_token"),
        ({"x-chastify-main-token": ""}, "missing_token"),
        ({"x-chastify-main-token": "wrong"}, "invalid_token"),
    ],
)
async def test_extension_tokens(
    client: Client, headers: dict[str, str], code: str
) -> None:
    sent = EXTENSION_HEADERS | headers
    path, body = f"{EXTENSION}/device-command", {"command": "all.stop"}
    assert (await client.send("POST", path, {**body}, headers=sent)).error == (
        401,
        code,
    )
    session = client.simulator.extension_session
    session.main_token = None
    session.developer_key = sent["Authorization"].removeprefix("Bearer ")
    client.simulator.scopes[session.developer_key] = {"device"}
    assert (await client.send("POST", path, {**body}, headers=sent)).status == 200
