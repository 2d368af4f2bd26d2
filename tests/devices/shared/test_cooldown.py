"""Entries with one token share the cooldown of the hardware that both reach."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.acting import failure, key_of, placeholders_of
from tests.added_account import add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    SESSION,
    Toy,
    entry_with,
    subentry,
)
from tests.devices.devices_file import kept
from tests.frozen_time import Advance
from tests.simulator import Fault, Simulator

from .entries_of_one_token import beside, two_entries


async def cooldown_of(toy: Toy) -> str:
    """Return when a start may be tried again that is refused."""
    error = await failure(
        toy.hass,
        ServiceValidationError,
        "device_command",
        device_id=toy.device_id,
        command="vibration.start",
        duration=1,
    )
    assert key_of(error) == "cooldown"
    return str(placeholders_of(error)["seconds"])


@pytest.mark.parametrize("cooldowns", [(20, 5), (5, 20), (0, 20), (20, 0)])
async def test_longer_cooldown_of_both_holds_after_a_start_of_the_other(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    cooldowns: tuple[int, int],
) -> None:
    first, second = ({"cooldown": seconds} for seconds in cooldowns)
    async with two_entries(hass, simulator, first=first, second=second) as pair:
        starter, other = pair
        await starter.start(1)
        await advance(1)
        assert not starter.kinds()

        assert await cooldown_of(other) == "19"
        await advance(18)
        assert await cooldown_of(other) == "1"
        await advance(1)
        await other.start(1)
        await advance(1)
        assert await cooldown_of(starter) == "19"


async def test_cooldown_of_the_other_is_kept_over_a_crash(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    first = entry_with(simulator, subentry())
    hass_storage[DEVICES] = kept()
    hass_storage[DEVICES]["data"]["last_starts"] = {
        next(iter(first.subentries)): "2026-06-01T11:59:56+00:00"
    }
    simulator.start_lock()
    await add(hass, first)

    assert await cooldown_of(await beside(hass, simulator, subentry())) == "6"


async def test_cooldown_holds_for_the_other_at_the_same_lock_alone(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    settings = {"cooldown": 200}
    async with two_entries(hass, simulator, first=settings, second=settings) as pair:
        starter, other = pair
        lock = simulator.lock
        assert lock is not None
        await starter.start(1)
        await advance(1)
        next_lock = simulator.add_lock()
        simulator.move_on(next_lock)
        await advance(30)

        await other.start(1)
        await advance(1)

        assert len(next_lock.device.intervals) == 1
        # A device has its own wherever it is.
        assert await cooldown_of(starter) == "199"
        simulator.move_on(lock)
        await advance(30)
        assert await cooldown_of(starter) == "138"
        assert await cooldown_of(other) == "169"


async def test_start_of_one_is_none_of_a_device_with_a_session(
    hass: HomeAssistant, toy: Toy, simulator: Simulator
) -> None:
    session = await beside(hass, simulator, subentry(**SESSION))
    await toy.start(1)

    await session.start(1)


async def test_start_that_started_nothing_leaves_the_other_no_cooldown(
    hass: HomeAssistant, now: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    async with two_entries(hass, simulator) as (starter, other):
        simulator.order(
            Fault(status=400, body={"error": "unknown_command"}), match=ANY_DEVICE
        )
        with pytest.raises(HomeAssistantError):
            await starter.start(1)

        await other.start(1)
