"""A command that a person disabled is refused by every route."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import answer, failure, key_of, placeholders_of, sent, settle
from tests.added_account import Account, add
from tests.simulator import Fault, Simulator

DISABLED: list[tuple[str, str, dict[str, Any], str]] = [
    ("add_time", "add_time", {"duration": 60}, "command_disabled"),
    ("add_time", "apply_time", {"seconds": 60}, "effect_disabled"),
    (
        "add_time",
        "perform_action",
        {"name": "add_time", "params": 60},
        "effect_disabled",
    ),
    (
        "add_time",
        "perform_action",
        {"name": "Add_Time", "params": 60},
        "effect_disabled",
    ),
    ("remove_time", "apply_time", {"seconds": -60}, "effect_disabled"),
    ("freeze", "toggle_freeze", {"duration": 60}, "effect_disabled"),
    ("unfreeze", "toggle_freeze", {"duration": 60}, "effect_disabled"),
    (
        "freeze",
        "perform_action",
        {"name": "toggle_freeze", "params": {"durationSeconds": 60}},
        "effect_disabled",
    ),
    ("start_pillory", "perform_action", {"name": "pillory"}, "effect_disabled"),
    ("start_pillory", "perform_action", {"name": "start_pillory"}, "effect_disabled"),
    (
        "add_time",
        "perform_action",
        {"name": "apply_time", "params": {"deltaSeconds": 60}},
        "effect_disabled",
    ),
    ("end_pillory", "perform_action", {"name": "pillory.end"}, "effect_disabled"),
    ("patch_settings", "perform_action", {"name": "settings.patch"}, "effect_disabled"),
    ("complete_task", "perform_action", {"name": "task.complete"}, "effect_disabled"),
    ("perform_action", "perform_action", {"name": "wheel.turn"}, "command_disabled"),
    ("write_log", "write_log", {"title": "x"}, "command_disabled"),
]


@pytest.mark.parametrize(("disabled", "action", "data", "key"), DISABLED)
async def test_disabled_command_is_refused_by_every_route(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    disabled: str,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    simulator.start_lock()
    await add(hass, disabling(entry, disabled))

    error = await failure(hass, ServiceValidationError, action, **data)

    assert key_of(error) == key
    assert placeholders_of(error)["command_key"] == action
    if key == "effect_disabled":
        assert placeholders_of(error)["disabled_key"] == disabled
    assert not sent(simulator)


ALLOWED: list[tuple[str, str, dict[str, Any]]] = [
    ("add_time", "apply_time", {"seconds": -60}),
    ("add_time", "remove_time", {"duration": 60}),
    ("add_time", "perform_action", {"name": "remove_time", "params": 60}),
    ("remove_time", "apply_time", {"seconds": 60}),
    ("freeze", "unfreeze", {}),
    ("freeze", "get_session", {}),
    ("perform_action", "add_time", {"duration": 60}),
]


@pytest.mark.parametrize(("disabled", "action", "data"), ALLOWED)
async def test_what_is_not_disabled_is_carried_out(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    disabled: str,
    action: str,
    data: dict[str, Any],
) -> None:
    simulator.start_lock()
    await add(hass, disabling(entry, disabled))

    assert (await answer(hass, action, **data))["result"]


def disabling(entry: MockConfigEntry, command: str) -> MockConfigEntry:
    """Return the account with a disabled command."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        data=dict(entry.data),
        options={"daily_time_limit": None, "disabled_commands": [command]},
    )


async def test_options_that_change_while_a_command_waits_hold_for_it(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = account.entry.runtime_data.commands
    # The reload that would refuse waiting commands comes a moment later.
    monkeypatch.setattr(hass.config_entries, "async_schedule_reload", lambda _: None)
    simulator.order(Fault(hang=True), match="POST")
    hanging = hass.async_create_task(commands.async_send("end_pillory"))
    await settle()
    waiting = hass.async_create_task(commands.async_send("add_time", {"duration": 60}))
    frozen = hass.async_create_task(commands.async_send("freeze", {"duration": 60}))
    await settle()

    hass.config_entries.async_update_entry(
        account.entry,
        options={"daily_time_limit": {"seconds": 59}, "disabled_commands": ["freeze"]},
    )
    simulator.clear_faults()
    await hanging

    for call, key in ((waiting, "daily_limit"), (frozen, "command_disabled")):
        with pytest.raises(ServiceValidationError) as caught:
            await call
        assert key_of(caught.value) == key
    assert len(sent(simulator)) == 1
