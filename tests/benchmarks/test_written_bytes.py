"""The bytes that a busy day writes to the files of an account with a history of three years.

Run by `script/test tests/benchmarks/test_written_bytes.py -n 0`. It prints; no figure fails a run.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import json as json_helper
from homeassistant.helpers.storage import Store
from tests.acting import act
from tests.added_account import DOMAIN, add
from tests.frozen_time import Advance
from tests.simulator import Simulator

# Each is a freeze or its end, seven minutes apart.
CHANGES = 200
STEP = 7 * 60
MOST_OF_RUNNING = 4_000
MOST_OF_A_DAY = 1_000_000
SUMS = [86_400.123, 3_600.5, 7_200.0, 1_800.0, 900.0, 60.0]


def seed(storage: dict[str, Any], entry: MockConfigEntry, today: date) -> None:
    """Store 500 ended sessions and three years of days."""
    key = f"{DOMAIN}.{entry.entry_id}"
    ended = [
        {
            "lock_id": f"{number:024}",
            "title": "Weekend Challenge",
            "start": f"{today - timedelta(days=1090 - 2 * number)}T10:00:00+00:00",
            "last_seen": f"{today - timedelta(days=1089 - 2 * number)}T10:00:00+00:00",
            "unlock_time": None,
            "latest_unlock_time": None,
            "sums": SUMS,
            "end": f"{today - timedelta(days=1089 - 2 * number)}T10:00:00+00:00",
        }
        for number in range(500)
    ]
    days = {str(today - timedelta(days=number)): SUMS for number in range(1, 1090)}
    for name, data in (
        ("sessions", ended),
        ("days", {"days": days, "forgotten": SUMS}),
    ):
        storage[f"{key}.{name}"] = {
            "version": 1,
            "minor_version": 1,
            "key": f"{key}.{name}",
            "data": data,
        }


async def test_bytes_of_a_day(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    simulator.limits.reads = simulator.limits.actions = 10**6
    seed(hass_storage, entry, date(2026, 6, 1))
    simulator.start_lock(remaining=10**7, max_remaining=None)
    await add(hass, entry)
    written: dict[str, list[int]] = defaultdict(list)
    write = Store._async_write_data

    async def write_and_count(store: Store[Any], data: dict[str, Any]) -> None:
        content = data["data_func"]() if "data_func" in data else data["data"]
        _, text = json_helper.prepare_save_json(
            {**data, "data": content} | {"data_func": None}
        )
        name = store.key.removeprefix(f"{DOMAIN}.{entry.entry_id}").strip(".")
        if store.key.startswith(DOMAIN):
            written[name or "running"].append(len(text))
        await write(store, data)

    monkeypatch.setattr(Store, "_async_write_data", write_and_count)
    for change in range(CHANGES):
        if change % 2:
            await act(hass, "unfreeze")
        else:
            await act(hass, "freeze", duration={"hours": 1})
        await advance(STEP)
    await advance(86_400 - CHANGES * STEP)
    simulator.end_lock()
    await advance(61)

    with capsys.disabled():
        print(f"\nA day of {CHANGES} changes, with a history of three years")
        for name, sizes in sorted(written.items()):
            print(
                f"  {name:12} {len(sizes):4} writes, {max(sizes):8} bytes at most,"
                f" {sum(sizes):9} in all"
            )
        total = sum(sum(sizes) for sizes in written.values())
        print(
            f"  running lock: goal {MOST_OF_RUNNING}; in all: {total}, goal {MOST_OF_A_DAY}"
        )
