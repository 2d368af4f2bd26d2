"""What each action sends, and what it answers."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, answer, bodies, named, sent
from tests.added_account import Account
from tests.simulator import Fault, JsonObject, JsonValue, Lock, Simulator

pytestmark = pytest.mark.loop_debug

TASK: JsonObject = {
    "actor": "extension",
    "taskText": "Brush the cat",
    "points": 0,
    "verificationRequired": False,
}


@dataclass(frozen=True)
class Case:
    """An action with its fields, and the request that the API's documentation asks for."""

    action: str
    request: tuple[str, JsonValue]
    data: dict[str, object] = field(default_factory=dict)


CASES = [
    Case("add_time", named("add_time", 600), {"duration": {"minutes": 10}}),
    Case("add_time", named("add_time", 600), {"duration": "00:10:00"}),
    Case("add_time", named("add_time", 600), {"duration": 600}),
    Case(
        "add_time",
        named("add_time", 10_980),
        {"duration": {"hours": 1, "minutes": 123}},
    ),
    # As a template gives and writes a `timedelta`.
    *(
        Case("remove_time", named("remove_time", seconds), {"duration": duration})
        for seconds, duration in (
            (86_400, timedelta(days=1)),
            (86_400, "1 day, 0:00:00"),
            (183_600, "2 days, 3:00:00"),
            (183_601, " 2 days, 3:00:00.600000 "),
        )
    ),
    Case(
        "freeze",
        ("/lock/freeze", {"durationSeconds": 86_400}),
        {"duration": "1 day, 0:00:00"},
    ),
    Case("remove_time", named("remove_time", 90), {"duration": {"seconds": 90}}),
    Case("apply_time", ("/lock/apply-time", {"deltaSeconds": 600}), {"seconds": 600}),
    Case("apply_time", ("/lock/apply-time", {"deltaSeconds": -5}), {"seconds": "-5"}),
    Case(
        "freeze",
        ("/lock/freeze", {"durationSeconds": 60}),
        {"duration": {"minutes": 1}},
    ),
    Case(
        "freeze",
        ("/lock/freeze", {"durationSeconds": 86_400}),
        {"duration": "24:00:00"},
    ),
    Case("unfreeze", ("/lock/unfreeze", {})),
    Case(
        "toggle_freeze",
        named("toggle_freeze", {"durationSeconds": 300}),
        {"duration": {"minutes": 5}},
    ),
    Case(
        "start_pillory",
        named("pillory", {"durationSeconds": 900}),
        {"duration": "00:15"},
    ),
    Case(
        "start_pillory",
        named("pillory", {"durationSeconds": 900, "reason": "late"}),
        {"duration": "00:15", "reason": "late"},
    ),
    Case("end_pillory", named("pillory.end", {})),
    Case(
        "patch_settings",
        named("settings.patch", {"hideTimer": True, "limits": [1, None]}),
        {"settings": {"hideTimer": True, "limits": [1, None]}},
    ),
    Case("assign_task", named("task.assign", TASK), {"task": "Brush the cat"}),
    Case(
        "assign_task",
        named(
            "task.assign",
            {
                "actor": "keyholder",
                "taskText": "Brush the cat",
                "points": 5,
                "verificationRequired": True,
                "durationSeconds": 900,
            },
        ),
        {
            "task": "Brush the cat",
            "points": "5",
            "verification_required": "yes",
            "duration": {"minutes": 15},
            "actor": "keyholder",
        },
    ),
    Case("write_log", ("/logs/custom", {"title": "Late"}), {"title": "Late"}),
    Case(
        "write_log",
        (
            "/logs/custom",
            {
                "title": "Late",
                "description": "Two hours",
                "role": "keyholder",
                "icon": "clock",
                "color": "#ffcc00",
            },
        ),
        {
            "title": "Late",
            "description": "Two hours",
            "role": "keyholder",
            "icon": "clock",
            "color": [255, 204, 0],
        },
    ),
    Case(
        "write_log",
        ("/logs/custom", {"title": "Late", "color": "#fc0"}),
        {"title": "Late", "color": "#fc0"},
    ),
    Case(
        "send_notification",
        (
            "/notifications/custom",
            {
                "title": "Home Assistant",
                "message": "Hello",
                "target": "both",
                "showPageOverlay": False,
            },
        ),
        {"message": "Hello", "target": "both"},
    ),
    Case(
        "send_notification",
        (
            "/notifications/custom",
            {
                "title": "Hey",
                "message": "Hello",
                "target": "wearer",
                "showPageOverlay": True,
            },
        ),
        {
            "title": "Hey",
            "message": "Hello",
            "target": "wearer",
            "show_page_overlay": True,
        },
    ),
    Case(
        "start_hygienic_unlock",
        named("hygienic_unlock.start", {"durationSeconds": 900}),
        {"duration": {"minutes": 15}},
    ),
    Case("start_hygienic_unlock", named("hygienic_unlock.start", {})),
    Case("perform_action", named("unfreeze", {}), {"name": "unfreeze"}),
    Case("perform_action", named("freeze", {}), {"name": "freeze", "params": {}}),
    Case(
        "perform_action",
        named("freeze", {"durationSeconds": 120, "note": "later"}),
        {"name": "freeze", "params": {"durationSeconds": 120, "note": "later"}},
    ),
    Case("perform_action", named("add_time", 60), {"name": "add_time", "params": 60}),
    Case(
        "stop_devices",
        ("/device-command", {"command": "all.stop", "params": {}}),
    ),
]
WITH_OPEN_TASK = [
    Case("start_task_timer", named("task.start_timer", {})),
    Case("complete_task", named("task.complete", {"successful": True})),
    Case(
        "complete_task",
        named("task.complete", {"successful": False}),
        {"successful": False},
    ),
]


@pytest.mark.parametrize(
    "case", [*CASES, *WITH_OPEN_TASK], ids=lambda case: case.action
)
async def test_action_sends_what_the_api_documents(
    hass: HomeAssistant, lock: Lock, simulator: Simulator, case: Case
) -> None:
    if case in WITH_OPEN_TASK:
        lock.assign_task("Brush the cat")

    response = await answer(hass, case.action, **case.data)

    assert bodies(simulator) == [case.request]
    (request,) = sent(simulator)
    assert request.headers["authorization"] == "Bearer sim-wearer-token"
    assert request.headers["content-type"] == "application/json"
    assert request.effect
    is_pinned = case.action != "stop_devices"
    assert ("x-chastify-lock-id" in request.headers) is is_pinned
    if is_pinned:
        assert request.headers["x-chastify-lock-id"] == lock.lock_id
    assert response["result"] == {
        "success": True,
        "lock": {"_id": lock.lock_id},
        "timeRemainingSeconds": int(lock.remaining),
        "frozen": lock.frozen,
    }


async def test_every_action_is_called_by_a_test(
    hass: HomeAssistant, account: Account
) -> None:
    called = {case.action for case in (*CASES, *WITH_OPEN_TASK)}

    # These have tests of their own.
    assert (
        called
        | {"device_command", "enable_devices", "get_session"}
        | {"get_history", "clear_history"}
        == hass.services.async_services_for_domain("chastify").keys()
    )


async def test_response_has_the_lock_as_read_after_the_command(
    hass: HomeAssistant, account: Account, lock: Lock, simulator: Simulator
) -> None:

    response = await answer(hass, "freeze", duration={"minutes": 10})

    assert response["lock"] == {
        "lock_state": "frozen",
        "lock_id": lock.lock_id,
        "role": "wearer",
        "frozen": True,
        "unlockable": False,
        "trusted": False,
        "task_assigned": False,
        "time_remaining": 27_800,
        "time_locked": 1420,
        "max_time_remaining": 86_400,
        "unlock_time": None,
        "locked_since": "2026-06-01T11:36:20+00:00",
        "latest_unlock_time": None,
        "frozen_since": "2026-06-01T12:00:00+00:00",
        "frozen_by": "home_assistant",
        "task_points": 12,
        "task_points_required": 20,
        "lock_title": "Weekend Challenge",
        "wearer": "sim_wearer",
        "keyholder": "sim_keyholder",
    }
    assert account.state("binary_sensor.frozen") == "on"
    assert [request.method for request in simulator.requests[1:]] == ["POST", "GET"]


async def test_session_is_answered_whole_with_fields_that_nobody_knows(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.overrides["newField"] = {"a": [1]}
    simulator.session_overrides["another"] = "x"

    response = await answer(hass, "get_session")

    result = response["result"]
    assert isinstance(result, dict)
    assert result["another"] == "x"
    lock_data = result["lockData"]
    assert isinstance(lock_data, dict)
    assert lock_data["newField"] == {"a": [1]}
    lock = response["lock"]
    assert isinstance(lock, dict)
    assert lock["lock_title"] == "Weekend Challenge"


async def test_changing_the_answer_changes_nothing_that_is_kept(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    response = await answer(hass, "get_session")
    result = response["result"]
    assert isinstance(result, dict)
    lock_data = result["lockData"]
    assert isinstance(lock_data, dict)
    lock_data["lockTitle"] = "Changed by an automation"

    again = (await answer(hass, "get_session"))["result"]

    assert isinstance(again, dict)
    lock_data = again["lockData"]
    assert isinstance(lock_data, dict)
    assert lock_data["lockTitle"] == "Weekend Challenge"


async def test_action_without_a_response_reads_the_lock_too(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await act(hass, "add_time", duration={"hours": 1})

    assert account.state("sensor.unlock_time") == "2026-06-01T20:43:20+00:00"


@pytest.mark.parametrize("was_open", [True, False])
async def test_assigning_says_whether_an_open_task_was_replaced(
    hass: HomeAssistant, account: Account, simulator: Simulator, was_open: bool
) -> None:
    if was_open:
        await act(hass, "assign_task", task="First")

    response = await answer(hass, "assign_task", task="Second")

    assert response["replaced_task"] is was_open


async def test_replaced_task_is_known_before_the_next_reading(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.overrides["taskAssigned"] = False

    await act(hass, "assign_task", task="First")
    simulator.overrides.clear()
    first = asyncio.create_task(answer(hass, "assign_task", task="Second"))
    second = asyncio.create_task(answer(hass, "assign_task", task="Third"))

    assert (await second)["replaced_task"] is True
    await first


async def test_task_with_an_unknown_outcome_leaves_it_unknown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=503), times=2, match="GET")
    simulator.order(Fault(close="after"), match="POST")
    with pytest.raises(HomeAssistantError):
        await act(hass, "assign_task", task="First")

    response = await answer(hass, "assign_task", task="Second")

    assert response["replaced_task"] is None


async def test_whether_a_task_was_replaced_may_be_unknown(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    simulator.overrides["taskAssigned"] = None
    await hass.config_entries.async_reload(account.entry.entry_id)

    response = await answer(hass, "assign_task", task="First")

    assert response["replaced_task"] is None
