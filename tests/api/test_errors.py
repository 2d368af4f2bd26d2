"""Errors that the API, or a proxy in front of it, answers with."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.chastify import api
from custom_components.chastify.api import (
    ChastifyAuthenticationError,
    ChastifyBadAnswerError,
    ChastifyClient,
    ChastifyError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyRateLimitedError,
    ChastifyRejectedError,
    ChastifyServerError,
    JsonObject,
    JsonValue,
)
from tests.simulator import WEARER_TOKEN, Fault, Lock, Simulator

from .calls import CALLS, Call

DOCUMENTED = [
    (401, "missing_token", ChastifyAuthenticationError),
    (401, "invalid_token", ChastifyAuthenticationError),
    (401, "revoked_token", ChastifyAuthenticationError),
    (403, "insufficient_scope", ChastifyForbiddenError),
    (409, "no_active_lock_session", ChastifyNoActiveLockError),
    (409, "lock_ended", ChastifyLockEndedError),
]

BY_STATUS = [
    (300, ChastifyBadAnswerError),
    (304, ChastifyBadAnswerError),
    (400, ChastifyRejectedError),
    (401, ChastifyAuthenticationError),
    (403, ChastifyRejectedError),
    (404, ChastifyRejectedError),
    (405, ChastifyRejectedError),
    (409, ChastifyRejectedError),
    (413, ChastifyRejectedError),
    (429, ChastifyRateLimitedError),
    (499, ChastifyRejectedError),
    (500, ChastifyServerError),
    (502, ChastifyServerError),
    (503, ChastifyServerError),
    (599, ChastifyServerError),
]

# Bodies that say nothing about the error.
SILENT_BODIES: list[bytes | JsonValue] = [
    "",
    " ",
    "<html><h1>Bad gateway</h1></html>",
    '{"error": "lock_ended", "mess',
    [{"error": "lock_ended"}],
    '"lock_ended"',
    "null",
    "NaN",
    b"\xff\xfe\xfd",
    b"[" * 5000,
    b'"' + b"a" * 2**20 + b'"',
    {},
    {"error": None},
    {"error": ["lock_ended"]},
    {"error": {"code": {"lock_ended": 1}, "message": ["a"]}},
    {"error": "lock_ended\n", "message": " \n"},
    {"error": "x" * 65},
]


async def error_of(client: ChastifyClient, call: Call | None = None) -> ChastifyError:
    """Send a request and return the error in which it ends."""
    with pytest.raises(ChastifyError) as raised:
        await (call.send(client) if call else client.unfreeze())
    return raised.value


def test_every_exception_has_one_root() -> None:
    exceptions = [
        value
        for name in api.__all__
        if isinstance(value := getattr(api, name), type)
        and issubclass(value, BaseException)
    ]

    assert len(exceptions) == 13
    assert all(issubclass(exception, ChastifyError) for exception in exceptions)


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_every_method_ends_in_the_error_of_its_answer(
    client: ChastifyClient, simulator: Simulator, call: Call
) -> None:
    simulator.order(Fault(status=409, body={"error": "lock_ended", "message": "Over."}))

    error = await error_of(client, call)

    assert type(error) is ChastifyLockEndedError
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(("status", "code", "expected"), DOCUMENTED)
@pytest.mark.parametrize(
    "form",
    [
        lambda code: {"error": code, "message": "Because  of\nthis."},
        lambda code: {
            "ok": False,
            "error": {"code": code, "message": "Because of this."},
        },
        lambda code: {"error": {"code": code, "message": "Because of this."}},
        lambda code: {"ok": False, "error": code, "message": "Because of this."},
    ],
)
async def test_documented_error_in_every_form(
    client: ChastifyClient,
    simulator: Simulator,
    status: int,
    code: str,
    expected: type[ChastifyError],
    form: object,
) -> None:
    assert callable(form)
    simulator.order(Fault(status=status, body=form(code)))

    error = await error_of(client)

    assert type(error) is expected
    assert (error.status, error.code) == (status, code)
    assert error.message == "Because of this."
    assert error.retry_after is None
    assert str(error).endswith(f"(HTTP {status}, {code})")


@pytest.mark.parametrize("envelope", [False, True])
async def test_errors_of_the_simulated_service(
    client: ChastifyClient, simulator: Simulator, envelope: bool
) -> None:
    simulator.envelope = envelope
    with pytest.raises(ChastifyNoActiveLockError):
        await client.get_session()
    first = simulator.start_lock()
    simulator.start_lock()
    with pytest.raises(ChastifyLockEndedError):
        await client.unfreeze(lock_id=first.lock_id)
    with pytest.raises(ChastifyRejectedError, match="unknown_action"):
        await client.perform_action("dance")
    simulator.limits.actions = 0
    with pytest.raises(ChastifyRateLimitedError) as limited:
        await client.unfreeze()
    assert limited.value.retry_after == 60
    simulator.scopes[WEARER_TOKEN].clear()
    with pytest.raises(ChastifyForbiddenError):
        await client.get_session()
    simulator.revoke(WEARER_TOKEN)
    with pytest.raises(ChastifyAuthenticationError) as refused:
        await client.get_session()
    assert refused.value.code == "revoked_token"


@pytest.mark.parametrize("body", SILENT_BODIES, ids=lambda body: str(body)[:40])
@pytest.mark.parametrize(("status", "expected"), BY_STATUS)
async def test_status_decides_where_the_body_says_nothing(
    client: ChastifyClient,
    simulator: Simulator,
    status: int,
    expected: type[ChastifyError],
    body: bytes | JsonValue,
) -> None:
    simulator.order(Fault(status=status, body=body, content_type="text/html"))

    error = await error_of(client)

    assert type(error) is expected
    assert (error.status, error.code, error.message) == (status, None, None)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": "lock_ended"}, ChastifyAuthenticationError),
        (429, {"error": "invalid_token"}, ChastifyRateLimitedError),
        (503, {"error": "no_active_lock_session"}, ChastifyServerError),
        (400, {"error": "lock_ended"}, ChastifyLockEndedError),
        (403, {"error": "forbidden"}, ChastifyRejectedError),
        (409, {"error": "hygiene_session_active"}, ChastifyRejectedError),
    ],
)
async def test_status_with_one_meaning_outweighs_the_code(
    client: ChastifyClient,
    simulator: Simulator,
    status: int,
    body: JsonObject,
    expected: type[ChastifyError],
) -> None:
    simulator.order(Fault(status=status, body=body))

    error = await error_of(client)

    assert type(error) is expected
    assert error.code == body["error"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"ok": False}, ChastifyRejectedError),
        ({"ok": False, "data": {"role": "wearer"}}, ChastifyRejectedError),
        ({"ok": False, "error": "not_today"}, ChastifyRejectedError),
        ({"ok": False, "error": {"code": "lock_ended"}}, ChastifyLockEndedError),
        ({"ok": False, "error": "invalid_token"}, ChastifyAuthenticationError),
    ],
)
@pytest.mark.parametrize("method", ["get_session", "unfreeze"])
async def test_good_status_with_a_refusal_is_an_error(
    client: ChastifyClient,
    simulator: Simulator,
    body: JsonObject,
    expected: type[ChastifyError],
    method: str,
) -> None:
    simulator.order(Fault(status=200, body=body))

    error = await error_of(client, next(c for c in CALLS if c.method == method))

    assert type(error) is expected
    assert error.status == 200


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("  Freeze for\r\n60 s\tor more. ", "Freeze for 60 s or more."),
        ("x" * 500, "x" * 200),
        ("\ud800 half", "? half"),
        ("", None),
        (None, None),
        (5, None),
    ],
)
async def test_message_is_one_line_of_at_most_200_characters(
    client: ChastifyClient, simulator: Simulator, message: JsonValue, kept: str | None
) -> None:
    simulator.order(Fault(status=400, body={"error": "no", "message": message}))

    error = await error_of(client)

    assert error.message == kept
    assert str(error) == "The request was rejected (HTTP 400, no)"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        (30, 30.0),
        ("1.5", 1.5),
        (" 7 ", 7.0),
        (0, 0.0),
        (-5, 0.0),
        (10**12, 86_400.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("Mon, 01 Jun 2026 12:02:00 GMT", 120.0),
        ("Mon, 01 Jun 2026 14:02:00 +0200", 120.0),
        ("Mon, 01 Jun 2026 12:02:00 -0000", 120.0),
        ("Mon Jun  1 12:02:00 2026", 120.0),
        ("Mon, 01 Jun 2026 11:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        ("Mon, 99 Jun 2026 12:02:00 GMT", None),
        ("Mon, 01 Jun 99999999999999999999 12:02:00 GMT", None),
        ("Mon, 01 Jun 2026 12:02:00 +99999999999999999999", None),
    ],
)
@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, ChastifyRateLimitedError), (503, ChastifyServerError)],
)
async def test_retry_after_is_read(
    client: ChastifyClient,
    simulator: Simulator,
    now: FrozenDateTimeFactory,
    header: int | str | None,
    seconds: float | None,
    status: int,
    expected: type[ChastifyError],
) -> None:
    simulator.order(Fault(status=status, retry_after=header))

    error = await error_of(client)

    assert type(error) is expected
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    "body",
    [
        body
        for body in SILENT_BODIES
        if body not in ("", {}) and not (isinstance(body, dict) and "error" in body)
    ]
    + [{"ok": True, "data": None}, {"ok": True}, {"hello": "world"}, 5, ""],
    ids=lambda body: str(body)[:40],
)
async def test_reading_that_holds_no_session_is_a_bad_answer(
    client: ChastifyClient, simulator: Simulator, body: bytes | JsonValue
) -> None:
    simulator.order(Fault(body=body))

    with pytest.raises(ChastifyBadAnswerError) as raised:
        await client.get_session()

    assert raised.value.status == 200


async def test_good_answer_follows_an_error(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    simulator.order(Fault(status=500))
    await error_of(client)

    assert (await client.get_session()).lock_id == lock.lock_id
