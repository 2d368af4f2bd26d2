"""The states of the entities for each kind of lock."""

import json

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from syrupy.assertion import SnapshotAssertion

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityCategory,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.added_account import DOMAIN, Account, add
from tests.frozen_time import Advance
from tests.simulator import JsonValue, Lock, Simulator

pytestmark = pytest.mark.loop_debug

IN_OUTAGE = "calendar.lock_sessions"


def shown(account: Account) -> object:
    """Return state and attributes of all entities as JSON, for a snapshot."""
    states = {
        key: {
            "state": (state := account.full_state(key)).state,
            "attributes": dict(state.attributes),
        }
        for key in account.entity_ids()
    }
    return json.loads(json.dumps(states, sort_keys=True))


@pytest.mark.usefixtures("all_entities_enabled")
async def test_running_lock(account: Account, snapshot: SnapshotAssertion) -> None:
    assert shown(account) == snapshot


async def test_keyholder_sees_the_same_lock_in_the_other_role(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    keyholder_entry: MockConfigEntry,
) -> None:
    simulator.start_lock()

    account = await add(hass, keyholder_entry)

    assert account.state("sensor.role") == "keyholder"
    assert account.state("sensor.lock_title") == "Weekend Challenge"


async def test_frozen_lock_has_no_unlock_time(
    account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()

    await advance(31)

    assert account.state("sensor.lock_state") == "frozen"
    assert account.state("binary_sensor.frozen") == "on"
    assert account.state("sensor.unlock_time") == STATE_UNKNOWN
    assert account.state("sensor.latest_unlock_time") == STATE_UNKNOWN
    assert account.state("sensor.locked_since") == "2026-06-01T11:36:20+00:00"
    remaining = account.state("sensor.time_remaining")

    await advance(300)
    assert account.state("sensor.time_remaining") == remaining


async def test_unlock_time_is_new_after_a_freeze(
    account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(31)
    await advance(3600)
    lock.unfreeze()

    await advance(31)

    assert account.state("sensor.lock_state") == "locked"
    # 27,800 s are left when it freezes; it is unfrozen 3,631 s later.
    assert account.state("sensor.unlock_time") == "2026-06-01T20:43:51+00:00"


async def test_unlockable_lock(account: Account, lock: Lock, advance: Advance) -> None:
    lock.add_time(-(10**6))

    await advance(31)

    assert account.state("sensor.lock_state") == "unlockable"
    assert account.state("binary_sensor.unlockable") == "on"
    assert float(account.state("sensor.time_remaining")) == 0
    reached = account.state("sensor.unlock_time")
    assert reached == "2026-06-01T12:00:31+00:00"

    await advance(600)
    assert account.state("sensor.unlock_time") == reached


@pytest.mark.usefixtures("all_entities_enabled")
async def test_without_a_lock_everything_is_unknown_and_nothing_unavailable(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    account = await add(hass, entry)

    states = account.states()
    assert states.pop("sensor.lock_state") == "no_lock"
    assert states.pop("binary_sensor.active") == "off"
    assert states.pop("calendar.lock_sessions") == "off"
    totals = [key for key in states if key.startswith("sensor.total_")]
    assert {states.pop(key) for key in totals} == {"0.0"}
    assert set(states.values()) == {STATE_UNKNOWN}


async def test_next_lock_shows_up_in_the_same_entities(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    before = account.entity_ids()
    simulator.end_lock()
    await advance(31)
    assert account.state("sensor.lock_state") == "no_lock"
    simulator.start_lock(title="Next", remaining=600, locked=0)

    await advance(61)

    assert account.entity_ids() == before
    assert account.state("sensor.lock_title") == "Next"
    assert account.state("sensor.lock_state") == "locked"


@pytest.mark.usefixtures("all_entities_enabled")
async def test_service_that_is_gone_makes_all_but_the_calendar_unavailable(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    before = account.states()
    await simulator.stop()

    await advance(31)
    await advance(5)

    states = account.states()
    assert states.pop(IN_OUTAGE) == "on"
    assert set(states.values()) == {STATE_UNAVAILABLE}

    await simulator.start()
    await advance(31)
    after = account.states()
    assert after["sensor.unlock_time"] == before["sensor.unlock_time"]
    assert STATE_UNAVAILABLE not in after.values()


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("frozen", ["binary_sensor.frozen", "switch.freeze"]),
        ("unlockable", ["binary_sensor.unlockable"]),
        ("trusted", ["binary_sensor.trusted"]),
        ("taskAssigned", ["binary_sensor.task_assigned"]),
        ("timeLockedSeconds", ["sensor.time_locked", "sensor.locked_since"]),
        ("timeRemainingSeconds", ["sensor.time_remaining", "sensor.unlock_time"]),
        (
            "maxTimeRemainingSeconds",
            ["sensor.max_time_remaining", "sensor.latest_unlock_time"],
        ),
        ("taskPoints", ["sensor.task_points", "sensor.task_points_remaining"]),
        (
            "taskPointsRequired",
            ["sensor.task_points_required", "sensor.task_points_remaining"],
        ),
        ("lockTitle", ["sensor.lock_title"]),
        ("wearerUsername", ["sensor.wearer"]),
        ("keyholderUsername", ["sensor.keyholder"]),
        ("wearerLastSeenTimestamp", ["sensor.wearer_last_seen"]),
        ("keyholderLastSeenTimestamp", ["sensor.keyholder_last_seen"]),
    ],
)
@pytest.mark.parametrize(
    "value", [Simulator.MISSING, None, {}, [], float("nan"), "", 10**400]
)
@pytest.mark.usefixtures("all_entities_enabled")
async def test_field_that_says_nothing_is_unknown_and_the_others_are_known(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    field: str,
    keys: list[str],
    value: JsonValue,
) -> None:
    simulator.wearer.last_seen = simulator.now()
    assert simulator.keyholder is not None
    simulator.keyholder.last_seen = simulator.now()
    simulator.overrides[field] = value

    await advance(31)

    states = account.states()
    assert [states.pop(key) for key in keys] == [STATE_UNKNOWN] * len(keys)
    assert STATE_UNKNOWN not in states.values()
    assert STATE_UNAVAILABLE not in states.values()


@pytest.mark.parametrize("who", ["wearer", "keyholder"])
async def test_person_who_stays_online_is_seen_anew_every_five_minutes(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    who: str,
) -> None:
    person = getattr(simulator, who)
    person.last_seen = simulator.now() - 900
    await advance(30)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    entity_id = account.entity_ids()[f"sensor.{who}_last_seen"]

    for _ in range(25):
        person.last_seen = simulator.now()
        await advance(30)

    seen = [
        event.data["new_state"].state
        for event in changes
        if event.data["entity_id"] == entity_id
    ]
    assert [moment[11:19] for moment in seen] == ["12:00:30", "12:05:30", "12:10:30"]
    # The clock of the service was set back.
    person.last_seen -= 600
    await advance(30)
    assert account.state(f"sensor.{who}_last_seen")[11:19] == "12:02:30"


async def test_hidden_last_seen_is_unknown(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    assert account.state("sensor.wearer_last_seen") == "2026-06-01T11:58:00+00:00"
    simulator.wearer.hides_last_seen = True

    await advance(31)

    assert account.state("sensor.wearer_last_seen") == STATE_UNKNOWN


async def test_long_texts_are_cut(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides |= {
        "lockTitle": "t" * 300,
        "wearerUsername": "w" * 300,
        "wearerBio": "b" * 300,
    }

    await advance(31)

    assert account.state("sensor.lock_title") == "t" * 255
    assert account.state("sensor.wearer") == "w" * 255
    assert account.full_state("sensor.wearer").attributes["bio"] == "b" * 255


async def test_profile_fields_become_attributes_that_change_nothing_else(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides |= {
        "wearerLevel": 7,
        "wearerIsSupporter": True,
        "wearerBadges": ["a"],
        "wearerLastSeen": "just now",
        "wearerFriendlyName": "Somebody else",
        "wearerIcon": "mdi:alert",
        "keyholderFavouriteColour": "blue",
    }

    await advance(31)

    attributes = account.full_state("sensor.wearer").attributes
    assert attributes["level"] == 7
    assert attributes["is_supporter"] is True
    assert "badges" not in attributes
    assert attributes["friendly_name"] == "Chastify lock Wearer"
    assert "icon" not in attributes
    assert not [name for name in attributes if name.startswith("last_seen")]
    assert "username" not in attributes
    keyholder = account.full_state("sensor.keyholder").attributes
    assert keyholder["favourite_colour"] == "blue"


async def test_only_so_many_profile_fields_are_shown(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides |= {f"wearerField{number}": number for number in range(200)}

    await advance(31)

    assert len(account.full_state("sensor.wearer").attributes) < 60


async def test_one_service_device_per_account(
    hass: HomeAssistant, account: Account, device_registry: dr.DeviceRegistry
) -> None:
    (device,) = dr.async_entries_for_config_entry(
        device_registry, account.entry.entry_id
    )

    assert device.name == "Chastify lock"
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.identifiers == {(DOMAIN, account.entry.entry_id)}


async def test_what_can_not_be_taken_back_is_of_category_config(
    account: Account, entity_registry: er.EntityRegistry
) -> None:
    categories = {
        key: entity.entity_category
        for key, entity_id in account.entity_ids().items()
        if (entity := entity_registry.async_get(entity_id)) and entity.entity_category
    }

    for key in ("button.refresh", "sensor.role"):
        assert categories.pop(key) is EntityCategory.DIAGNOSTIC
    assert set(categories.values()) == {EntityCategory.CONFIG}
    assert categories.keys() == {
        "button.add_time",
        "button.remove_time",
        "button.freeze",
        "button.toggle_freeze",
        "button.start_pillory",
        "button.start_hygienic_unlock",
        "button.start_task_timer",
        "button.complete_task",
        "button.fail_task",
        "number.time_step",
        "number.freeze_duration",
        "number.pillory_duration",
        "number.hygienic_unlock_duration",
        "switch.freeze",
    }


async def test_what_few_need_is_disabled_until_a_person_enables_it(
    hass: HomeAssistant, account: Account, entity_registry: er.EntityRegistry
) -> None:
    rows = {
        key: entity_registry.entities[entity_id]
        for key, entity_id in account.entity_ids().items()
    }
    disabled = {key: row for key, row in rows.items() if row.disabled}
    assert disabled.keys() == {"button.toggle_freeze", "sensor.max_time_remaining"}
    assert {row.disabled_by for row in disabled.values()} == {
        er.RegistryEntryDisabler.INTEGRATION
    }

    for row in disabled.values():
        entity_registry.async_update_entity(row.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(account.entry.entry_id)

    assert account.state("sensor.max_time_remaining") == "24.0"
    assert account.state("button.toggle_freeze") == STATE_UNKNOWN


async def test_two_accounts_show_each_its_own_role(
    hass: HomeAssistant, account: Account, keyholder_entry: MockConfigEntry
) -> None:
    other = await add(hass, keyholder_entry)

    assert other.entry.state is ConfigEntryState.LOADED
    assert account.state("sensor.role") == "wearer"
    assert other.state("sensor.role") == "keyholder"
    assert not set(account.entity_ids().values()) & set(other.entity_ids().values())
