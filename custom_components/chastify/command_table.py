"""All commands: what each takes, what it sends, what it amounts to.

Actions, buttons, the switch and notifications are views of this table. A new action name of the API
is one entry here. Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import voluptuous as vol

from .api import ChastifyClient, JsonObject, JsonValue, LogRole, NotificationTarget
from .command_fields import (
    LONGEST_FREEZE,
    MAX_DESCRIPTION_OF_LOG,
    MAX_MESSAGE_OF_NOTIFICATION,
    MAX_POINTS,
    MAX_TITLE_OF_LOG,
    MAX_TITLE_OF_NOTIFICATION,
    SHORTEST_FREEZE,
    Entered,
    InvalidField,
    api_name,
    choice,
    color,
    duration,
    flag,
    freeze_seconds_of_params,
    json_object,
    json_value,
    seconds_of_params,
    signed_seconds,
    text,
    whole_number,
)
from .lock_changes import Effect, LockEventType

type Fields = Mapping[vol.Marker, Callable[[Entered], JsonValue]]
type Send = Callable[[ChastifyClient, str | None], Awaitable[JsonValue]]

# How the names begin by which the API commands hardware.
_DEVICE_COMMANDS: Final = ("shock.", "vibration.", "all.")
_STOP: Final = ".stop"
STOP_ALL: Final = "all.stop"
DEFAULT_TITLE: Final = "Home Assistant"
DEFAULT_ACTOR: Final = "extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command that can be sent.

    send: sends it with a client, pinned to the lock of that id.
    needs: the names of all commands that it amounts to; a disabled one refuses it.
    adds: seconds that it adds, 0 where it adds none.
    effect: what it does to the lock.
    stops: the device command that is sent instead, past everything that waits.
    """

    send: Send
    needs: frozenset[str]
    adds: int = 0
    effect: Effect = field(default_factory=Effect)
    stops: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A kind of command.

    name: that of the action in Home Assistant.
    fields: what the action takes, with validators.
    request_fn: makes the request; its parameters are the fields.
    needs: the commands that each call amounts to, apart from what its fields say.
    api_name: its name where `perform_action` sends it.
    of_params_fn: the request that the API's params of that name amount to, where they matter.
    rejected: the message for a rejection, where more is known than that it was rejected.
    """

    name: str
    request_fn: Callable[..., Request]
    fields: Fields = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    api_name: str | None = None
    of_params_fn: Callable[[JsonValue], Request] | None = None
    rejected: str | None = None

    @property
    def all_needs(self) -> frozenset[str]:
        """The commands that have to be enabled for this one to be of use."""
        return self.needs | {self.name}


def _time_effect(seconds: int) -> Effect:
    """Return the effect of time; taking the last of it off makes the lock unlockable."""
    unlocks = frozenset({LockEventType.BECAME_UNLOCKABLE} if seconds < 0 else ())
    return Effect(seconds=seconds, explains=unlocks)


def _freeze_effect(seconds: int) -> Effect:
    return Effect(explains=frozenset({LockEventType.FROZEN}), freezes_for=seconds)


# Closing a task can change its points, so that the lock opens, and the lock's rules can reward or
# punish it with time.
_TASK_CLOSED: Final = Effect(
    explains=frozenset(
        {
            LockEventType.TASK_CLOSED,
            LockEventType.BECAME_UNLOCKABLE,
            LockEventType.TIME_ADDED,
            LockEventType.TIME_REMOVED,
        }
    ),
    task_after=False,
)
# Nobody documents what settings there are, and names that come later are unknown.
_ANYTHING: Final = Effect(explains=frozenset(LockEventType))


def _add_time(*, duration: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.add_time(duration, lock_id=lock_id),
        needs=frozenset({"add_time"}),
        adds=duration,
        effect=_time_effect(duration),
    )


def _remove_time(*, duration: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.remove_time(duration, lock_id=lock_id),
        needs=frozenset({"remove_time"}),
        effect=_time_effect(-duration),
    )


def _apply_time(*, seconds: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.apply_time(seconds, lock_id=lock_id),
        needs=frozenset({"apply_time", "add_time" if seconds > 0 else "remove_time"}),
        adds=max(seconds, 0),
        effect=_time_effect(seconds),
    )


def _freeze(*, duration: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.freeze(duration, lock_id=lock_id),
        needs=frozenset({"freeze"}),
        effect=_freeze_effect(duration),
    )


def _unfreeze() -> Request:
    return Request(
        send=lambda client, lock_id: client.unfreeze(lock_id=lock_id),
        needs=frozenset({"unfreeze"}),
        effect=Effect(explains=frozenset({LockEventType.UNFROZEN})),
    )


_TOGGLE_FREEZE_NEEDS: Final = frozenset({"toggle_freeze", "freeze", "unfreeze"})


def _toggle_freeze(*, duration: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.toggle_freeze(duration, lock_id=lock_id),
        needs=_TOGGLE_FREEZE_NEEDS,
        effect=Effect(
            explains=frozenset({LockEventType.FROZEN, LockEventType.UNFROZEN}),
            freezes_for=duration,
        ),
    )


def _start_pillory(*, duration: int, reason: str | None = None) -> Request:
    return Request(
        send=lambda client, lock_id: client.start_pillory(
            duration, reason, lock_id=lock_id
        ),
        needs=frozenset({"start_pillory"}),
    )


def _end_pillory() -> Request:
    return Request(
        send=lambda client, lock_id: client.end_pillory(lock_id=lock_id),
        needs=frozenset({"end_pillory"}),
    )


def _patch_settings(*, settings: JsonObject) -> Request:
    return Request(
        send=lambda client, lock_id: client.patch_settings(settings, lock_id=lock_id),
        needs=frozenset({"patch_settings"}),
        effect=_ANYTHING,
    )


def _assign_task(
    *,
    task: str,
    points: int,
    verification_required: bool,
    actor: str,
    duration: int | None = None,
) -> Request:
    return Request(
        send=lambda client, lock_id: client.assign_task(
            task,
            points=points,
            verification_required=verification_required,
            duration_seconds=duration,
            actor=actor,
            lock_id=lock_id,
        ),
        needs=frozenset({"assign_task"}),
        effect=Effect(
            explains=frozenset(
                {LockEventType.TASK_ASSIGNED, LockEventType.TASK_CLOSED}
            ),
            task_after=True,
        ),
    )


def _start_task_timer() -> Request:
    return Request(
        send=lambda client, lock_id: client.start_task_timer(lock_id=lock_id),
        needs=frozenset({"start_task_timer"}),
    )


def _complete_task(*, successful: bool) -> Request:
    return Request(
        send=lambda client, lock_id: client.complete_task(
            successful=successful, lock_id=lock_id
        ),
        needs=frozenset({"complete_task"}),
        effect=_TASK_CLOSED,
    )


def _start_hygienic_unlock(*, duration: int) -> Request:
    return Request(
        send=lambda client, lock_id: client.start_hygienic_unlock(
            duration, lock_id=lock_id
        ),
        needs=frozenset({"start_hygienic_unlock"}),
        effect=Effect(
            explains=frozenset({LockEventType.FROZEN, LockEventType.BECAME_UNLOCKABLE})
        ),
    )


def _write_log(
    *,
    title: str,
    description: str | None = None,
    role: str | None = None,
    icon: str | None = None,
    color: str | None = None,
) -> Request:
    return Request(
        send=lambda client, lock_id: client.write_log(
            title,
            description=description,
            role=LogRole(role) if role else None,
            icon=icon,
            color=color,
            lock_id=lock_id,
        ),
        needs=frozenset({"write_log"}),
    )


def _send_notification(
    *, title: str, message: str, target: str, show_page_overlay: bool
) -> Request:
    return Request(
        send=lambda client, lock_id: client.send_notification(
            title,
            message,
            NotificationTarget(target),
            show_page_overlay=show_page_overlay,
            lock_id=lock_id,
        ),
        needs=frozenset({"send_notification"}),
    )


def _perform_action(*, name: str, params: JsonValue = None) -> Request:
    """Return the request for an action of any name; a known one is held to its own rules."""
    known_name = name.lower()
    is_device_command = known_name.startswith(_DEVICE_COMMANDS)
    is_stop = is_device_command and known_name.endswith(_STOP)
    if is_device_command and not is_stop:
        raise InvalidField("no_device_action")
    known = _BY_API_NAME.get(known_name)
    needs, adds, effect = frozenset({"perform_action"}), 0, _ANYTHING
    if known is not None:
        needs |= known.all_needs
        effect = Effect()
        if known.of_params_fn is not None:
            meant = known.of_params_fn(params)
            adds, effect = meant.adds, meant.effect
    return Request(
        send=lambda client, lock_id: client.perform_action(
            name, params, lock_id=lock_id
        ),
        needs=needs,
        adds=adds,
        effect=effect,
        stops=known_name if is_stop else None,
    )


_FREEZE_DURATION: Final[Fields] = {
    vol.Required("duration"): duration(SHORTEST_FREEZE, LONGEST_FREEZE)
}
_DURATION: Final[Fields] = {vol.Required("duration"): duration()}

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="add_time",
        fields=_DURATION,
        request_fn=_add_time,
        api_name="add_time",
        of_params_fn=lambda params: _add_time(duration=seconds_of_params(params)),
    ),
    Command(
        name="remove_time",
        fields=_DURATION,
        request_fn=_remove_time,
        api_name="remove_time",
        of_params_fn=lambda params: _remove_time(duration=seconds_of_params(params)),
    ),
    Command(
        name="apply_time",
        fields={vol.Required("seconds"): signed_seconds},
        request_fn=_apply_time,
    ),
    Command(
        name="freeze",
        fields=_FREEZE_DURATION,
        request_fn=_freeze,
        api_name="freeze",
        of_params_fn=lambda params: _freeze(duration=freeze_seconds_of_params(params)),
    ),
    Command(
        name="unfreeze",
        request_fn=_unfreeze,
        api_name="unfreeze",
        of_params_fn=lambda _params: _unfreeze(),
    ),
    Command(
        name="toggle_freeze",
        fields=_FREEZE_DURATION,
        request_fn=_toggle_freeze,
        needs=_TOGGLE_FREEZE_NEEDS,
        api_name="toggle_freeze",
        of_params_fn=lambda params: _toggle_freeze(
            duration=freeze_seconds_of_params(params)
        ),
    ),
    Command(
        name="start_pillory",
        fields={
            **_DURATION,
            vol.Optional("reason"): text(),
        },
        request_fn=_start_pillory,
        api_name="pillory",
    ),
    Command(name="end_pillory", request_fn=_end_pillory, api_name="pillory.end"),
    Command(
        name="patch_settings",
        fields={vol.Required("settings"): json_object},
        request_fn=_patch_settings,
        api_name="settings.patch",
        of_params_fn=lambda _params: _patch_settings(settings={}),
    ),
    Command(
        name="assign_task",
        fields={
            vol.Required("task"): text(),
            vol.Optional("points", default=0): whole_number(0, MAX_POINTS),
            vol.Optional("verification_required", default=False): flag,
            vol.Optional("duration"): duration(),
            vol.Optional("actor", default=DEFAULT_ACTOR): text(64),
        },
        request_fn=_assign_task,
        api_name="task.assign",
        of_params_fn=lambda _params: _assign_task(
            task="", points=0, verification_required=False, actor=DEFAULT_ACTOR
        ),
        rejected="command_rejected_tasks",
    ),
    Command(
        name="start_task_timer",
        request_fn=_start_task_timer,
        api_name="task.start_timer",
        rejected="command_rejected_open_task",
    ),
    Command(
        name="complete_task",
        fields={vol.Optional("successful", default=True): flag},
        request_fn=_complete_task,
        api_name="task.complete",
        of_params_fn=lambda _params: _complete_task(successful=True),
        rejected="command_rejected_open_task",
    ),
    Command(
        name="start_hygienic_unlock",
        fields=_DURATION,
        request_fn=_start_hygienic_unlock,
        api_name="hygienic_unlock.start",
        of_params_fn=lambda _params: _start_hygienic_unlock(duration=0),
        rejected="command_rejected_hygiene",
    ),
    Command(
        name="write_log",
        fields={
            vol.Required("title"): text(MAX_TITLE_OF_LOG),
            vol.Optional("description"): text(MAX_DESCRIPTION_OF_LOG),
            vol.Optional("role"): choice(*LogRole),
            vol.Optional("icon"): text(MAX_TITLE_OF_LOG),
            vol.Optional("color"): color,
        },
        request_fn=_write_log,
    ),
    Command(
        name="send_notification",
        fields={
            vol.Optional("title", default=DEFAULT_TITLE): text(
                MAX_TITLE_OF_NOTIFICATION
            ),
            vol.Required("message"): text(MAX_MESSAGE_OF_NOTIFICATION),
            vol.Required("target"): choice(*NotificationTarget),
            vol.Optional("show_page_overlay", default=False): flag,
        },
        request_fn=_send_notification,
    ),
    Command(
        name="perform_action",
        fields={
            vol.Required("name"): api_name,
            vol.Optional("params"): json_value,
        },
        request_fn=_perform_action,
    ),
)

COMMANDS_BY_NAME: Final[Mapping[str, Command]] = {
    command.name: command for command in COMMANDS
}
_BY_API_NAME: Final[Mapping[str, Command]] = {
    command.api_name: command for command in COMMANDS if command.api_name
}
