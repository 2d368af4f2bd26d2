"""Ordered faults, and starting and stopping."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.simulator import Fault, JsonValue, Lock, Simulator

from .client import ACTION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    simulator = Simulator(now=Timer())
    simulator.start_lock()
    async with served(simulator) as client:
        yield client


@pytest.fixture
def lock(client: Client) -> Lock:
    assert client.simulator.lock is not None
    return client.simulator.lock


@pytest.fixture
def arrived() -> asyncio.Event:
    return asyncio.Event()


@pytest.mark.parametrize(
    ("fault", "remaining", "status"),
    [
        (Fault(close="before"), 27800, None),
        (Fault(close="after"), 28400, None),
        (Fault(truncate=True), 28400, 200),
        (Fault(close="after", delay=0.01), 28400, None),
    ],
)
async def test_lost_answers(
    client: Client, lock: Lock, fault: Fault, remaining: float, status: int | None
) -> None:
    client.simulator.order(fault)
    with pytest.raises(aiohttp.ClientError):
        await client.act("add_time", 600)
    assert lock.remaining == remaining
    request = client.simulator.requests[0]
    assert (request.status, request.effect) == (status, remaining != 27800)
    assert (await client.act("add_time", 600)).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "text", "remaining"),
    [
        (Fault(status=503), 503, "service_unavailable", 27800),
        (Fault(status=401), 401, "invalid_token", 27800),
        (Fault(status=500, effect=True), 500, "internal_error", 28400),
        (Fault(body=b"\xff"), 200, "\ufffd", 27800),
        (
            Fault(body="<html>", content_type="text/html", status=502),
            502,
            "<html>",
            27800,
        ),
        (Fault(body=""), 200, "", 27800),
        (Fault(body=[1]), 200, "[1]", 27800),
        (Fault(body="{}", effect=True), 200, "{}", 28400),
        (Fault(delay=0.01), 200, "success", 28400),
        (Fault(headers={"X-Odd": "1"}, retry_after="soon"), 200, "success", 28400),
    ],
)
async def test_replaced_answers(
    client: Client, lock: Lock, fault: Fault, status: int, text: str, remaining: float
) -> None:
    client.simulator.order(fault)
    async with client.http.post(
        client.simulator.url + ACTION,
        json={"name": "add_time", "params": 600},
        headers={"Authorization": "Bearer sim-wearer-token"},
    ) as response:
        assert response.status == status
        assert text in (await response.read()).decode(errors="replace")
        assert response.content_type == (fault.content_type or "application/json")
        assert response.headers.items() >= set(fault.headers.items())
        assert response.headers.get("Retry-After") == fault.retry_after
    assert lock.remaining == remaining
    assert client.simulator.requests[0].status == status
    assert client.simulator.requests[0].effect is (remaining != 27800)


async def test_matching_and_times(client: Client) -> None:
    simulator = client.simulator
    simulator.order(Fault(status=500), times=2, match="GET /api/apps/v1/session")
    simulator.order(Fault(status=502), times=None, match="POST ")
    statuses = [(await client.act("unfreeze")).status for _ in range(3)]
    assert statuses == [502] * 3
    assert [(await client.session()).status for _ in range(3)] == [500, 500, 200]
    simulator.clear_faults()
    assert (await client.act("unfreeze")).status == 200
    with pytest.raises(ValueError, match="times"):
        simulator.order(Fault(), times=0)


async def test_hanging_until_cleared(
    client: Client, lock: Lock, arrived: asyncio.Event
) -> None:
    client.simulator.order(Fault(hang=True, before_answer=arrived.set))
    task = asyncio.create_task(client.act("add_time", 600))
    await arrived.wait()
    assert lock.remaining == 27800
    client.simulator.clear_faults()
    assert (await task).status == 200
    assert lock.remaining == 28400


async def test_hanging_request_of_a_client_that_left(
    client: Client, lock: Lock, arrived: asyncio.Event
) -> None:
    client.simulator.order(Fault(hang=True, before_answer=arrived.set))
    task = asyncio.create_task(client.act("add_time", 600))
    await arrived.wait()
    task.cancel()
    await asyncio.wait([task])
    # The server learns of the closed connection in its next turns.
    await asyncio.sleep(0.02)
    client.simulator.clear_faults()
    assert (await client.session())["timeRemainingSeconds"] == 27800


@pytest.mark.parametrize(
    "fault", [Fault(hang=True), Fault(delay=3600), Fault(hang=True, effect=True)]
)
async def test_stop_ends_waiting_requests(
    client: Client, lock: Lock, arrived: asyncio.Event, fault: Fault
) -> None:
    simulator, port = client.simulator, client.simulator.port
    simulator.order(replace(fault, before_answer=arrived.set))
    task = asyncio.create_task(client.act("add_time", 600))
    await arrived.wait()
    await asyncio.sleep(0)
    await simulator.stop()
    with pytest.raises(aiohttp.ClientError):
        await task
    assert simulator.requests[0].status is None
    assert simulator.requests[0].effect is (fault.effect or fault.delay > 0)
    await simulator.stop()
    await simulator.start()
    assert simulator.port == port
    assert (await client.session()).status == 200


async def test_before_answer(client: Client, lock: Lock) -> None:
    async def end_lock() -> None:
        await asyncio.sleep(0)
        client.simulator.end_lock()

    client.simulator.order(Fault(before_answer=lambda: lock.add_time(100)))
    client.simulator.order(Fault(before_answer=end_lock), match="POST ")
    assert (await client.session())["timeRemainingSeconds"] == 27900
    assert (await client.act("unfreeze")).error == (409, "no_active_lock_session")


async def test_a_delayed_answer_is_older(
    client: Client, lock: Lock, arrived: asyncio.Event
) -> None:
    client.simulator.order(Fault(delay=0.03, before_answer=arrived.set))
    task = asyncio.create_task(client.session())
    await arrived.wait()
    await asyncio.sleep(0)
    lock.add_time(100)
    assert (await task)["timeRemainingSeconds"] == 27800


async def test_records(client: Client) -> None:
    body: JsonValue = {"name": "unfreeze", "params": None}
    await client.send("POST", ACTION, body, headers={"X-Chastify-Lock-Id": "0" * 24})
    request = client.simulator.requests[0]
    assert (request.method, request.path, request.body) == ("POST", ACTION, body)
    assert request.headers["x-chastify-lock-id"] == "0" * 24
    assert (request.arrived_at, request.status) == (client.simulator.now(), 409)
    client.simulator.clear_requests()
    assert client.simulator.requests == []


async def test_only_loopback() -> None:
    simulator = Simulator()
    for host in ("0.0.0.0", "192.0.2.1", "example.org", "::"):
        with pytest.raises(ValueError, match="loopback"):
            await simulator.start(host)
    async with simulator:
        with pytest.raises(RuntimeError, match="running"):
            await simulator.start()
        with pytest.raises(OSError, match="address already in use"):
            await Simulator().start(port=simulator.port)


async def test_delay_ends_while_time_is_frozen(
    client: Client, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-01-01T12:00:00+00:00")
    client.simulator.order(Fault(delay=0.01))
    assert (await client.session()).status == 200
