"""The times of readings, which of them counts, and how they fail."""

from datetime import timedelta
import logging

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from homeassistant.components.homeassistant.const import DOMAIN as HOMEASSISTANT_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator

from .readings import readings_at

pytestmark = pytest.mark.loop_debug

OWN_LOGGER = "custom_components.chastify.coordinator"


async def test_lock_is_read_every_30_seconds(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    assert await readings_at(simulator, advance, 95) == [30, 60, 90]


async def test_account_without_a_lock_is_read_every_60_seconds(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
) -> None:
    await add(hass, entry)

    assert await readings_at(simulator, advance, 125) == [60, 120]


async def test_interval_follows_the_lock(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    # With the pin to the lock that has ended, and at once without.
    assert await readings_at(simulator, advance, 95) == [30, 30, 90]
    simulator.start_lock()
    assert await readings_at(simulator, advance, 115) == [55, 85, 115]


async def test_readings_are_pinned_to_the_lock_once_it_is_known(
    account: Account, simulator: Simulator, lock: Lock, advance: Advance
) -> None:
    await advance(31)

    pins = [r.headers.get("x-chastify-lock-id") for r in simulator.requests]
    assert pins == [None, lock.lock_id]


async def test_lock_is_read_at_the_second_when_its_time_is_up(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    account = await add(hass, entry)

    assert await readings_at(simulator, advance, 42) == [30, 42]
    assert account.state("sensor.lock_state") == "unlockable"


async def test_reading_at_unlock_time_moves_with_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    lock = simulator.start_lock(remaining=42)
    account = await add(hass, entry)
    lock.add_time(28)

    assert await readings_at(simulator, advance, 70) == [30, 60, 70]
    assert account.state("sensor.lock_state") == "unlockable"


async def test_last_second_of_the_server_is_waited_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    lock = simulator.start_lock(remaining=42)
    account = await add(hass, entry)
    # Too little for the timestamp to move, enough for the server to count on.
    lock.add_time(1)

    # One for the interval, then at the timestamp and after the second that was left.
    assert await readings_at(simulator, advance, 44) == [30, 42, 44]
    assert account.state("sensor.lock_state") == "unlockable"


async def test_server_that_unlocks_a_moment_after_the_last_second_is_asked_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    account = await add(hass, entry)
    simulator.overrides["unlockable"] = False
    assert await readings_at(simulator, advance, 43) == [30, 42, 43]

    simulator.overrides.clear()

    assert await readings_at(simulator, advance, 1) == [1]
    assert account.state("sensor.lock_state") == "unlockable"


async def test_lock_that_stays_closed_with_no_time_left_is_not_asked_for_ever(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    await add(hass, entry)
    simulator.overrides["unlockable"] = False

    assert await readings_at(simulator, advance, 80) == [30, 42, 43, 44, 45, 46, 76]


async def test_frozen_lock_is_not_read_at_the_former_unlock_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    lock = simulator.start_lock(remaining=42)
    await add(hass, entry)
    lock.freeze()

    assert await readings_at(simulator, advance, 59) == [30]


async def test_account_that_is_not_to_be_polled_is_left_alone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert await readings_at(simulator, advance, 70) == []


async def test_home_assistant_that_stops_reads_no_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    await add(hass, entry)
    hass.set_state(CoreState.stopping)

    assert await readings_at(simulator, advance, 70) == []
    hass.set_state(CoreState.running)


async def test_unloaded_account_reads_no_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    await add(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)

    assert await readings_at(simulator, advance, 70) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=503, body="<html>down</html>"),
        Fault(status=404),
        Fault(status=429),
        Fault(body="<html>welcome</html>"),
        Fault(body="[]"),
        Fault(body=""),
        Fault(close="before"),
        Fault(truncate=True),
    ],
)
async def test_failing_service_is_asked_with_growing_delays_until_it_recovers(
    account: Account, simulator: Simulator, advance: Advance, fault: Fault
) -> None:
    simulator.order(fault, times=None)
    # A connection that closes makes the HTTP library read a second time at once.
    times = await readings_at(simulator, advance, 930)
    assert list(dict.fromkeys(times)) == [30, 35, 65, 125, 245, 485, 785]
    assert account.state("sensor.lock_state") == STATE_UNAVAILABLE

    simulator.clear_faults()
    await advance(300)
    assert account.state("sensor.lock_state") == "locked"
    times = await readings_at(simulator, advance, 61)
    assert times == [30, 60]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "times"),
    [
        (77, [30, 107, 137]),
        (6, [30, 36, 66]),
        (0, [30, 35, 65]),
        # Nobody has to be waited for that long.
        # At the first reading after 10 minutes, one without a pin looks for other locks.
        (86_400, [30, 930, 930, 960]),
    ],
)
async def test_retry_after_is_honoured(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    status: int,
    retry_after: int,
    times: list[int],
) -> None:
    simulator.order(Fault(status=status, retry_after=retry_after), times=1)

    assert await readings_at(simulator, advance, times[-1]) == times


async def test_pause_is_at_least_as_long_as_the_server_wants(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
) -> None:
    coordinator = account.entry.runtime_data.coordinator
    for _ in range(10):
        simulator.order(Fault(status=429, retry_after=40))
        await coordinator.async_read_now()
        simulator.clear_requests()
        now.tick(timedelta(seconds=39.99))
        async_fire_time_changed_exact(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert not simulator.requests
        now.tick(timedelta(seconds=0.13))
        async_fire_time_changed_exact(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert simulator.requests


async def test_reading_at_unlock_time_respects_the_pause(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, advance: Advance
) -> None:
    simulator.start_lock(remaining=42)
    await add(hass, entry)
    simulator.order(Fault(status=429, retry_after=77))

    assert await readings_at(simulator, advance, 108) == [30, 107]


async def test_outage_is_logged_once_when_it_starts_and_once_when_it_ends(
    account: Account,
    simulator: Simulator,
    advance: Advance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, OWN_LOGGER)
    await simulator.stop()
    await advance(31)
    await advance(31)
    await advance(61)
    await simulator.start()
    await advance(301)
    await advance(31)

    own = [(r.levelname, r.message) for r in caplog.records if r.name == OWN_LOGGER]
    said = (
        "Error fetching chastify data: Chastify can't be reached."
        " Check the network. Home Assistant tries again later"
    )
    assert own == [
        ("ERROR", said),
        ("INFO", "Fetching chastify data recovered"),
    ]


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), Fault(body="x"), Fault(close="before"), Fault(status=429)],
)
async def test_service_that_fails_at_start_is_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    fault: Fault,
) -> None:
    simulator.start_lock()
    simulator.order(fault, times=None)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state.value == "setup_retry"
    simulator.clear_faults()

    await advance(60)

    assert entry.state.value == "loaded"


async def test_person_can_ask_for_a_reading(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
) -> None:
    assert await async_setup_component(hass, HOMEASSISTANT_DOMAIN, {})
    lock.title = "Changed"

    await hass.services.async_call(
        HOMEASSISTANT_DOMAIN,
        "update_entity",
        {ATTR_ENTITY_ID: account.entity_ids()["sensor.lock_title"]},
        blocking=True,
    )

    assert account.state("sensor.lock_title") == "Changed"
