"""The tables in docs/actions.md say what the code says, and its examples reach the service."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
import re
from typing import Any, Final

import pytest
import voluptuous as vol

from custom_components.chastify.api.hardware import ENABLE_DEVICES
from custom_components.chastify.commands.fields import InvalidField, Validator
from custom_components.chastify.commands.sender import GET_SESSION
from custom_components.chastify.commands.table import COMMANDS
from custom_components.chastify.lock.values import ANSWERED_KEYS
from custom_components.chastify.services import (
    ActionResponse,
    AssignTaskResponse,
    StopsResponse,
)
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from tests.acting import sent
from tests.added_account import DOMAIN, Account
from tests.connected_devices import Toy
from tests.simulator import Lock, Simulator
from tests.translation_check import ENGLISH

from .action_tables import ACTIONS, COMMAND_FIELDS, FIELDS, OF_HISTORY, default_of
from .example_automations import completed
from .files import ROOT, page_id, pages
from .page_parts import codes, examples, section, table

EXAMPLES: Final = examples(ROOT / "docs" / "actions.md")

# These send nothing at all.
WITHOUT_REQUEST: Final = (ENABLE_DEVICES, *OF_HISTORY)

_NUMBER: Final = re.compile(r"-?\d+")
# How the page writes lengths of time.
_IN_WORDS: Final = {
    timedelta(seconds=1): "1 second",
    timedelta(minutes=1): "1 minute",
    timedelta(minutes=5): "5 minutes",
    timedelta(hours=24): "24 hours",
    timedelta(days=3650): "3,650 days",
}


def called(example: object) -> list[str]:
    """Return the actions of this integration that an example calls, in order."""
    match example:
        case list():
            return [action for item in example for action in called(item)]
        case dict():
            names = [example.get("action"), example.get("perform_action")]
            own = [
                name.removeprefix(f"{DOMAIN}.")
                for name in names
                if isinstance(name, str) and name.startswith(f"{DOMAIN}.")
            ]
            return own + called([*example.values()])
        case _:
            return []


@dataclass(frozen=True)
class FieldRow:
    """A row of the table of fields."""

    takes: str
    left_out: str


def rows_of_fields() -> dict[tuple[str, str], FieldRow]:
    """Return the table of fields by action and name."""
    found: dict[tuple[str, str], FieldRow] = {}
    for field, actions, takes, left_out in table(section("actions", "Fields"), "Field"):
        for action in codes(actions):
            key = (action, field.strip("`"))
            assert key not in found
            found[key] = FieldRow(takes, left_out)
    return found


def refusal(validator: Validator[object]) -> InvalidField:
    """Return a field's error for a value that it doesn't take."""
    with pytest.raises(InvalidField) as caught:
        validator(object())
    return caught.value


def if_left_out(marker: vol.Marker) -> str:
    """Return the table's text for a field that is left out."""
    if isinstance(marker, vol.Required):
        return "refused"
    default = default_of(marker)
    if isinstance(default, bool):
        return "yes" if default else "no"
    return "not sent" if default is None else str(default)


def test_every_action_stands_in_the_table_once_with_name_and_fields() -> None:
    rows = table(section("actions", "Table of all actions"), "Action")
    listed = {key.strip("`"): (name, codes(fields)) for key, name, _, fields, _ in rows}
    assert len(listed) == len(rows)
    assert listed.keys() == FIELDS.keys()
    for action, (name, fields) in listed.items():
        assert name == ENGLISH[f"services.{action}.name"]
        assert sorted(fields) == sorted(FIELDS[action])


def test_every_field_is_explained_with_what_holds_if_it_is_left_out() -> None:
    rows = rows_of_fields()
    assert rows.keys() == {
        (action, name) for action, fields in FIELDS.items() for name in fields
    }
    for (action, name), row in rows.items():
        # The params that the API wants of an action without any.
        expected = "{}" if name == "params" else if_left_out(FIELDS[action][name])
        shown = row.left_out.partition(":")[0].strip("`")
        assert (action, name, shown) == (action, name, expected)


def test_ranges_and_choices_are_those_of_the_code() -> None:
    rows = rows_of_fields()
    for action, name, validator in COMMAND_FIELDS:
        for value in refusal(validator).given.values():
            parts = value.split(", ") if isinstance(value, str) else [value]
            for part in parts:
                assert in_words(part) in rows[action, name].takes


def in_words(part: str | timedelta) -> str:
    """Return how the page writes a length of time, a number or a choice."""
    if isinstance(part, timedelta):
        return _IN_WORDS[part]
    return f"{int(part):,}" if _NUMBER.fullmatch(part) else part


def test_the_account_is_explained() -> None:
    assert f"| `{ATTR_CONFIG_ENTRY_ID}` | all |" in section("actions", "Fields")


def test_every_key_of_a_response_is_explained_once() -> None:
    part = section("actions", "Responses")
    keys = [key for row in table(part, "Key of `lock`") for key in codes(row[0])]
    assert sorted(keys) == sorted(ANSWERED_KEYS)
    for response in (ActionResponse, AssignTaskResponse, StopsResponse):
        for key in response.__annotations__:
            assert f"`{key}`" in part or f'"{key}"' in part


def test_every_name_of_the_api_that_is_known_is_named() -> None:
    named = codes(section("actions", "perform_action"))
    assert {command.api_name for command in COMMANDS if command.api_name} <= {*named}


def test_there_is_an_example_of_every_action() -> None:
    assert {action for example in EXAMPLES for action in called(example)} == {*ACTIONS}


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_examples_call_actions_that_exist(
    page: Path,
) -> None:
    for example in examples(page):
        assert {*called(example)} <= {*ACTIONS}


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=["_".join(called(example)) for example in EXAMPLES]
)
async def test_an_example_takes_effect(
    hass: HomeAssistant,
    toy: Toy,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    example: dict[str, Any],
) -> None:
    example = completed(example, {"your_toy": toy.device_id})
    lock.assign_task("Brush the cat")
    await hass.config_entries.async_reload(account.entry.entry_id)
    del simulator.requests[:]
    sequence = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA([example]))

    await Script(hass, sequence, "Example", DOMAIN).async_run(context=Context())
    # The reading after a stop isn't waited for.
    await hass.async_block_till_done(wait_background_tasks=True)

    commands = [
        action
        for action in called(example)
        if action not in (GET_SESSION, *WITHOUT_REQUEST)
    ]
    assert [request.effect for request in sent(simulator)] == [True] * len(commands)
    if {*called(example)} <= {*WITHOUT_REQUEST}:
        assert not simulator.requests
    else:
        assert simulator.requests[-1].method == "GET"
