"""Texts of the form of connected devices: those that it shows, and no others."""

import ast
from collections.abc import Iterable, Iterator
from typing import Final

import pytest
import voluptuous as vol

from custom_components.chastify.api import (
    ChastifyAuthenticationError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyRequestError,
)
from custom_components.chastify.devices.connected import (
    CONF_SHOCK,
    SUBENTRY_DEVICE,
    connected_devices,
)
from custom_components.chastify.devices.issues import SessionProblem
from custom_components.chastify.failures.errors import FAILURES
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from tests.added_account import Account, add
from tests.connected_devices import SESSION, entry_with, subentry
from tests.simulator import Simulator
from tests.translation_check import Tree, load

from .files import INTEGRATION
from .page_parts import page, table

# Errors of the API that the form answers with a text of its own, or lets pass.
OWN_ANSWER: Final = {
    ChastifyAuthenticationError,
    ChastifyForbiddenError,
    ChastifyLockEndedError,
    ChastifyNoActiveLockError,
    ChastifyRequestError,
}
SUCCEEDED: Final = "reconfigure_successful"


def part(*path: str) -> Tree:
    """Return a part of the English texts of a connected device."""
    tree = load("en")
    for key in ("config_subentries", SUBENTRY_DEVICE, *path):
        found = tree[key]
        assert isinstance(found, dict)
        tree = found
    return tree


def nodes[NodeT: ast.AST](kind: type[NodeT], of: ast.AST) -> Iterator[NodeT]:
    """Return the parts of a program that are of a kind."""
    return (node for node in ast.walk(of) if isinstance(node, kind))


def literals(found: Iterable[ast.AST | None]) -> set[str]:
    """Return the texts among expressions."""
    return {
        node.value
        for node in found
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def code() -> ast.Module:
    """Return the program of the form."""
    files = (INTEGRATION / "flows" / name for name in ("device.py", "device_form.py"))
    return ast.parse("".join(file.read_text("utf-8") for file in files))


def errors_of_the_code() -> set[str]:
    """Return the errors that the form can show."""
    shown = literals(
        assignment.value
        for assignment in nodes(ast.Assign, code())
        for target in assignment.targets
        if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "errors"
    )
    returned = literals(
        statement.value
        for function in nodes(ast.FunctionDef, code())
        if function.name.endswith("_error")
        for statement in nodes(ast.Return, function)
    )
    assert shown
    assert returned
    of_the_api = {
        failure.flow for kind, failure in FAILURES.items() if kind not in OWN_ANSWER
    }
    return shown | returned | of_the_api | {*SessionProblem}


def aborts_of_the_code() -> set[str]:
    """Return the reasons for which the form ends without a device."""
    reasons = literals(
        keyword.value
        for keyword in nodes(ast.keyword, code())
        if keyword.arg == "reason"
    )
    assert reasons
    return reasons | {SUCCEEDED}


def fields(schema: vol.Schema) -> set[str]:
    """Return the fields of a form or of a section, without its sections."""
    return {
        str(key)
        for key, value in schema.schema.items()
        if not isinstance(value, section)
    }


def check_texts(step_id: str, schema: vol.Schema) -> None:
    """Compare the texts of a step with its form."""
    step = part("step", step_id)
    assert step["title"]
    assert step["description"]
    assert part("step", step_id, "data").keys() == fields(schema)
    assert part("step", step_id, "data_description").keys() == fields(schema)
    sections = {
        str(key): value.schema
        for key, value in schema.schema.items()
        if isinstance(value, section)
    }
    assert part("step", step_id, "sections").keys() == sections.keys()
    for name, content in sections.items():
        below = ("step", step_id, "sections", name)
        assert part(*below)["name"]
        assert part(*below, "data").keys() == fields(content)
        assert part(*below, "data_description").keys() == fields(content)


async def test_adding_has_the_texts_of_its_form(
    hass: HomeAssistant, account: Account
) -> None:
    """When a session was entered already, the form has one field more."""
    result = await hass.config_entries.subentries.async_init(
        (account.entry.entry_id, SUBENTRY_DEVICE), context={"source": SOURCE_USER}
    )
    schema = result["data_schema"]
    assert schema is not None
    without = fields(schema.schema["session"].schema)
    entered = schema(
        {CONF_NAME: " ", "session": {"extension_session_id": "other"}, "params": {}}
    )
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], entered
    )
    schema = result["data_schema"]
    assert schema is not None
    assert fields(schema.schema["session"].schema) > without
    check_texts("user", schema)


async def test_changing_has_the_texts_of_its_form(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Of a device with a session, whose form has one field more."""
    account = await add(hass, entry_with(simulator, subentry(**SESSION)))
    (device,) = connected_devices(account.entry)
    result = await account.entry.start_subentry_reconfigure_flow(
        hass, device.subentry_id
    )
    schema = result["data_schema"]
    assert schema is not None
    check_texts("reconfigure", schema)


async def test_confirming_has_the_texts_of_its_form(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    account = await add(hass, entry_with(simulator))
    result = await hass.config_entries.subentries.async_init(
        (account.entry.entry_id, SUBENTRY_DEVICE), context={"source": SOURCE_USER}
    )
    schema = result["data_schema"]
    assert schema is not None
    entered = schema({CONF_NAME: "Toy", CONF_SHOCK: True, "session": {}, "params": {}})
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], entered
    )
    assert result["step_id"] == "shock"
    schema = result["data_schema"]
    assert schema is not None
    assert part("step", "shock")["title"]
    assert part("step", "shock")["description"]
    assert part("step", "shock", "data").keys() == fields(schema)


def test_steps_are_those_of_the_code() -> None:
    steps = {
        function.name.removeprefix("async_step_")
        for function in nodes(ast.AsyncFunctionDef, code())
        if function.name.startswith("async_step_")
    }
    assert part("step").keys() == steps


def test_errors_are_those_of_the_code() -> None:
    assert part("error").keys() == errors_of_the_code()


def test_aborts_are_those_of_the_code() -> None:
    assert part("abort").keys() == aborts_of_the_code()


def test_the_device_and_its_flows_are_named() -> None:
    assert part()["entry_type"]
    assert part("initiate_flow").keys() == {"user", "reconfigure"}
    assert all(part("initiate_flow").values())


@pytest.mark.parametrize("step_id", ["user", "reconfigure"])
def test_a_field_is_called_alike_wherever_it_stands(step_id: str) -> None:
    """The page of devices explains both forms with one table."""
    assert part("step", step_id, "data") == part("step", "user", "data")
    assert part("step", step_id, "data_description") == part(
        "step", "user", "data_description"
    )


async def test_defaults_and_ranges_on_the_page_are_those_of_the_form(
    hass: HomeAssistant, account: Account
) -> None:
    result = await hass.config_entries.subentries.async_init(
        (account.entry.entry_id, SUBENTRY_DEVICE), context={"source": SOURCE_USER}
    )
    schema = result["data_schema"]
    assert schema is not None
    shown = {
        row[1].strip("`"): row[2]
        for row in table(page("devices"), "Field | Key | Takes")
    }
    for key, selector in schema.schema.items():
        if isinstance(selector, section) or key == CONF_NAME:
            continue
        config = selector.config
        default = key.default()
        expected = (
            f"{'on' if default else 'off'} at first"
            if isinstance(default, bool)
            else f"{config['min']:,.0f} to {config['max']:,.0f} "
            f"{config['unit_of_measurement']}, {default} at first"
        )
        assert (key, shown[key]) == (key, expected)
