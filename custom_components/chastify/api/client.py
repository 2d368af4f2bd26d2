"""Client of the Chastify Developer API.

Durations are in seconds. Every method raises only ChastifyError; no write is sent twice. `lock_id`
pins a command to one lock: after its end the server refuses the command (`lock_ended`) instead of
sending it to the next lock.
Source: the page "External API & Programs" of Chastify's documentation, and observed answers.
"""

from enum import StrEnum
from http import HTTPMethod, HTTPStatus
from typing import Final

from aiohttp import ClientSession

from .answers import unwrap
from .errors import (
    ChastifyBadAnswerError,
    ChastifyNoActiveLockError,
    ChastifyRequestError,
)
from .json_body import JsonObject, JsonValue
from .models import Session
from .transport import SENDABLE_ID, Transport

DEFAULT_BASE_URL: Final = "https://chastify.net"

_API = "/api/apps/v1"


class LogRole(StrEnum):
    """The author of a custom log entry."""

    EXTENSION = "extension"
    WEARER = "wearer"
    KEYHOLDER = "keyholder"


class NotificationTarget(StrEnum):
    """The recipient of a notification."""

    WEARER = "wearer"
    KEYHOLDER = "keyholder"
    BOTH = "both"


class ChastifyClient:
    """One account at one server.

    The session belongs to the caller and stays open. The token is only sent as the bearer: no
    message, no repr and no value of an answer contains it.
    """

    def __init__(
        self,
        session: ClientSession,
        token: str,
        base_url: str = DEFAULT_BASE_URL,
    ) -> None:
        """Create the client of a token at a server."""
        self._transport = Transport(session, token, base_url)

    async def get_session(self, *, lock_id: str | None = None) -> Session:
        """Read the lock of that id, without an id the one that the service selects.

        Raises ChastifyNoActiveLockError where there is none, ChastifyLockEndedError where it has
        ended, and ChastifyConflictError for another 409 of the API.
        """
        answer = await self._transport.request(
            HTTPMethod.GET, f"{_API}/session", lock_id=lock_id
        )
        try:
            return Session.from_answer(answer)
        except (ChastifyBadAnswerError, ChastifyNoActiveLockError) as error:
            kind = type(error)
        raise kind(status=HTTPStatus.OK)

    async def apply_time(
        self, delta_seconds: int, *, lock_id: str | None = None
    ) -> JsonValue:
        """Add seconds to the remaining time; negative ones remove time."""
        return await self._command(
            "/lock/apply-time", {"deltaSeconds": delta_seconds}, lock_id
        )

    async def freeze(
        self, duration_seconds: int, *, lock_id: str | None = None
    ) -> JsonValue:
        """Freeze the timer for 60 to 86,400 s."""
        return await self._command(
            "/lock/freeze", {"durationSeconds": duration_seconds}, lock_id
        )

    async def unfreeze(self, *, lock_id: str | None = None) -> JsonValue:
        """Let the timer run again."""
        return await self._command("/lock/unfreeze", {}, lock_id)

    async def perform_action(
        self, name: str, params: JsonValue = None, *, lock_id: str | None = None
    ) -> JsonValue:
        """Perform an action by its name; params None: without parameters."""
        return await self._command(
            "/action",
            {"name": name, "params": {} if params is None else params},
            lock_id,
        )

    async def add_time(self, seconds: int, *, lock_id: str | None = None) -> JsonValue:
        """Add seconds to the remaining time."""
        return await self.perform_action("add_time", seconds, lock_id=lock_id)

    async def remove_time(
        self, seconds: int, *, lock_id: str | None = None
    ) -> JsonValue:
        """Remove seconds from the remaining time."""
        return await self.perform_action("remove_time", seconds, lock_id=lock_id)

    async def toggle_freeze(
        self, duration_seconds: int, *, lock_id: str | None = None
    ) -> JsonValue:
        """Freeze for 60 to 86,400 s, or unfreeze if the timer is frozen."""
        return await self.perform_action(
            "toggle_freeze", {"durationSeconds": duration_seconds}, lock_id=lock_id
        )

    async def start_pillory(
        self,
        duration_seconds: int,
        reason: str | None = None,
        *,
        lock_id: str | None = None,
    ) -> JsonValue:
        """Put the wearer in the pillory for some seconds."""
        params: JsonObject = {"durationSeconds": duration_seconds}
        if reason is not None:
            params["reason"] = reason
        return await self.perform_action("pillory", params, lock_id=lock_id)

    async def end_pillory(self, *, lock_id: str | None = None) -> JsonValue:
        """End the pillory."""
        return await self.perform_action("pillory.end", lock_id=lock_id)

    async def patch_settings(
        self, settings: JsonObject, *, lock_id: str | None = None
    ) -> JsonValue:
        """Change settings of the lock; keys: the API's names."""
        return await self.perform_action("settings.patch", settings, lock_id=lock_id)

    async def assign_task(
        self,
        task: str,
        *,
        points: int,
        verification_required: bool,
        duration_seconds: int | None = None,
        actor: str = "extension",
        lock_id: str | None = None,
    ) -> JsonValue:
        """Assign a task, with an optional time limit in seconds; an open task is cancelled."""
        params: JsonObject = {
            "actor": actor,
            "taskText": task,
            "points": points,
            "verificationRequired": verification_required,
        }
        if duration_seconds is not None:
            params["durationSeconds"] = duration_seconds
        return await self.perform_action("task.assign", params, lock_id=lock_id)

    async def start_task_timer(self, *, lock_id: str | None = None) -> JsonValue:
        """Start the timer of the open task."""
        return await self.perform_action("task.start_timer", lock_id=lock_id)

    async def complete_task(
        self, *, successful: bool = True, lock_id: str | None = None
    ) -> JsonValue:
        """Close the latest open task."""
        return await self.perform_action(
            "task.complete", {"successful": successful}, lock_id=lock_id
        )

    async def start_hygienic_unlock(
        self, duration_seconds: int | None = None, *, lock_id: str | None = None
    ) -> JsonValue:
        """Open the lock for hygiene; None: for the time that is set for the lock."""
        params: JsonObject = {}
        if duration_seconds is not None:
            params["durationSeconds"] = duration_seconds
        return await self.perform_action(
            "hygienic_unlock.start", params, lock_id=lock_id
        )

    async def write_log(
        self,
        title: str,
        *,
        description: str | None = None,
        role: LogRole | None = None,
        icon: str | None = None,
        color: str | None = None,
        lock_id: str | None = None,
    ) -> JsonValue:
        """Write to the lock's history; title: up to 180, description: up to 2,000 characters."""
        body: JsonObject = {"title": title}
        for name, value in (
            ("description", description),
            ("role", role),
            ("icon", icon),
            ("color", color),
        ):
            if value is not None:
                body[name] = value
        return await self._command("/logs/custom", body, lock_id)

    async def send_notification(
        self,
        title: str,
        message: str,
        target: NotificationTarget,
        *,
        show_page_overlay: bool = False,
        lock_id: str | None = None,
    ) -> JsonValue:
        """Notify a person; title: up to 100, message: up to 500 characters."""
        body: JsonObject = {
            "title": title,
            "message": message,
            "target": target,
            "showPageOverlay": show_page_overlay,
        }
        return await self._command("/notifications/custom", body, lock_id)

    async def device_command(
        self,
        command: str,
        params: JsonObject | None = None,
        *,
        lock_id: str | None = None,
    ) -> JsonValue:
        """Send a command to the device connected to the token's lock."""
        return await self._command("/device-command", _device(command, params), lock_id)

    async def get_extension_session(
        self,
        session_id: str,
        *,
        main_token: str | None = None,
        developer_key: str | None = None,
    ) -> JsonValue:
        """Read an extension session: its device's capabilities and supported commands."""
        return unwrap(
            await self._transport.request(
                HTTPMethod.GET,
                _session_path(session_id),
                token=developer_key,
                main_token=main_token,
                session_id=session_id,
            )
        )

    async def session_device_command(
        self,
        session_id: str,
        command: str,
        params: JsonObject | None = None,
        *,
        main_token: str | None = None,
        developer_key: str | None = None,
    ) -> JsonValue:
        """Send a command to the device of an extension session.

        developer_key: sent instead of the account's token.
        """
        return unwrap(
            await self._transport.request(
                HTTPMethod.POST,
                f"{_session_path(session_id)}/device-command",
                body=_device(command, params),
                token=developer_key,
                main_token=main_token,
                session_id=session_id,
            )
        )

    async def _command(
        self, path: str, body: JsonObject, lock_id: str | None
    ) -> JsonValue:
        return unwrap(
            await self._transport.request(
                HTTPMethod.POST, f"{_API}{path}", body=body, lock_id=lock_id
            )
        )


def _device(command: str, params: JsonObject | None) -> JsonObject:
    return {"command": command, "params": params or {}}


def _session_path(session_id: str) -> str:
    if not SENDABLE_ID.fullmatch(session_id):
        raise ChastifyRequestError
    return f"/api/extensions/sessions/{session_id}"
