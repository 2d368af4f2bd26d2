"""All commands: what each takes, and by which names it is known.

Actions, buttons, the switch and notifications are views of this table. A new action name of the API
is one entry here. Source: the page "External API & Programs" of Chastify's documentation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import re
from typing import Final

import voluptuous as vol

from ..api import JsonValue, LogRole, NotificationTarget
from ..api.hardware import DEVICE_COMMAND, PREFIXES, names_start
from ..devices.connected import ConnectedDevice
from ..lock.changes import Effect
from . import requests
from .fields import (
    LONGEST_FREEZE,
    LONGEST_START,
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
    connected_device,
    device_command,
    device_params,
    duration,
    flag,
    freeze_seconds_of_params,
    json_object,
    json_value,
    seconds_of_params,
    signed_seconds,
    signed_seconds_of_params,
    text,
    whole_number,
)
from .requests import Request

type Fields = Mapping[vol.Marker, Callable[[Entered], JsonValue | ConnectedDevice]]

# Whatever else may stand in the name of an action that comes later.
_DEVICE_WORDS: Final = re.compile(
    r"shock|vibrat|berserk|device|(?:^|[._:-])all(?:[._:-]|$)"
)
DEFAULT_TITLE: Final = "Home Assistant"
DEFAULT_ACTOR: Final = "extension"


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
    is_for_assistants: whether a person may let voice and language models send it.
    """

    name: str
    request_fn: Callable[..., Request]
    fields: Fields = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    api_name: str | None = None
    of_params_fn: Callable[[JsonValue], Request] | None = None
    rejected: str | None = None
    is_for_assistants: bool = True

    @property
    def all_needs(self) -> frozenset[str]:
        """The commands that have to be enabled for this one to be of use."""
        return self.needs | {self.name}


def _perform_action(*, name: str, params: JsonValue = None) -> Request:
    """Return the request for an action of any name; a known one is held to its own rules."""
    known_name = name.lower()
    if known_name.startswith(PREFIXES) or _DEVICE_WORDS.search(known_name):
        raise InvalidField("no_device_action", at="name")
    if names_start(params):
        raise InvalidField("no_device_action", at="params")
    # Our own names too: another edition of the API may have one of them.
    known = _BY_API_NAME.get(known_name) or COMMANDS_BY_NAME.get(known_name)
    needs, adds, effect = frozenset({"perform_action"}), 0, requests.ANYTHING
    if known is not None:
        needs |= known.all_needs
        effect = Effect()
        if known.of_params_fn is not None:
            meant = known.of_params_fn(params)
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
    vol.Required("duration"): duration(SHORTEST_FREEZE, LONGEST_FREEZE)
}
_DURATION: Final[Fields] = {vol.Required("duration"): duration()}

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="add_time",
        fields=_DURATION,
        request_fn=requests.add_time,
        api_name="add_time",
        of_params_fn=lambda params: requests.add_time(
            duration=seconds_of_params(params)
        ),
    ),
    Command(
        name="remove_time",
        fields=_DURATION,
        request_fn=requests.remove_time,
        api_name="remove_time",
        of_params_fn=lambda params: requests.remove_time(
            duration=seconds_of_params(params)
        ),
    ),
    Command(
        name="apply_time",
        fields={vol.Required("seconds"): signed_seconds},
        request_fn=requests.apply_time,
        of_params_fn=lambda params: requests.apply_time(
            seconds=signed_seconds_of_params(params)
        ),
    ),
    Command(
        name="freeze",
        fields=_FREEZE_DURATION,
        request_fn=requests.freeze,
        api_name="freeze",
        of_params_fn=lambda params: requests.freeze(
            duration=freeze_seconds_of_params(params)
        ),
    ),
    Command(
        name="unfreeze",
        request_fn=requests.unfreeze,
        api_name="unfreeze",
        of_params_fn=lambda _params: requests.unfreeze(),
    ),
    Command(
        name="toggle_freeze",
        fields=_FREEZE_DURATION,
        request_fn=requests.toggle_freeze,
        needs=requests.TOGGLE_FREEZE_NEEDS,
        api_name="toggle_freeze",
        of_params_fn=lambda params: requests.toggle_freeze(
            duration=freeze_seconds_of_params(params)
        ),
    ),
    Command(
        name="start_pillory",
        fields={
            **_DURATION,
            vol.Optional("reason"): text(),
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
        of_params_fn=lambda _params: requests.patch_settings(settings={}),
        is_for_assistants=False,
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
        request_fn=requests.assign_task,
        api_name="task.assign",
        of_params_fn=lambda _params: requests.assign_task(
            task="", points=0, verification_required=False, actor=DEFAULT_ACTOR
        ),
        rejected="command_rejected_tasks",
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
        of_params_fn=lambda _params: requests.complete_task(successful=True),
        rejected="command_rejected_open_task",
    ),
    Command(
        name="start_hygienic_unlock",
        fields=_DURATION,
        request_fn=requests.start_hygienic_unlock,
        api_name="hygienic_unlock.start",
        of_params_fn=lambda _params: requests.start_hygienic_unlock(duration=0),
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
        request_fn=requests.write_log,
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
            vol.Optional("duration"): duration(longest=LONGEST_START),
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
