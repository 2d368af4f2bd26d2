"""Forms, names and icons of the actions that the code has, and of no others."""

import json
from typing import Final

import pytest
import voluptuous as vol

from custom_components.chastify.api.hardware import DEVICE_COMMANDS
from custom_components.chastify.commands.fields import Entered, InvalidField, Validator
from custom_components.chastify.commands.table import COMMANDS
from custom_components.chastify.lock.changes import Source
from custom_components.chastify.trigger import ANY_SOURCE
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.helpers.selector import validate_selector
from tests.translation_check import ENGLISH, Tree, load

from .action_tables import (
    ACTIONS,
    COMMAND_FIELDS,
    FIELDS,
    default_of,
    fields_of_form,
    form_fields,
    forms,
)
from .files import INTEGRATION

SECTION: Final = "additional_fields"

VALIDATORS: Final = [
    pytest.param(action, field, validator, id=f"{action}.{field}")
    for action, field, validator in COMMAND_FIELDS
]


def texts(action: str, part: str) -> Tree:
    """Return the fields or the sections of an action in the English texts."""
    services = load("en")["services"]
    assert isinstance(services, dict)
    service = services[action]
    assert isinstance(service, dict)
    found = service[part]
    assert isinstance(found, dict)
    return found


def is_accepted(validator: Validator[object], value: Entered) -> bool:
    """Tell whether a field takes a value."""
    try:
        validator(value)
    except InvalidField:
        return False
    return True


def test_forms_names_and_icons_stand_for_all_actions_and_no_others() -> None:
    icons = json.loads((INTEGRATION / "icons.json").read_text("utf-8"))["services"]
    assert forms().keys() == FIELDS.keys()
    assert load("en")["services"].keys() == FIELDS.keys()  # type: ignore[union-attr] # a tree
    assert icons.keys() == FIELDS.keys()
    for icon in icons.values():
        assert icon["service"].startswith("mdi:")


@pytest.mark.parametrize("action", ACTIONS)
def test_form_has_the_fields_of_the_command_and_the_account(action: str) -> None:
    names = [name for name, _ in form_fields(forms()[action])]
    assert len(names) == len(set(names))
    assert set(names) == {*FIELDS[action], ATTR_CONFIG_ENTRY_ID}


@pytest.mark.parametrize("action", ACTIONS)
def test_form_requires_what_the_command_requires(action: str) -> None:
    required = {
        name
        for name, marker in FIELDS[action].items()
        if isinstance(marker, vol.Required)
    }
    shown = {
        name
        for name, content in form_fields(forms()[action])
        if content.get("required")
    }
    assert shown == required


@pytest.mark.parametrize("action", ACTIONS)
def test_required_fields_are_in_no_section(action: str) -> None:
    for name, content in forms()[action]["fields"].items():
        if "fields" in content:
            assert name == SECTION
            assert not any(field.get("required") for _, field in form_fields(content))


@pytest.mark.parametrize("action", ACTIONS)
def test_defaults_that_a_form_shows_are_those_of_the_command(action: str) -> None:
    for name, content in fields_of_form(action).items():
        if "default" in content:
            assert content["default"] == default_of(FIELDS[action][name])


@pytest.mark.parametrize("action", ACTIONS)
def test_every_field_and_section_has_a_name_and_fields_a_description(
    action: str,
) -> None:
    service = f"services.{action}"
    assert ENGLISH[f"{service}.name"]
    assert ENGLISH[f"{service}.description"]
    assert texts(action, "fields").keys() == {*FIELDS[action], ATTR_CONFIG_ENTRY_ID}
    for name in texts(action, "fields"):
        assert ENGLISH[f"{service}.fields.{name}.name"]
        assert ENGLISH[f"{service}.fields.{name}.description"]
    sections = {
        name
        for name, content in forms()[action]["fields"].items()
        if "fields" in content
    }
    assert texts(action, "sections").keys() == sections
    for name in sections:
        assert ENGLISH[f"{service}.sections.{name}.name"]


@pytest.mark.parametrize("action", ACTIONS)
def test_selectors_are_ones_of_home_assistant(action: str) -> None:
    for _, content in form_fields(forms()[action]):
        validate_selector(content["selector"])


def test_choices_are_translated_and_no_others() -> None:
    shown: dict[str, set[str]] = {
        "command": {command.name for command in COMMANDS},
        # Of the triggers.
        "source": {ANY_SOURCE, *Source},
    }
    for action in ACTIONS:
        for content in fields_of_form(action).values():
            if select := content["selector"].get("select"):
                key = select.get("translation_key")
                if key is None:
                    # They are shown as they are; a key of the translations can't hold a dot.
                    assert sorted(select["options"]) == sorted(DEVICE_COMMANDS)
                    continue
                assert shown.setdefault(key, {*select["options"]}) == {
                    *select["options"]
                }
    translated: dict[str, set[str]] = {}
    for path in ENGLISH:
        match path.split("."):
            case ["selector", key, "options", option]:
                translated.setdefault(key, set()).add(option)
    assert translated == shown


def test_commands_are_called_alike_in_the_options_and_as_actions() -> None:
    for command in COMMANDS:
        name = ENGLISH[f"services.{command.name}.name"]
        assert ENGLISH[f"selector.command.options.{command.name}"] == name


@pytest.mark.parametrize(("action", "field", "validator"), VALIDATORS)
def test_command_takes_what_the_form_offers(
    action: str, field: str, validator: Validator[object]
) -> None:
    content = fields_of_form(action)[field]
    example = content.get("example")
    if example is not None:
        value = json.loads(example) if str(example).startswith("{") else example
        assert is_accepted(validator, value)
    select = content["selector"].get("select", {})
    assert all(is_accepted(validator, option) for option in select.get("options", ()))
    if select:
        assert is_accepted(validator, "another") is bool(select.get("custom_value"))
    if number := content["selector"].get("number"):
        assert is_accepted(validator, number["min"])
        assert is_accepted(validator, number["max"])
        assert not is_accepted(validator, number["min"] - 1)
        assert not is_accepted(validator, number["max"] + 1)
