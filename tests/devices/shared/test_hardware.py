"""Entries with one token share the caps at one lock, and the allowance."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from tests.acting import act, failure, key_of, until
from tests.added_account import Account, add
from tests.connected_devices import (
    ANY_DEVICE,
    DEVICES,
    allow,
    connected,
    consent,
    enabled,
    entry_with,
    subentry,
    toys_of,
)
from tests.devices.devices_file import STOP_ALL, is_told_lost, kept, sent_to_devices
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, Fault, Lock, Simulator

from .entries_of_one_token import Pair, beside, two_entries

CAP = 30
either = pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])


def longest_run(lock: Lock) -> float:
    """Return the most seconds that hardware ran at a stretch, by starts that follow each other."""
    longest = since = 0.0
    until: float | None = None
    for interval in lock.device.intervals:
        if interval.since != until:
            since = interval.since
        until = interval.until
        assert until is not None
        longest = max(longest, until - since)
    return longest


# Caps


@pytest.mark.parametrize("step", [1, 4, 9, 29])
@pytest.mark.parametrize("kind", ["vibration", "shock"])
async def test_turns_of_both_never_run_longer_than_the_cap_after_the_first_start(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    step: int,
    kind: str,
) -> None:
    settings = {"cooldown": 0, "max_shock_duration": 15}
    cap = CAP if kind == "vibration" else 15
    async with two_entries(hass, simulator, first=settings, second=settings) as pair:
        lock = simulator.lock
        assert lock is not None
        starts = 0
        # The service takes 30 commands in a minute.
        for second in range(min(12 * step, 2 * cap + 10)):
            if second % step == 0:
                await pair[starts % 2].command(f"{kind}.start", duration=cap)
                starts += 1
            await advance(1)
        for _ in range(cap):
            await advance(1)

        assert longest_run(lock) == cap
        assert not any(toy.is_running() for toy in pair)


@pytest.mark.parametrize(
    ("caps", "first", "second_at", "second", "ends"),
    [
        # The other's start prolongs it up to the cap.
        ((30, 30), 20, 15, 30, 20),
        # The shorter cap counts from the first start of both.
        ((5, 30), 5, 3, 20, 5),
        ((30, 5), 20, 3, 5, 5),
        ((30, 5), 20, 10, 3, 10),
    ],
)
async def test_shorter_cap_of_both_holds_while_their_starts_overlap(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
    caps: tuple[int, int],
    first: int,
    second_at: int,
    second: int,
    ends: int,
) -> None:
    settings = [{"cooldown": 0, "max_duration": cap} for cap in caps]
    async with two_entries(
        hass, simulator, first=settings[0], second=settings[1]
    ) as pair:
        lock = simulator.lock
        assert lock is not None
        await pair[0].start(first)
        for _ in range(second_at):
            await advance(1)
        await pair[1].start(second)
        await advance(0)
        for _ in range(CAP):
            await advance(1)

        assert longest_run(lock) == ends
        assert not any(toy.is_running() for toy in pair)


async def test_caps_are_those_of_one_lock(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    settings = {"cooldown": 0, "max_duration": 60}
    async with two_entries(hass, simulator, first=settings, second=settings) as pair:
        lock, next_lock = simulator.lock, simulator.add_lock()
        assert lock is not None
        await pair[0].start(60)
        other = pair[1].account.entry
        hass.config_entries.async_update_entry(
            other, data={**other.data, "lock_id": next_lock.lock_id}
        )
        await hass.async_block_till_done()
        await advance(30)
        await pair[1].start(60)
        for _ in range(60):
            await advance(1)

        assert longest_run(lock) == 60
        assert longest_run(next_lock) == 60


@either
async def test_reload_of_one_leaves_nothing_running_of_the_other_unseen(
    hass: HomeAssistant, pair: Pair, simulator: Simulator, number: int
) -> None:
    """The stop of one ends the runs of the other as well: it is the same hardware."""
    await pair[0].start(20)
    await pair[1].start(20)

    await hass.config_entries.async_reload(pair[number].account.entry.entry_id)

    assert not pair[0].kinds()
    assert not any(toy.is_running() for toy in pair)


async def test_nothing_starts_in_one_while_a_stop_of_the_other_is_tried(
    pair: Pair, simulator: Simulator, advance: Advance
) -> None:
    await pair[0].start(2)
    simulator.order(Fault(status=503), times=None, match=ANY_DEVICE)
    await advance(2)
    assert pair[0].is_running()

    assert await refused(pair[1], lambda toy: toy.start(1)) == "stop_under_way"

    simulator.clear_faults()
    await advance(1.5)
    await pair[1].start(1)


async def test_damaged_file_stops_and_latches_both(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    hass_storage[DEVICES] = {**kept(), "data": []}
    first, second = (entry_with(simulator, subentry()) for _ in range(2))
    simulator.start_lock()
    second.add_to_hass(hass)
    await add(hass, first)
    toys = [
        *toys_of(Account(hass, first), simulator),
        *toys_of(Account(hass, second), simulator),
    ]
    await until(lambda: not any(toy.is_running() for toy in toys))

    assert set(sent_to_devices(simulator)) == {STOP_ALL}
    assert [enabled(toy) for toy in toys] == ["off", "off"]
    await allow(toys[1])
    assert [enabled(toy) for toy in toys] == ["on", "on"]
    assert not is_told_lost(hass, first)
    assert not is_told_lost(hass, second)


# Allowance


async def test_commands_of_both_count_in_one_allowance(
    hass: HomeAssistant, pair: Pair
) -> None:
    ids = [toy.account.entry.entry_id for toy in pair]
    for number in range(26):
        await act(hass, "end_pillory", config_entry_id=ids[number % 2])

    for entry_id in ids:
        error = await failure(
            hass, ServiceValidationError, "end_pillory", config_entry_id=entry_id
        )
        assert key_of(error) == "too_many_commands"


# Different tokens


async def test_another_token_shares_neither_cooldown_nor_cap_nor_allowance(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    advance: Advance,
) -> None:
    settings: dict[str, Any] = {"cooldown": 200, "max_duration": 20}
    async with connected(hass, simulator, subentry(**settings)) as (toy,):
        lock = simulator.lock
        assert lock is not None
        device = subentry(max_duration=60, consent=consent(role="keyholder"))
        other = await beside(hass, simulator, device, token=KEYHOLDER_TOKEN)
        await toy.start(20)
        await advance(15)
        await other.start(60)
        for _ in range(4):
            await advance(1)
        assert toy.is_running()
        await advance(1)
        assert not toy.is_running()
        assert other.is_running()
        ids = [each.account.entry.entry_id for each in (toy, other)]
        for _ in range(24):
            await act(hass, "end_pillory", config_entry_id=ids[0])
        error = await failure(
            hass, ServiceValidationError, "end_pillory", config_entry_id=ids[0]
        )
        assert key_of(error) == "too_many_commands"

        await act(hass, "end_pillory", config_entry_id=ids[1])
        for _ in range(55):
            await advance(1)
        assert not other.is_running()
