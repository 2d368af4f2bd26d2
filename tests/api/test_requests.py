"""The requests of the client, and those that it refuses to send."""

from collections.abc import Callable
from typing import cast

from aiohttp import ClientSession
import pytest

from custom_components.chastify.api import (
    ChastifyAuthenticationError,
    ChastifyBadAnswerError,
    ChastifyClient,
    ChastifyError,
    ChastifyRequestError,
    JsonObject,
    JsonValue,
    Session,
)
from tests.simulator import (
    DEVELOPER_KEY,
    EXTENSION_MAIN_TOKEN,
    WEARER_TOKEN,
    Fault,
    Lock,
    RecordedRequest,
    Simulator,
)

from .calls import API, CALLS, COMMANDS, OPEN_SESSION_ID, Call, Command

# Headers that aiohttp itself adds.
TRANSPORT_HEADERS = {"host", "accept-encoding", "user-agent", "content-length"}


def own_headers(request: RecordedRequest) -> dict[str, str]:
    """Return the headers that the client has set."""
    return {
        name: value
        for name, value in request.headers.items()
        if name not in TRANSPORT_HEADERS
    }


def expected_headers(call: Call | Command, keys: bool = False) -> dict[str, str]:
    """Return the headers that a request must have, without a lock's id."""
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {DEVELOPER_KEY if keys else WEARER_TOKEN}",
    }
    if keys:
        headers["x-chastify-main-token"] = EXTENSION_MAIN_TOKEN
    if call.body is None:
        headers["cache-control"] = "no-cache"
    else:
        headers["content-type"] = "application/json"
    return headers


@pytest.fixture
def lock(simulator: Simulator) -> Lock:
    """Start a lock on which every call of the table succeeds."""
    lock = simulator.start_lock()
    lock.assign_task(
        "Tidy up", points=1, verification_required=False, duration=60, actor="extension"
    )
    simulator.add_extension_session(
        OPEN_SESSION_ID, developer_key=None, main_token=None
    )
    return lock


def test_table_has_every_method() -> None:
    methods = {name for name in vars(ChastifyClient) if not name.startswith("_")}
    assert {call.method for call in CALLS} == methods


@pytest.mark.parametrize("envelope", [False, True], ids=["bare", "envelope"])
@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_method_sends_its_request_once_and_returns_the_value(
    client: ChastifyClient,
    simulator: Simulator,
    lock: Lock,
    call: Call,
    envelope: bool,
) -> None:
    simulator.envelope = envelope

    result = await call.send(client)

    [request] = simulator.requests
    assert request.method == ("GET" if call.body is None else "POST")
    assert request.path == call.path
    assert own_headers(request) == expected_headers(call, call.keys)
    assert request.body == call.body
    assert bool(request.raw_body) is (call.body is not None)
    assert request.status == 200
    assert request.effect is (call.body is not None)
    value = result.answer if isinstance(result, Session) else result
    assert isinstance(value, dict)
    assert value["lock"] == {"_id": lock.lock_id}
    assert "ok" not in value


@pytest.mark.parametrize("command", COMMANDS, ids=str)
async def test_command_is_pinned_to_the_lock_that_is_given(
    client: ChastifyClient, simulator: Simulator, lock: Lock, command: Command
) -> None:
    await command.send(client, lock.lock_id)

    [request] = simulator.requests
    assert request.path == command.path
    assert request.body == command.body
    assert own_headers(request) == expected_headers(command) | {
        "x-chastify-lock-id": lock.lock_id
    }
    assert request.effect


async def test_command_without_parameters_sends_an_object(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    await client.unfreeze()

    assert simulator.requests[0].raw_body == b"{}"


@pytest.mark.parametrize("url", ["{url}/", "{url}//", "{url}"])
async def test_slash_after_the_address_is_ignored(
    simulator: Simulator, http: ClientSession, lock: Lock, url: str
) -> None:
    client = ChastifyClient(http, WEARER_TOKEN, url.format(url=simulator.url))

    assert (await client.get_session()).lock_id == lock.lock_id
    assert simulator.requests[0].path == f"{API}/session"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ({"done": [1, None]}, {"done": [1, None]}),
        ({"ok": True, "data": {"done": 1}}, {"done": 1}),
        ({"ok": True, "data": None}, None),
        ({"ok": True, "data": [1]}, [1]),
        ({"ok": True}, {"ok": True}),
        ({"ok": 1, "data": 2}, {"ok": 1, "data": 2}),
        ({"data": {"done": 1}}, {"data": {"done": 1}}),
        ("", {}),
        (" \r\n", {}),
    ],
)
async def test_write_returns_what_the_answer_holds(
    client: ChastifyClient, simulator: Simulator, body: JsonValue, value: JsonValue
) -> None:
    simulator.order(Fault(body=body))

    assert await client.unfreeze() == value


@pytest.mark.parametrize("body", [[1, 2], "5", "null", "true", '"done"', "<html>"])
async def test_what_is_no_object_acknowledges_no_write(
    client: ChastifyClient, simulator: Simulator, body: JsonValue
) -> None:
    simulator.order(Fault(body=body))

    with pytest.raises(ChastifyBadAnswerError) as raised:
        await client.unfreeze()

    assert raised.value.status == 200
    assert raised.value.is_outcome_unknown
    assert not raised.value.is_refusal


async def test_acknowledgement_without_a_body_is_an_empty_value(
    client: ChastifyClient, simulator: Simulator
) -> None:
    simulator.order(Fault(status=204, body=""))

    assert await client.unfreeze() == {}


async def test_key_of_one_request_is_not_kept_for_the_next(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    session_id = simulator.extension_session.session_id
    await client.session_device_command(
        session_id,
        "all.stop",
        main_token=EXTENSION_MAIN_TOKEN,
        developer_key=DEVELOPER_KEY,
    )
    await client.unfreeze(lock_id=lock.lock_id)
    await client.unfreeze()

    last = own_headers(simulator.requests[-1])
    assert last["authorization"] == f"Bearer {WEARER_TOKEN}"
    assert "x-chastify-main-token" not in last
    assert "x-chastify-lock-id" not in last


UNSENDABLE_TOKENS = [
    "",
    "line\nbreak",
    "header\r\nx-other: 1",
    "end\n",
    "two words",
    "tab\t",
    "nul\0",
    "del\x7f",
    "tökén",
    "\ud800",
]
UNSENDABLE_IDS = [
    "",
    "a b",
    " a",
    "a\n",
    "a\r\nx: 1",
    "a/b",
    "..",
    "%2e",
    "ü",
    "a" * 65,
]


@pytest.mark.parametrize("token", UNSENDABLE_TOKENS)
async def test_what_can_be_no_token_is_not_sent(
    simulator: Simulator, http: ClientSession, token: str
) -> None:
    client = ChastifyClient(http, token, simulator.url)

    with pytest.raises(ChastifyAuthenticationError):
        await client.get_session()

    assert not simulator.requests


@pytest.mark.parametrize("token", UNSENDABLE_TOKENS)
@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ("developer_key", ChastifyAuthenticationError),
        ("main_token", ChastifyRequestError),
    ],
)
async def test_what_can_be_no_key_is_not_sent(
    client: ChastifyClient,
    simulator: Simulator,
    argument: str,
    error: type[ChastifyError],
    token: str,
) -> None:
    with pytest.raises(error):
        await client.get_extension_session(OPEN_SESSION_ID, **{argument: token})
    with pytest.raises(error):
        await client.session_device_command(
            OPEN_SESSION_ID, "all.stop", None, **{argument: token}
        )

    assert not simulator.requests


@pytest.mark.parametrize("wrong_id", [*UNSENDABLE_IDS, "a?b", "a#b", "../../x"])
async def test_what_can_be_no_id_is_not_sent(
    client: ChastifyClient, simulator: Simulator, wrong_id: str
) -> None:
    with pytest.raises(ChastifyRequestError):
        await client.add_time(600, lock_id=wrong_id)
    with pytest.raises(ChastifyRequestError):
        await client.get_extension_session(wrong_id)
    with pytest.raises(ChastifyRequestError):
        await client.session_device_command(wrong_id, "all.stop")

    assert not simulator.requests


def circular() -> object:
    """Return a list that contains itself."""
    items: list[object] = []
    items.append(items)
    return items


def deep() -> object:
    """Return a list nested deeper than any stack."""
    items: list[object] = []
    for _ in range(100_000):
        items = [items]
    return items


@pytest.mark.parametrize(
    "make",
    [
        lambda: float("nan"),
        lambda: float("inf"),
        lambda: -float("inf"),
        lambda: {"a": [1, {"b": float("nan")}]},
        lambda: {1, 2},
        lambda: b"bytes",
        object,
        lambda: {(1, 2): 3},
        lambda: 10**5000,
        circular,
        deep,
    ],
)
async def test_what_json_does_not_know_is_not_sent(
    client: ChastifyClient, simulator: Simulator, make: Callable[[], object]
) -> None:
    value = cast("JsonValue", make())
    with pytest.raises(ChastifyRequestError):
        await client.perform_action("add_time", value)
    with pytest.raises(ChastifyRequestError):
        await client.patch_settings(cast("JsonObject", {"a": value}))
    with pytest.raises(ChastifyRequestError):
        await client.apply_time(cast("int", value))

    assert not simulator.requests


async def test_text_of_any_characters_arrives_as_it_is(
    client: ChastifyClient, simulator: Simulator, lock: Lock
) -> None:
    title = 'a "quoted"\n\ttitle \\ \x00 \N{CAT FACE} \ud800'

    await client.write_log(title)

    assert simulator.logs == [{"title": title}]
