"""The yes, the no, the code and the message of an answer, in every place of it."""

from collections.abc import Callable
from itertools import product

import pytest

from custom_components.chastify.api import (
    ChastifyClient,
    ChastifyError,
    ChastifyLockEndedError,
    ChastifyRejectedError,
    JsonObject,
    JsonValue,
)
from tests.simulator import Fault, Simulator

ENVELOPES = [None, "data", "result", "session"]
SESSION: JsonObject = {
    "role": "wearer",
    "lock": {"_id": "65f0c0ffee00000000000001"},
    "lockData": {"frozen": False},
}


def put(body: JsonObject, envelope: str | None, said: JsonObject) -> JsonObject:
    """Return an answer with that body, in an envelope or bare."""
    return said | (body if envelope is None else {envelope: body})


async def error_of(
    client: ChastifyClient, simulator: Simulator, status: int, body: JsonValue
) -> ChastifyError:
    """Return the error of a reading that is answered so."""
    simulator.order(Fault(status=status, body=body))
    with pytest.raises(ChastifyError) as raised:
        await client.get_session()
    return raised.value


FORMS_OF_CODE: list[Callable[[str], JsonObject]] = [
    lambda code: {"error": code},
    lambda code: {"error": {"code": code}},
    lambda code: {"code": code},
    lambda code: {"error": code, "code": code},
    lambda code: {"error": "Conflict", "code": code},
    lambda code: {"error": "The lock has ended.", "code": code},
    lambda code: {"error": "conflict", "code": code},
    lambda code: {"error": True, "code": code},
]


@pytest.mark.parametrize("form", range(len(FORMS_OF_CODE)))
@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("said", [{}, {"ok": False}, {"success": False}], ids=str)
async def test_code_is_found_in_every_place_and_case(
    client: ChastifyClient,
    simulator: Simulator,
    said: JsonObject,
    envelope: str | None,
    form: int,
) -> None:
    for code, status in product(
        ["lock_ended", "LOCK_ENDED", "Lock_Ended"], [409, 400, 200]
    ):
        body = put(FORMS_OF_CODE[form](code), envelope, said)
        error = await error_of(client, simulator, status, body)

        assert type(error) is ChastifyLockEndedError
        assert (error.status, error.code) == (status, "lock_ended")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": "Forbidden"}, None),
        ({"error": "Forbidden", "code": 403}, None),
        ({"code": "AccessDenied"}, None),
        ({"error": "FORBIDDEN"}, "forbidden"),
        ({"error": "not_today", "code": "too_late"}, "not_today"),
        ({"error": "lock_ended", "code": "no_active_lock_session"}, None),
        ({"error": "not_today", "data": {"code": "lock_ended"}}, "lock_ended"),
        ({"error": "lock ended"}, None),
        ({"error": "löck_ended"}, None),
        ({"error": "\N{KELVIN SIGN}ey_missing"}, None),
    ],
)
async def test_code_that_can_mean_something_else_is_none(
    client: ChastifyClient, simulator: Simulator, body: JsonObject, code: str | None
) -> None:
    assert (await error_of(client, simulator, 403, body)).code == code


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"code": "no", "message": "Not now."}}, "Not now."),
        ({"error": {"code": "no"}, "message": "Not now."}, "Not now."),
        ({"error": {"message": "Not now."}, "message": "Sorry."}, "Not now."),
        ({"code": "no", "message": "Not now."}, "Not now."),
        ({"error": "Not now.", "code": "no"}, "Not now."),
        ({"error": "Sorry, no.", "message": "Not now."}, "Not now."),
        ({"error": "no", "message": " "}, None),
        ({"code": "no", "error": True}, None),
    ],
)
@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_message_is_found_in_every_place(
    client: ChastifyClient,
    simulator: Simulator,
    envelope: str | None,
    body: JsonObject,
    message: str | None,
) -> None:
    error = await error_of(client, simulator, 400, put(body, envelope, {}))

    assert error.message == message


@pytest.mark.parametrize(
    "body",
    [
        {"success": False},
        {"ok": "false"},
        {"ok": 0},
        {"data": {"ok": False}},
        {"ok": True, "success": False},
        {"ok": False} | SESSION,
        {"success": False, "session": SESSION},
        {"error": {"message": "Not now."}},
    ],
)
async def test_reading_that_says_no_is_refused(
    client: ChastifyClient, simulator: Simulator, body: JsonObject
) -> None:
    assert type(await error_of(client, simulator, 200, body)) is ChastifyRejectedError


async def test_session_with_an_error_is_read(
    client: ChastifyClient, simulator: Simulator
) -> None:
    simulator.order(Fault(body=SESSION | {"error": "mail_bounced"}))

    session = await client.get_session()

    assert session.unknown_fields == {"error": "mail_bounced"}


@pytest.mark.parametrize(
    ("body", "is_acknowledged"),
    [
        ({}, True),
        ({"code": "lock_ended"}, True),
        ({"ok": "false"}, True),
        ({"error": False}, True),
        ({"success": False}, False),
        ({"result": False}, False),
        ({"error": "no"}, False),
        ({"error": True}, False),
        ({"session": {"ok": False}}, False),
        ({"result": {"error": "no"}}, False),
    ],
)
async def test_acknowledgement_is_neither_loosened_nor_tightened(
    client: ChastifyClient,
    simulator: Simulator,
    body: JsonObject,
    is_acknowledged: bool,
) -> None:
    simulator.order(Fault(body=body))

    if is_acknowledged:
        assert await client.unfreeze() == body
    else:
        with pytest.raises(ChastifyRejectedError):
            await client.unfreeze()
