"""The table of all commands: their names, their fields and their requests.

Actions, buttons, the switch, notifications and assistants use it. A new action name of the API is
one entry here. Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import re
from typing import Final

import voluptuous as vol

from ..api import JsonValue, LogRole, NotificationTarget
from ..api.hardware import DEVICE_COMMAND, PREFIXES, names_start
from ..lock.changes import Effect
from . import requests
from .checked_fields import Fields, checked_fields, field_errors
from .fields import (
    LONGEST_FREEZE,
    LONGEST_START,
    MAX_DESCRIPTION_OF_LOG,
    MAX_MESSAGE_OF_NOTIFICATION,
    MAX_POINTS,
    MAX_TITLE_OF_LOG,
    MAX_TITLE_OF_NOTIFICATION,
    SHORTEST_FREEZE,
    SIGNED_SECONDS,
    Choice,
    Duration,
    Entered,
    InvalidField,
    Text,
    WholeNumber,
    api_name,
    color,
    connected_device,
    device_command,
    device_params,
    flag,
    freeze_seconds_of_params,
    json_object,
    json_value,
    seconds_of_params,
    signed_seconds_of_params,
)
from .requests import Request

# Parts of names of actions that may come later and concern hardware.
_DEVICE_WORDS: Final = re.compile(
    r"shock|vibrat|berserk|device|(?:^|[._:-])all(?:[._:-]|$)"
)
DEFAULT_TITLE: Final = "Home Assistant"
DEFAULT_ACTOR: Final = "extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A kind of command.

    name: that of the action in Home Assistant.
    fields: the fields of the action, with validators.
    request_fn: makes the request; its parameters are the fields.
    needs: the other commands to whose effect every call amounts.
    api_name: its name where `perform_action` sends it.
    of_params_fn: returns the fields that the API's params of that name stand for, where the
        effect depends on them.
    rejected: the key of the error for a rejection, where its reason is known.
    rejected_untrusted: the same for a keyholder who isn't trusted, where that may be the reason.
    is_for_assistants: whether a person may let voice and language models send it.
    """

    name: str
    request_fn: Callable[..., Request]
    fields: Fields = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    api_name: str | None = None
    of_params_fn: Callable[[JsonValue], dict[str, JsonValue]] | None = None
    rejected: str | None = None
    rejected_untrusted: str | None = None
    is_for_assistants: bool = True

    @property
    def all_needs(self) -> frozenset[str]:
        """The commands that have to be enabled for this one to be of use."""
        return self.needs | {self.name}

    def request(self, data: Mapping[str, Entered]) -> Request:
        """Return the request for the fields of an action.

        Raises ServiceValidationError, which names the field and its allowed values.
        """
        values = checked_fields(self.name, self.fields, data)
        with field_errors(self.name):
            return self.request_fn(**values)


def _perform_action(*, name: str, params: JsonValue = None) -> Request:
    """Return the request for an action of any name; the rules of a known command hold for it."""
    known_name = name.lower()
    if known_name.startswith(PREFIXES) or _DEVICE_WORDS.search(known_name):
        raise InvalidField("no_device_action", at="name")
    if names_start(params):
        raise InvalidField("no_device_action", at="params")
    # Our own names too: another edition of the API may have one of them.
    known = _BY_API_NAME.get(known_name) or COMMANDS_BY_NAME.get(known_name)
    needs, adds, effect = frozenset[str](), 0, requests.ANYTHING
    if known is not None:
        needs = known.all_needs
        effect = Effect()
        if known.of_params_fn is not None:
            meant = (
                requests.freeze_without_end()
                if known.name == "freeze" and not params
                else known.request_fn(**known.of_params_fn(params))
            )
            needs |= meant.needs
            adds, effect = meant.adds, meant.effect
    return Request(
        send=lambda client, lock_id: client.perform_action(
            name, params, lock_id=lock_id
        ),
        needs=needs,
        adds=adds,
        effect=effect,
    )


_FREEZE_DURATION: Final[Fields] = {
    vol.Required("duration"): Duration(SHORTEST_FREEZE, LONGEST_FREEZE)
}
_DURATION: Final[Fields] = {vol.Required("duration"): Duration()}

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="add_time",
        fields=_DURATION,
        request_fn=requests.add_time,
        api_name="add_time",
        of_params_fn=lambda params: {"duration": seconds_of_params(params)},
    ),
    Command(
        name="remove_time",
        fields=_DURATION,
        request_fn=requests.remove_time,
        api_name="remove_time",
        of_params_fn=lambda params: {"duration": seconds_of_params(params)},
    ),
    Command(
        name="apply_time",
        fields={vol.Required("seconds"): SIGNED_SECONDS},
        request_fn=requests.apply_time,
        of_params_fn=lambda params: {"seconds": signed_seconds_of_params(params)},
    ),
    Command(
        name="freeze",
        fields=_FREEZE_DURATION,
        request_fn=requests.freeze,
        api_name="freeze",
        of_params_fn=lambda params: {"duration": freeze_seconds_of_params(params)},
        rejected_untrusted="command_rejected_untrusted_freeze",
    ),
    Command(
        name="unfreeze",
        request_fn=requests.unfreeze,
        api_name="unfreeze",
        of_params_fn=lambda _params: {},
    ),
    Command(
        name="toggle_freeze",
        fields=_FREEZE_DURATION,
        request_fn=requests.toggle_freeze,
        needs=frozenset({"freeze", "unfreeze"}),
        api_name="toggle_freeze",
        of_params_fn=lambda params: {"duration": freeze_seconds_of_params(params)},
        rejected_untrusted="command_rejected_untrusted_freeze",
    ),
    Command(
        name="start_pillory",
        fields={
            **_DURATION,
            vol.Optional("reason"): Text(),
        },
        request_fn=requests.start_pillory,
        api_name="pillory",
    ),
    Command(
        name="end_pillory", request_fn=requests.end_pillory, api_name="pillory.end"
    ),
    Command(
        name="patch_settings",
        fields={vol.Required("settings"): json_object},
        request_fn=requests.patch_settings,
        api_name="settings.patch",
        of_params_fn=lambda _params: {"settings": {}},
        is_for_assistants=False,
        rejected_untrusted="command_rejected_untrusted",
    ),
    Command(
        name="assign_task",
        fields={
            vol.Required("task"): Text(),
            vol.Optional("points", default=0): WholeNumber(0, MAX_POINTS),
            vol.Optional("verification_required", default=False): flag,
            vol.Optional("duration"): Duration(),
            vol.Optional("actor", default=DEFAULT_ACTOR): Text(64),
        },
        request_fn=requests.assign_task,
        api_name="task.assign",
        of_params_fn=lambda _params: {
            "task": "",
            "points": 0,
            "verification_required": False,
            "actor": DEFAULT_ACTOR,
        },
        rejected="command_rejected_tasks",
        rejected_untrusted="command_rejected_untrusted",
    ),
    Command(
        name="start_task_timer",
        request_fn=requests.start_task_timer,
        api_name="task.start_timer",
        rejected="command_rejected_open_task",
    ),
    Command(
        name="complete_task",
        fields={vol.Optional("successful", default=True): flag},
        request_fn=requests.complete_task,
        api_name="task.complete",
        of_params_fn=lambda _params: {"successful": True},
        rejected="command_rejected_open_task",
    ),
    Command(
        name="start_hygienic_unlock",
        fields={vol.Optional("duration"): Duration()},
        request_fn=requests.start_hygienic_unlock,
        api_name="hygienic_unlock.start",
        of_params_fn=lambda _params: {},
        rejected="command_rejected_hygiene",
    ),
    Command(
        name="write_log",
        fields={
            vol.Required("title"): Text(MAX_TITLE_OF_LOG),
            vol.Optional("description"): Text(MAX_DESCRIPTION_OF_LOG),
            vol.Optional("role"): Choice(tuple(LogRole)),
            vol.Optional("icon"): Text(MAX_TITLE_OF_LOG),
            vol.Optional("color"): color,
        },
        request_fn=requests.write_log,
    ),
    Command(
        name="send_notification",
        fields={
            vol.Optional("title", default=DEFAULT_TITLE): Text(
                MAX_TITLE_OF_NOTIFICATION
            ),
            vol.Required("message"): Text(MAX_MESSAGE_OF_NOTIFICATION),
            vol.Required("target"): Choice(tuple(NotificationTarget)),
            vol.Optional("show_page_overlay", default=False): flag,
        },
        request_fn=requests.send_notification,
    ),
    Command(
        name="perform_action",
        fields={
            vol.Required("name"): api_name,
            vol.Optional("params"): json_value,
        },
        request_fn=_perform_action,
        is_for_assistants=False,
    ),
    Command(
        name=DEVICE_COMMAND,
        fields={
            vol.Required("device_id"): connected_device,
            vol.Required("command"): device_command,
            vol.Optional("params"): device_params,
            vol.Optional("duration"): Duration(longest=LONGEST_START),
        },
        request_fn=requests.device_command,
    ),
)

COMMANDS_BY_NAME: Final[Mapping[str, Command]] = {
    command.name: command for command in COMMANDS
}
ASSIST_COMMANDS: Final = tuple(
    command for command in COMMANDS if command.is_for_assistants
)
_BY_API_NAME: Final[Mapping[str, Command]] = {
    command.api_name: command for command in COMMANDS if command.api_name
}
