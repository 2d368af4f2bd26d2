"""The token and the keys go into their headers and nowhere else."""

import json
import logging

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.chastify.api import (
    ChastifyClient,
    ChastifyError,
    JsonObject,
    JsonValue,
)
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    EXTENSION_SESSION_ID,
    WEARER_TOKEN,
    Fault,
    Lock,
    Simulator,
)

from .exposure import capture_all_logs, shown_by_error, shown_by_logs
from .scripted_server import ScriptedServer, http_answer

SECRETS = (WEARER_TOKEN, DEVELOPER_KEY, EXTENSION_MAIN_TOKEN)

type Failure = Fault | bytes
"""A fault of the simulator, or the bytes that a server answers with."""


def escaped(text: str) -> str:
    """Return the text as JSON can disguise it."""
    return "".join(f"\\u{ord(character):04x}" for character in text)


ECHO = " ".join(SECRETS)
ECHOING_BODIES: list[str] = [
    ECHO,
    f"<html>{ECHO}</html>",
    json.dumps({"error": ECHO, "message": ECHO}),
    json.dumps({"error": {"code": WEARER_TOKEN, "message": ECHO, WEARER_TOKEN: 1}}),
    f'{{"error": "{escaped(WEARER_TOKEN)}", "message": "x{escaped(ECHO)}x"}}',
    f'{{"error": "{WEARER_TOKEN}',
    f'{{"{WEARER_TOKEN}": "{ECHO}"}} {ECHO}',
]

FAILURES: list[Failure] = [
    *(
        Fault(status=status, body=body)
        for status in (400, 401, 403, 429, 500)
        for body in ECHOING_BODIES
    ),
    Fault(body=ECHOING_BODIES[0]),
    Fault(body=ECHOING_BODIES[5]),
    Fault(body=f'{{"ok": false, "message": "{ECHO}"}}'),
    Fault(body="[" * 5000 + f'"{ECHO}"'),
    Fault(status=302, headers={"Location": f"/{WEARER_TOKEN}"}, body=ECHO),
    Fault(status=429, retry_after=WEARER_TOKEN),
    Fault(close="before"),
    Fault(close="after"),
    Fault(truncate=True, body=ECHO),
    Fault(hang=True),
    f"HTTP/1.1 200 OK\r\n{WEARER_TOKEN}\r\n\r\n".encode(),
    f"HTTP/1.1 {WEARER_TOKEN}\r\n\r\n".encode(),
    f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{ECHO}\r\n".encode(),
    http_answer(200, ECHO.encode(), {"Content-Encoding": "gzip"}),
    http_answer(401, ECHO.encode(), {"Set-Cookie": f"a={WEARER_TOKEN}; path=/"}),
    WEARER_TOKEN.encode() + b"\r\n\r\n",
]


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Capture the logs of every library."""
    capture_all_logs(caplog)
    return caplog


def assert_hidden(text: str) -> None:
    """Check that none of the secrets stands in a text."""
    for secret in SECRETS:
        assert secret not in text


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: str(failure)[:60])
@pytest.mark.parametrize("session_id", [None, EXTENSION_SESSION_ID])
async def test_failure_shows_no_secret(
    simulator: Simulator,
    server: ScriptedServer,
    http: ClientSession,
    lock: Lock,
    logs: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    failure: Failure,
    session_id: str | None,
) -> None:
    if isinstance(failure, Fault):
        simulator.order(failure, times=None)
        url = simulator.url
    else:
        server.answer = failure
        url = server.url
    if failure == Fault(hang=True):
        monkeypatch.setattr(
            "custom_components.chastify.api.transport.TIMEOUT",
            ClientTimeout(total=0.05),
        )
    client = ChastifyClient(http, WEARER_TOKEN, url)

    request = (
        client.get_session()
        if session_id is None
        else client.session_device_command(
            session_id,
            "all.stop",
            main_token=EXTENSION_MAIN_TOKEN,
            developer_key=DEVELOPER_KEY,
        )
    )
    with pytest.raises(ChastifyError) as raised:
        await request

    shown = f"{shown_by_error(raised.value)}\n{shown_by_logs(logs)}"
    if session_id is None:
        # A server that was sent no keys can only guess them.
        assert WEARER_TOKEN not in shown
    else:
        assert_hidden(shown)


async def test_refused_connection_shows_no_secret(
    client: ChastifyClient, simulator: Simulator, logs: pytest.LogCaptureFixture
) -> None:
    await simulator.stop()

    with pytest.raises(ChastifyError) as raised:
        await client.get_session()

    assert_hidden(shown_by_error(raised.value) + shown_by_logs(logs))


@pytest.mark.parametrize(
    "token", ["line\nbreak-of-a-token", "two words-of-a-token", "tökén"]
)
async def test_token_that_cannot_be_sent_is_not_shown(
    simulator: Simulator,
    http: ClientSession,
    logs: pytest.LogCaptureFixture,
    token: str,
) -> None:
    with pytest.raises(ChastifyError) as raised:
        await ChastifyClient(http, token, simulator.url).get_session()

    assert token not in shown_by_error(raised.value)
    assert repr(token)[1:-1] not in shown_by_error(raised.value) + shown_by_logs(logs)


async def test_argument_that_cannot_be_sent_is_not_shown(
    client: ChastifyClient, logs: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ChastifyError) as raised:
        await client.perform_action("add_time", {WEARER_TOKEN: float("nan")})

    assert_hidden(shown_by_error(raised.value) + shown_by_logs(logs))


async def test_client_and_result_show_no_secret(
    client: ChastifyClient,
    simulator: Simulator,
    lock: Lock,
    logs: pytest.LogCaptureFixture,
) -> None:
    session = await client.get_session()
    await client.unfreeze()

    # One record at least, or this test looks at nothing.
    logging.getLogger("aiohttp.client").debug("A record.")
    assert logs.records
    assert_hidden(f"{client!r} {client} {vars(client)}")
    assert_hidden(f"{session!r} {session} {session.answer}")
    assert_hidden(shown_by_logs(logs))


def echoing(secret: str) -> list[tuple[str, JsonValue]]:
    """Return bodies that hold a secret, each with the answer that must be read from it."""
    gone = "**REDACTED**"
    return [
        (json.dumps(secret), gone),
        (json.dumps({"a": {"b": [f"<{secret}>"]}}), {"a": {"b": [f"<{gone}>"]}}),
        (
            json.dumps({secret: 1, f"x{secret}": {secret: 2}}),
            {gone: 1, f"x{gone}": {gone: 2}},
        ),
        (f'{{"a": "{escaped(secret)}"}}', {"a": gone}),
        (
            f'{{"{escaped(secret)}": ["{secret[0]}{escaped(secret[1:])}"]}}',
            {gone: [gone]},
        ),
        (json.dumps({"ok": True, "data": secret + secret}), gone + gone),
    ]


@pytest.mark.parametrize(
    ("body", "expected", "secret"),
    [(*row, secret) for secret in SECRETS for row in echoing(secret)],
)
async def test_echoed_secret_is_blotted_out_of_the_value(
    client: ChastifyClient,
    simulator: Simulator,
    body: str,
    expected: JsonValue,
    secret: str,
) -> None:
    simulator.order(Fault(body=body))

    value = await client.get_extension_session(
        EXTENSION_SESSION_ID,
        main_token=EXTENSION_MAIN_TOKEN,
        developer_key=DEVELOPER_KEY,
    )

    assert value == expected
    assert secret not in json.dumps(value)


@pytest.mark.parametrize("token", ['quote"and\\slash', "plus+/=tilde~", "a?b"])
async def test_echoed_token_of_odd_characters_is_blotted_out(
    simulator: Simulator, http: ClientSession, token: str
) -> None:
    client = ChastifyClient(http, token, simulator.url)
    for body in (
        json.dumps({"a": token}),
        f'{{"a":"{escaped(token)}"}}',
        json.dumps({"a": token}).replace("/", "\\/"),
        json.dumps({"a": token.replace("?", "\ud800")}),
    ):
        simulator.order(Fault(body=body))

        assert await client.unfreeze() == {"a": "**REDACTED**"}


async def test_key_that_begins_with_the_token_is_blotted_out_whole(
    simulator: Simulator, http: ClientSession
) -> None:
    client = ChastifyClient(http, "abc", simulator.url)
    keys = {"developer_key": "abc-key", "main_token": "abc-key-main"}
    simulator.order(Fault(body=["abc", "abc-key", "abc-key-main"]))

    value = await client.get_extension_session(EXTENSION_SESSION_ID, **keys)

    assert value == ["**REDACTED**"] * 3


async def test_session_echoes_nothing(
    client: ChastifyClient, simulator: Simulator
) -> None:
    lock_data: JsonObject = {
        "lockTitle": f"for {WEARER_TOKEN}",
        "wearerUsername": WEARER_TOKEN,
        f"wearer{WEARER_TOKEN}": WEARER_TOKEN,
        f"wearerX{WEARER_TOKEN}": WEARER_TOKEN,
        WEARER_TOKEN: [WEARER_TOKEN],
    }
    simulator.order(
        Fault(
            body={
                "role": WEARER_TOKEN,
                "scopes": [WEARER_TOKEN],
                "lock": {"_id": WEARER_TOKEN},
                "lockData": lock_data,
                WEARER_TOKEN: WEARER_TOKEN,
            }
        )
    )

    session = await client.get_session()

    assert_hidden(f"{session!r} {session.answer} {session.unknown_fields}")
    assert_hidden(f"{session.lock_data.unknown_fields} {session.scopes}")
    assert session.lock_id is None
    assert session.lock_data.lock_title == "for **REDACTED**"
