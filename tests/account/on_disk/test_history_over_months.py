"""120 days of locks, polls, restarts, crashes and outages: each day's sums are right."""

from collections.abc import Awaitable, Callable
from datetime import date
import random
from typing import Any, Final
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_UNAVAILABLE
from tests.acting import act, answer
from tests.simulator import Fault, Lock, Simulator

from .lives import Lives, living
from .lock_log import LockLog

DAYS: Final = 120
DAY: Final = 86_400
MOST_OFF: Final = 30
"""Seconds by which a sum of a day may be off for each lock that ran on it."""
TOTALS: Final = ("locked", "frozen", "added", "removed")


class Months:
    """What happens to the locks of a house, and the log of it."""

    def __init__(
        self, lives: Lives, simulator: Simulator, now: FrozenDateTimeFactory, seed: int
    ) -> None:
        """Draw by a seed."""
        self.lives = lives
        self.simulator = simulator
        self.random = random.Random(seed)
        self.log = LockLog(ZoneInfo("Europe/Berlin"))
        self._now = now
        self._freeze: tuple[float, float] | None = None
        self._totals = dict.fromkeys(TOTALS, 0.0)

    @property
    def now(self) -> float:
        """The moment in seconds since the epoch."""
        return self._now().timestamp()

    @property
    def lock(self) -> Lock:
        """The running lock."""
        assert self.simulator.lock is not None
        return self.simulator.lock

    async def poll(self, seconds: float) -> None:
        """Let time pass until a reading, and look at the totals."""
        await self.lives.advance(seconds)
        for name in TOTALS:
            state = self.lives.account.state(f"sensor.total_time_{name}")
            if state != STATE_UNAVAILABLE:
                assert float(state) >= self._totals[name] - 1e-6, name
                self._totals[name] = float(state)

    async def happen(self) -> None:
        """Let something happen to the lock, with a reading before and after it."""
        # At the most six hours, rather less.
        await self.poll(30 * 720 ** self.random.random())
        if self.log.is_near_midnight(self.now) or self._freeze_ends_soon():
            return
        kinds: dict[Callable[[], Awaitable[None]], int] = {
            self.change_time: 4,
            self.add_time_ourselves: 2,
            self.turn: 4,
            self.end_and_start: 1,
            self.reload: 1,
            self.restart: 1,
            self.fail: 1,
        }
        (kind,) = self.random.choices([*kinds], [*kinds.values()])
        await kind()

    def _freeze_ends_soon(self) -> bool:
        return self._freeze is not None and 0 <= self._freeze[1] - self.now < 120

    async def change_time(self) -> None:
        """Somebody else adds or removes time."""
        seconds = self.random.randint(60, 7200)
        if self.random.random() < 0.5:
            self.lock.add_time(seconds)
            name = "added elsewhere"
        else:
            self.lock.add_time(-seconds)
            name = "removed elsewhere"
        self.log.changes.append((self.now, name, seconds))
        await self.poll(30)

    async def add_time_ourselves(self) -> None:
        """Home Assistant adds time."""
        minutes = self.random.randint(1, 60)
        await act(self.lives.hass, "add_time", duration={"minutes": minutes})
        self.log.changes.append((self.now, "added home_assistant", 60 * minutes))
        await self.poll(30)

    async def turn(self) -> None:
        """Somebody freezes or unfreezes the timer, or Home Assistant does."""
        is_ours = self.random.random() < 0.5
        if self.lock.frozen:
            if is_ours:
                await act(self.lives.hass, "unfreeze")
            else:
                self.lock.unfreeze()
            self.end_freeze()
        else:
            self.end_freeze()
            minutes = self.random.randint(5, 600)
            if is_ours:
                await act(self.lives.hass, "freeze", duration={"minutes": minutes})
            else:
                self.lock.freeze(60 * minutes)
            self._freeze = (self.now, self.now + 60 * minutes)
        await self.poll(30)

    def end_freeze(self, latest: float | None = None) -> None:
        """Log the freeze of before, until a moment at the most, by default until now."""
        if self._freeze is not None:
            start, end = self._freeze
            self.log.frozen.append((start, min(end, latest or self.now)))
        self._freeze = None

    async def end_and_start(self) -> None:
        """End the lock, and start another one at once or later."""
        self.end()
        if self.random.random() < 0.5:
            await self.poll(30)
            await self.poll(3600 * self.random.random() + 61)
        self.start()
        await self.poll(61)

    def start(self) -> None:
        """Start a lock."""
        self.simulator.start_lock(locked=0, remaining=10**7, max_remaining=None)

    def end(self, seen: float | None = None) -> None:
        """End the lock, and log it until it was last seen, by default until now."""
        self.end_freeze(seen)
        self.log.locked.append((self.lock.started_at, seen or self.now))
        self.simulator.end_lock()

    async def reload(self) -> None:
        """Load the account again."""
        await self.lives.reload()

    async def restart(self) -> None:
        """Home Assistant is off for a time; meanwhile somebody changes the lock, or nobody does."""
        since = self.now
        is_killed = self.random.random() < 0.5
        await self.lives.end(is_killed=is_killed)
        self.lives.pass_time_off(self.random.choice((20, 3000, 40_000)))
        if self.random.random() < 0.3:
            self._change_unseen(since)
        elif not is_killed and self.random.random() < 0.3:
            # Nobody saw it, so it counts until Home Assistant stopped.
            self.end(since)
            self.start()
        if self.log.is_near_midnight(self.now):
            self.lives.pass_time_off(300)
        await self.lives.begin()

    async def fail(self) -> None:
        """Let the service fail for a time."""
        since = self.now
        self.simulator.order(Fault(status=503), times=None)
        await self.poll(60)
        await self.poll(self.random.choice((60, 3000, 40_000)))
        if self.random.random() < 0.3 and not self.log.is_near_midnight(self.now, 1000):
            self._change_unseen(since)
        self.simulator.clear_faults()
        await self.poll(900)

    def _change_unseen(self, since: float) -> None:
        """Add time while nobody looks, where the timer proves it: it wasn't frozen since then."""
        if self._freeze is None or self._freeze[1] < since:
            self.lock.add_time(3000)
            self.log.changes.append((self.now, "added elsewhere", 3000))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.timeout(300)
async def test_sums_of_each_day_are_what_really_happened(
    hass_config_dir: str,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    seed: int,
) -> None:
    now.move_to("2026-02-20 12:00:00+00:00")
    simulator.limits.reads = simulator.limits.actions = 10**9
    lives = Lives(hass_config_dir, entry, now, "Europe/Berlin")
    months = Months(lives, simulator, now, seed)
    months.start()
    begun = months.now

    async with living(lives):
        while months.now < begun + DAYS / 2 * DAY:
            await months.happen()
        await months.poll(31)
        months.end()
        await months.poll(31)
        counted = await answer(
            lives.hass, "get_history", start="2026-02-20", end="2026-12-31"
        )

    expected = months.log.sums()
    days = sums_by_day(counted)
    for day, found in days.items():
        allowed = MOST_OFF * max(1, months.log.locks_on(day))
        assert found == pytest.approx(
            {name: expected[day][name] for name in found}, abs=allowed
        ), day
    assert expected.keys() <= days.keys()


def sums_by_day(response: Any) -> dict[date, dict[str, float]]:
    """Return the days of a response with the names of the log."""
    return {
        date.fromisoformat(day["date"]): {
            "locked": day["locked"],
            "frozen": day["frozen"],
            **{
                f"{name} {source}": seconds
                for name in ("added", "removed")
                for source, seconds in day[name].items()
            },
        }
        for day in response["days"]
    }
