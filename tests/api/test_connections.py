"""Connections that fail, answers that don't end, and servers that send the client elsewhere."""

import asyncio
import gzip

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.chastify.api import (
    ChastifyBadAnswerError,
    ChastifyClient,
    ChastifyConnectError,
    ChastifyError,
    ChastifyOutcomeUnknownError,
    ChastifyRejectedError,
    ChastifyServerError,
)
from tests.simulator import Fault, Lock, Simulator

from .calls import CALLS, Call
from .scripted_server import ScriptedServer, http_answer

MEBIBYTE = 2**20


@pytest.fixture
def short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a request take a fifth of a second."""
    monkeypatch.setattr(
        "custom_components.chastify.api.transport.TIMEOUT",
        ClientTimeout(total=0.2, connect=0.2),
    )


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_refused_connection_means_that_nothing_was_sent(
    client: ChastifyClient, simulator: Simulator, call: Call
) -> None:
    await simulator.stop()

    with pytest.raises(ChastifyConnectError) as raised:
        await call.send(client)

    assert raised.value.status is None
    assert not simulator.requests


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_closed_http_session_means_that_nothing_was_sent(
    client: ChastifyClient, simulator: Simulator, http: ClientSession, call: Call
) -> None:
    await http.close()

    with pytest.raises(ChastifyConnectError):
        await call.send(client)

    assert not simulator.requests


@pytest.mark.parametrize(
    ("fault", "status", "effect"),
    [
        (Fault(close="before"), None, False),
        (Fault(close="after"), None, True),
        (Fault(truncate=True), 200, True),
        (Fault(truncate=True, status=503), 503, False),
    ],
)
async def test_lost_answer_leaves_the_outcome_unknown(
    client: ChastifyClient,
    simulator: Simulator,
    lock: Lock,
    fault: Fault,
    status: int | None,
    effect: bool,
) -> None:
    simulator.order(fault)

    with pytest.raises(ChastifyOutcomeUnknownError) as raised:
        await client.add_time(600)

    assert raised.value.status == status
    [request] = simulator.requests
    assert request.effect is effect


@pytest.mark.parametrize("effect", [False, True])
async def test_answer_that_hangs_ends_with_the_time_limit(
    client: ChastifyClient,
    simulator: Simulator,
    lock: Lock,
    short_timeout: None,
    effect: bool,
) -> None:
    simulator.order(Fault(hang=True, effect=effect))

    with pytest.raises(ChastifyOutcomeUnknownError) as raised:
        await client.add_time(600)

    assert raised.value.status is None
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Le", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 200),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 200),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", 200),
        (b"HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\n{}", 503),
    ],
)
async def test_answer_that_stops_in_the_middle_ends_with_the_time_limit(
    scripted_client: ChastifyClient,
    server: ScriptedServer,
    short_timeout: None,
    answer: bytes,
    status: int | None,
) -> None:
    server.answer = answer

    with pytest.raises(ChastifyOutcomeUnknownError) as raised:
        await scripted_client.unfreeze()

    assert raised.value.status == status
    assert server.requests == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example ESMTP\r\n\r\n",
        b"\x16\x03\x01\x00\xff" * 20,
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        *(
            http_answer(200, b"{}", {"Content-Encoding": encoding})
            for encoding in ("gzip", "deflate", "br", "zstd")
        ),
    ],
)
async def test_answer_that_is_no_http_leaves_the_outcome_unknown(
    scripted_client: ChastifyClient, server: ScriptedServer, answer: bytes
) -> None:
    server.answer = answer

    # Brotli is optional in aiohttp; without it the body is taken as it stands.
    if b"Content-Encoding: br" in answer:
        await asyncio.gather(scripted_client.unfreeze(), return_exceptions=True)
    else:
        with pytest.raises(ChastifyOutcomeUnknownError):
            await scripted_client.unfreeze()

    assert server.requests == 1


async def test_answer_of_one_mebibyte_is_read(
    client: ChastifyClient, simulator: Simulator
) -> None:
    text = "a" * (MEBIBYTE - len('{"a":""}'))
    simulator.order(Fault(body=f'{{"a":"{text}"}}'))

    assert await client.unfreeze() == {"a": text}


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(200, b'{"a":"' + b"a" * (MEBIBYTE - 7) + b'"}'),
        # The rest of it never comes, and is not waited for.
        http_answer(200, b"a").replace(b"Length: 1", b"Length: 10000000000")
        + b"a" * 2 * MEBIBYTE,
        http_answer(
            200, gzip.compress(b"a" * 100 * MEBIBYTE), {"Content-Encoding": "gzip"}
        ),
    ],
    ids=["one byte too many", "endless", "compressed"],
)
async def test_answer_over_one_mebibyte_is_a_bad_answer(
    scripted_client: ChastifyClient, server: ScriptedServer, answer: bytes
) -> None:
    server.answer = answer
    with pytest.raises(ChastifyBadAnswerError) as raised:
        await scripted_client.unfreeze()
    assert raised.value.status == 200

    server.answer = http_answer(200, b'{"a":5}')
    assert await scripted_client.unfreeze() == {"a": 5}


@pytest.mark.parametrize(
    ("status", "expected"), [(404, ChastifyRejectedError), (502, ChastifyServerError)]
)
async def test_error_over_one_mebibyte_is_told_by_its_status(
    client: ChastifyClient,
    simulator: Simulator,
    status: int,
    expected: type[ChastifyError],
) -> None:
    simulator.order(Fault(status=status, body="a" * 2 * MEBIBYTE))

    with pytest.raises(expected):
        await client.get_session()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["get_session", "unfreeze"])
async def test_redirection_is_not_followed(
    client: ChastifyClient, simulator: Simulator, lock: Lock, status: int, method: str
) -> None:
    async with Simulator() as other:
        for url in (other.url, simulator.url):
            fault = Fault(status=status, headers={"Location": f"{url}/x"}, body="")
            simulator.order(fault)
            with pytest.raises(ChastifyBadAnswerError) as raised:
                await next(c for c in CALLS if c.method == method).send(client)
            assert raised.value.status == status

        assert not other.requests
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    ("fault", "effects"), [(Fault(close="before"), 1), (Fault(close="after"), 2)]
)
async def test_write_over_a_connection_that_the_server_closes_is_sent_once(
    client: ChastifyClient,
    simulator: Simulator,
    lock: Lock,
    fault: Fault,
    effects: int,
) -> None:
    await client.add_time(600)
    simulator.order(fault)

    with pytest.raises(ChastifyOutcomeUnknownError):
        await client.add_time(600)

    assert len(simulator.requests) == 2
    assert sum(request.effect for request in simulator.requests) == effects


async def test_write_after_the_server_closed_an_idle_connection_is_sent_once(
    scripted_client: ChastifyClient, server: ScriptedServer
) -> None:
    server.answer = http_answer(200, b"{}")
    await scripted_client.unfreeze()
    [connection] = server.connections
    # The client's loop has not heard of it when the next write goes out.
    connection.abort()

    with pytest.raises(ChastifyOutcomeUnknownError):
        await scripted_client.unfreeze()

    assert server.requests == 1
    assert await scripted_client.unfreeze() == {}
    assert server.requests == 2


async def test_write_after_a_restart_of_the_server_is_sent_once(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    await client.add_time(600)
    await simulator.stop()
    await simulator.start()

    await client.add_time(600)

    assert len(simulator.requests) == 2


async def test_read_over_a_connection_that_the_server_closes_is_repeated_at_most_once(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    await client.get_session()
    simulator.order(Fault(close="before"), times=None)

    with pytest.raises(ChastifyOutcomeUnknownError):
        await client.get_session()

    assert 2 <= len(simulator.requests) <= 3


async def test_http_session_closed_during_a_request_leaves_the_outcome_unknown(
    client: ChastifyClient, simulator: Simulator, http: ClientSession, lock: Lock
) -> None:
    simulator.order(Fault(hang=True, before_answer=http.close))

    with pytest.raises(ChastifyOutcomeUnknownError):
        await client.add_time(600)

    assert len(simulator.requests) == 1


async def test_cancelled_request_is_not_turned_into_an_error(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    arrived = asyncio.Event()
    simulator.order(Fault(hang=True, before_answer=arrived.set))
    task = asyncio.create_task(client.get_session())
    await arrived.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await client.get_session()).lock_id == lock.lock_id
