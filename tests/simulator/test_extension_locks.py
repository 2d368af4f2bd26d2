"""Extension sessions beside several active locks."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator import ExtensionSession, Lock, Simulator

from .client import EXTENSION_HEADERS, Answer, Client, Timer, pin, served

pytestmark = pytest.mark.usefixtures("socket_enabled")

BOUND = "bound"
UNBOUND = "unbound"


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(now=Timer())


@pytest.fixture
def first(simulator: Simulator) -> Lock:
    return simulator.start_lock()


@pytest.fixture
def second(simulator: Simulator, first: Lock) -> Lock:
    lock = simulator.add_lock()
    lock.device.capabilities = {"vibration"}
    return lock


@pytest.fixture
def sessions(simulator: Simulator, second: Lock) -> list[ExtensionSession]:
    return [
        simulator.add_extension_session(BOUND, lock=second),
        simulator.add_extension_session(UNBOUND),
    ]


@pytest.fixture
async def client(
    simulator: Simulator, sessions: list[ExtensionSession]
) -> AsyncIterator[Client]:
    async with served(simulator) as client:
        yield client


async def read(client: Client, session: str, lock: Lock | None = None) -> Answer:
    path, headers = f"/api/extensions/sessions/{session}", EXTENSION_HEADERS | pin(lock)
    return await client.send("GET", path, headers=headers)


async def vibrate(client: Client, session: str, lock: Lock | None = None) -> Answer:
    path = f"/api/extensions/sessions/{session}/device-command"
    headers = EXTENSION_HEADERS | pin(lock)
    return await client.send(
        "POST", path, {"command": "vibration.start"}, headers=headers
    )


async def test_session_of_a_lock_serves_its_device_whichever_is_current(
    client: Client, first: Lock, second: Lock
) -> None:
    for lock in (first, second):
        client.simulator.choose(lock)
        answer = await read(client, BOUND)
        assert answer.data["lock"] == {"_id": second.lock_id}
        device = answer.data["device"]
        assert isinstance(device, dict)
        assert device["capabilities"] == ["vibration"]
    client.simulator.choose(first)
    assert (await vibrate(client, BOUND)).status == 200
    assert (len(first.device.running), len(second.device.running)) == (0, 1)
    assert client.simulator.requests[-1].lock_id == second.lock_id


async def test_session_without_a_lock_serves_the_current_or_the_pinned_one(
    client: Client, first: Lock, second: Lock
) -> None:
    await vibrate(client, UNBOUND)
    assert (len(first.device.running), len(second.device.running)) == (1, 0)
    await vibrate(client, UNBOUND, second)
    assert len(second.device.running) == 1
    client.simulator.choose(second)
    answer = await read(client, UNBOUND)
    assert answer.data["lock"] == {"_id": second.lock_id}


async def test_session_ends_with_its_lock(
    client: Client, first: Lock, second: Lock
) -> None:
    client.simulator.end_lock(second)
    for lock in (None, second, first):
        assert (await read(client, BOUND, lock)).error == (409, "lock_ended")
        assert (await vibrate(client, BOUND, lock)).error == (409, "lock_ended")
    assert second.device.running == []
    assert (await vibrate(client, UNBOUND)).status == 200


async def test_session_ends_with_the_replacement_of_its_lock(
    client: Client, second: Lock
) -> None:
    client.simulator.choose(second)
    client.simulator.start_lock()
    assert (await vibrate(client, BOUND)).error == (409, "lock_ended")


async def test_session_of_a_lock_refuses_the_pin_of_another(
    client: Client, first: Lock, second: Lock
) -> None:
    assert (await vibrate(client, BOUND, second)).status == 200
    refused = await vibrate(client, BOUND, first)
    assert refused.error == (409, "lock_ended")
    assert first.device.running == []
    client.simulator.heeds_pins = False
    assert (await vibrate(client, BOUND, first)).status == 200
    assert first.device.running == []
