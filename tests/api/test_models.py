"""The models that the client reads from a session answer."""

from datetime import UTC, datetime

import pytest

from custom_components.chastify.api import (
    ChastifyClient,
    JsonObject,
    JsonValue,
    LockData,
    Profile,
    Role,
    Session,
)
from tests.simulator import Fault, Lock, Simulator

from .answers_strategies import LOCK_FIELDS as DOCUMENTED

LOCK_ID = "65f0c0ffee00000000000001"
FLAGS = ["frozen", "unlockable", "trusted", "taskAssigned"]
TIMES = ["timeLockedSeconds", "timeRemainingSeconds", "maxTimeRemainingSeconds"]
POINTS = ["taskPoints", "taskPointsRequired"]
TEXTS = ["lockTitle", "wearerUsername", "keyholderUsername"]
STAMPS = ["wearerLastSeenTimestamp", "keyholderLastSeenTimestamp"]

ATTRIBUTES = {
    "frozen": "frozen",
    "unlockable": "unlockable",
    "trusted": "trusted",
    "taskAssigned": "task_assigned",
    "timeLockedSeconds": "time_locked",
    "timeRemainingSeconds": "time_remaining",
    "maxTimeRemainingSeconds": "max_time_remaining",
    "taskPoints": "task_points",
    "taskPointsRequired": "task_points_required",
    "lockTitle": "lock_title",
}


def value_of(lock_data: LockData, name: str) -> object:
    """Return the model's value of a field of the API."""
    if name in ATTRIBUTES:
        return getattr(lock_data, ATTRIBUTES[name])
    person = lock_data.wearer if name.startswith("wearer") else lock_data.keyholder
    return person.username if name.endswith("Username") else person.last_seen


async def read(
    client: ChastifyClient, simulator: Simulator, body: bytes | JsonValue
) -> Session:
    """Return the session that the client reads from a body."""
    simulator.order(Fault(body=body))
    return await client.get_session()


async def read_lock(
    client: ChastifyClient, simulator: Simulator, lock_data: JsonValue
) -> LockData:
    """Return the lock data that the client reads from an answer."""
    return (await read(client, simulator, {"lockData": lock_data})).lock_data


async def test_documented_answer_is_read_whole(
    client: ChastifyClient, simulator: Simulator
) -> None:
    answer: JsonObject = {
        "role": "wearer",
        "scopes": ["session:read", "lock:time"],
        "lock": {"_id": LOCK_ID},
        "lockData": DOCUMENTED,
    }

    session = await read(client, simulator, answer)

    assert session == Session(
        lock_id=LOCK_ID,
        role=Role.WEARER,
        scopes=frozenset({"session:read", "lock:time"}),
        lock_data=LockData(
            frozen=False,
            unlockable=False,
            trusted=True,
            task_assigned=True,
            time_locked=1420,
            time_remaining=27800,
            max_time_remaining=86400,
            task_points=12,
            task_points_required=20,
            lock_title="Weekend Challenge",
            wearer=Profile(
                username="sim_wearer",
                last_seen=datetime(2025, 2, 15, 17, 28, 25, 123000, UTC),
                details={"display_name": "Sim Wearer"},
            ),
            keyholder=Profile(username="sim_keyholder", details={"level": 3}),
        ),
        unknown_fields={},
        answer=answer,
    )
    assert session.answer == answer


@pytest.mark.parametrize("envelope", [False, True])
async def test_answer_of_the_simulated_service(
    client: ChastifyClient, simulator: Simulator, lock: Lock, envelope: bool
) -> None:
    simulator.envelope = envelope
    simulator.wearer.hides_last_seen = True

    session = await client.get_session()

    assert session.lock_id == lock.lock_id
    assert session.role is Role.WEARER
    assert session.scopes == simulator.ALL_SCOPES
    assert session.own_username == "sim_wearer"
    assert session.lock_data.lock_title == "Weekend Challenge"
    assert session.lock_data.task_points == 12
    assert session.lock_data.wearer.last_seen is None
    assert session.lock_data.keyholder.last_seen is not None
    assert dict(session.lock_data.unknown_fields) == {}
    assert set(session.unknown_fields) == {"remainingSeconds"}


@pytest.mark.parametrize("missing", DOCUMENTED)
async def test_missing_and_null_are_unknown(
    client: ChastifyClient, simulator: Simulator, missing: str
) -> None:
    without = {name: item for name, item in DOCUMENTED.items() if name != missing}

    first = await read_lock(client, simulator, without)
    second = await read_lock(client, simulator, without | {missing: None})

    assert first == second
    if missing not in ("wearerDisplayName", "keyholderLevel"):
        assert value_of(first, missing) is None


WRONG_FOR_ALL: list[JsonValue] = [[], {}, [1], {"a": 1}, [None, [None]]]
WRONG_NUMBERS: list[JsonValue] = [
    True,
    "27,800",
    "",
    "1e5",
    float("nan"),
    float("inf"),
    -float("inf"),
    10**13,
    2**63,
    -(2**63),
    10**400,
    1e300,
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, value) for name in DOCUMENTED for value in WRONG_FOR_ALL),
        *((name, value) for name in FLAGS for value in (2, -1, 0.5, "yes", "")),
        *((name, value) for name in TIMES + POINTS for value in WRONG_NUMBERS),
        *((name, value) for name in TEXTS for value in (5, True, "", " \n")),
    ],
)
async def test_value_of_another_type_is_unknown(
    client: ChastifyClient, simulator: Simulator, name: str, value: JsonValue
) -> None:
    lock_data = await read_lock(client, simulator, DOCUMENTED | {name: value})

    if name in ("wearerDisplayName", "keyholderLevel"):
        assert not {
            **lock_data.wearer.details,
            **lock_data.keyholder.details,
        }.keys() & {"display_name" if name == "wearerDisplayName" else "level"}
    else:
        assert value_of(lock_data, name) is None
    for other in ATTRIBUTES.keys() - {name}:
        assert value_of(lock_data, other) == DOCUMENTED[other]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        *((name, -1, 0) for name in TIMES),
        *((name, -0.5, 0) for name in TIMES),
        ("timeRemainingSeconds", 0, 0),
        ("timeRemainingSeconds", 27800.75, 27800.75),
        ("timeLockedSeconds", 3_153_600_000, 3_153_600_000),
        ("timeLockedSeconds", 3_153_600_001, None),
        ("taskPoints", -3, -3),
        ("taskPoints", 0.5, 0.5),
        ("taskPoints", 10**12, 10**12),
        ("taskPoints", 10**12 + 1, None),
        ("lockTitle", "  Weekend ", "Weekend"),
        ("lockTitle", "lone \ud83d surrogate", "lone ? surrogate"),
        ("lockTitle", "\N{CAT FACE}\0", "\N{CAT FACE}\0"),
        ("wearerUsername", " cat ", "cat"),
    ],
)
async def test_value_at_the_edge(
    client: ChastifyClient,
    simulator: Simulator,
    name: str,
    value: JsonValue,
    expected: object,
) -> None:
    lock_data = await read_lock(client, simulator, {name: value})

    assert value_of(lock_data, name) == expected


@pytest.mark.parametrize("name", STAMPS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1739640505123, datetime(2025, 2, 15, 17, 28, 25, 123000, UTC)),
        (1739640505123.0, datetime(2025, 2, 15, 17, 28, 25, 123000, UTC)),
        ("2025-02-15T17:28:25.123Z", datetime(2025, 2, 15, 17, 28, 25, 123000, UTC)),
        ("2025-02-15T19:28:25+02:00", datetime(2025, 2, 15, 17, 28, 25, 0, UTC)),
        ("2025-02-15T17:28:25", None),
        ("2025-02-15", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
        ("", None),
        ("\ud800", None),
        (0, None),
        (-1, None),
        (True, None),
        (2**62, None),
        (10**30, None),
        (1e300, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
async def test_time_last_seen(
    client: ChastifyClient,
    simulator: Simulator,
    name: str,
    value: JsonValue,
    expected: datetime | None,
) -> None:
    lock_data = await read_lock(client, simulator, {name: value})

    found = value_of(lock_data, name)
    assert found == expected
    assert not isinstance(found, datetime) or found.tzinfo is UTC


@pytest.mark.parametrize("lock_data", [None, [], "x", 5, True, [DOCUMENTED], {}])
async def test_lock_of_which_nothing_is_known(
    client: ChastifyClient, simulator: Simulator, lock_data: JsonValue
) -> None:
    session = await read(client, simulator, {"role": "wearer", "lockData": lock_data})

    assert session.lock_data == LockData()
    assert session.own_username is None


@pytest.mark.parametrize(
    ("role", "expected", "username"),
    [
        ("wearer", Role.WEARER, "sim_wearer"),
        ("keyholder", Role.KEYHOLDER, "sim_keyholder"),
        ("Wearer", None, None),
        ("extension", None, None),
        ("", None, None),
        (None, None, None),
        (1, None, None),
        (["wearer"], None, None),
        ({"wearer": 1}, None, None),
    ],
)
async def test_role_tells_the_own_user_name(
    client: ChastifyClient,
    simulator: Simulator,
    role: JsonValue,
    expected: Role | None,
    username: str | None,
) -> None:
    session = await read(client, simulator, {"role": role, "lockData": DOCUMENTED})

    assert session.role is expected
    assert session.own_username == username
