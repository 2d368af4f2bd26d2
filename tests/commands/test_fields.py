"""Fields of actions: which values are taken, and which are refused and how."""

from datetime import date
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, failure, key_of, placeholders_of, sent, settle
from tests.added_account import Account
from tests.simulator import Simulator

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
    assert (told["command_key"], told["field_key"]) == (action, field)
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
        '"Freeze" was not sent: "Duration" must be at least one minute and at most 24 hours'
    )
