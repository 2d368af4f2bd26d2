"""The simulator in every shape: what changes is the form of an answer and nothing else."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator import ENVELOPED, EVERY_SHAPE, PLAIN, JsonObject, Shape, Simulator

from .client import LOGS, SESSION, Client, Timer, served

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Serve a lock of which every field has a value."""
    simulator = Simulator(now=Timer())
    simulator.start_lock(max_remaining=86400)
    async with served(simulator) as client:
        yield client


async def shaped(client: Client, **shape: object) -> JsonObject:
    """Set a shape through the control interface and return the session."""
    answer = await client.control("POST", "settings", {"shape": {**shape}})  # type: ignore[dict-item] # wrong values are tried too
    assert answer.status == 200, answer.text
    return (await client.session()).data


def inner(value: JsonObject, *names: str) -> JsonObject:
    """Return an object inside of an object."""
    for name in names:
        found = value[name]
        assert isinstance(found, dict)
        value = found
    return value


@pytest.mark.parametrize("envelope", ["data", "result", "session"])
@pytest.mark.parametrize("success", [None, "ok", "success"])
async def test_envelope(client: Client, envelope: str, success: str | None) -> None:
    plain = (await client.session()).data
    expected: JsonObject = {envelope: plain}
    if success is not None:
        expected[success] = True

    assert await shaped(client, envelope=envelope, success=success) == expected


async def test_places_of_the_data(client: Client) -> None:
    plain = (await client.session()).data
    lock, data = inner(plain, "lock"), inner(plain, "lockData")

    inside = await shaped(client, lock_data="inside")
    fields = await shaped(client, lock_data="fields")

    assert inside["lock"] == lock | {"lockData": data}
    assert fields["lock"] == lock | data
    assert "lockData" not in {*inside, *fields}


@pytest.mark.parametrize(
    ("place", "path"),
    [("session", ()), ("lock", ("lock",)), ("lockData", ("lockData",))],
)
async def test_places_of_people(
    client: Client, place: str, path: tuple[str, ...]
) -> None:
    plain = inner((await client.session()).data, "lockData")

    answer = await shaped(client, people=place)

    for role in ("wearer", "keyholder"):
        person = inner(answer, *path, role)
        assert person["username"] == plain[f"{role}Username"]
        assert person["displayName"] == plain[f"{role}DisplayName"]
        assert person["lastSeenTimestamp"] == plain[f"{role}LastSeenTimestamp"]
        assert f"{role}Username" not in inner(answer, "lockData")


@pytest.mark.parametrize(
    ("field", "form", "name", "value"),
    [
        ("booleans", "number", "frozen", 0),
        ("booleans", "number", "trusted", 1),
        ("booleans", "word", "frozen", "false"),
        ("booleans", "word", "trusted", "true"),
        ("booleans", "digit", "trusted", "1"),
        ("numbers", "text", "timeRemainingSeconds", "27800"),
        ("numbers", "text", "taskPoints", "12"),
        ("numbers", "text", "wearerLevel", 3),
        ("moments", "seconds", "wearerLastSeenTimestamp", 1739640385.123),
        (
            "moments",
            "iso",
            "wearerLastSeenTimestamp",
            "2025-02-15T17:26:25.123000+00:00",
        ),
        ("moments", "milliseconds_text", "wearerLastSeenTimestamp", "1739640385123"),
        ("moments", "seconds_text", "wearerLastSeenTimestamp", "1739640385.123"),
    ],
)
async def test_forms_of_values(
    client: Client, field: str, form: str, name: str, value: object
) -> None:
    client.simulator.overrides = {"trusted": True}

    found = inner(await shaped(client, **{field: form}), "lockData")[name]

    assert found == value
    assert type(found) is type(value)


async def test_no_lock_as_null(client: Client) -> None:
    ended = client.simulator.lock
    assert ended is not None
    client.simulator.lock = None
    assert (await client.session()).error == (409, "no_active_lock_session")

    answer = await shaped(client, no_lock="null", envelope="result")

    assert inner(answer, "result")["lock"] is None
    assert inner(answer, "result")["lockData"] is None
    pin = {"x-chastify-lock-id": ended.lock_id}
    assert (await client.send("GET", SESSION, headers=pin)).status == 409
    assert (await client.send("POST", LOGS, {"title": "a"})).status == 409


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Shape(), {"error": "not_found"}),
        (Shape(code="code"), {"code": "not_found"}),
        (Shape(code_case="upper"), {"error": "NOT_FOUND"}),
        (Shape(code_case="title", code="code"), {"code": "Not_Found"}),
        (Shape(success="success"), {"success": False, "error": "not_found"}),
    ],
)
async def test_code_of_an_error(
    client: Client, shape: Shape, expected: JsonObject
) -> None:
    client.simulator.shape = shape
    message: JsonObject = {"message": "There is no /nowhere."}
    assert (await client.send("GET", "/nowhere")).data == expected | message

    client.simulator.shape = Shape(
        envelope="data", code="error.code", errors_in_envelope=True
    )
    error: JsonObject = {"code": "not_found", **message}
    answer = await client.send("GET", "/nowhere")
    assert answer.data == {"data": {"error": error}}


async def test_envelope_is_a_shape(client: Client) -> None:
    simulator = client.simulator
    assert simulator.shape == PLAIN
    simulator.envelope = True
    assert simulator.shape == ENVELOPED
    simulator.shape = EVERY_SHAPE["all at once"]
    assert not simulator.envelope
    state = (await client.control("GET", "state")).data
    assert inner(state, "shape")["people"] == "lock"


@pytest.mark.parametrize(
    "shape",
    [
        5,
        {"envelope": "body"},
        {"numbers": "roman"},
        {"errors_in_envelope": 1},
        {"colour": "red"},
        {"lock_data": None},
    ],
)
async def test_wrong_shape_is_refused(client: Client, shape: JsonObject) -> None:
    answer = await client.control("POST", "settings", {"shape": shape})

    assert answer.status == 400
    assert client.simulator.shape == PLAIN


async def test_cached_answer_has_the_shape(client: Client) -> None:
    await client.session()
    await client.control("POST", "faults", {"cached": 1})

    answer = await shaped(client, lock_data="inside")

    assert "lockData" in inner(answer, "lock")
