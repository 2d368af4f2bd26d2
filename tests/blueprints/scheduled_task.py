"""A scheduled task, its button and its commands, for the tests of the blueprint."""

from typing import Any

from tests.acting import named
from tests.simulator import JsonObject

from .house import House
from .phone import Phone

TASK = "Tidy the kitchen."
RULE = "automation.scheduled_task_0"
ACTION = f"CHASTIFY_TASK_{RULE.removeprefix('automation.')}"
CLEAR = "clear_notification"
PENALTY = named("add_time", 900)
TIMER = named("task.start_timer", {})
FAILED = named("task.complete", {"successful": False})


def assigned(seconds: int = 7200, **changes: object) -> tuple[str, JsonObject]:
    """Return the command that assigns the task."""
    params: dict[str, Any] = {
        "taskText": TASK,
        "points": 1,
        "verificationRequired": False,
        "durationSeconds": seconds,
        "actor": "extension",
        **changes,
    }
    return named("task.assign", params)


def entry(title: str) -> JsonObject:
    """Return an entry of the log."""
    return {"title": title, "description": f"Task: {TASK}"}


async def use(house: House, phone: Phone, **inputs: object) -> str:
    """Set up the task."""
    return await house.use(
        "scheduled_task", **{"phone": phone.id, "task": TASK, **inputs}
    )


async def begin(house: House, phone: Phone, **inputs: object) -> str:
    """Set up the task, and let it be assigned; returns the rule."""
    rule = await use(house, phone, **inputs)
    await house.at("18:00")
    return rule


async def press(house: House) -> None:
    """Press the button, also where the phone doesn't show it any more."""
    await house.fire("mobile_app_notification_action", action=ACTION)


async def without_assigning(house: House, notice: str) -> None:
    """Let a second pass, after which the rule says this and then waits for five seconds."""
    await house.wait(1)
    assert any(told.startswith(notice) for told in house.notices())
    await house.wait(5)
