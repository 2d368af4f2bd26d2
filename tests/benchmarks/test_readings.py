"""The time of a reading, from the answer's last byte until all states are written.

Run by `script/test tests/benchmarks -s -n 0`. It prints; no figure fails a run. Each figure is a
ratio against a floor that is made here: a plain DataUpdateCoordinator that fetches nothing, with as
many CoordinatorEntity sensors as the account has entities, whose values are handed to them.
"""

from collections.abc import Callable
from itertools import count
import logging
from statistics import median, quantiles
from time import perf_counter_ns

from aiohttp import ClientResponse
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockEntityPlatform,
)

from custom_components.chastify.api import transport
from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)
from tests.added_account import DOMAIN, Account, add
from tests.simulator import Simulator

ROUNDS = 500
WARM_UP = 50


class FloorSensor(CoordinatorEntity[DataUpdateCoordinator[int]], SensorEntity):
    """A sensor that shows the coordinator's number, registered as any integration's is."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: DataUpdateCoordinator[int], number: int) -> None:
        super().__init__(coordinator)
        self._attr_name = f"Floor {number}"
        self._attr_unique_id = f"floor {number}"
        self._attr_device_info = DeviceInfo(identifiers={("floor", "floor")})

    @property
    def native_value(self) -> int:
        return self.coordinator.data


class Stopwatch:
    """Measures nanoseconds since the last byte of an answer was read."""

    def __init__(self) -> None:
        self.started = 0
        self.rounds: list[int] = []

    def start(self) -> None:
        self.started = perf_counter_ns()

    def stop(self) -> None:
        self.rounds.append(perf_counter_ns() - self.started)

    @property
    def measured(self) -> list[int]:
        return self.rounds[WARM_UP:]


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """Start the watch when the client has read the last byte."""
    watch = Stopwatch()
    read = transport._read

    async def timed_read(response: ClientResponse) -> bytes:
        body = await read(response)
        watch.start()
        return body

    monkeypatch.setattr(transport, "_read", timed_read)
    return watch


async def floor(hass: HomeAssistant, size: int, number: Callable[[], int]) -> list[int]:
    """Measure the floor: `number` gives the data of each refresh."""
    watch = Stopwatch()

    async def fetch() -> int:
        watch.start()
        return number()

    coordinator = DataUpdateCoordinator[int](
        hass,
        logging.getLogger(DOMAIN),
        config_entry=None,
        name="floor",
        update_method=fetch,
    )
    await coordinator.async_refresh()
    entry = MockConfigEntry(domain="floor")
    entry.add_to_hass(hass)
    platform = MockEntityPlatform(hass, domain="sensor", platform_name="floor")
    platform.config_entry = entry
    await platform.async_add_entities(
        [FloorSensor(coordinator, number) for number in range(size)]
    )
    for _ in range(ROUNDS + WARM_UP):
        await coordinator.async_refresh()
        watch.stop()
    await platform.async_reset()
    await hass.config_entries.async_remove(entry.entry_id)
    return watch.measured


async def ours(
    account: Account, stopwatch: Stopwatch, between: Callable[[], None]
) -> list[int]:
    """Measure our readings; `between` changes the lock before each."""
    stopwatch.rounds.clear()
    for _ in range(ROUNDS + WARM_UP):
        between()
        await account.entry.runtime_data.coordinator.async_refresh()
        stopwatch.stop()
    return stopwatch.measured


def report(title: str, measured: list[int], floor: list[int], goal: float) -> None:
    """Print percentiles and the ratio of the medians."""
    print(f"\n{title}")
    for name, rounds in (("ours", measured), ("floor", floor)):
        cuts = quantiles(rounds, n=100)
        print(
            f"  {name:5} median {median(rounds) / 1000:7.1f} µs"
            f"  p90 {cuts[89] / 1000:7.1f} µs  p99 {cuts[98] / 1000:7.1f} µs"
        )
    ratio = median(measured) / median(floor)
    print(f"  ratio of the medians {ratio:.2f}, goal {goal}")


@pytest.mark.usefixtures("socket_enabled")
async def test_readings(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    stopwatch: Stopwatch,
) -> None:
    # The debug mode of the test loop notes the stack of every callback.
    hass.loop.set_debug(False)
    simulator.limits.reads = 10**6
    lock = simulator.start_lock(remaining=10**6, max_remaining=10**7)
    account = await add(hass, entry)
    size = len(account.entity_ids())
    numbers = count()

    def change_everything() -> None:
        number = next(numbers)
        odd = bool(number % 2)
        simulator.overrides |= {
            "frozen": False,
            "unlockable": odd,
            "trusted": odd,
            "taskAssigned": odd,
            "timeLockedSeconds": 100 * number,
            "timeRemainingSeconds": 10**6 + 100 * number,
            "maxTimeRemainingSeconds": 10**7 + 100 * number,
            "taskPoints": number,
            "taskPointsRequired": 3 * number,
            "lockTitle": f"Title {number}",
            "wearerUsername": f"wearer {number}",
            "keyholderUsername": f"keyholder {number}",
            "wearerLastSeenTimestamp": 1_739_640_505_123 + 1000 * number,
            "keyholderLastSeenTimestamp": 1_739_640_505_123 + 1000 * number,
        }

    report(
        f"A reading that changes everything, {size} entities",
        await ours(account, stopwatch, change_everything),
        await floor(hass, size, lambda: next(numbers)),
        1.3,
    )

    simulator.overrides.clear()

    def tick() -> None:
        number = next(numbers)
        simulator.overrides |= {
            "timeLockedSeconds": 1420 + number % 2,
            "timeRemainingSeconds": 10**6 - number % 2,
            "maxTimeRemainingSeconds": 10**7 - number % 2,
        }

    report(
        "A usual reading: three durations tick, nothing else changed",
        await ours(account, stopwatch, tick),
        await floor(hass, size, lambda: 1),
        1.3,
    )

    simulator.overrides.clear()
    lock.freeze()
    simulator.overrides["timeLockedSeconds"] = 1420
    report(
        "A reading that brings nothing new at all",
        await ours(account, stopwatch, lambda: None),
        await floor(hass, size, lambda: 1),
        0.5,
    )
