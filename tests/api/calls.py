"""Every method of the client, with the request that the API's documentation asks for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from custom_components.chastify.api import (
    ChastifyClient,
    JsonObject,
    JsonValue,
    LogRole,
    NotificationTarget,
)
from tests.simulator import DEVELOPER_KEY, EXTENSION_MAIN_TOKEN, EXTENSION_SESSION_ID

API = "/api/apps/v1"
EXTENSIONS = "/api/extensions/sessions"
OPEN_SESSION_ID = "session_without-keys"

KEYS = {"developer_key": DEVELOPER_KEY, "main_token": EXTENSION_MAIN_TOKEN}

type Send = Callable[[ChastifyClient], Awaitable[object]]
type SendPinned = Callable[[ChastifyClient, str | None], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Call:
    """A method called once, and its request.

    body: None where the request has none.
    keys: whether the developer key is the bearer and the main token goes along.
    """

    method: str
    send: Send
    path: str
    body: JsonObject | None = None
    keys: bool = False

    @override
    def __str__(self) -> str:
        return self.method


@dataclass(frozen=True, slots=True)
class Command:
    """A command that can be pinned to a lock, and its request."""

    method: str
    send: SendPinned
    path: str
    body: JsonObject

    @override
    def __str__(self) -> str:
        return self.method

    def unpinned(self) -> Call:
        """Return the same call without a lock's id."""
        return Call(
            self.method, lambda client: self.send(client, None), self.path, self.body
        )


def _action(method: str, send: SendPinned, name: str, params: JsonValue) -> Command:
    body: JsonObject = {"name": name, "params": params}
    return Command(method, send, f"{API}/action", body)


COMMANDS = [
    Command(
        "apply_time",
        lambda client, lock_id: client.apply_time(600, lock_id=lock_id),
        f"{API}/lock/apply-time",
        {"deltaSeconds": 600},
    ),
    Command(
        "apply_time",
        lambda client, lock_id: client.apply_time(-600, lock_id=lock_id),
        f"{API}/lock/apply-time",
        {"deltaSeconds": -600},
    ),
    Command(
        "freeze",
        lambda client, lock_id: client.freeze(1800, lock_id=lock_id),
        f"{API}/lock/freeze",
        {"durationSeconds": 1800},
    ),
    Command(
        "unfreeze",
        lambda client, lock_id: client.unfreeze(lock_id=lock_id),
        f"{API}/lock/unfreeze",
        {},
    ),
    _action(
        "perform_action",
        lambda client, lock_id: client.perform_action("unfreeze", lock_id=lock_id),
        "unfreeze",
        {},
    ),
    _action(
        "perform_action",
        lambda client, lock_id: client.perform_action(
            "freeze", {"durationSeconds": 300}, lock_id=lock_id
        ),
        "freeze",
        {"durationSeconds": 300},
    ),
    _action(
        "add_time",
        lambda client, lock_id: client.add_time(600, lock_id=lock_id),
        "add_time",
        600,
    ),
    _action(
        "remove_time",
        lambda client, lock_id: client.remove_time(600, lock_id=lock_id),
        "remove_time",
        600,
    ),
    _action(
        "toggle_freeze",
        lambda client, lock_id: client.toggle_freeze(300, lock_id=lock_id),
        "toggle_freeze",
        {"durationSeconds": 300},
    ),
    _action(
        "start_pillory",
        lambda client, lock_id: client.start_pillory(900, lock_id=lock_id),
        "pillory",
        {"durationSeconds": 900},
    ),
    _action(
        "start_pillory",
        lambda client, lock_id: client.start_pillory(900, "late", lock_id=lock_id),
        "pillory",
        {"durationSeconds": 900, "reason": "late"},
    ),
    _action(
        "end_pillory",
        lambda client, lock_id: client.end_pillory(lock_id=lock_id),
        "pillory.end",
        {},
    ),
    _action(
        "patch_settings",
        lambda client, lock_id: client.patch_settings(
            {"hideTimer": True, "limits": [1, None]}, lock_id=lock_id
        ),
        "settings.patch",
        {"hideTimer": True, "limits": [1, None]},
    ),
    _action(
        "assign_task",
        lambda client, lock_id: client.assign_task(
            "Brush the cat",
            points=5,
            verification_required=False,
            duration_seconds=900,
            lock_id=lock_id,
        ),
        "task.assign",
        {
            "actor": "extension",
            "taskText": "Brush the cat",
            "points": 5,
            "verificationRequired": False,
            "durationSeconds": 900,
        },
    ),
    _action(
        "start_task_timer",
        lambda client, lock_id: client.start_task_timer(lock_id=lock_id),
        "task.start_timer",
        {},
    ),
    _action(
        "complete_task",
        lambda client, lock_id: client.complete_task(lock_id=lock_id),
        "task.complete",
        {"successful": True},
    ),
    _action(
        "complete_task",
        lambda client, lock_id: client.complete_task(successful=False, lock_id=lock_id),
        "task.complete",
        {"successful": False},
    ),
    _action(
        "start_hygienic_unlock",
        lambda client, lock_id: client.start_hygienic_unlock(900, lock_id=lock_id),
        "hygienic_unlock.start",
        {"durationSeconds": 900},
    ),
    Command(
        "write_log",
        lambda client, lock_id: client.write_log("Door opened", lock_id=lock_id),
        f"{API}/logs/custom",
        {"title": "Door opened"},
    ),
    Command(
        "write_log",
        lambda client, lock_id: client.write_log(
            "Tür auf \N{CAT FACE}",
            description="Front door",
            role=LogRole.KEYHOLDER,
            icon="door",
            color="#ffcc00",
            lock_id=lock_id,
        ),
        f"{API}/logs/custom",
        {
            "title": "Tür auf \N{CAT FACE}",
            "description": "Front door",
            "role": "keyholder",
            "icon": "door",
            "color": "#ffcc00",
        },
    ),
    Command(
        "send_notification",
        lambda client, lock_id: client.send_notification(
            "Look", "Someone rang", NotificationTarget.BOTH, lock_id=lock_id
        ),
        f"{API}/notifications/custom",
        {
            "title": "Look",
            "message": "Someone rang",
            "target": "both",
            "showPageOverlay": False,
        },
    ),
    Command(
        "device_command",
        lambda client, lock_id: client.device_command("all.stop", lock_id=lock_id),
        f"{API}/device-command",
        {"command": "all.stop", "params": {}},
    ),
    Command(
        "device_command",
        lambda client, lock_id: client.device_command(
            "vibration.start", {"intensity": 20}, lock_id=lock_id
        ),
        f"{API}/device-command",
        {"command": "vibration.start", "params": {"intensity": 20}},
    ),
]

CALLS = [
    Call("get_session", lambda client: client.get_session(), f"{API}/session"),
    *(command.unpinned() for command in COMMANDS),
    Call(
        "get_extension_session",
        lambda client: client.get_extension_session(OPEN_SESSION_ID),
        f"{EXTENSIONS}/{OPEN_SESSION_ID}",
    ),
    Call(
        "get_extension_session",
        lambda client: client.get_extension_session(EXTENSION_SESSION_ID, **KEYS),
        f"{EXTENSIONS}/{EXTENSION_SESSION_ID}",
        keys=True,
    ),
    Call(
        "session_device_command",
        lambda client: client.session_device_command(OPEN_SESSION_ID, "all.stop"),
        f"{EXTENSIONS}/{OPEN_SESSION_ID}/device-command",
        {"command": "all.stop", "params": {}},
    ),
    Call(
        "session_device_command",
        lambda client: client.session_device_command(
            EXTENSION_SESSION_ID, "shock.start", {"intensity": 5}, **KEYS
        ),
        f"{EXTENSIONS}/{EXTENSION_SESSION_ID}/device-command",
        {"command": "shock.start", "params": {"intensity": 5}},
        keys=True,
    ),
]
