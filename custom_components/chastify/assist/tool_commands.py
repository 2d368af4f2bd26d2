"""The commands that language models may be offered, with their parameters.

The texts here are read by language models, so they are English and are not translated.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
import math
from typing import Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from ..commands.fields import Choice, Duration, Text, Validator, WholeNumber
from ..commands.table import COMMANDS_BY_NAME
from .tool_results import ToolAnnotations

type Parameters = Mapping[vol.Marker, object]

_SECONDS: Final = "In seconds"
_FREEZE_SECONDS: Final = "In seconds, from a minute to 24 hours"
# A longer one is a mistake of the model.
_LONGEST_TEXT: Final = 1000

# It can't be undone, and a second call does it a second time.
_ADDS_UP: Final = ToolAnnotations(destructive=True, idempotent=False)
# It ends a restriction of a person, and a second call changes nothing.
_RELIEVES: Final = ToolAnnotations(destructive=False, idempotent=True)
# It only adds an entry.
_WRITES: Final = ToolAnnotations(destructive=False, idempotent=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMCommand:
    """The tool of an action; its parameters are fields of the action."""

    description: str
    annotations: ToolAnnotations
    parameters: Parameters = field(default_factory=dict)


def _whole(value: object) -> object:
    """Refuse values that `int` would change, or fail at."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise vol.Invalid("expected a whole number")
    return value


def whole_number(lowest: int, highest: int) -> vol.All[int]:
    """Return a validator of whole numbers that can be written as a JSON schema."""
    return vol.All(_whole, vol.Coerce(int), vol.Range(min=lowest, max=highest))


def _writing(value: object) -> object:
    """Refuse values that `cv.string` would turn into a text that nobody means."""
    if isinstance(value, bool) or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        raise vol.Invalid("expected a text")
    return value


def _yes_or_no(value: object) -> object:
    """Refuse numbers but 0 and 1: `cv.boolean` takes all but 0 for true, NaN too."""
    if isinstance(value, (int, float)) and value not in (0, 1):
        raise vol.Invalid("expected true or false")
    return value


def _validator(field_validator: Validator[object]) -> object:
    """Return the validator of a field of an action as one that can be written as a JSON schema."""
    match field_validator:
        case Duration(shortest, longest):
            return whole_number(
                int(shortest.total_seconds()), int(longest.total_seconds())
            )
        case WholeNumber(lowest, highest):
            return whole_number(lowest, highest)
        case Text(longest):
            length = vol.Length(min=1, max=min(longest, _LONGEST_TEXT))
            return vol.All(_writing, cv.string, length)
        case Choice(options):
            return vol.In([str(option) for option in options])
    return vol.All(_yes_or_no, cv.boolean)


def _fields(
    command: str, *, required: Container[str] = (), **descriptions: str | None
) -> Parameters:
    """Return parameters for fields of a command's action.

    required: the fields that only the action can do without.
    descriptions: those of the parameters by their names.
    """
    fields = {
        str(marker): (marker, field_validator)
        for marker, field_validator in COMMANDS_BY_NAME[command].fields.items()
    }
    parameters: dict[vol.Marker, object] = {}
    for name, description in descriptions.items():
        marker, field_validator = fields[name]
        is_required = isinstance(marker, vol.Required) or name in required
        kind = vol.Required if is_required else vol.Optional
        parameters[kind(name, description=description)] = _validator(field_validator)
    return parameters


LLM_COMMANDS: Final[Mapping[str, LLMCommand]] = {
    "add_time": LLMCommand(
        description="Add time to the timer of the chastity lock: the person stays locked longer.",
        annotations=_ADDS_UP,
        parameters=_fields("add_time", duration=_SECONDS),
    ),
    "remove_time": LLMCommand(
        description="Take time off the timer of the chastity lock.",
        annotations=_ADDS_UP,
        parameters=_fields("remove_time", duration=_SECONDS),
    ),
    "apply_time": LLMCommand(
        description=(
            "Change the timer of the chastity lock by seconds, negative ones take time off."
            " Prefer the tools for adding and removing time where they are there."
        ),
        annotations=_ADDS_UP,
        parameters=_fields("apply_time", seconds="Positive or negative, not 0"),
    ),
    "freeze": LLMCommand(
        description="Freeze the timer of the chastity lock: it doesn't count down meanwhile.",
        annotations=_ADDS_UP,
        parameters=_fields("freeze", duration=_FREEZE_SECONDS),
    ),
    "unfreeze": LLMCommand(
        description="End the freeze of the chastity lock: its timer counts down again.",
        annotations=_RELIEVES,
    ),
    "toggle_freeze": LLMCommand(
        description="Freeze the timer of the chastity lock, or unfreeze it where it is frozen.",
        annotations=_ADDS_UP,
        parameters=_fields("toggle_freeze", duration=_FREEZE_SECONDS),
    ),
    "start_pillory": LLMCommand(
        description="Put the wearer of the chastity lock into the pillory, which others see.",
        annotations=_ADDS_UP,
        parameters=_fields("start_pillory", duration=_SECONDS, reason="Others read it"),
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
        parameters=_fields(
            "assign_task",
            task="What is to be done",
            points="For completing it",
            verification_required="Whether a proof is asked for",
            duration="In seconds: how much time there is for it",
        ),
    ),
    "start_task_timer": LLMCommand(
        description="Start the timer of the open task of the chastity lock.",
        annotations=_ADDS_UP,
    ),
    "complete_task": LLMCommand(
        description="End the open task of the chastity lock, as done or as failed.",
        annotations=_ADDS_UP,
        parameters=_fields(
            "complete_task", required=("successful",), successful="Whether it was done"
        ),
    ),
    "start_hygienic_unlock": LLMCommand(
        description="Allow the wearer to open the chastity lock for hygiene for some time.",
        annotations=_ADDS_UP,
        parameters=_fields(
            "start_hygienic_unlock", required=("duration",), duration=_SECONDS
        ),
    ),
    "write_log": LLMCommand(
        description="Write an entry to the history of the chastity lock.",
        annotations=_WRITES,
        parameters=_fields(
            "write_log", title=None, description=None, role="Whose entry it is"
        ),
    ),
    "send_notification": LLMCommand(
        description="Send a notification of Chastify to the people of the chastity lock.",
        annotations=_WRITES,
        parameters=_fields("send_notification", message=None, target=None, title=None),
    ),
}
# Its parameters depend on the devices, so its tool makes them.
DEVICE_COMMAND_ANNOTATIONS: Final = _ADDS_UP
