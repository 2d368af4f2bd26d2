"""Commands that the service refuses or that can't be sent, and the error that is shown."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from tests.acting import act, failure, key_of, placeholders_of, press, sent, until
from tests.added_account import DOMAIN, Account
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Lock, Simulator

REJECTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("assign_task", {"task": "x"}, "command_rejected_tasks"),
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


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("freeze", {"duration": 3600}, "command_rejected_untrusted_freeze"),
        ("toggle_freeze", {"duration": 3600}, "command_rejected_untrusted_freeze"),
        ("assign_task", {"task": "x"}, "command_rejected_untrusted"),
        ("patch_settings", {"settings": {"a": 1}}, "command_rejected_untrusted"),
        ("unfreeze", {}, "command_rejected"),
    ],
)
async def test_rejection_of_an_untrusted_keyholder_says_so(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    lock: Lock,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    fault = Fault(status=403, body={"error": "not_trusted", "message": "No."})
    keys = []
    for role, trusted in (("keyholder", False), ("keyholder", True), ("wearer", False)):
        simulator.session_overrides["role"] = role
        lock.trusted = trusted
        await account.entry.runtime_data.coordinator.async_read_now()
        simulator.order(fault, match="POST")
        error = await failure(hass, HomeAssistantError, action, **data)
        keys.append(key_of(error))
        assert placeholders_of(error)["said"] == " Chastify says: No."

    usual = "command_rejected_tasks" if action == "assign_task" else "command_rejected"
    assert keys == [key, usual, usual]


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
        "command": "Add time",
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
