"""The request of each command: one function a command, with the fields of the action as parameters.

Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from ..api import ChastifyClient, JsonObject, JsonValue, LogRole, NotificationTarget
from ..api.hardware import STARTS
from ..devices.connected import ConnectedDevice, StartOrder
from ..lock.changes import ANY_EVENT, Effect, LockEventType
from .fields import InvalidField

type Send = Callable[[ChastifyClient, str | None], Awaitable[JsonValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request of one call of a command.

    send: sends it with a client, pinned to the lock of that id.
    needs: the commands to whose effect it amounts by its fields; a disabled one refuses it.
    adds: the seconds that it adds to the timer.
    effect: its effect on the lock.
    start: the start of hardware that it sends.
    route: the end of its path; the service asks for pauses by routes.
    """

    send: Send
    needs: frozenset[str] = frozenset()
    adds: int = 0
    effect: Effect = field(default_factory=Effect)
    start: StartOrder | None = None
    route: str = "action"

    @property
    def session_id(self) -> str | None:
        """The extension session of a device to which it goes, None: it goes to the account."""
        return self.start.device.route.session_id if self.start else None

    @property
    def is_of_session(self) -> bool:
        """Whether it goes to an extension session."""
        return self.session_id is not None

    @property
    def paused_with(self) -> Hashable:
        """The route of the account, or of the extension session, on which a pause holds it."""
        if self.start is not None and self.is_of_session:
            return self.start.device.route
        return self.route


def _time_effect(seconds: int) -> Effect:
    """Return the effect of added or removed time; at 0 the lock becomes unlockable."""
    unlocks = frozenset({LockEventType.BECAME_UNLOCKABLE} if seconds < 0 else ())
    return Effect(seconds=seconds, explains=unlocks)


def _freeze_effect(seconds: int | None) -> Effect:
    return Effect(
        explains=frozenset({LockEventType.FROZEN}),
        freezes_for=seconds,
        frozen_after=True,
    )


# A closed task can bring points, by which the lock becomes unlockable, and by the rules of the lock
# it can add or remove time.
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
# For settings, which are not documented, and for actions that come later.
ANYTHING: Final = Effect(explains=ANY_EVENT)


def add_time(*, duration: int) -> Request:
    """Add seconds to the timer."""
    return Request(
        send=lambda client, lock_id: client.add_time(duration, lock_id=lock_id),
        adds=duration,
        effect=_time_effect(duration),
    )


def remove_time(*, duration: int) -> Request:
    """Remove seconds from the timer."""
    return Request(
        send=lambda client, lock_id: client.remove_time(duration, lock_id=lock_id),
        effect=_time_effect(-duration),
    )


def apply_time(*, seconds: int) -> Request:
    """Add seconds to the timer, or remove them where they are negative."""
    return Request(
        send=lambda client, lock_id: client.apply_time(seconds, lock_id=lock_id),
        needs=frozenset({"add_time" if seconds > 0 else "remove_time"}),
        adds=max(seconds, 0),
        effect=_time_effect(seconds),
        route="lock/apply-time",
    )


def freeze(*, duration: int) -> Request:
    """Freeze the timer for 60 to 86,400 seconds."""
    return Request(
        send=lambda client, lock_id: client.freeze(duration, lock_id=lock_id),
        effect=_freeze_effect(duration),
        route="lock/freeze",
    )


def freeze_without_end() -> Request:
    """Freeze the timer until it is unfrozen, which only a trusted keyholder may."""
    return Request(
        send=lambda client, lock_id: client.perform_action(
            "freeze", {}, lock_id=lock_id
        ),
        effect=_freeze_effect(None),
    )


def unfreeze() -> Request:
    """End the freeze of the timer."""
    return Request(
        send=lambda client, lock_id: client.unfreeze(lock_id=lock_id),
        effect=Effect(explains=frozenset({LockEventType.UNFROZEN}), frozen_after=False),
        route="lock/unfreeze",
    )


def toggle_freeze(*, duration: int) -> Request:
    """Freeze the timer for so many seconds, or end its freeze."""
    return Request(
        send=lambda client, lock_id: client.toggle_freeze(duration, lock_id=lock_id),
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
    )


def end_pillory() -> Request:
    """End the pillory."""
    return Request(
        send=lambda client, lock_id: client.end_pillory(lock_id=lock_id),
    )


def patch_settings(*, settings: JsonObject) -> Request:
    """Change settings, by the API's names."""
    return Request(
        send=lambda client, lock_id: client.patch_settings(settings, lock_id=lock_id),
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
    """Assign a task; `duration` is its time limit in seconds."""
    return Request(
        send=lambda client, lock_id: client.assign_task(
            task,
            points=points,
            verification_required=verification_required,
            duration_seconds=duration,
            actor=actor,
            lock_id=lock_id,
        ),
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
    )


def complete_task(*, successful: bool) -> Request:
    """Close the open task as done or as failed."""
    return Request(
        send=lambda client, lock_id: client.complete_task(
            successful=successful, lock_id=lock_id
        ),
        effect=_TASK_CLOSED,
    )


def start_hygienic_unlock(*, duration: int | None = None) -> Request:
    """Allow to open the lock for hygiene for so many seconds, None: as the lock is set."""
    return Request(
        send=lambda client, lock_id: client.start_hygienic_unlock(
            duration, lock_id=lock_id
        ),
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
        route="notifications/custom",
    )


def device_command(
    *,
    device_id: ConnectedDevice,
    command: str,
    params: JsonObject | None = None,
    duration: int | None = None,
) -> Request:
    """Start a connected device for so many seconds; stops are not sent from here."""
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
        start=order,
        route="device-command",
    )
