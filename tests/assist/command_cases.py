"""Calls of the tools of commands, and the actions that they amount to."""

from dataclasses import dataclass, field
from typing import Final

from homeassistant.util.json import JsonObjectType


@dataclass(frozen=True)
class Case:
    """A tool with its arguments, and the fields of the action that it amounts to."""

    name: str
    arguments: JsonObjectType = field(default_factory=dict)
    fields: JsonObjectType | None = None


CASES: Final = (
    Case("add_time", {"duration": 5400}, {"duration": "01:30:00"}),
    Case("add_time", {"duration": "60"}, {"duration": 60}),
    Case("remove_time", {"duration": 60.0}, {"duration": 60}),
    Case("apply_time", {"seconds": 90}),
    Case("apply_time", {"seconds": -90}),
    Case("freeze", {"duration": 60}),
    Case("freeze", {"duration": 86_400}, {"duration": {"hours": 24}}),
    Case("unfreeze"),
    Case("toggle_freeze", {"duration": 300}),
    Case("start_pillory", {"duration": 900}),
    Case("start_pillory", {"duration": 900, "reason": "late"}),
    Case("end_pillory"),
    Case("assign_task", {"task": "Brush the cat"}),
    Case(
        "assign_task",
        {
            "task": "Brush the cat",
            "points": 5,
            "verification_required": True,
            "duration": 900,
        },
    ),
    Case("start_task_timer"),
    Case("complete_task", {"successful": True}),
    Case("complete_task", {"successful": False}),
    Case("start_hygienic_unlock", {"duration": 900}),
    Case("write_log", {"title": "Late"}),
    Case("write_log", {"title": "Late", "description": "Two", "role": "keyholder"}),
    Case("send_notification", {"message": "Hello", "target": "both"}),
    Case("send_notification", {"message": "Hi", "target": "wearer", "title": "Hey"}),
)
NAMES: Final = tuple(dict.fromkeys(case.name for case in CASES))
