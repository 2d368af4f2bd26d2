"""Control of a running simulator by other processes."""

from collections.abc import Callable

from aiohttp import web

from .accounts import ROLES
from .control_faults import order_fault
from .control_lock import active_lock, add_lock, change_lock, named_lock, start_lock
from .control_settings import apply_settings
from .fields import Fields, InvalidField
from .json_types import JsonValue, parse_json
from .snapshot import lock_json, request_json, state_json
from .state import State

PREFIX = "/_simulator"


class Control:
    """The routes below PREFIX; JSON in and out, no token."""

    def __init__(self, state: State) -> None:
        """Control this state."""
        self._state = state
        self._routes: dict[tuple[str, str], Callable[[Fields], JsonValue]] = {
            ("GET", "state"): self._get_state,
            ("GET", "requests"): self._get_requests,
            ("DELETE", "requests"): self._delete_requests,
            ("POST", "lock"): self._start_lock,
            ("DELETE", "lock"): self._end_lock,
            ("POST", "lock/change"): self._change_lock,
            ("POST", "lock/choose"): self._choose_lock,
            ("POST", "locks"): self._add_lock,
            ("POST", "tokens"): self._set_token,
            ("POST", "settings"): self._set_settings,
            ("POST", "faults"): self._order_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "clock"): self._advance_clock,
        }

    async def handle(self, request: web.Request) -> web.Response:
        """Carry out a control request."""
        route = self._routes.get((request.method, request.match_info["name"]))
        if route is None:
            return _error(404, f"There is no {request.method} {request.path}.")
        raw_body = await request.read()
        try:
            return web.json_response(route(Fields(parse_json(raw_body or b"{}"))))
        except InvalidField as error:
            return _error(400, str(error))

    def _get_state(self, fields: Fields) -> JsonValue:
        return state_json(self._state)

    def _get_requests(self, fields: Fields) -> JsonValue:
        return [request_json(request) for request in self._state.requests]

    def _delete_requests(self, fields: Fields) -> JsonValue:
        self._state.clear_requests()
        return {}

    def _start_lock(self, fields: Fields) -> JsonValue:
        return lock_json(start_lock(self._state, fields))

    def _add_lock(self, fields: Fields) -> JsonValue:
        return lock_json(add_lock(self._state, fields))

    def _choose_lock(self, fields: Fields) -> JsonValue:
        self._state.choose(active_lock(self._state, fields.only("lock")))
        return {}

    def _end_lock(self, fields: Fields) -> JsonValue:
        self._state.end_lock(named_lock(self._state, fields.only("lock")))
        return {}

    def _change_lock(self, fields: Fields) -> JsonValue:
        return lock_json(change_lock(self._state, fields))

    def _set_token(self, fields: Fields) -> JsonValue:
        fields.only("token", "role", "username", "revoked", "scopes")
        state = self._state
        token = fields.text("token", shortest=1)
        known = token in state.tokens or token in state.scopes
        role = fields.choice("role", *ROLES) if "role" in fields else None
        username = fields.text("username") if "username" in fields else None
        scopes = fields.texts("scopes") if "scopes" in fields else None
        revoked = fields.flag("revoked") if "revoked" in fields else None
        if role is None and not known:
            raise InvalidField("role is required for a new token.")
        if username is not None and role is None:
            raise InvalidField("username needs a role.")
        if role is not None:
            state.add_token(token, role, username)
        if scopes is not None:
            state.scopes[token] = set(scopes)
        if revoked is not None:
            (state.revoke if revoked else state.restore)(token)
        return {}

    def _set_settings(self, fields: Fields) -> JsonValue:
        apply_settings(self._state, fields)
        return state_json(self._state)

    def _order_fault(self, fields: Fields) -> JsonValue:
        order_fault(self._state, fields)
        return {}

    def _clear_faults(self, fields: Fields) -> JsonValue:
        self._state.faults.clear()
        return {}

    def _advance_clock(self, fields: Fields) -> JsonValue:
        self._state.clock.advance(fields.only("advance").number("advance", lowest=0))
        return {"now": self._state.now()}


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
