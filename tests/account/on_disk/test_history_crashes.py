"""Crashes, damaged files, full disks, hidden values and clocks: nothing is lost or counted twice."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.helpers.storage import STORAGE_DIR, Store
from homeassistant.util.file import WriteError
from tests.acting import act, answer
from tests.simulator import Lock, Simulator

from .lives import Lives, living

HOUR = 3600
WITHOUT_END = 10**7


@pytest.fixture
async def lives(
    hass_config_dir: str,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> AsyncGenerator[Lives]:
    """Begin five minutes after midnight, with a lock that just began."""
    now.move_to("2026-06-01 00:05:00+00:00")
    simulator.limits.reads = simulator.limits.actions = 10**9
    simulator.start_lock(locked=0, remaining=WITHOUT_END, max_remaining=None)
    async with living(Lives(hass_config_dir, entry, now, "UTC")) as begun:
        yield begun


@pytest.fixture
def lock(simulator: Simulator, lives: Lives) -> Lock:
    """Return the lock."""
    assert simulator.lock is not None
    return simulator.lock


def totals(lives: Lives) -> dict[str, float]:
    """Return the totals in hours."""
    return {
        name: float(lives.account.state(f"sensor.total_time_{name}"))
        for name in ("locked", "frozen", "added", "removed")
    }


async def counted(lives: Lives, name: str = "locked") -> float:
    """Return the hours of all days."""
    response: Any = await answer(
        lives.hass, "get_history", start="2024-01-01", end="2026-12-31"
    )
    return float(sum(day[name] for day in response["days"]) / HOUR)


async def hours(lives: Lives, number: float) -> None:
    """Let hours pass with a reading every ten minutes, at the second at which totals are written."""
    for _ in range(round(number * 6)):
        await lives.advance(600)


def file_of_account(config_dir: str) -> Path:
    """Return the file with the running lock."""
    files = Path(config_dir, STORAGE_DIR).glob("chastify.*")
    (found,) = (path for path in files if path.name.count(".") == 1)
    return found


async def test_crash_before_a_lock_ends_takes_nothing_from_the_totals(
    lives: Lives, lock: Lock, simulator: Simulator
) -> None:
    await lives.advance(HOUR - 305)
    lock.freeze()
    await hours(lives, 20)
    shown = totals(lives)
    assert shown["locked"] > 19
    assert shown["frozen"] > 19

    await lives.end(is_killed=True)
    lives.pass_time_off(300)
    simulator.end_lock()
    await lives.begin()

    after = totals(lives)
    assert after["locked"] >= shown["locked"]
    assert after["frozen"] >= shown["frozen"]
    assert await counted(lives) == pytest.approx(shown["locked"], abs=0.2)


async def test_crash_before_another_lock_takes_nothing_from_the_totals(
    lives: Lives, simulator: Simulator
) -> None:
    await hours(lives, 9)
    shown = totals(lives)

    await lives.end(is_killed=True)
    simulator.end_lock()
    simulator.start_lock(locked=0, remaining=WITHOUT_END)
    await lives.begin()

    assert totals(lives)["locked"] >= shown["locked"]


@pytest.mark.parametrize("damage", ["all", "running", "days"])
async def test_damaged_file_of_the_running_lock_counts_nothing_twice(
    lives: Lives, hass_config_dir: str, damage: str
) -> None:
    await hours(lives, 52)
    await lives.end()
    file = file_of_account(hass_config_dir)
    content = file.read_text()
    file.write_text(
        {
            "all": "{garbage",
            "running": content.replace('"last_seen"', '"x"', 1),
            "days": content.replace('"days": {', '"days": {"May": 7,', 1),
        }[damage]
    )
    await lives.begin()

    assert await counted(lives) == pytest.approx(52, abs=0.2)
    assert totals(lives)["locked"] == pytest.approx(52, abs=0.2)


async def test_disk_that_is_full_at_midnight_loses_no_day(
    lives: Lives, simulator: Simulator
) -> None:
    write = Store._async_write_data

    async def fail(store: Store[Any], data: dict[str, Any]) -> None:
        if store.key.endswith(".days"):
            raise WriteError("No space left on device")
        await write(store, data)

    await hours(lives, 23)
    with patch.object(Store, "_async_write_data", fail):
        simulator.end_lock()
        await hours(lives, 2)
    simulator.start_lock(locked=0, remaining=WITHOUT_END)
    await lives.advance(61)

    await lives.end(is_killed=True)
    await lives.begin()

    assert await counted(lives) == pytest.approx(23, abs=0.3)


async def test_long_lock_leaves_the_file_of_the_running_lock_small(
    lives: Lives, simulator: Simulator, hass_config_dir: str
) -> None:
    simulator.end_lock()
    simulator.start_lock(locked=400 * 24 * HOUR, remaining=WITHOUT_END)
    await lives.advance(31)
    await lives.advance(31)

    assert len(file_of_account(hass_config_dir).read_bytes()) < 4000
    assert await counted(lives) == pytest.approx(400 * 24, abs=1)


async def test_commands_that_undo_each_other_in_one_reading_are_both_counted(
    lives: Lives,
) -> None:
    await lives.advance(31)
    for action, minutes in (("add_time", 60), ("remove_time", 30)):
        await lives.hass.services.async_call(
            "chastify", action, {"duration": {"minutes": minutes}}, blocking=True
        )
    await lives.advance(31)

    assert totals(lives)["added"] == 1
    assert totals(lives)["removed"] == 0.5


@pytest.mark.parametrize(
    ("is_ours", "expected"),
    # Of somebody else's freeze nobody saw the end.
    [(True, 600), (False, 60)],
)
async def test_freeze_that_ended_unseen_is_counted_as_far_as_it_is_known(
    lives: Lives,
    lock: Lock,
    simulator: Simulator,
    is_ours: bool,
    expected: int,
) -> None:
    simulator.overrides["timeRemainingSeconds"] = None
    await lives.advance(31)
    if is_ours:
        await act(lives.hass, "freeze", duration={"minutes": 10})
    else:
        lock.freeze(600)
    await lives.advance(30)
    await lives.advance(30)

    await lives.end()
    lives.pass_time_off(10 * HOUR)
    await lives.begin()

    assert await counted(lives, "frozen") * HOUR == pytest.approx(expected, abs=35)


async def test_clock_that_is_set_adds_nothing_where_the_beginning_is_hidden(
    lives: Lives, simulator: Simulator, now: FrozenDateTimeFactory
) -> None:
    simulator.overrides["timeLockedSeconds"] = None
    await hours(lives, 1)
    before = await counted(lives)
    monotonic = lives.hass.loop.time

    with patch.object(lives.hass.loop, "time", lambda: monotonic() - 3 * 24 * HOUR):
        now.tick(timedelta(days=3))
        await lives.account.entry.runtime_data.coordinator.async_read_now()

    assert await counted(lives) == pytest.approx(before, abs=0.2)


async def test_deleted_history_does_not_come_back_with_its_lock(
    lives: Lives, lock: Lock, simulator: Simulator
) -> None:
    await hours(lives, 50)
    simulator.end_lock()
    await lives.advance(31)
    await act(lives.hass, "clear_history", before="2026-06-03")
    shown = totals(lives)

    simulator.lock = lock
    await lives.advance(61)

    assert await counted(lives) < 3
    assert totals(lives)["locked"] == pytest.approx(shown["locked"], abs=3)


async def test_total_stays_to_the_second_over_restarts(
    lives: Lives, simulator: Simulator
) -> None:
    for number in range(8):
        await lives.advance(1000 + 7 * number)
        simulator.end_lock()
        await lives.advance(61)
        simulator.start_lock(locked=0.4, remaining=WITHOUT_END)
        await lives.advance(61)
    await hours(lives, 1)
    simulator.end_lock()
    await lives.advance(61)
    shown = totals(lives)

    await lives.reload()

    assert totals(lives) == shown
