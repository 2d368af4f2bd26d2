"""Every shape of an answer: each envelope with each place and each form of a value."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.chastify.api import (
    ChastifyBadAnswerError,
    ChastifyClient,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyRejectedError,
    JsonObject,
    JsonValue,
    LockData,
    Role,
    Session,
)
from tests.simulator import EVERY_SHAPE, PLAIN, Fault, Lock, Shape, Simulator

from .answers_strategies import LOCK_FIELDS

LOCK: JsonObject = {"_id": "65f0c0ffee00000000000001"}
PLAIN_SESSION: JsonObject = {
    "role": "wearer",
    "scopes": ["session:read"],
    "lock": LOCK,
    "lockData": LOCK_FIELDS,
}
ENVELOPES = [None, "data", "result", "session"]
SUCCESSES: list[JsonObject] = [{}, {"ok": True}, {"success": True}, {"ok": 1}]

YES: list[JsonValue] = [True, 1, 1.0, "true", "TRUE", " True ", "1"]
NO: list[JsonValue] = [False, 0, 0.0, "false", "False", "0"]
NEITHER: list[JsonValue] = [None, 2, -1, 0.5, "", "2", "yes", "1.0", [], {}]
FLAGS: list[tuple[JsonValue, bool | None]] = [
    *((value, True) for value in YES),
    *((value, False) for value in NO),
    *((value, None) for value in NEITHER),
]
NUMBERS: list[tuple[JsonValue, float | None]] = [
    *((value, 12) for value in (12, 12.0, "12", " 12 ", "12.0")),
    ("12.5", 12.5),
    ("0", 0),
    *(
        (value, None)
        for value in (None, True, "1,5", "1e3", "012", "+5", ".5", "5.", "0x1", "١٢")
    ),
    *((value, None) for value in ("", " ", "1 200", "NaN", "9" * 30, "9" * 5000)),
]
THE_MOMENT = datetime(2025, 2, 15, 17, 28, 25, 123000, UTC)
MOMENTS: list[tuple[JsonValue, datetime | None]] = [
    *(
        (value, THE_MOMENT)
        for value in (
            1739640505123,
            "1739640505123",
            1739640505.123,
            "1739640505.123",
            "2025-02-15T17:28:25.123Z",
            " 2025-02-15T18:28:25.123+01:00 ",
        )
    ),
    (99_999_999_999, datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
    (100_000_000_000, datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
    (1, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
    *((value, None) for value in (None, 0, -1, -1739640505123, "-1739640505", True)),
    *((value, None) for value in ("2025-02-15T17:28:25.123", "2025-02-15", "now")),
    # A date without separators, or a number.
    *((value, None) for value in ("20250215", "202502151728", "20250215172825")),
]


async def read(
    client: ChastifyClient, simulator: Simulator, body: JsonValue
) -> Session:
    """Return what the client makes of an answer with that body."""
    simulator.order(Fault(body=body))
    return await client.get_session()


def put(data: JsonValue, envelope: str | None, said: JsonObject) -> JsonObject:
    """Return an answer with that data, in an envelope or bare."""
    if envelope is not None:
        return said | {envelope: data}
    assert isinstance(data, dict)
    return said | data


def session_with(lock_data: JsonObject, place: str) -> JsonObject:
    """Return a session with the lock's data at that place."""
    beside: JsonObject = {"role": "wearer", "scopes": ["session:read"]}
    match place:
        case "beside":
            return beside | {"lock": LOCK, "lockData": lock_data}
        case "inside":
            return beside | {"lock": LOCK | {"lockData": lock_data}}
        case "inside, null beside":
            return session_with(lock_data, "inside") | {"lockData": None}
        case "the same in both":
            return session_with(lock_data, "inside") | {"lockData": lock_data}
    return beside | {"lock": LOCK | lock_data}


PLACES = ["beside", "inside", "inside, null beside", "the same in both", "fields"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("said", SUCCESSES, ids=str)
@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_session_is_the_same_wherever_it_and_its_data_are(
    client: ChastifyClient,
    simulator: Simulator,
    envelope: str | None,
    said: JsonObject,
    place: str,
) -> None:
    plain = await read(client, simulator, PLAIN_SESSION)
    session = session_with(LOCK_FIELDS, place)

    found = await read(client, simulator, put(session, envelope, said))

    unknown = {} if envelope else said
    assert found == replace(plain, unknown_fields=unknown)
    assert found.answer == session | unknown


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_every_form_of_a_value_in_every_place(
    client: ChastifyClient, simulator: Simulator, envelope: str | None, place: str
) -> None:
    for index in range(max(len(FLAGS), len(NUMBERS), len(MOMENTS))):
        flag, is_true = FLAGS[index % len(FLAGS)]
        number, amount = NUMBERS[index % len(NUMBERS)]
        moment, when = MOMENTS[index % len(MOMENTS)]
        lock_data: JsonObject = {
            "frozen": flag,
            "timeLockedSeconds": number,
            "taskPoints": number,
            "wearerLastSeenTimestamp": moment,
        }
        body = put(session_with(lock_data, place), envelope, {"ok": True})

        found = (await read(client, simulator, body)).lock_data

        assert found.frozen is is_true, flag
        assert (found.time_locked, found.task_points) == (amount, amount), number
        assert found.wearer.last_seen == when, moment


@pytest.mark.parametrize(("value", "expected"), FLAGS, ids=repr)
@pytest.mark.parametrize("field", ["frozen", "unlockable", "trusted", "taskAssigned"])
async def test_forms_of_a_boolean(
    client: ChastifyClient,
    simulator: Simulator,
    field: str,
    value: JsonValue,
    expected: bool | None,
) -> None:
    found = (await read(client, simulator, {"lockData": {field: value}})).lock_data

    values = {
        "frozen": found.frozen,
        "unlockable": found.unlockable,
        "trusted": found.trusted,
        "taskAssigned": found.task_assigned,
    }
    assert values.pop(field) is expected
    assert set(values.values()) == {None}


@pytest.mark.parametrize(("value", "expected"), NUMBERS, ids=lambda item: str(item)[:9])
async def test_forms_of_a_number(
    client: ChastifyClient,
    simulator: Simulator,
    value: JsonValue,
    expected: float | None,
) -> None:
    body: JsonObject = {"lockData": {"taskPoints": value, "timeLockedSeconds": value}}
    found = (await read(client, simulator, body)).lock_data

    assert found == LockData(task_points=expected, time_locked=expected)


@pytest.mark.parametrize(("value", "expected"), MOMENTS, ids=repr)
async def test_forms_of_a_moment(
    client: ChastifyClient,
    simulator: Simulator,
    value: JsonValue,
    expected: datetime | None,
) -> None:
    body: JsonObject = {"lockData": {"keyholder": {"lastSeenTimestamp": value}}}
    found = (await read(client, simulator, body)).lock_data.keyholder

    assert found.last_seen == expected
    assert not found.details


@pytest.mark.parametrize("shape", EVERY_SHAPE.values(), ids=EVERY_SHAPE.keys())
async def test_shapes_of_the_simulated_service(
    client: ChastifyClient, simulator: Simulator, lock: Lock, shape: Shape
) -> None:
    plain = await client.get_session()
    simulator.shape = shape

    found = await client.get_session(lock_id=lock.lock_id)

    assert plain == replace(found, unknown_fields=plain.unknown_fields)
    assert (await client.add_time(60)) is not None
    with pytest.raises(ChastifyRejectedError) as raised:
        await client.perform_action("dance")
    assert raised.value.code == "unknown_action"
    assert raised.value.message == "There is no action dance."
    simulator.lock = None
    with pytest.raises(ChastifyLockEndedError):
        await client.get_session(lock_id=lock.lock_id)
    with pytest.raises(ChastifyNoActiveLockError):
        await client.get_session()


@pytest.mark.parametrize(
    ("body", "role"),
    [
        ({"role": "wearer", "session": {"lock": LOCK}}, Role.WEARER),
        ({"role": "wearer", "session": {"lock": LOCK, "role": "wearer"}}, Role.WEARER),
        ({"role": "wearer", "data": {"lock": LOCK, "role": "keyholder"}}, None),
        ({"ok": True, "data": {"session": {"role": "keyholder"}}}, Role.KEYHOLDER),
        ({"data": {"role": "wearer", "result": {"lock": LOCK}}}, Role.WEARER),
    ],
)
async def test_fields_beside_an_envelope_belong_to_the_session(
    client: ChastifyClient, simulator: Simulator, body: JsonObject, role: Role | None
) -> None:
    session = await read(client, simulator, body | {"serverTime": 5})

    assert session.role is role
    assert session.answer["serverTime"] == 5
    assert Session.from_answer(session.answer) == session


@pytest.mark.parametrize(
    "envelopes", [("data", "session"), ("result", "data"), ("result", "session")]
)
async def test_two_envelopes_with_different_sessions_are_a_bad_answer(
    client: ChastifyClient, simulator: Simulator, envelopes: tuple[str, str]
) -> None:
    first, second = envelopes
    body: JsonObject = {first: PLAIN_SESSION, second: PLAIN_SESSION}
    assert (await read(client, simulator, body)).lock_id == LOCK["_id"]

    body[second] = PLAIN_SESSION | {"lock": {"_id": "another"}}
    with pytest.raises(ChastifyBadAnswerError):
        await read(client, simulator, body)


async def test_bare_session_comes_before_one_in_an_envelope(
    client: ChastifyClient, simulator: Simulator
) -> None:
    other: JsonObject = {"lock": {"_id": "another"}, "lockData": {"frozen": True}}

    session = await read(client, simulator, PLAIN_SESSION | {"session": other})

    assert session.lock_id == LOCK["_id"]
    assert session.lock_data.frozen is False
    assert session.unknown_fields == {"session": other}


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_lock_and_data_that_are_null_are_no_lock(
    client: ChastifyClient, simulator: Simulator, envelope: str | None
) -> None:
    none: JsonObject = {"role": "wearer", "lock": None, "lockData": None}
    with pytest.raises(ChastifyNoActiveLockError) as raised:
        await read(client, simulator, put(none, envelope, {}))
    assert raised.value.status == 200

    for name in ("lock", "lockData"):
        one = {key: value for key, value in none.items() if key != name}
        session = await read(client, simulator, put(one, envelope, {}))
        assert session.lock_data == LockData()


@pytest.mark.parametrize("envelope", ENVELOPES[1:])
async def test_no_lock_beside_a_session_with_one_is_a_bad_answer(
    client: ChastifyClient, simulator: Simulator, envelope: str
) -> None:
    body: JsonObject = {"lock": None, "lockData": None, envelope: PLAIN_SESSION}

    with pytest.raises(ChastifyBadAnswerError):
        await read(client, simulator, body)


async def test_value_that_two_places_give_differently_is_unknown(
    client: ChastifyClient, simulator: Simulator
) -> None:
    inside: JsonObject = {"frozen": "true", "taskPoints": 5, "trusted": None}
    beside: JsonObject = {
        "frozen": 1,
        "taskPoints": 6,
        "trusted": True,
        "lockTitle": "a",
    }

    session = await read(
        client, simulator, {"lock": {"lockData": inside}, "lockData": beside}
    )

    assert session.lock_data == LockData(frozen=True, lock_title="a")


async def test_fields_of_lock_are_not_read_beside_its_data(
    client: ChastifyClient, simulator: Simulator
) -> None:
    body: JsonObject = {
        "lock": LOCK | {"frozen": True, "trusted": True},
        "lockData": {"frozen": False},
    }

    assert (await read(client, simulator, body)).lock_data == LockData(frozen=False)


def test_plain_shape_is_the_first() -> None:
    assert Shape() == PLAIN
    assert PLAIN not in EVERY_SHAPE.values()
