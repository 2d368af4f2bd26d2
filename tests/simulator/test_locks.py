"""Several active locks, the current one, and requests that are pinned to one of them."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.simulator import (
    KEYHOLDER_TOKEN,
    WEARER_TOKEN,
    Fault,
    JsonObject,
    JsonValue,
    Lock,
    Simulator,
    person_named,
)

from .client import ACTION, DEVICE, LOGS, NOTIFICATIONS, Client, Timer, pin, served

pytestmark = pytest.mark.usefixtures("socket_enabled")

WRITES: list[tuple[str, JsonObject]] = [
    ("/api/apps/v1/lock/apply-time", {"deltaSeconds": 600}),
    (ACTION, {"name": "add_time", "params": 600}),
    (LOGS, {"title": "Done"}),
    (NOTIFICATIONS, {"title": "Hi", "message": "There", "target": "both"}),
    (DEVICE, {"command": "vibration.start"}),
]


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(now=Timer())


@pytest.fixture
def first(simulator: Simulator) -> Lock:
    return simulator.start_lock(title="First")


@pytest.fixture
def second(simulator: Simulator, first: Lock) -> Lock:
    return simulator.add_lock(title="Second", remaining=3600)


@pytest.fixture
async def client(
    simulator: Simulator, first: Lock, second: Lock
) -> AsyncIterator[Client]:
    async with served(simulator) as client:
        yield client


def running(lock: Lock) -> list[str]:
    return [interval.kind for interval in lock.device.running]


async def test_request_without_a_pin_is_about_the_current_lock(
    client: Client, first: Lock, second: Lock
) -> None:
    for lock in (first, second, first):
        client.simulator.choose(lock)
        answer = await client.session()
        assert answer.data["lock"] == {"_id": lock.lock_id}
        assert answer["lockTitle"] == lock.title


async def test_added_lock_is_current_only_where_no_lock_is(client: Client) -> None:
    simulator = client.simulator
    assert (await client.session())["lockTitle"] == "First"
    for lock in simulator.locks:
        simulator.end_lock(lock)
    third = simulator.add_lock(title="Third")
    assert (await client.session())["lockTitle"] == "Third"
    assert simulator.device is third.device


@pytest.mark.parametrize(("path", "body"), WRITES)
async def test_pinned_write_is_about_its_lock_whichever_is_current(
    client: Client, first: Lock, second: Lock, path: str, body: JsonObject
) -> None:
    for current in (first, second):
        client.simulator.choose(current)
        for lock in (first, second):
            answer = await client.send("POST", path, body, headers=pin(lock))
            assert answer.data["lock"] == {"_id": lock.lock_id}
            assert client.simulator.requests[-1].lock_id == lock.lock_id


async def test_pinned_reading_is_about_its_lock_whichever_is_current(
    client: Client, first: Lock, second: Lock
) -> None:
    for current in (first, second):
        client.simulator.choose(current)
        assert (await client.session(lock=first))["timeRemainingSeconds"] == 27800
        assert (await client.session(lock=second))["timeRemainingSeconds"] == 3600


async def test_command_changes_its_lock_only(
    client: Client, first: Lock, second: Lock
) -> None:
    await client.act("add_time", 60, lock=second)
    await client.act("freeze", {"durationSeconds": 600}, lock=second)
    assert (first.remaining, first.frozen) == (27800, False)
    assert (second.remaining, second.frozen) == (3660, True)


async def test_pin_of_what_is_no_active_lock_is_refused(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    simulator.end_lock(second)
    simulator.start_lock()
    for lock in (first, second):
        assert (await client.session(lock=lock)).error == (409, "lock_ended")
        refused = await client.act("add_time", 60, lock=lock)
        assert refused.error == (409, "lock_ended")
        refused = await client.command_device("vibration.start", lock=lock)
        assert refused.error == (409, "lock_ended")
        assert running(lock) == []
    assert {request.lock_id for request in simulator.requests} == {None}


async def test_pins_can_be_ignored(client: Client, first: Lock, second: Lock) -> None:
    client.simulator.heeds_pins = False
    await client.act("add_time", 60, lock=second)
    assert (first.remaining, second.remaining) == (27860, 3600)
    client.simulator.end_lock(second)
    answer = await client.session(lock=second)
    assert answer.data["lock"] == {"_id": first.lock_id}
    client.simulator.end_lock()
    ended = await client.session(lock=first)
    assert ended.error == (409, "no_active_lock_session")


async def test_new_lock_replaces_the_current_one_and_takes_its_device_over(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    device = simulator.device
    assert device is first.device is not second.device
    await client.command_device("vibration.start")
    third = simulator.start_lock(title="Third")
    assert third.device is simulator.device is device
    assert simulator.locks == [second, third]
    assert (await client.session())["lockTitle"] == "Third"
    assert (await client.session(lock=second))["lockTitle"] == "Second"
    await client.command_device("all.stop", lock=second)
    assert running(third) == ["vibration"]
    await client.command_device("all.stop", lock=third)
    assert running(third) == []


async def test_no_lock_is_current_after_the_end_of_the_current_one(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    simulator.end_lock()
    assert (simulator.lock, simulator.locks) == (None, [second])
    assert (await client.session()).error == (409, "no_active_lock_session")
    assert (await client.session(lock=second)).status == 200
    assert simulator.device is first.device
    simulator.choose(second)
    assert (await client.session())["lockTitle"] == "Second"
    assert simulator.device is second.device


async def test_lock_after_an_end_takes_the_device_that_was_last_current(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    simulator.choose(second)
    simulator.end_lock()
    third = simulator.start_lock()
    assert third.device is second.device
    assert simulator.locks == [first, third]
    answer = await client.session()
    assert answer.data["lock"] == {"_id": third.lock_id}


async def test_end_of_a_named_lock_leaves_the_current_one(
    client: Client, first: Lock, second: Lock
) -> None:
    client.simulator.end_lock(second)
    assert (await client.session())["lockTitle"] == "First"
    client.simulator.end_lock(second)
    assert client.simulator.locks == [first]


async def test_device_runs_on_after_the_end_of_its_lock(
    client: Client, first: Lock, second: Lock
) -> None:
    await client.command_device("shock.start", lock=second)
    client.simulator.end_lock(second)
    await client.command_device("all.stop")
    assert (running(first), running(second)) == ([], ["shock"])
    assert client.simulator.devices == [first.device, second.device]


async def test_device_command_is_for_the_device_of_its_lock(
    client: Client, first: Lock, second: Lock
) -> None:
    second.device.capabilities = {"vibration"}
    await client.command_device("shock.start")
    refused = await client.command_device("shock.start", lock=second)
    assert refused.error == (400, "unsupported_command")
    client.simulator.choose(second)
    await client.command_device("vibration.start")
    assert (running(first), running(second)) == (["shock"], ["vibration"])
    first.device.connected = False
    assert (await client.command_device("all.stop")).status == 200
    away = await client.command_device("all.stop", lock=first)
    assert away.error == (400, "device_not_connected")


async def test_account_is_wearer_at_one_lock_and_keyholder_at_another(
    client: Client,
) -> None:
    simulator = client.simulator
    third = simulator.add_lock(
        wearer=person_named("somebody", None),
        keyholder=simulator.wearer,
        roles={WEARER_TOKEN: "keyholder"},
    )
    simulator.add_token("somebody's token", "wearer")

    def shown(answer: dict[str, JsonValue], *names: str) -> list[JsonValue]:
        lock_data = answer["lockData"]
        assert isinstance(lock_data, dict)
        return [answer["role"], *(lock_data[name] for name in names)]

    people = ("wearerUsername", "wearerDisplayName", "keyholderUsername")
    own = (await client.session()).data
    assert shown(own, *people) == [
        "wearer",
        "sim_wearer",
        "Sim Wearer",
        "sim_keyholder",
    ]
    held = (await client.session(lock=third)).data
    assert shown(held, *people) == ["keyholder", "somebody", "Somebody", "sim_wearer"]
    other = (await client.session("somebody's token", lock=third)).data
    assert shown(other, *people) == ["wearer", "somebody", "Somebody", "sim_wearer"]
    simulator.choose(third)
    assert (await client.session()).data["role"] == "keyholder"


async def test_name_of_a_token_is_shown_in_its_owners_role_at_the_lock(
    client: Client, second: Lock
) -> None:
    client.simulator.add_token("another", "wearer", "another_name")
    second.roles["another"] = "keyholder"
    here = await client.session("another")
    there = await client.session("another", lock=second)
    names = [
        [answer["wearerUsername"], answer["keyholderUsername"]]
        for answer in (here, there)
    ]
    assert names == [["another_name", "sim_keyholder"], ["sim_wearer", "another_name"]]


async def test_added_lock_has_the_people_of_the_state(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    third = simulator.add_lock(keyholder=person_named("own_keyholder", None))
    simulator.wearer = person_named("new_wearer", None)
    simulator.keyholder = None
    for lock in (first, second, third):
        answer = await client.session(lock=lock)
        assert answer["wearerUsername"] == "new_wearer"
    assert (await client.session(lock=second))["keyholderUsername"] is None
    assert (await client.session(KEYHOLDER_TOKEN)).status == 409
    alone = await client.session(KEYHOLDER_TOKEN, lock=second)
    assert alone.error == (409, "lock_ended")
    kept = await client.session(KEYHOLDER_TOKEN, lock=third)
    assert kept["keyholderUsername"] == "own_keyholder"


async def test_record_names_the_lock_at_which_a_request_was_carried_out(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    await client.session()
    await client.act("add_time", 60, lock=second)
    simulator.order(Fault(close="after"))
    with pytest.raises(aiohttp.ClientError):
        await client.act("add_time", 60, lock=second)
    simulator.order(Fault(status=500))
    await client.act("add_time", 60)
    await client.act("add_time", -60)
    await client.act("dance")
    assert [request.lock_id for request in simulator.requests] == [
        first.lock_id,
        second.lock_id,
        second.lock_id,
        None,
        None,
        None,
    ]


async def test_assigned_lock_replaces_the_current_one(
    client: Client, first: Lock, second: Lock
) -> None:
    simulator = client.simulator
    third = simulator.start_lock()
    simulator.lock = first
    assert simulator.locks == [second, first]
    assert (await client.session())["lockTitle"] == "First"
    assert (await client.session(lock=third)).error == (409, "lock_ended")
    simulator.lock = None
    assert simulator.locks == [second]
    assert (await client.session()).error == (409, "no_active_lock_session")


def test_only_an_active_lock_is_chosen(
    simulator: Simulator, first: Lock, second: Lock
) -> None:
    simulator.end_lock(second)
    with pytest.raises(ValueError, match="active"):
        simulator.choose(second)
    assert simulator.lock is first


def test_lock_with_an_unknown_role_is_not_added(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="role"):
        simulator.add_lock(roles={WEARER_TOKEN: "friend"})
    assert simulator.locks == []
