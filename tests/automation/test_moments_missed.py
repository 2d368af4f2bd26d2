"""Triggers at a moment that passes in an outage, in sleep or while something is not loaded."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act
from tests.added_account import Account
from tests.frozen_time import Advance, PassTime
from tests.simulator import Fault, Lock, Simulator

from .moments import HOUR, REMAINING, an_hour_remains, starts_after
from .rules import Watch, outage, watch

pytestmark = pytest.mark.loop_debug


async def test_in_an_outage_it_waits_for_a_good_reading(
    an_hour_before: Watch,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    """Somebody may have added time meanwhile, and somebody may open a key box."""
    await outage(simulator, advance, account)
    await advance(REMAINING - HOUR)
    assert account.state("sensor.unlock_time") == "unavailable"
    assert an_hour_before.count() == 0
    simulator.clear_faults()
    await advance(600)
    assert account.state("sensor.unlock_time") != "unavailable"
    assert an_hour_before.count() == 1
    await advance(600)
    assert an_hour_before.count() == 0


@pytest.mark.parametrize(("age", "starts"), [(90, 1), (91, 0)])
async def test_a_reading_of_the_last_ninety_seconds_is_enough(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    pass_time: PassTime,
    age: int,
    starts: int,
) -> None:
    lock.remaining = HOUR + age
    await act(hass, "get_session")
    watched = await watch(hass, an_hour_remains(account))
    simulator.order(Fault(status=503), times=None)
    await pass_time(age)
    assert watched.count() == starts


async def test_after_an_outage_another_lock_has_its_own_moment(
    an_hour_before: Watch,
    account: Account,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await outage(simulator, advance, account)
    await advance(REMAINING - HOUR)
    simulator.start_lock().remaining = 600
    simulator.clear_faults()
    await advance(600)
    assert account.state("sensor.unlock_time") != "unavailable"
    assert an_hour_before.count() == 0


@pytest.mark.parametrize(("remaining", "starts"), [(HOUR - 60, 1), (HOUR + 60, 0)])
async def test_a_timer_that_was_frozen_in_an_outage_has_passed_it_or_not(
    an_hour_before: Watch,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    remaining: int,
    starts: int,
) -> None:
    await outage(simulator, advance, account)
    await advance(REMAINING - HOUR)
    lock.freeze()
    lock.remaining = remaining
    simulator.clear_faults()
    await advance(600)
    assert account.state("binary_sensor.frozen") == "on"
    assert an_hour_before.count() == starts


async def test_after_sleep_it_comes_with_the_next_reading(
    hass: HomeAssistant, an_hour_before: Watch, now: FrozenDateTimeFactory
) -> None:
    """A machine that sleeps counts no time, so the timers of Home Assistant are late."""
    now.tick(REMAINING - HOUR + 600)
    await act(hass, "get_session")
    assert an_hour_before.count() == 1


async def test_after_sleep_nothing_comes_of_what_was_known_before(
    an_hour_before: Watch, lock: Lock, advance: Advance
) -> None:
    lock.add_time(2 * HOUR)
    await advance(REMAINING - HOUR + 600)
    assert an_hour_before.count() == 0
    await starts_after(2 * HOUR - 600, an_hour_before, advance)


async def test_after_an_outage_it_moves_to_where_the_unlock_time_is_now(
    an_hour_before: Watch,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    await outage(simulator, advance, account)
    lock.add_time(600)
    simulator.clear_faults()
    await advance(60)
    await advance(REMAINING - HOUR - 95)
    assert an_hour_before.count() == 0
    await advance(600)
    assert an_hour_before.count() == 1


@pytest.mark.parametrize("is_away", [False, True])
async def test_an_unloaded_account_waits_for_nothing(
    hass: HomeAssistant,
    an_hour_before: Watch,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    is_away: bool,
) -> None:
    if is_away:
        await outage(simulator, advance, account)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    await advance(REMAINING)
    assert an_hour_before.count() == 0


async def test_a_reload_keeps_the_moment(
    hass: HomeAssistant, an_hour_before: Watch, account: Account, advance: Advance
) -> None:
    assert await hass.config_entries.async_reload(account.entry.entry_id)
    await starts_after(REMAINING - HOUR, an_hour_before, advance)


@pytest.mark.parametrize("is_another", [False, True])
async def test_what_passes_while_the_account_is_unloaded_comes_with_its_lock(
    hass: HomeAssistant,
    an_hour_before: Watch,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    now: FrozenDateTimeFactory,
    is_another: bool,
) -> None:
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    now.tick(REMAINING - HOUR + 1)
    if is_another:
        simulator.start_lock()
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    await advance(60)
    assert an_hour_before.count() == (0 if is_another else 1)


async def test_what_passed_before_the_automation_began_is_not_made_up_for(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    """As with a timer of Home Assistant."""
    await advance(REMAINING - HOUR + 1)
    watched = await watch(hass, an_hour_remains(account))
    await advance(60)
    assert watched.count() == 0
