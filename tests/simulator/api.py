"""The API's routes: from a request to the data of its answer."""

from collections.abc import Callable
from dataclasses import dataclass
import re

from .accounts import Token
from .actions import ACTIONS, LOCK_ROUTES, LockCommand
from .answers import no_lock_answer, session_answer, write_answer
from .errors import ApiError
from .extension_session import ExtensionSession
from .faults import Fault
from .fields import Fields, InvalidField
from .json_types import JsonObject, JsonValue
from .limits import RequestKind
from .lock import Lock
from .messages import command_device, send_notification, write_log
from .past import Locks
from .recorded import RecordedRequest
from .shapes import shaped_session
from .state import State

_SESSION_ROUTE = "/api/apps/v1/session"
_ACTION_ROUTE = "/api/apps/v1/action"
COOKIE = "simulated_session"
_EXTENSION_ROUTE = re.compile(r"/api/extensions/sessions/([^/]+)(/device-command)?")


@dataclass(frozen=True, slots=True)
class _Message:
    """A write that leaves the lock as it is, and the scope that it needs."""

    scope: str
    run: Callable[[State, Lock, JsonValue], None]


_MESSAGE_ROUTES = {
    "/api/apps/v1/logs/custom": _Message("logs", write_log),
    "/api/apps/v1/notifications/custom": _Message("notifications", send_notification),
    "/api/apps/v1/device-command": _Message("device", command_device),
}


def perform(state: State, request: RecordedRequest, fault: Fault) -> JsonObject:
    """Carry out a request and return the answer's data; raises ApiError.

    Of the fault only what readings heed is looked at.
    """
    try:
        if extension_route := _EXTENSION_ROUTE.fullmatch(request.path):
            session_id, command = extension_route.groups()
            if command is None:
                _require_method(request, "GET")
                return _extension_session(state, request, session_id)
            _require_method(request, "POST")
            return _extension_command(state, request, session_id)
        if request.path == _SESSION_ROUTE:
            _require_method(request, "GET")
            return _session(state, request, fault)
        if (
            request.path == _ACTION_ROUTE
            or request.path in LOCK_ROUTES
            or request.path in _MESSAGE_ROUTES
        ):
            _require_method(request, "POST")
            return _command(state, request)
    except InvalidField as error:
        raise ApiError(400, "invalid_request", str(error)) from error
    raise ApiError(404, "not_found", f"There is no {request.path}.")


def _session(state: State, request: RecordedRequest, fault: Fault) -> JsonObject:
    authorization = request.headers.get("authorization", "")
    if fault.cached and (cached := state.past.answer(authorization, fault.cached)):
        return shaped_session(state.shape, cached)
    key, token = _account(state, request)
    _count(state, key, RequestKind.READ)
    _require_scope(state, key, "session:read")
    known = state.past.locks(fault.lag) if fault.lag else None
    state.note_reading()
    try:
        lock = _resolved_lock(state, request, key, token, known=known)
    except ApiError as error:
        if error.code == "no_active_lock_session" and state.shape.no_lock == "null":
            return no_lock_answer(state, key, token)
        raise
    request.lock_id = lock.lock_id
    answer = session_answer(
        state, lock, key, token, fault.overrides, fault.session_overrides
    )
    state.past.note_answer(authorization, answer)
    return shaped_session(state.shape, answer)


def _command(state: State, request: RecordedRequest) -> JsonObject:
    key, token = _account(state, request)
    _count(state, key, RequestKind.ACTION)
    body = _json_body(request)
    if message := _MESSAGE_ROUTES.get(request.path):
        _require_scope(state, key, message.scope)
        lock = _resolved_lock(state, request, key, token)
        message.run(state, lock, body)
        return _written(request, lock)
    if request.path == _ACTION_ROUTE:
        command, params = _named_action(body)
    else:
        command, params = LOCK_ROUTES[request.path], body
    _require_scope(state, key, command.scope)
    lock = _resolved_lock(state, request, key, token)
    command.run(lock, params)
    return _written(request, lock)


def _named_action(body: JsonObject) -> tuple[LockCommand, JsonValue]:
    name = Fields(body).text("name")
    if name not in ACTIONS:
        raise ApiError(400, "unknown_action", f"There is no action {name}.")
    return ACTIONS[name], body.get("params", {})


def _written(request: RecordedRequest, lock: Lock) -> JsonObject:
    request.lock_id = lock.lock_id
    return write_answer(lock)


def _extension_session(
    state: State, request: RecordedRequest, session_id: str
) -> JsonObject:
    key, token, session = _extension_account(state, request, session_id)
    _count(state, key, RequestKind.READ)
    _require_running(session)
    _require_scope(state, key, "session:read")
    lock = _resolved_lock(state, request, key, token, session)
    request.lock_id = lock.lock_id
    return {
        "sessionId": session.session_id,
        "lock": {"_id": lock.lock_id},
        "device": {
            "connected": lock.device.connected,
            "capabilities": [*sorted(lock.device.capabilities)],
            "supportedCommands": [*lock.device.supported_commands],
        },
    }


def _extension_command(
    state: State, request: RecordedRequest, session_id: str
) -> JsonObject:
    key, token, session = _extension_account(state, request, session_id)
    _count(state, key, RequestKind.ACTION)
    body = _json_body(request)
    _require_running(session)
    _require_scope(state, key, "device")
    lock = _resolved_lock(state, request, key, token, session)
    command_device(state, lock, body)
    return _written(request, lock)


def _bearer(state: State, request: RecordedRequest) -> str:
    cookie = request.headers.get("cookie", "").removeprefix(f"{COOKIE}=")
    if state.cookies and cookie in state.cookies:
        return state.cookies[cookie]
    scheme, _, key = request.headers.get("authorization", "").strip().partition(" ")
    key = key.strip()
    if not scheme or (scheme.lower() == "bearer" and not key):
        raise ApiError(401, "missing_token", "The request carries no token.")
    if scheme.lower() != "bearer":
        raise ApiError(
            401, "invalid_token", "The token must be sent as a bearer token."
        )
    if key in state.revoked:
        raise ApiError(401, "revoked_token", "The token has been revoked.")
    return key


def _account(state: State, request: RecordedRequest) -> tuple[str, Token]:
    key = _bearer(state, request)
    if key not in state.tokens:
        raise ApiError(401, "invalid_token", "The token is wrong.")
    if state.cookies is not None:
        value = f"session-{len(state.cookies)}"
        state.cookies[value] = key
        request.set_cookie = f"{COOKIE}={value}"
    return key, state.tokens[key]


def _extension_account(
    state: State, request: RecordedRequest, session_id: str
) -> tuple[str, Token, ExtensionSession]:
    key = _bearer(state, request)
    session = state.extension_sessions.get(session_id)
    if session is None:
        raise ApiError(404, "session_not_found", "There is no such extension session.")
    if session.developer_key is None:
        key, token = _account(state, request)
    elif key == session.developer_key:
        token = Token(role="wearer")
    else:
        raise ApiError(
            401, "invalid_token", "The bearer must be the app's developer key."
        )
    if session.main_token is not None:
        main_token = request.headers.get("x-chastify-main-token")
        if not main_token:
            raise ApiError(401, "missing_token", "x-chastify-main-token is missing.")
        if main_token in state.revoked:
            raise ApiError(401, "revoked_token", "The main token has been revoked.")
        if main_token != session.main_token:
            raise ApiError(401, "invalid_token", "x-chastify-main-token is wrong.")
    return key, token, session


def _require_running(session: ExtensionSession) -> None:
    if session.ended:
        raise ApiError(409, "lock_ended", "The extension session has ended.")


def _require_method(request: RecordedRequest, method: str) -> None:
    if request.method != method:
        raise ApiError(405, "method_not_allowed", f"{request.path} wants {method}.")


def _count(state: State, key: str, kind: RequestKind) -> None:
    wait = state.limits.take(key, kind)
    if wait is not None:
        raise ApiError(
            429,
            "rate_limited",
            f"Too many {kind}s within a minute.",
            retry_after=wait if state.limits.retry_after else None,
        )


def _require_scope(state: State, key: str, scope: str) -> None:
    if scope not in state.scopes.get(key, ()):
        raise ApiError(403, "insufficient_scope", f"The key lacks the scope {scope}.")


def _resolved_lock(
    state: State,
    request: RecordedRequest,
    key: str,
    token: Token,
    session: ExtensionSession | None = None,
    known: Locks | None = None,
) -> Lock:
    """Return the lock that the request is about.

    A session that has a lock of its own is about no other. `known` are the locks that a replica
    knows of, those of the state if None.
    """
    locks = state if known is None else known
    pinned = request.headers.get("x-chastify-lock-id") if state.heeds_pins else None
    lock: Lock | None
    bound = None if session is None else session.lock
    if bound is not None:
        is_open = bound in state.locks and pinned in (None, bound.lock_id)
        lock = bound if is_open else None
    elif pinned is not None:
        lock = locks.active_lock(pinned)
    else:
        lock = locks.lock
    # A keyholder's token is of no lock where the lock has no keyholder.
    if lock is not None and state.person(lock.role(key, token), lock) is not None:
        return lock
    if bound is not None or pinned is not None:
        raise ApiError(409, "lock_ended", "The lock is no longer active.")
    raise ApiError(409, "no_active_lock_session", "There is no active lock now.")


def _json_body(request: RecordedRequest) -> JsonObject:
    media_type = (
        request.headers.get("content-type", "").partition(";")[0].strip().lower()
    )
    if media_type != "application/json" or not isinstance(request.body, dict):
        raise InvalidField("The body must be a JSON object.")
    return request.body
