"""Wearers are renamed and have other locks; the consent is kept for the same person."""

from typing import Final

from homeassistant.core import HomeAssistant
from tests.connected_devices import Toy, issues, toys_of
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Lock, Simulator, person_named
from tests.stored_files import restarted

from .confirmed import assert_not_confirmed, assert_starts, other_role

NEW_NAME: Final = "sim_renamed"


# Somebody is renamed


async def test_renamed_wearer_is_the_same_person_also_at_the_next_lock(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    data = toy.account.entry.runtime_data
    simulator.wearer.username = NEW_NAME
    await advance(30)
    assert not issues(toy)
    await assert_starts(toy)

    simulator.start_lock()
    await advance(30)
    assert not issues(toy)
    await assert_starts(toy)
    assert toy.account.entry.runtime_data is data


async def test_rename_is_kept_over_reload_and_restart(
    hass: HomeAssistant, toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.wearer.username = NEW_NAME
    await advance(30)
    simulator.start_lock()

    await hass.config_entries.async_reload(toy.account.entry.entry_id)
    await assert_starts(toy)
    async with restarted(hass, toy.account.entry) as after:
        (again,) = toys_of(after, simulator)
        await assert_starts(again)


async def test_rename_that_was_seen_only_at_the_next_lock_is_asked_about(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.wearer.username = NEW_NAME
    simulator.start_lock()
    await advance(30)

    await assert_not_confirmed(toy)
    assert issues(toy).keys() == {"device_consent_shock"}


async def test_the_old_name_is_nobody_s(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.wearer.username = NEW_NAME
    await advance(30)
    simulator.move_on(simulator.add_lock(wearer=person_named("sim_wearer", None)))
    await advance(30)

    await assert_not_confirmed(toy)


async def test_name_that_is_not_shown_for_a_while_is_no_rename(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    simulator.overrides["wearerUsername"] = None
    await advance(30)
    simulator.overrides.clear()
    simulator.start_lock()
    await advance(30)

    await assert_starts(toy)


async def test_wearer_who_is_renamed_at_the_second_lock_is_the_same_person(
    toy: Toy, simulator: Simulator, advance: Advance
) -> None:
    """The device was confirmed at the first lock; the second is known by the wearer."""
    simulator.start_lock()
    await advance(30)
    await assert_starts(toy)

    simulator.wearer.username = NEW_NAME
    await advance(30)

    assert not issues(toy)
    await assert_starts(toy)


async def test_role_that_changes_at_the_lock_is_not_confirmed_for_the_next(
    toy: Toy, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    """A person confirmed it as the wearer; nobody did as the keyholder."""
    lock.roles[WEARER_TOKEN] = "keyholder"
    await advance(30)
    await assert_starts(toy)

    other_role(simulator)
    await advance(30)

    assert issues(toy).keys() == {"device_consent_shock"}
    await assert_not_confirmed(toy)


# Somebody else's body


async def test_shock_for_oneself_is_not_given_to_whom_one_holds_the_key_of(
    toy: Toy, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    await toy.command("shock.start", duration=1)
    await toy.press("stop")
    simulator.end_lock()
    held = simulator.add_lock(
        wearer=person_named("held", None), roles={WEARER_TOKEN: "keyholder"}
    )
    simulator.move_on(held)
    await advance(30)

    await assert_not_confirmed(toy)

    assert not held.device.intervals
    assert issues(toy)["device_consent_shock"].translation_placeholders == {
        "device": "Toy",
        "wearer": "held",
        "vibration_seconds": "30",
        "shock_seconds": "3",
    }
    simulator.end_lock()
    own = simulator.start_lock()
    await advance(60)
    await assert_starts(toy)
    assert own.device.intervals
