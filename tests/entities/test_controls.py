"""Buttons, switch, numbers, notify entities."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from tests.acting import bodies, key_of, named, on_entity, placeholders_of, press, sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, JsonObject, Lock, Simulator

pytestmark = pytest.mark.loop_debug

PRESSES: dict[str, tuple[str, JsonObject]] = {
    "add_time": named("add_time", 3600),
    "remove_time": named("remove_time", 3600),
    "freeze": ("/lock/freeze", {"durationSeconds": 3600}),
    "unfreeze": ("/lock/unfreeze", {}),
    "toggle_freeze": named("toggle_freeze", {"durationSeconds": 3600}),
    "start_pillory": named("pillory", {"durationSeconds": 900}),
    "end_pillory": named("pillory.end", {}),
    "start_hygienic_unlock": named("hygienic_unlock.start", {"durationSeconds": 900}),
    "start_task_timer": named("task.start_timer", {}),
    "complete_task": named("task.complete", {"successful": True}),
    "fail_task": named("task.complete", {"successful": False}),
    "stop_devices": ("/device-command", {"command": "all.stop", "params": {}}),
}


@pytest.mark.parametrize(("key", "request_sent"), PRESSES.items())
@pytest.mark.usefixtures("all_entities_enabled")
async def test_button_sends_what_the_api_documents(
    account: Account,
    lock: Lock,
    simulator: Simulator,
    key: str,
    request_sent: tuple[str, JsonObject],
) -> None:
    lock.assign_task("x")

    await press(account, key)

    assert bodies(simulator) == [request_sent]
    assert sent(simulator)[0].effect


async def test_there_is_a_button_for_each_of_these(account: Account) -> None:
    assert {f"button.{key}" for key in (*PRESSES, "refresh")} == {
        key for key in account.entity_ids() if key.startswith("button.")
    }


async def test_refresh_reads_at_once(account: Account, simulator: Simulator) -> None:
    assert simulator.lock is not None
    simulator.lock.freeze()

    await press(account, "refresh")

    assert account.state("sensor.lock_state") == "frozen"


async def test_refresh_says_that_the_service_is_away(
    account: Account, simulator: Simulator
) -> None:
    simulator.order(Fault(status=503))

    with pytest.raises(HomeAssistantError) as caught:
        await press(account, "refresh")

    assert key_of(caught.value) == "server_error"


@pytest.mark.parametrize(
    ("number", "button", "request_sent"),
    [
        ("time_step", "add_time", named("add_time", 420)),
        ("time_step", "remove_time", named("remove_time", 420)),
        ("freeze_duration", "freeze", ("/lock/freeze", {"durationSeconds": 420})),
        (
            "freeze_duration",
            "toggle_freeze",
            named("toggle_freeze", {"durationSeconds": 420}),
        ),
        (
            "pillory_duration",
            "start_pillory",
            named("pillory", {"durationSeconds": 420}),
        ),
        (
            "hygienic_unlock_duration",
            "start_hygienic_unlock",
            named("hygienic_unlock.start", {"durationSeconds": 420}),
        ),
    ],
)
@pytest.mark.usefixtures("all_entities_enabled")
async def test_button_uses_the_number(
    account: Account,
    simulator: Simulator,
    number: str,
    button: str,
    request_sent: tuple[str, JsonObject],
) -> None:
    await on_entity(account, "number.set_value", f"number.{number}", value=7)
    assert not sent(simulator)

    await press(account, button)

    assert bodies(simulator) == [request_sent]


async def test_numbers_have_the_values_of_a_new_account(account: Account) -> None:
    numbers = {
        key: (account.state(key), account.full_state(key).attributes)
        for key in account.entity_ids()
        if key.startswith("number.")
    }

    assert {
        key: (float(state), attributes["min"], attributes["max"])
        for key, (state, attributes) in numbers.items()
    } == {
        "number.time_step": (60, 1, 10_080),
        "number.freeze_duration": (60, 1, 1440),
        "number.pillory_duration": (15, 1, 1440),
        "number.hygienic_unlock_duration": (15, 0, 1440),
    }
    assert {
        attributes["unit_of_measurement"] for _, attributes in numbers.values()
    } == {"min"}


@pytest.mark.parametrize("value", [0, 0.5, 1441])
async def test_number_out_of_range_is_refused(account: Account, value: float) -> None:
    with pytest.raises(ServiceValidationError):
        await on_entity(
            account, "number.set_value", "number.freeze_duration", value=value
        )

    assert float(account.state("number.freeze_duration")) == 60


async def test_number_is_kept_over_a_restart_also_while_it_is_disabled(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    entity_registry: er.EntityRegistry,
) -> None:
    await on_entity(account, "number.set_value", "number.time_step", value=5)
    await hass.config_entries.async_reload(account.entry.entry_id)
    assert float(account.state("number.time_step")) == 5
    entity_registry.async_update_entity(
        account.entity_ids()["number.time_step"],
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await hass.config_entries.async_reload(account.entry.entry_id)

    await press(account, "add_time")

    assert bodies(simulator) == [named("add_time", 300)]


async def test_number_is_stored_within_seconds(
    account: Account, advance: Advance, hass_storage: dict[str, Any]
) -> None:
    await on_entity(account, "number.set_value", "number.time_step", value=5)
    await advance(6)

    stored = hass_storage[f"chastify.{account.entry.entry_id}"]["data"]["durations"]
    assert stored["time_step"] == 300


@pytest.mark.parametrize(
    "durations",
    [{"time_step": "long"}, {"other": 5}, [], {"time_step": 1e300}, None],
)
async def test_store_with_durations_that_can_not_be_read_has_the_rest(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    durations: object,
) -> None:
    hass_storage[f"chastify.{entry.entry_id}"] = {
        "version": 1,
        "minor_version": 1,
        "data": {
            "username": "kept",
            "running": None,
            "ended": [],
            "durations": durations,
        },
    }
    account = await add(hass, entry)

    assert entry.runtime_data.storage.shown_account.username == "kept"
    assert float(account.state("number.time_step")) == 60


async def test_switch_freezes_for_as_long_as_the_number_says(
    account: Account, simulator: Simulator
) -> None:
    await on_entity(account, "number.set_value", "number.freeze_duration", value=90)
    await on_entity(account, "switch.turn_on", "switch.freeze")
    assert account.state("switch.freeze") == "on"

    await on_entity(account, "switch.turn_off", "switch.freeze")

    assert account.state("switch.freeze") == "off"
    assert bodies(simulator) == [
        ("/lock/freeze", {"durationSeconds": 5400}),
        ("/lock/unfreeze", {}),
    ]


async def test_switch_follows_the_lock(
    account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()

    await advance(30)

    assert account.state("switch.freeze") == "on"


async def test_switch_that_fails_stays_as_it_is(
    account: Account, simulator: Simulator
) -> None:
    simulator.end_lock()

    with pytest.raises(HomeAssistantError):
        await on_entity(account, "switch.turn_on", "switch.freeze")

    assert account.state("switch.freeze") == "unknown"


MESSAGES: list[tuple[str, dict[str, str], tuple[str, JsonObject]]] = [
    (
        "notify_wearer",
        {"message": "Hello"},
        (
            "/notifications/custom",
            {
                "title": "Home Assistant",
                "message": "Hello",
                "target": "wearer",
                "showPageOverlay": False,
            },
        ),
    ),
    (
        "notify_keyholder",
        {"message": "Hello", "title": "Hey"},
        (
            "/notifications/custom",
            {
                "title": "Hey",
                "message": "Hello",
                "target": "keyholder",
                "showPageOverlay": False,
            },
        ),
    ),
    (
        "lock_history",
        {"message": "Hello", "title": "Hey"},
        ("/logs/custom", {"title": "Hey", "description": "Hello"}),
    ),
    ("lock_history", {"message": "Hello"}, ("/logs/custom", {"title": "Hello"})),
    (
        "lock_history",
        {"message": "x" * 180 + "y" * 20},
        ("/logs/custom", {"title": "x" * 180, "description": "y" * 20}),
    ),
    (
        "lock_history",
        {"message": "x" * 180 + " \n "},
        ("/logs/custom", {"title": "x" * 180}),
    ),
]


@pytest.mark.parametrize(("key", "data", "request_sent"), MESSAGES)
async def test_message_is_sent_as_the_api_documents(
    account: Account,
    simulator: Simulator,
    key: str,
    data: dict[str, str],
    request_sent: tuple[str, JsonObject],
) -> None:
    await on_entity(account, "notify.send_message", f"notify.{key}", **data)

    assert bodies(simulator) == [request_sent]
    assert sent(simulator)[0].effect


@pytest.mark.parametrize(
    ("key", "data", "field"),
    [
        ("notify_wearer", {"message": "x" * 501}, "message"),
        ("notify_wearer", {"message": "x", "title": "x" * 101}, "title"),
        ("lock_history", {"message": "x" * 2181}, "description"),
        ("lock_history", {"message": "x", "title": "x" * 181}, "title"),
        ("lock_history", {"message": " "}, "title"),
    ],
)
async def test_message_that_is_too_long_is_refused_and_not_cut(
    account: Account,
    simulator: Simulator,
    key: str,
    data: dict[str, str],
    field: str,
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await on_entity(account, "notify.send_message", f"notify.{key}", **data)

    assert key_of(caught.value) == "field_text"
    assert placeholders_of(caught.value)["field_key"] == field
    assert not sent(simulator)


@pytest.mark.parametrize("target", ["area_id", "device_id"])
async def test_everything_in_an_area_starts_nothing_and_adds_no_time(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    area_registry: ar.AreaRegistry,
    device_registry: dr.DeviceRegistry,
    target: str,
) -> None:
    area = area_registry.async_create("Bedroom")
    (device,) = dr.async_entries_for_config_entry(
        device_registry, account.entry.entry_id
    )
    device_registry.async_update_device(device.id, area_id=area.id)
    where = {target: area.id if target == "area_id" else device.id}

    for domain, service in (
        ("switch", "turn_on"),
        ("switch", "toggle"),
        ("homeassistant", "turn_on"),
        ("button", "press"),
    ):
        if hass.services.has_service(domain, service):
            await hass.services.async_call(domain, service, where, blocking=True)

    assert sorted(path for path, _ in bodies(simulator)) == [
        "/action",
        "/device-command",
        "/lock/unfreeze",
    ]
    assert named("pillory.end", {}) in bodies(simulator)


@pytest.mark.usefixtures("all_entities_enabled")
async def test_what_commands_stays_available_in_an_outage(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    await simulator.stop()

    await advance(31)
    await advance(5)

    available = {
        key.partition(".")[0]
        for key in account.entity_ids()
        if account.state(key) != STATE_UNAVAILABLE
    }
    assert available == {"button", "calendar", "event", "notify", "number"}
    assert account.state("switch.freeze") == STATE_UNAVAILABLE


async def test_two_accounts_never_mix(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    keyholder_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    other = await add(hass, keyholder_entry)

    await on_entity(other, "number.set_value", "number.time_step", value=5)
    await press(account, "add_time")
    await press(other, "add_time")

    assert [
        (request.headers["authorization"], request.body) for request in sent(simulator)
    ] == [
        ("Bearer sim-wearer-token", {"name": "add_time", "params": 3600}),
        ("Bearer sim-keyholder-token", {"name": "add_time", "params": 300}),
    ]


async def test_hygienic_unlock_of_0_minutes_lasts_as_the_lock_is_set(
    account: Account, simulator: Simulator
) -> None:
    await on_entity(
        account, "number.set_value", "number.hygienic_unlock_duration", value=0
    )

    await press(account, "start_hygienic_unlock")

    assert bodies(simulator) == [named("hygienic_unlock.start", {})]
