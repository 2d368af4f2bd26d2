"""Readings that caches answer, and replicas that lag behind."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator import KEYHOLDER_TOKEN, Fault, Lock, Simulator

from .client import SESSION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    simulator = Simulator(now=Timer())
    simulator.start_lock(remaining=1000, locked=100)
    async with served(simulator) as client:
        yield client


@pytest.fixture
def lock(client: Client) -> Lock:
    assert client.simulator.lock is not None
    return client.simulator.lock


async def test_a_cache_gives_the_very_body_again(client: Client, lock: Lock) -> None:
    simulator = client.simulator
    bodies = []
    for _ in range(3):
        bodies.append((await client.session()).text)
        lock.add_time(60)
        simulator.clock.advance(10)
    simulator.order(Fault(cached=1), times=2, match="GET")
    simulator.order(Fault(cached=3), match="GET")
    simulator.order(Fault(cached=9), match="GET")

    assert (await client.session()).text == bodies[2]
    assert (await client.session()).text == bodies[2]
    assert (await client.session()).text == bodies[0]
    assert (await client.session()).text == bodies[0]
    assert (await client.session())["timeRemainingSeconds"] == 1150


async def test_a_cache_keeps_accounts_apart(client: Client) -> None:
    await client.session()
    client.simulator.order(Fault(cached=1))

    answer = await client.session(KEYHOLDER_TOKEN)

    assert answer.data["role"] == "keyholder"


async def test_a_replica_knows_of_no_change_since_an_earlier_reading(
    client: Client, lock: Lock
) -> None:
    simulator = client.simulator
    await client.session()
    lock.add_time(600)
    lock.assign_task("x")
    simulator.clock.advance(10)
    simulator.order(Fault(lag=1), match="GET")

    late = await client.session()

    assert late["timeRemainingSeconds"] == 990
    assert late["timeLockedSeconds"] == 110
    assert late["taskAssigned"] is False
    lock.complete_task()
    simulator.order(Fault(lag=1), match="GET")
    assert (await client.session())["taskAssigned"] is True
    assert (await client.session())["timeRemainingSeconds"] == 1590


async def test_a_replica_knows_the_locks_of_an_earlier_reading(
    client: Client, lock: Lock
) -> None:
    simulator = client.simulator
    await client.session()
    simulator.end_lock()
    assert (await client.session()).status == 409
    simulator.start_lock(title="Next")
    for lag, title in ((2, "Weekend Challenge"), (None, "Next")):
        simulator.order(Fault(lag=lag), match="GET")
        assert (await client.session())["lockTitle"] == title
    simulator.order(Fault(lag=3), match="GET")
    assert (await client.session()).error == (409, "no_active_lock_session")


async def test_one_answer_without_the_id(client: Client) -> None:
    client.simulator.order(
        Fault(
            overrides={"lockTitle": Simulator.MISSING},
            session_overrides={"lock": Simulator.MISSING},
        ),
        match="GET",
    )

    odd = (await client.session()).data

    assert "lock" not in odd
    assert isinstance(odd["lockData"], dict)
    assert "lockTitle" not in odd["lockData"]
    assert "lock" in (await client.session()).data


async def test_a_late_answer_is_ordered_by_other_processes(
    client: Client, lock: Lock
) -> None:
    await client.session()
    lock.add_time(600)
    await client.control(
        "POST", "faults", {"lag": 1, "match": f"GET {SESSION}", "overrides": {"a": 1}}
    )

    late = await client.session()

    assert late["timeRemainingSeconds"] == 1000
    assert late["a"] == 1
