"""The HTTP side of the API: requests are recorded, faults are planted, answers are sent."""

import asyncio
import inspect
import json
import threading
import time

from aiohttp import web

from .answers import error_body, success_body
from .api import perform
from .errors import ApiError, code_for_status
from .faults import Fault
from .json_types import JsonValue, parse_json
from .recorded import RecordedRequest
from .state import State


class _NoAnswer(Exception):
    """The connection is to be closed without an answer."""


class ApiServer:
    """Answers requests to the API while the simulator runs."""

    def __init__(self, state: State) -> None:
        """Serve this state."""
        self._state = state
        self._stopping = False
        self._delays: set[asyncio.Event] = set()

    def stop(self) -> None:
        """End the waiting requests: their connections are closed without an answer."""
        self._stopping = True
        for delay in self._delays:
            delay.set()
        self._state.faults.release()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        arrived, arrived_at = time.monotonic(), self._state.now()
        raw_body = await request.read()
        record = RecordedRequest(
            method=request.method,
            path=request.path,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=parse_json(raw_body),
            raw_body=raw_body,
            arrived=arrived,
            arrived_at=arrived_at,
        )
        self._state.requests.append(record)
        pinned = " pinned" if record.is_pinned else ""
        fault = self._state.faults.take(f"{record.method} {record.path}{pinned}")
        try:
            return await self._answer(request, record, fault)
        except _NoAnswer:
            _close(request)
            return web.Response()

    async def _answer(
        self, request: web.Request, record: RecordedRequest, fault: Fault
    ) -> web.StreamResponse:
        if fault.before_answer is not None:
            result = fault.before_answer()
            if inspect.isawaitable(result):
                await result
        if fault.hang and not fault.effect:
            await self._until_released(request)
        if fault.close == "before":
            await self._wait(fault.delay)
            raise _NoAnswer
        status, headers, body = self._computed(record, fault)
        if fault.hang and fault.effect:
            await self._until_released(request)
        await self._wait(fault.delay)
        if fault.close == "after":
            raise _NoAnswer
        record.status = status
        if fault.truncate:
            return await _send_half(request, status, headers, body)
        return web.Response(status=status, headers=headers, body=body)

    def _computed(
        self, record: RecordedRequest, fault: Fault
    ) -> tuple[int, dict[str, str], bytes]:
        """Carry out the request where the fault lets it; return status, headers and body."""
        status = 200
        headers = {"Content-Type": fault.content_type or "application/json"}
        content: JsonValue = {}
        if not fault.replaces_answer or fault.effect:
            try:
                content = success_body(self._state, perform(self._state, record, fault))
            except ApiError as error:
                status = error.status
                content = error_body(self._state, error.code, error.message)
                if error.retry_after is not None:
                    headers["Retry-After"] = str(error.retry_after)
            else:
                record.effect = record.method == "POST"
                if record.set_cookie is not None:
                    headers["Set-Cookie"] = record.set_cookie
        if fault.status is not None:
            status = fault.status
            if status >= 400:
                content = error_body(
                    self._state, code_for_status(status), f"Ordered status {status}."
                )
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        headers.update(fault.headers)
        return status, headers, _encoded(content if fault.body is None else fault.body)

    async def _until_released(self, request: web.Request) -> None:
        """Wait until the faults are cleared or the simulator stops."""
        if not self._stopping:
            await self._state.faults.until_released()
        # A request whose client has gone meanwhile must not take effect late.
        if (
            self._stopping
            or request.transport is None
            or request.transport.is_closing()
        ):
            raise _NoAnswer

    async def _wait(self, seconds: float) -> None:
        """Wait so many real seconds, or until the simulator stops."""
        if seconds <= 0:
            return
        over = asyncio.Event()
        # The event loop's timers do not run while a test has frozen the time.
        timer = threading.Timer(
            seconds, asyncio.get_running_loop().call_soon_threadsafe, (over.set,)
        )
        timer.start()
        self._delays.add(over)
        try:
            if not self._stopping:
                await over.wait()
        finally:
            self._delays.discard(over)
            timer.cancel()
            # The thread ends at once; a test's cleanup must not find it alive.
            timer.join()
        if self._stopping:
            raise _NoAnswer


async def _send_half(
    request: web.Request, status: int, headers: dict[str, str], body: bytes
) -> web.StreamResponse:
    """Announce the whole body, send half of it and close the connection."""
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    _close(request)
    return response


def _close(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


def _encoded(content: bytes | JsonValue) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    return json.dumps(content).encode()
