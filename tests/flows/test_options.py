"""The options of an account: limit, disabled commands, commands of assistants."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
from homeassistant.helpers import entity_registry as er
from tests.added_account import Account
from tests.translation_check import ENGLISH

GONE: dict[str, set[str]] = {
    "add_time": {"button.add_time"},
    "remove_time": {"button.remove_time"},
    "apply_time": set(),
    "freeze": {
        "button.freeze",
        "button.toggle_freeze",
        "number.freeze_duration",
        "switch.freeze",
    },
    "unfreeze": {"button.unfreeze", "button.toggle_freeze", "switch.freeze"},
    "toggle_freeze": {"button.toggle_freeze"},
    "start_pillory": {"button.start_pillory", "number.pillory_duration"},
    "end_pillory": {"button.end_pillory"},
    "patch_settings": set(),
    "assign_task": set(),
    "start_task_timer": {"button.start_task_timer"},
    "complete_task": {"button.complete_task", "button.fail_task"},
    "start_hygienic_unlock": {
        "button.start_hygienic_unlock",
        "number.hygienic_unlock_duration",
    },
    "write_log": {"notify.lock_history"},
    "send_notification": {"notify.notify_wearer", "notify.notify_keyholder"},
    "perform_action": set(),
    "device_command": set(),
}


SECTIONS = {
    "limits": ("daily_time_limit", "disabled_commands"),
    "assistants": ("assist_commands",),
}


def entered(options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the form with these options filled in."""
    return {
        name: {field: options[field] for field in fields if field in options}
        for name, fields in SECTIONS.items()
    }


async def choose(
    hass: HomeAssistant, account: Account, options: dict[str, Any]
) -> None:
    """Go through the options flow as a person would."""
    flow = await hass.config_entries.options.async_init(account.entry.entry_id)
    assert flow["type"] is FlowResultType.FORM
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"], entered(options)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize(("command", "gone"), GONE.items())
async def test_disabled_command_has_no_entities_until_it_is_enabled(
    hass: HomeAssistant,
    account: Account,
    entity_registry: er.EntityRegistry,
    command: str,
    gone: set[str],
) -> None:
    before = dict(account.entity_ids())

    await choose(hass, account, {"disabled_commands": [command]})
    assert before.keys() - account.entity_ids().keys() == gone
    assert all(hass.states.get(before[key]) is None for key in gone)

    await choose(hass, account, {"disabled_commands": []})
    assert account.entity_ids() == before


async def test_number_goes_when_nothing_uses_it(
    hass: HomeAssistant, account: Account
) -> None:
    await choose(hass, account, {"disabled_commands": ["add_time", "remove_time"]})

    assert "number.time_step" not in account.entity_ids()
    assert "number.freeze_duration" in account.entity_ids()


async def test_every_command_can_be_disabled_and_no_stop(
    hass: HomeAssistant, account: Account
) -> None:
    await choose(hass, account, {"disabled_commands": list(GONE)})
    assert {key for key in account.entity_ids() if key.startswith("button.")} == {
        "button.refresh",
        "button.stop_devices",
    }

    for name in ("stop_devices", "get_session", "anything"):
        flow = await hass.config_entries.options.async_init(account.entry.entry_id)
        with pytest.raises(InvalidData):
            await hass.config_entries.options.async_configure(
                flow["flow_id"], entered({"disabled_commands": [name]})
            )
        hass.config_entries.options.async_abort(flow["flow_id"])


OF_NO_COMMAND = {
    "get_session",
    "stop_devices",
    "enable_devices",
    "get_history",
    "clear_history",
}


async def test_all_actions_that_send_commands_but_stops_can_be_disabled(
    hass: HomeAssistant, account: Account
) -> None:
    actions = hass.services.async_services_for_domain("chastify").keys()

    assert actions - OF_NO_COMMAND == GONE.keys()


@pytest.mark.parametrize(
    ("chosen", "kept", "shown"),
    [
        (
            {"daily_time_limit": {"hours": 30}},
            {"hours": 30},
            {"days": 1, "hours": 6, "minutes": 0, "seconds": 0},
        ),
        (
            {"daily_time_limit": {"hours": 0, "minutes": 0, "seconds": 0}},
            {"hours": 0, "minutes": 0, "seconds": 0},
            {"days": 0, "hours": 0, "minutes": 0, "seconds": 0},
        ),
        ({}, None, None),
    ],
)
async def test_limit_is_kept_as_entered_and_shown_again(
    hass: HomeAssistant,
    account: Account,
    chosen: dict[str, Any],
    kept: object,
    shown: object,
) -> None:
    await choose(hass, account, chosen)
    assert account.entry.options == {
        "daily_time_limit": kept,
        "disabled_commands": [],
        "assist_commands": [],
    }

    assert await suggested(hass, account, "daily_time_limit") == shown


async def suggested(hass: HomeAssistant, account: Account, field: str) -> object:
    """Return the value that the options flow suggests in a field."""
    flow = await hass.config_entries.options.async_init(account.entry.entry_id)
    schema = flow["data_schema"]
    assert schema is not None
    (marker,) = [
        key
        for content in schema.schema.values()
        for key in content.schema.schema
        if key == field
    ]
    hass.config_entries.options.async_abort(flow["flow_id"])
    description = marker.description
    assert description is not None
    return description["suggested_value"]


async def test_commands_of_assistants_stand_apart_from_the_disabled_ones(
    hass: HomeAssistant, account: Account
) -> None:
    flow = await hass.config_entries.options.async_init(account.entry.entry_id)
    assert flow["data_schema"] is not None
    shown = {
        str(name): tuple(map(str, content.schema.schema))
        for name, content in flow["data_schema"].schema.items()
        if isinstance(content, section) and not content.options["collapsed"]
    }

    assert shown == SECTIONS
    below = "options.step.init.sections"
    assert {
        f"{below}.{name}.{part}"
        for name, fields in SECTIONS.items()
        for part in (
            "name",
            "description",
            *(f"data.{field}" for field in fields),
            *(f"data_description.{field}" for field in fields),
        )
    } == {key for key in ENGLISH if key.startswith(below)}


async def test_options_that_were_never_chosen_show_their_defaults(
    hass: HomeAssistant, account: Account
) -> None:
    assert await suggested(hass, account, "daily_time_limit") == {
        "days": 1,
        "hours": 0,
        "minutes": 0,
        "seconds": 0,
    }
    assert await suggested(hass, account, "disabled_commands") == []
    assert await suggested(hass, account, "assist_commands") == []


async def test_assistants_may_be_allowed_all_commands_but_those_of_any_content(
    hass: HomeAssistant, account: Account
) -> None:
    allowed = sorted(GONE.keys() - {"perform_action", "patch_settings"})

    await choose(hass, account, {"assist_commands": allowed})
    assert account.entry.options["assist_commands"] == allowed
    assert await suggested(hass, account, "assist_commands") == allowed

    for name in ("perform_action", "patch_settings", "stop_devices", "get_session"):
        flow = await hass.config_entries.options.async_init(account.entry.entry_id)
        with pytest.raises(InvalidData):
            await hass.config_entries.options.async_configure(
                flow["flow_id"], entered({"assist_commands": [name]})
            )
        hass.config_entries.options.async_abort(flow["flow_id"])
