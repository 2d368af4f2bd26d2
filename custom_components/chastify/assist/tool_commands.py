"""Which commands language models are offered, with what they take and what they do to a lock.

The texts here are read by language models, so they are English and are not translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
import math
from typing import Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from ..api import LogRole, NotificationTarget
from ..commands.fields import (
    LONGEST_DURATION,
    LONGEST_FREEZE,
    MAX_DESCRIPTION_OF_LOG,
    MAX_MESSAGE_OF_NOTIFICATION,
    MAX_POINTS,
    MAX_TITLE_OF_LOG,
    MAX_TITLE_OF_NOTIFICATION,
    SHORTEST_FREEZE,
)
from .tool_results import ToolAnnotations

type Parameters = Mapping[vol.Marker, object]

# It can't be taken back, and a second call does it a second time.
_ADDS_UP: Final = ToolAnnotations(destructive=True, idempotent=False)
# It ends what burdens a person, and a second call changes nothing.
_RELIEVES: Final = ToolAnnotations(destructive=False, idempotent=True)
# It only writes something more.
_WRITES: Final = ToolAnnotations(destructive=False, idempotent=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMCommand:
    """An action as a language model sees it; its parameters are fields of the action."""

    description: str
    annotations: ToolAnnotations
    parameters: Parameters = field(default_factory=dict)


def _whole(value: object) -> object:
    """Refuse what `int` would take for another number, or what it fails at."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise vol.Invalid("expected a whole number")
    return value


def whole_number(lowest: int, highest: int) -> vol.All[int]:
    """Return a validator of whole numbers that can be written as a JSON schema."""
    return vol.All(_whole, vol.Coerce(int), vol.Range(min=lowest, max=highest))


def _seconds(
    shortest: timedelta = timedelta(seconds=1), longest: timedelta = LONGEST_DURATION
) -> vol.All[int]:
    return whole_number(int(shortest.total_seconds()), int(longest.total_seconds()))


def _writing(value: object) -> object:
    """Refuse what `cv.string` would write down, but nobody would read."""
    if isinstance(value, bool) or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        raise vol.Invalid("expected a text")
    return value


def _text(longest: int) -> vol.All[str]:
    return vol.All(_writing, cv.string, vol.Length(min=1, max=longest))


def _yes_or_no(value: object) -> object:
    """Refuse the numbers that `cv.boolean` would take for yes: all but 0, NaN too."""
    if isinstance(value, (int, float)) and value not in (0, 1):
        raise vol.Invalid("expected true or false")
    return value


_FLAG: Final[vol.All[bool]] = vol.All(_yes_or_no, cv.boolean)


_DURATION: Final[Parameters] = {
    vol.Required("duration", description="In seconds"): _seconds()
}
_FREEZE_DURATION: Final[Parameters] = {
    vol.Required(
        "duration", description="In seconds, from a minute to 24 hours"
    ): _seconds(SHORTEST_FREEZE, LONGEST_FREEZE)
}

LLM_COMMANDS: Final[Mapping[str, LLMCommand]] = {
    "add_time": LLMCommand(
        description="Add time to the timer of the chastity lock: the person stays locked longer.",
        annotations=_ADDS_UP,
        parameters=_DURATION,
    ),
    "remove_time": LLMCommand(
        description="Take time off the timer of the chastity lock.",
        annotations=_ADDS_UP,
        parameters=_DURATION,
    ),
    "apply_time": LLMCommand(
        description=(
            "Change the timer of the chastity lock by seconds, negative ones take time off."
            " Prefer the tools for adding and removing time where they are there."
        ),
        annotations=_ADDS_UP,
        parameters={
            vol.Required(
                "seconds", description="Positive or negative, not 0"
            ): _seconds(-LONGEST_DURATION)
        },
    ),
    "freeze": LLMCommand(
        description="Freeze the timer of the chastity lock: it doesn't count down meanwhile.",
        annotations=_ADDS_UP,
        parameters=_FREEZE_DURATION,
    ),
    "unfreeze": LLMCommand(
        description="End the freeze of the chastity lock: its timer counts down again.",
        annotations=_RELIEVES,
    ),
    "toggle_freeze": LLMCommand(
        description="Freeze the timer of the chastity lock, or unfreeze it where it is frozen.",
        annotations=_ADDS_UP,
        parameters=_FREEZE_DURATION,
    ),
    "start_pillory": LLMCommand(
        description="Put the wearer of the chastity lock into the pillory, which others see.",
        annotations=_ADDS_UP,
        parameters={
            **_DURATION,
            vol.Optional("reason", description="Others read it"): _text(1000),
        },
    ),
    "end_pillory": LLMCommand(
        description="End the pillory of the wearer of the chastity lock.",
        annotations=_RELIEVES,
    ),
    "assign_task": LLMCommand(
        description=(
            "Assign a task to the wearer of the chastity lock. It replaces the open task, if there"
            " is one."
        ),
        annotations=_ADDS_UP,
        parameters={
            vol.Required("task", description="What is to be done"): _text(1000),
            vol.Optional("points", description="For completing it"): whole_number(
                0, MAX_POINTS
            ),
            vol.Optional(
                "verification_required", description="Whether a proof is asked for"
            ): _FLAG,
            vol.Optional(
                "duration", description="In seconds: how much time there is for it"
            ): _seconds(),
        },
    ),
    "start_task_timer": LLMCommand(
        description="Start the timer of the open task of the chastity lock.",
        annotations=_ADDS_UP,
    ),
    "complete_task": LLMCommand(
        description="End the open task of the chastity lock, as done or as failed.",
        annotations=_ADDS_UP,
        parameters={
            vol.Required("successful", description="Whether it was done"): _FLAG
        },
    ),
    "start_hygienic_unlock": LLMCommand(
        description="Allow the wearer to open the chastity lock for hygiene for some time.",
        annotations=_ADDS_UP,
        parameters=_DURATION,
    ),
    "write_log": LLMCommand(
        description="Write an entry to the history of the chastity lock.",
        annotations=_WRITES,
        parameters={
            vol.Required("title"): _text(MAX_TITLE_OF_LOG),
            vol.Optional("description"): _text(MAX_DESCRIPTION_OF_LOG),
            vol.Optional("role", description="Whose entry it is"): vol.In(
                [role.value for role in LogRole]
            ),
        },
    ),
    "send_notification": LLMCommand(
        description="Send a notification of Chastify to the people of the chastity lock.",
        annotations=_WRITES,
        parameters={
            vol.Required("message"): _text(MAX_MESSAGE_OF_NOTIFICATION),
            vol.Required("target"): vol.In(
                [target.value for target in NotificationTarget]
            ),
            vol.Optional("title"): _text(MAX_TITLE_OF_NOTIFICATION),
        },
    ),
}
# Its parameters are the devices that there are, so its tool has them.
DEVICE_COMMAND_ANNOTATIONS: Final = _ADDS_UP
