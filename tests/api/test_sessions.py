"""The parts of an answer that a session keeps: scopes, the lock's id, unknown fields."""

from dataclasses import FrozenInstanceError

import orjson
import pytest

from custom_components.chastify.api import (
    ChastifyBadAnswerError,
    ChastifyClient,
    JsonObject,
    JsonValue,
    Session,
)
from tests.simulator import Fault, Simulator


async def read(
    client: ChastifyClient, simulator: Simulator, body: bytes | JsonValue
) -> Session:
    """Return the session that the client reads from a body."""
    simulator.order(Fault(body=body))
    return await client.get_session()


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], frozenset()),
        (["a", "b", "a"], frozenset({"a", "b"})),
        (["a", 5, None, ["b"], {"c": 1}], frozenset({"a"})),
        ("session:read", None),
        ({"session:read": True}, None),
        (None, None),
        (5, None),
    ],
)
async def test_scopes(
    client: ChastifyClient,
    simulator: Simulator,
    scopes: JsonValue,
    expected: frozenset[str] | None,
) -> None:
    assert (await read(client, simulator, {"scopes": scopes})).scopes == expected


async def test_missing_scopes_are_unknown(
    client: ChastifyClient, simulator: Simulator
) -> None:
    assert (await read(client, simulator, {"role": "wearer"})).scopes is None


@pytest.mark.parametrize(
    ("lock", "lock_id"),
    [
        ({"_id": "65f0c0ffee00000000000001"}, "65f0c0ffee00000000000001"),
        ({"_id": "a-b_C"}, "a-b_C"),
        ({"_id": "x" * 65}, None),
        ({"_id": "two words"}, None),
        ({"_id": "end\n"}, None),
        ({"_id": "x\r\nheader: 1"}, None),
        ({"_id": ""}, None),
        ({"_id": 5}, None),
        ({"_id": None}, None),
        ({"id": "65f0c0ffee00000000000001"}, None),
        ("65f0c0ffee00000000000001", None),
        ([], None),
        (None, None),
    ],
)
async def test_lock_id_is_one_that_can_be_sent_back(
    client: ChastifyClient, simulator: Simulator, lock: JsonValue, lock_id: str | None
) -> None:
    assert (await read(client, simulator, {"lock": lock})).lock_id == lock_id


async def test_unknown_fields_are_kept_aside_and_in_the_answer(
    client: ChastifyClient, simulator: Simulator
) -> None:
    answer: JsonObject = {
        "role": "wearer",
        "mood": {"today": ["good", None]},
        "lock": {"_id": "abc", "kind": "box"},
        "lockData": {
            "frozen": True,
            "verifications": [1, 2],
            "wearerLevel": 3,
            "wearerBadges": ["a"],
            "wearers": 2,
            "keyholderLess": False,
        },
    }

    session = await read(client, simulator, answer)

    assert session.answer == answer
    assert session.unknown_fields == {"mood": {"today": ["good", None]}}
    assert session.lock_data.unknown_fields == {"verifications": [1, 2], "wearers": 2}
    assert session.lock_data.wearer.details == {"level": 3}
    assert session.lock_data.keyholder.details == {"less": False}


async def test_answer_holds_only_what_every_program_can_store(
    client: ChastifyClient, simulator: Simulator
) -> None:
    body = (
        b'{"role": "wearer", "a": [NaN, Infinity, -Infinity, 1e999, '
        b"9223372036854775807, 9223372036854775808, -99999999999999999999], "
        b'"\\ud800": "x\\udfff\\ud83d\\ude00"}'
    )

    session = await read(client, simulator, body)

    assert session.unknown_fields == {
        "a": [None, None, None, None, 9223372036854775807, None, None],
        "?": "x?\N{GRINNING FACE}",
    }
    assert orjson.loads(orjson.dumps(session.answer)) == session.answer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
async def test_encoding_of_json_is_read(
    client: ChastifyClient, simulator: Simulator, encoding: str
) -> None:
    body = '{"role": "wearer", "title": "Tür"}'.encode(encoding)

    assert (await read(client, simulator, body)).unknown_fields == {"title": "Tür"}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32-be"])
async def test_another_encoding_is_a_bad_answer(
    client: ChastifyClient, simulator: Simulator, encoding: str
) -> None:
    body = '{"role": "wearer", "title": "Tür"}'.encode(encoding)

    with pytest.raises(ChastifyBadAnswerError):
        await read(client, simulator, body)


@pytest.mark.parametrize("innermost", ["", "1", '"a"', '"\\n"', '"sim-wearer-token"'])
@pytest.mark.parametrize(
    ("depth", "readable"), [(64, True), (65, False), (5000, False)]
)
async def test_nesting_has_one_limit_whatever_is_inside(
    client: ChastifyClient,
    simulator: Simulator,
    depth: int,
    readable: bool,
    innermost: str,
) -> None:
    lists = depth - 1
    body = f'{{"role": "wearer", "a": {"[" * lists}{innermost}{"]" * lists}}}'

    if readable:
        assert orjson.dumps((await read(client, simulator, body)).answer)
    else:
        with pytest.raises(ChastifyBadAnswerError):
            await read(client, simulator, body)


async def test_nesting_beyond_every_stack_is_a_bad_answer(
    client: ChastifyClient, simulator: Simulator
) -> None:
    for opening in (b"[", b'{"a":'):
        with pytest.raises(ChastifyBadAnswerError):
            await read(client, simulator, opening * 170_000)


@pytest.mark.parametrize("digits", [20, 4301, 100_000])
async def test_integer_of_many_digits_is_unknown(
    client: ChastifyClient, simulator: Simulator, digits: int
) -> None:
    body = b'{"role": "wearer", "a": ' + b"9" * digits + b"}"

    assert (await read(client, simulator, body)).unknown_fields == {"a": None}


async def test_session_cannot_be_changed(
    client: ChastifyClient, simulator: Simulator
) -> None:
    session = await read(client, simulator, {"role": "wearer", "a": 1})

    with pytest.raises(FrozenInstanceError):
        setattr(session, "role", None)
    with pytest.raises(FrozenInstanceError):
        setattr(session.lock_data, "frozen", True)
    with pytest.raises(TypeError):
        session.unknown_fields["b"] = 2  # type: ignore[index] # it is what is tried
    assert not hasattr(session, "__dict__")


async def test_equal_answers_make_equal_sessions(
    client: ChastifyClient, simulator: Simulator
) -> None:
    first = await read(client, simulator, {"role": "wearer", "a": [1]})

    assert first == await read(client, simulator, {"role": "wearer", "a": [1]})
    assert first != await read(client, simulator, {"role": "wearer", "a": [2]})
