"""What each command sends, and what it amounts to: one function for each, its fields as parameters.

Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from ..api import ChastifyClient, JsonObject, JsonValue, LogRole, NotificationTarget
from ..api.hardware import DEVICE_COMMAND, STARTS
from ..devices.connected import ConnectedDevice, StartOrder
from ..lock.changes import ANY_EVENT, Effect, LockEventType
from .fields import InvalidField

type Send = Callable[[ChastifyClient, str | None], Awaitable[JsonValue]]

ACTION_ROUTE: Final = "action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command that can be sent.

    send: sends it with a client, pinned to the lock of that id.
    needs: the names of all commands that it amounts to; a disabled one refuses it.
    adds: seconds that it adds, 0 where it adds none.
    effect: what it does to the lock.
    start: what it starts on hardware.
    route: the end of the path on which it goes out, which the service may ask to leave alone.
    """

    send: Send
    needs: frozenset[str]
    adds: int = 0
    effect: Effect = field(default_factory=Effect)
    start: StartOrder | None = None
    route: str = ACTION_ROUTE

    @property
    def is_of_session(self) -> bool:
        """Whether it goes to the extension session of a device, and not to the account."""
        return self.start is not None and self.start.device.route.session_id is not None

    @property
    def paused_with(self) -> Hashable:
        """What a pause belongs to: the route, or the session with its keys."""
        if self.start is not None and self.is_of_session:
            return self.start.device.route
        return self.route


def _time_effect(seconds: int) -> Effect:
    """Return the effect of time; taking the last of it off makes the lock unlockable."""
    unlocks = frozenset({LockEventType.BECAME_UNLOCKABLE} if seconds < 0 else ())
    return Effect(seconds=seconds, explains=unlocks)


def _freeze_effect(seconds: int) -> Effect:
    return Effect(
        explains=frozenset({LockEventType.FROZEN}),
        freezes_for=seconds,
        frozen_after=True,
    )


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
ANYTHING: Final = Effect(explains=ANY_EVENT)


def add_time(*, duration: int) -> Request:
    """Add seconds."""
    return Request(
        send=lambda client, lock_id: client.add_time(duration, lock_id=lock_id),
        needs=frozenset({"add_time"}),
        adds=duration,
        effect=_time_effect(duration),
    )


def remove_time(*, duration: int) -> Request:
    """Take seconds off."""
    return Request(
        send=lambda client, lock_id: client.remove_time(duration, lock_id=lock_id),
        needs=frozenset({"remove_time"}),
        effect=_time_effect(-duration),
    )


def apply_time(*, seconds: int) -> Request:
    """Add seconds, or take them off where they are negative."""
    return Request(
        send=lambda client, lock_id: client.apply_time(seconds, lock_id=lock_id),
        needs=frozenset({"apply_time", "add_time" if seconds > 0 else "remove_time"}),
        adds=max(seconds, 0),
        effect=_time_effect(seconds),
        route="lock/apply-time",
    )


def freeze(*, duration: int) -> Request:
    """Stop the timer for 60 to 86,400 s."""
    return Request(
        send=lambda client, lock_id: client.freeze(duration, lock_id=lock_id),
        needs=frozenset({"freeze"}),
        effect=_freeze_effect(duration),
        route="lock/freeze",
    )


def unfreeze() -> Request:
    """Let the timer run again."""
    return Request(
        send=lambda client, lock_id: client.unfreeze(lock_id=lock_id),
        needs=frozenset({"unfreeze"}),
        effect=Effect(explains=frozenset({LockEventType.UNFROZEN}), frozen_after=False),
        route="lock/unfreeze",
    )


TOGGLE_FREEZE_NEEDS: Final = frozenset({"toggle_freeze", "freeze", "unfreeze"})


def toggle_freeze(*, duration: int) -> Request:
    """Freeze for so many seconds, or unfreeze."""
    return Request(
        send=lambda client, lock_id: client.toggle_freeze(duration, lock_id=lock_id),
        needs=TOGGLE_FREEZE_NEEDS,
        effect=Effect(
            explains=frozenset({LockEventType.FROZEN, LockEventType.UNFROZEN}),
            freezes_for=duration,
        ),
    )


def start_pillory(*, duration: int, reason: str | None = None) -> Request:
    """Put the wearer in the pillory for so many seconds."""
    return Request(
        send=lambda client, lock_id: client.start_pillory(
            duration, reason, lock_id=lock_id
        ),
        needs=frozenset({"start_pillory"}),
    )


def end_pillory() -> Request:
    """End the pillory."""
    return Request(
        send=lambda client, lock_id: client.end_pillory(lock_id=lock_id),
        needs=frozenset({"end_pillory"}),
    )


def patch_settings(*, settings: JsonObject) -> Request:
    """Change settings, by the API's names."""
    return Request(
        send=lambda client, lock_id: client.patch_settings(settings, lock_id=lock_id),
        needs=frozenset({"patch_settings"}),
        effect=ANYTHING,
    )


def assign_task(
    *,
    task: str,
    points: int,
    verification_required: bool,
    actor: str,
    duration: int | None = None,
) -> Request:
    """Assign a task to be done in so many seconds, if any."""
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


def start_task_timer() -> Request:
    """Start the timer of the open task."""
    return Request(
        send=lambda client, lock_id: client.start_task_timer(lock_id=lock_id),
        needs=frozenset({"start_task_timer"}),
    )


def complete_task(*, successful: bool) -> Request:
    """Close the open task, done or failed."""
    return Request(
        send=lambda client, lock_id: client.complete_task(
            successful=successful, lock_id=lock_id
        ),
        needs=frozenset({"complete_task"}),
        effect=_TASK_CLOSED,
    )


def start_hygienic_unlock(*, duration: int) -> Request:
    """Open the lock for hygiene for so many seconds."""
    return Request(
        send=lambda client, lock_id: client.start_hygienic_unlock(
            duration, lock_id=lock_id
        ),
        needs=frozenset({"start_hygienic_unlock"}),
        effect=Effect(
            explains=frozenset({LockEventType.FROZEN, LockEventType.BECAME_UNLOCKABLE})
        ),
    )


def write_log(
    *,
    title: str,
    description: str | None = None,
    role: str | None = None,
    icon: str | None = None,
    color: str | None = None,
) -> Request:
    """Write to the lock's history."""
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
        route="logs/custom",
    )


def send_notification(
    *, title: str, message: str, target: str, show_page_overlay: bool
) -> Request:
    """Notify the wearer, the keyholder or both."""
    return Request(
        send=lambda client, lock_id: client.send_notification(
            title,
            message,
            NotificationTarget(target),
            show_page_overlay=show_page_overlay,
            lock_id=lock_id,
        ),
        needs=frozenset({"send_notification"}),
        route="notifications/custom",
    )


def device_command(
    *,
    device_id: ConnectedDevice,
    command: str,
    params: JsonObject | None = None,
    duration: int | None = None,
) -> Request:
    """Start something on a connected device for so many seconds; stops go another way."""
    if command not in STARTS:
        raise InvalidField("choice", at="command", options=", ".join(STARTS))
    order = StartOrder(
        device=device_id,
        command=STARTS[command],
        params=params or {},
        seconds=duration,
    )
    return Request(
        send=lambda client, lock_id: device_id.route.async_command(
            client, command, order.params, lock_id=lock_id
        ),
        needs=frozenset({DEVICE_COMMAND}),
        start=order,
        route="device-command",
    )
