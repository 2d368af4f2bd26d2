"""What is refused, by whom, and what the person is told."""

import asyncio
from datetime import date
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import (
    act,
    answer,
    failure,
    key_of,
    placeholders_of,
    press,
    sent,
    settle,
    until,
)
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

TASK: dict[str, object] = {"task": "x"}

FIELDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("add_time", {}, "field_missing", "duration"),
    ("add_time", {"duration": None}, "field_missing", "duration"),
    ("add_time", {"duration": "1:00", "seconds": 5}, "field_unknown", "seconds"),
    ("add_time", {"duration": 0}, "field_duration", "duration"),
    ("add_time", {"duration": -600}, "field_duration", "duration"),
    ("add_time", {"duration": {"minutes": -1}}, "field_duration", "duration"),
    ("add_time", {"duration": {}}, "field_duration", "duration"),
    ("add_time", {"duration": 0.4}, "field_duration", "duration"),
    ("add_time", {"duration": True}, "field_duration", "duration"),
    ("add_time", {"duration": "soon"}, "field_duration", "duration"),
    ("add_time", {"duration": "-1 day, 23:00:00"}, "field_duration", "duration"),
    ("freeze", {"duration": "1 day, 0:00:01"}, "field_duration", "duration"),
    (
        "add_time",
        {"duration": "999999999 days, 0:00:00"},
        "field_duration",
        "duration",
    ),
    ("add_time", {"duration": float("nan")}, "field_duration", "duration"),
    ("add_time", {"duration": float("inf")}, "field_duration", "duration"),
    ("add_time", {"duration": 10**300}, "field_duration", "duration"),
    ("add_time", {"duration": {"days": 3651}}, "field_duration", "duration"),
    ("add_time", {"duration": [1]}, "field_duration", "duration"),
    ("freeze", {"duration": 59}, "field_duration", "duration"),
    ("freeze", {"duration": "24:00:01"}, "field_duration", "duration"),
    ("toggle_freeze", {"duration": 59}, "field_duration", "duration"),
    ("unfreeze", {"duration": 60}, "field_unknown", "duration"),
    ("apply_time", {"seconds": 0}, "field_not_zero", "seconds"),
    ("apply_time", {"seconds": 1.5}, "field_whole_number", "seconds"),
    ("apply_time", {"seconds": True}, "field_whole_number", "seconds"),
    ("apply_time", {"seconds": "many"}, "field_whole_number", "seconds"),
    ("apply_time", {"seconds": "9" * 400}, "field_whole_number", "seconds"),
    ("apply_time", {"seconds": -(10**10)}, "field_whole_number", "seconds"),
    ("start_pillory", {"duration": 60, "reason": " "}, "field_text", "reason"),
    ("patch_settings", {"settings": {}}, "field_object", "settings"),
    ("patch_settings", {"settings": [1]}, "field_object", "settings"),
    ("patch_settings", {"settings": {"a": float("nan")}}, "field_json", "settings"),
    ("patch_settings", {"settings": {1: 2}}, "field_json", "settings"),
    ("patch_settings", {"settings": {"a": {1, 2}}}, "field_json", "settings"),
    ("patch_settings", {"settings": {"a": 2**70}}, "field_json", "settings"),
    ("assign_task", {"task": ""}, "field_text", "task"),
    ("assign_task", TASK | {"points": -1}, "field_whole_number", "points"),
    ("assign_task", TASK | {"points": 10**7}, "field_whole_number", "points"),
    (
        "assign_task",
        TASK | {"verification_required": "perhaps"},
        "field_flag",
        "verification_required",
    ),
    ("assign_task", TASK | {"actor": "x" * 65}, "field_text", "actor"),
    ("complete_task", {"successful": []}, "field_flag", "successful"),
    ("write_log", {"title": "x" * 181}, "field_text", "title"),
    (
        "write_log",
        {"title": "x", "description": "x" * 2001},
        "field_text",
        "description",
    ),
    ("write_log", {"title": "x", "role": "god"}, "field_choice", "role"),
    ("write_log", {"title": "x", "role": ["wearer"]}, "field_choice", "role"),
    ("write_log", {"title": "x", "color": "red"}, "field_color", "color"),
    ("write_log", {"title": "x", "color": [1, 2]}, "field_color", "color"),
    ("write_log", {"title": "x", "color": [1, 2, 256]}, "field_color", "color"),
    (
        "send_notification",
        {"message": "x" * 501, "target": "both"},
        "field_text",
        "message",
    ),
    (
        "send_notification",
        {"message": "x", "target": "both", "title": "x" * 101},
        "field_text",
        "title",
    ),
    ("send_notification", {"message": "x"}, "field_missing", "target"),
    ("perform_action", {"name": "add time"}, "field_api_name", "name"),
    ("perform_action", {"name": "../x"}, "field_api_name", "name"),
    ("perform_action", {"name": "add_time"}, "field_params_seconds", "params"),
    (
        "perform_action",
        {"name": "add_time", "params": -60},
        "field_params_seconds",
        "params",
    ),
    (
        "perform_action",
        {"name": "Remove_Time", "params": -60},
        "field_params_seconds",
        "params",
    ),
    (
        "perform_action",
        {"name": "remove_time", "params": "60"},
        "field_params_seconds",
        "params",
    ),
    (
        "perform_action",
        {"name": "add_time", "params": True},
        "field_params_seconds",
        "params",
    ),
    (
        "perform_action",
        {"name": "freeze", "params": {"durationSeconds": 10}},
        "field_params_freeze",
        "params",
    ),
    (
        "perform_action",
        {"name": "toggle_freeze", "params": {"durationSeconds": True}},
        "field_params_freeze",
        "params",
    ),
    ("perform_action", {"name": "freeze"}, "field_params_freeze", "params"),
    (
        "perform_action",
        {"name": "wheel.turn", "params": {"a": float("inf")}},
        "field_json",
        "params",
    ),
    ("perform_action", {"name": "shock.start"}, "field_no_device_action", "name"),
    ("perform_action", {"name": "SHOCK.Start"}, "field_no_device_action", "name"),
    ("perform_action", {"name": "vibration.start"}, "field_no_device_action", "name"),
    ("perform_action", {"name": "shock.random.set"}, "field_no_device_action", "name"),
    ("perform_action", {"name": "shock.berserk.set"}, "field_no_device_action", "name"),
    ("get_session", {"duration": 60}, "field_unknown", "duration"),
    ("write_log", {"title": 10**5000}, "field_text", "title"),
    ("perform_action", {"name": "apply_time"}, "field_params_seconds", "params"),
    (
        "perform_action",
        {"name": "apply_time", "params": {"deltaSeconds": 0}},
        "field_params_seconds",
        "params",
    ),
    ("add_time", {"config_entry_id": 7}, "field_entry", "config_entry_id"),
    ("get_session", {"config_entry_id": ["x"]}, "field_entry", "config_entry_id"),
]


@pytest.mark.parametrize(("action", "data", "key", "field"), FIELDS)
async def test_field_that_can_not_be_meant_is_named_and_nothing_is_sent(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
    key: str,
    field: str,
) -> None:
    simulator.clear_requests()

    error = await failure(hass, ServiceValidationError, action, **data)

    assert key_of(error) == key
    told = placeholders_of(error)
    assert (told["command"], told["field"]) == (action, field)
    await settle()
    assert not simulator.requests


async def test_deeply_nested_settings_are_refused(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    settings: dict[str, Any] = {}
    for _ in range(40):
        settings = {"a": settings}

    error = await failure(
        hass, ServiceValidationError, "patch_settings", settings=settings
    )

    assert key_of(error) == "field_json"


async def test_values_as_yaml_and_selectors_give_them_are_taken(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(
        hass,
        "patch_settings",
        settings={"from": date(2026, 1, 2), "factor": 1.5, "tags": ("a", "b")},
    )
    await act(hass, "apply_time", seconds=60.0)
    await act(hass, "assign_task", task=5)

    params = [
        request.body.get("params", request.body)
        for request in sent(simulator)
        if isinstance(request.body, dict)
    ]
    assert params[0] == {"from": "2026-01-02", "factor": 1.5, "tags": ["a", "b"]}
    assert params[1] == {"deltaSeconds": 60}
    assert isinstance(params[2], dict)
    assert params[2]["taskText"] == "5"


async def test_what_is_refused_is_said_in_words(
    hass: HomeAssistant, account: Account
) -> None:
    error = await failure(hass, ServiceValidationError, "freeze", duration=10)

    assert str(error) == (
        "freeze was not sent: duration must be at least one minute and at most 24 hours"
    )


REJECTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("assign_task", TASK, "command_rejected_tasks"),
    ("start_task_timer", {}, "command_rejected_open_task"),
    ("complete_task", {}, "command_rejected_open_task"),
    ("start_hygienic_unlock", {"duration": 60}, "command_rejected_hygiene"),
]


@pytest.mark.parametrize(("action", "data", "key"), REJECTIONS)
async def test_rejection_with_an_unknown_code_says_what_the_command_needs(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    simulator.order(Fault(status=409, body={"error": "not_now"}), match="POST")

    error = await failure(hass, HomeAssistantError, action, **data)

    assert key_of(error) == key


async def test_unknown_action_is_rejected_by_the_service(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    error = await failure(hass, HomeAssistantError, "perform_action", name="wheel.turn")

    assert key_of(error) == "refused_unknown_action"
    assert len(sent(simulator)) == 1


async def test_missing_scope_is_named_in_error_and_issue_until_it_is_there(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.scopes[WEARER_TOKEN].discard("lock:time")
    await account.entry.runtime_data.coordinator.async_read_now()
    issue_id = f"missing_command_scope_add_time_{account.entry.entry_id}"

    error = await failure(hass, HomeAssistantError, "add_time", duration=60)

    assert key_of(error) == "command_insufficient_scope_named"
    assert placeholders_of(error)["scope"] == "lock:time"
    issue = issue_registry.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_key == "missing_command_scope_named"
    assert issue.translation_placeholders == {
        "account": "sim_wearer",
        "command": "add_time",
        "scope": "lock:time",
    }

    simulator.scopes[WEARER_TOKEN].add("lock:time")
    await act(hass, "add_time", duration=60)
    assert issue_registry.async_get_issue(DOMAIN, issue_id) is None


@pytest.mark.parametrize(
    ("message", "scope"),
    [
        ("The key lacks the scope tasks.", "tasks"),
        ("Missing scope: lock.write", "lock.write"),
        ("Scope 'device-control' is required", "device-control"),
        ("The scope for this action is missing.", None),
        ("Insufficient scope", None),
        ("The key lacks the scope session:read.", None),
        ("", None),
    ],
)
async def test_scope_is_named_only_where_the_service_names_one_that_is_missing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
    message: str,
    scope: str | None,
) -> None:
    simulator.scopes[WEARER_TOKEN] = {"session:read"}
    await account.entry.runtime_data.coordinator.async_read_now()
    simulator.order(
        Fault(status=403, body={"error": "insufficient_scope", "message": message}),
        match="POST",
    )

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert placeholders_of(error).get("scope") == scope
    assert key_of(error) == (
        "command_insufficient_scope_named" if scope else "command_insufficient_scope"
    )
    issue = issue_registry.async_get_issue(
        DOMAIN, f"missing_command_scope_unfreeze_{account.entry.entry_id}"
    )
    assert issue is not None
    assert issue.translation_key == (
        "missing_command_scope_named" if scope else "missing_command_scope"
    )


@pytest.mark.parametrize("how", ["reload", "remove"])
async def test_issue_of_a_scope_goes_with_the_token(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
    how: str,
) -> None:
    simulator.scopes[WEARER_TOKEN] = {"session:read"}
    for action in ("unfreeze", "stop_devices"):
        await failure(hass, HomeAssistantError, action)
    assert len([issue for issue in issue_registry.issues if issue[0] == DOMAIN]) == 2

    await getattr(hass.config_entries, f"async_{how}")(account.entry.entry_id)

    assert not [issue for issue in issue_registry.issues if issue[0] == DOMAIN]


async def test_issue_that_a_stop_lacks_a_scope_ends_with_an_acknowledged_one(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
) -> None:
    simulator.scopes[WEARER_TOKEN].discard("device")
    error = await failure(hass, HomeAssistantError, "stop_devices")
    assert placeholders_of(error)["scope"] == "device"
    issue_id = f"missing_command_scope_stop_devices_{account.entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue_id)

    simulator.scopes[WEARER_TOKEN].add("device")
    await act(hass, "stop_devices")

    assert issue_registry.async_get_issue(DOMAIN, issue_id) is None


async def test_account_without_a_lock_is_told(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()
    await account.entry.runtime_data.coordinator.async_read_now()

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert key_of(error) == "command_no_active_lock"


async def test_lock_that_has_ended_is_told_and_shown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    error = await failure(hass, HomeAssistantError, "unfreeze")

    assert key_of(error) == "command_lock_ended"
    assert account.state("sensor.lock_state") == "no_lock"


async def test_lock_that_was_replaced_is_told_and_the_new_one_shown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    lock = simulator.start_lock(title="Another")

    error = await failure(hass, HomeAssistantError, "add_time", duration=600)

    assert key_of(error) == "command_lock_replaced"
    assert lock.remaining == 27_800
    assert account.state("sensor.lock_title") == "Another"


async def test_session_without_a_lock_is_none(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    error = await failure(hass, HomeAssistantError, "get_session")

    assert key_of(error) == "no_active_lock"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault(status=500), "server_error"),
        (Fault(status=401), "invalid_auth"),
        (Fault(status=403, body={"error": "insufficient_scope"}), "insufficient_scope"),
        (Fault(body="<html>"), "bad_answer"),
        (Fault(status=429, retry_after=50), "rate_limited"),
    ],
)
async def test_session_that_can_not_be_read_says_why(
    hass: HomeAssistant, account: Account, simulator: Simulator, fault: Fault, key: str
) -> None:
    simulator.order(fault, times=None, match="GET")

    error = await failure(hass, HomeAssistantError, "get_session")
    assert key_of(error) == key

    # Again, when the service may want a pause.
    error = await failure(hass, HomeAssistantError, "get_session")
    assert key_of(error) == key


async def test_session_that_is_cut_off_by_unloading_says_so(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(hang=True), match="GET")
    call = asyncio.create_task(act(hass, "get_session"))
    await until(lambda: len(simulator.requests) == 2)

    await hass.config_entries.async_unload(account.entry.entry_id)

    with pytest.raises(ServiceValidationError) as caught:
        await call
    assert key_of(caught.value) == "account_unloaded"


async def test_account_that_is_not_loaded_is_told(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await hass.config_entries.async_unload(account.entry.entry_id)

    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "unfreeze")

    assert caught.value.translation_key == "service_config_entry_not_loaded"
    assert not sent(simulator)


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
    assert placeholders_of(error)["command"] == action
    if key == "effect_disabled":
        assert placeholders_of(error)["disabled"] == disabled
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
    # The reload that would refuse what waits comes a moment later.
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


async def test_press_in_an_outage_is_told_and_not_skipped(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    await simulator.stop()
    await advance(31)
    await advance(5)
    assert account.state("sensor.lock_state") == "unavailable"

    with pytest.raises(HomeAssistantError) as caught:
        await press(account, "add_time")

    assert key_of(caught.value) == "command_not_sent"


def test_no_error_names_a_title_or_a_user() -> None:
    texts = json.loads(
        (
            Path(__file__).parents[2]
            / "custom_components/chastify/translations/en.json"
        ).read_text("utf-8")
    )["exceptions"]

    assert not [key for key, text in texts.items() if "{account}" in text["message"]]
