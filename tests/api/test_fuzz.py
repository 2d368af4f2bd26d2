"""Thousands of generated answers: no exception but ours, no field of another type, no token."""

import asyncio
from collections.abc import Coroutine, Generator, Mapping
from datetime import UTC, datetime
import math
from typing import Final

from aiohttp import ClientSession
from hypothesis import HealthCheck, Phase, given, settings
import orjson
import pytest

from custom_components.chastify.api import (
    ChastifyClient,
    ChastifyError,
    LockData,
    Profile,
    Role,
    Session,
)

from .answers_strategies import ECHO, ErrorAnswer, error_answers, session_bodies
from .exposure import capture_all_logs, shown_by_error, shown_by_logs
from .scripted_server import ScriptedServer, http_answer

# Home Assistant's plugin hides what is already in memory from the garbage collector (gc.freeze);
# Hypothesis looks there for its own generator and warns that it is gone.
pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`")

SESSION_ANSWERS: Final = 5000
ERROR_ANSWERS: Final = 2000

FUZZING: Final = settings(
    database=None,
    deadline=None,
    derandomize=True,
    print_blob=False,
    # Without the phase that explains a failure, which runs each example under a tracer.
    phases=(Phase.generate, Phase.shrink),
    # Requests run in the body of the test, so a slow machine looks like slow strategies; and
    # answers are meant to be large.
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)


class Service:
    """A client, the server that it asks, and the loop in which both run."""

    def __init__(self, runner: asyncio.Runner) -> None:
        """Keep the loop."""
        self._runner = runner
        self.server = ScriptedServer()
        self._client: ChastifyClient | None = None
        self._http: ClientSession | None = None

    async def start(self) -> None:
        """Start the server; one connection serves all requests."""
        await self.server.__aenter__()
        self._http = ClientSession()
        self._client = ChastifyClient(self._http, ECHO, self.server.url)

    async def stop(self) -> None:
        """Close the connection and stop the server."""
        if self._http is not None:
            await self._http.close()
        await self.server.__aexit__(None, None, None)

    def run[Result](self, coroutine: Coroutine[object, object, Result]) -> Result:
        """Run in the loop."""
        return self._runner.run(coroutine)

    def read(self, answer: bytes) -> Session | ChastifyError:
        """Return the result of a reading with this answer, or its error; raise other exceptions."""
        assert self._client is not None
        self.server.answer = answer
        try:
            return self.run(self._client.get_session())
        except ChastifyError as error:
            return error


@pytest.fixture
def service(
    socket_enabled: None, caplog: pytest.LogCaptureFixture
) -> Generator[Service]:
    """Run a server and a client whose libraries log everything."""
    capture_all_logs(caplog)
    with asyncio.Runner() as runner:
        service = Service(runner)
        service.run(service.start())
        yield service
        service.run(service.stop())


def check_time(value: float | None, lowest: float, highest: float) -> None:
    """Check a number that may be unknown."""
    assert value is None or type(value) in (int, float)
    assert value is None or (math.isfinite(value) and lowest <= value <= highest)


def check_profile(profile: Profile) -> None:
    """Check that a person's fields have the types that they claim."""
    assert type(profile) is Profile
    assert profile.username is None or (
        type(profile.username) is str and profile.username
    )
    assert profile.last_seen is None or type(profile.last_seen) is datetime
    assert profile.last_seen is None or profile.last_seen.tzinfo is UTC
    assert isinstance(profile.details, Mapping)
    for name, value in profile.details.items():
        assert type(name) is str
        assert type(value) in (bool, int, float, str)


def check_lock_data(lock_data: LockData) -> None:
    """Check that a lock's fields have the types that they claim."""
    assert type(lock_data) is LockData
    for flag in (
        lock_data.frozen,
        lock_data.unlockable,
        lock_data.trusted,
        lock_data.task_assigned,
    ):
        assert flag is None or type(flag) is bool
    for seconds in (
        lock_data.time_locked,
        lock_data.time_remaining,
        lock_data.max_time_remaining,
    ):
        check_time(seconds, 0, 100 * 365 * 86_400)
    for points in (lock_data.task_points, lock_data.task_points_required):
        check_time(points, -(10**12), 10**12)
    title = lock_data.lock_title
    assert title is None or (type(title) is str and title)
    check_profile(lock_data.wearer)
    check_profile(lock_data.keyholder)
    assert all(type(name) is str for name in lock_data.unknown_fields)


def check_session(session: Session) -> None:
    """Check that a session's fields have the types that they claim."""
    assert type(session) is Session
    assert session.lock_id is None or type(session.lock_id) is str
    assert session.role is None or type(session.role) is Role
    assert session.scopes is None or type(session.scopes) is frozenset
    assert all(type(scope) is str for scope in session.scopes or ())
    assert session.own_username is None or type(session.own_username) is str
    check_lock_data(session.lock_data)
    assert type(session.answer) is dict
    stored = orjson.dumps(session.answer)
    assert Session.from_answer(orjson.loads(stored)) == session
    shown = f"{session!r} {session} {session.answer} {stored.decode()}"
    assert ECHO not in shown + str(session.unknown_fields)
    assert ECHO not in str(session.lock_data.unknown_fields)


def check_error(error: ChastifyError, status: int) -> None:
    """Check that an error's fields have the types that they claim."""
    assert error.status == status
    assert error.code is None or (type(error.code) is str and len(error.code) <= 64)
    assert error.message is None or type(error.message) is str
    assert error.message is None or 0 < len(error.message) <= 200
    check_time(error.retry_after, 0, 86_400)
    assert ECHO not in shown_by_error(error)


def check_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Check that no log record since the last check shows the token."""
    assert ECHO not in shown_by_logs(caplog)
    caplog.clear()


def test_generated_session_answers(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    results = {True: 0, False: 0}

    @settings(FUZZING, max_examples=SESSION_ANSWERS)
    @given(session_bodies())
    def check(body: bytes) -> None:
        result = service.read(http_answer(200, body))
        if isinstance(result, Session):
            check_session(result)
        else:
            check_error(result, 200)
        check_logs(caplog)
        results[isinstance(result, Session)] += 1

    check()

    assert sum(results.values()) >= SESSION_ANSWERS
    assert service.server.requests == sum(results.values())
    # Both kinds come up often, or the strategy has lost its point.
    assert min(results.values()) > SESSION_ANSWERS / 10


def test_generated_error_answers(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    kinds: dict[type[ChastifyError], int] = {}

    @settings(FUZZING, max_examples=ERROR_ANSWERS)
    @given(error_answers())
    def check(answer: ErrorAnswer) -> None:
        headers = (
            {} if answer.retry_after is None else {"Retry-After": answer.retry_after}
        )
        error = service.read(http_answer(answer.status, answer.body, headers))
        assert isinstance(error, ChastifyError)
        check_error(error, answer.status)
        check_logs(caplog)
        kinds[type(error)] = kinds.get(type(error), 0) + 1

    check()

    assert sum(kinds.values()) >= ERROR_ANSWERS
    assert service.server.requests == sum(kinds.values())
    # Authentication, scope, no lock, lock ended, conflict, too many, rejected, server, bad answer.
    assert len(kinds) == 9
