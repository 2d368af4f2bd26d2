"""The rows that a day with a running timer and 20 changes adds to the recorder's database.

Run by `script/test tests/benchmarks/test_recorder.py -n 0`. It prints; no figure fails a run.
For comparison, one of the two days has each duration written at each reading.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import func, select

from custom_components.chastify import sensor
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import (
    EventData,
    Events,
    StateAttributes,
    States,
    StatesMeta,
    Statistics,
    StatisticsShortTerm,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
from tests.acting import act, press
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

POLL = 30
POLLS = 24 * 3600 // POLL
CHANGES = 20
# Two changes ten minutes apart, ten times a day: the timer is frozen for 40 minutes of it.
CHANGED_AT = {
    pair * POLLS * 2 // CHANGES + offset: 2 * pair + number
    for pair in range(CHANGES // 2)
    for number, offset in enumerate((100, 120))
}
MOST = 2000

_TABLES = (
    States,
    StateAttributes,
    Events,
    EventData,
    StatisticsShortTerm,
    Statistics,
)
_STATES_BY_ENTITY = (
    select(StatesMeta.entity_id, func.count())
    .join(States, States.metadata_id == StatesMeta.metadata_id)
    .group_by(StatesMeta.entity_id)
)


def count_rows(instance: Recorder) -> Mapping[str, int]:
    """Return the number of rows by table, and of states also by entity."""
    with session_scope(session=instance.get_session(), read_only=True) as session:
        tables = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table))
            or 0
            for table in _TABLES
        }
        states = {
            entity_id: count
            for entity_id, count in session.execute(_STATES_BY_ENTITY)
            if entity_id is not None
        }
    return {**tables, **states}


async def change(
    hass: HomeAssistant, account: Account, lock: Lock, number: int
) -> None:
    """Make one of the day's changes, half of them from Home Assistant."""
    match number % 10:
        case 0:
            await press(account, "add_time")
        case 1:
            lock.add_time(900)
        case 2:
            await act(hass, "freeze", duration={"minutes": 30})
        case 3:
            await press(account, "unfreeze")
        case 4:
            lock.add_time(-600)
        case 5:
            await act(hass, "remove_time", duration={"minutes": 10})
        case 6:
            lock.freeze()
        case 7:
            lock.unfreeze()
        case 8:
            lock.assign_task("Brush the cat")
        case 9:
            await press(account, "complete_task")


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("pace", ["at each reading", "at its pace"])
async def test_rows_of_a_day(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    advance: Advance,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pace: str,
) -> None:
    if pace == "at each reading":
        monkeypatch.setattr(
            sensor,
            "SENSORS",
            tuple(replace(description, pace=None) for description in sensor.SENSORS),
        )
    simulator.limits.reads = simulator.limits.actions = 10**6
    lock = simulator.start_lock(remaining=200_000, max_remaining=400_000)
    account = await add(hass, entry)
    await recorder_mock.async_block_till_done()
    before = await recorder_mock.async_add_executor_job(count_rows, recorder_mock)

    for poll in range(POLLS):
        if poll in CHANGED_AT:
            await change(hass, account, lock, CHANGED_AT[poll])
        person = simulator.keyholder
        assert person is not None
        person.last_seen = simulator.now()
        await advance(POLL)
    await recorder_mock.async_block_till_done()
    after = await recorder_mock.async_add_executor_job(count_rows, recorder_mock)

    added = {name: count - before.get(name, 0) for name, count in after.items()}
    show(capsys, account, pace, added)


def show(
    capsys: pytest.CaptureFixture[str],
    account: Account,
    pace: str,
    added: Mapping[str, int],
) -> None:
    """Print the rows by table, and of the states by entity."""
    keys = {entity_id: key for key, entity_id in account.entity_ids().items()}
    states = {keys[name]: count for name, count in added.items() if name in keys}
    seen = sum(count for key, count in states.items() if key.endswith("_last_seen"))
    with capsys.disabled():
        print(f"\nA day of {CHANGES} changes, each duration written {pace}")
        for table in (table.__tablename__ for table in _TABLES):
            print(f"  {table:22} {added[table]:6} rows")
        print(f"  states without last seen: {sum(states.values()) - seen}, goal {MOST}")
        for key, count in sorted(states.items(), key=lambda state: -state[1]):
            if count:
                print(f"    {key:32} {count:6}")
