"""The statistics that Home Assistant's recorder compiles of the totals, as its cards read them."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.auth.models import User
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.acting import act, answer
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.repository.files import ROOT
from tests.repository.page_parts import examples
from tests.simulator import Fault, Lock, Simulator

from .card_statistics import BEFORE, Statistics

HOUR = 3600
PERIOD = 300
# Totals are written 5 seconds before the end of an hour, and read half a minute before it.
EXACT = 0.02
# The period in which the hour before it is compiled.
COMPILED = PERIOD / HOUR

PAGE: Final = examples(ROOT / "docs" / "history.md")
CARDS: Final = {card["type"]: card for card in PAGE if "type" in card}
# Those of both cards that the page uses; the frontend refuses others.
OPTIONS: Final = {
    "chart_type",
    "days_to_show",
    "entities",
    "entity",
    "name",
    "period",
    "stat_type",
    "stat_types",
    "title",
    "type",
}

type PassHours = Callable[[float], Awaitable[None]]


async def history_of_days(hass: HomeAssistant) -> list[float]:
    """Return for how many hours the lock ran on each day, as the history says."""
    history: Any = await answer(hass, "get_history", start="2026-06-01")
    return [day["locked"] / HOUR for day in history["days"]]


@pytest.fixture
async def account(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> Account:
    """Add the wearer's account at 14:00:25 in Berlin, whose lock has been running for half an hour."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    simulator.start_lock(locked=HOUR / 2, remaining=100 * HOUR, max_remaining=None)
    return await add(hass, entry)


@pytest.fixture
async def statistics(
    recorder_mock: Recorder,
    account: Account,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
) -> Statistics:
    """Return the statistics of the account."""
    session = await account.hass.auth.async_create_refresh_token(
        hass_admin_user, CLIENT_ID
    )
    return Statistics(account, recorder_mock, hass_ws_client, session)


@pytest.fixture
def pass_hours(now: FrozenDateTimeFactory, advance: Advance) -> PassHours:
    """Return a function that lets hours pass, to 5 seconds before a period of statistics ends.

    Each period has two readings, at 35 and 5 seconds before its end.
    """

    async def pass_hours(hours: float) -> None:
        for _ in range(round(hours * HOUR / PERIOD)):
            await advance((PERIOD - 35 - dt_util.utcnow().timestamp()) % PERIOD)
            await advance(30)

    return pass_hours


@pytest.fixture(autouse=True)
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where the recorder takes a total for one that went back, or complains otherwise."""
    yield
    complaints = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name.startswith("homeassistant.components.")
        and record.levelname in ("WARNING", "ERROR")
    ]
    assert not complaints


async def test_day_with_a_lock_stands_in_its_hours(
    hass: HomeAssistant,
    statistics: Statistics,
    lock: Lock,
    advance: Advance,
    pass_hours: PassHours,
) -> None:
    await pass_hours(1.5)
    await advance(10)
    await act(hass, "add_time", duration={"minutes": 90})
    await pass_hours(1)
    lock.add_time(HOUR / 2)
    await pass_hours(1)
    lock.add_time(-HOUR)
    await pass_hours(1)
    # From 18:30 to 20:15.
    lock.freeze(1.75 * HOUR)
    await pass_hours(3)
    # A restart of the account.
    await advance(10)
    assert await hass.config_entries.async_reload(statistics.account.entry.entry_id)
    await pass_hours(4.5)
    await pass_hours(COMPILED)

    locked = await statistics.changes("total_time_locked")
    hours = [f"01 {hour}" for hour in range(14, 24)] + ["02 00", "02 01"]
    assert locked == {hour: pytest.approx(1, abs=EXACT) for hour in hours}
    assert await statistics.changes("total_time_added") == {
        "01 15": pytest.approx(1.5, abs=EXACT),
        "01 16": pytest.approx(0.5, abs=EXACT),
    }
    assert await statistics.changes("total_time_removed") == {
        "01 17": pytest.approx(1, abs=EXACT)
    }
    assert await statistics.changes("total_time_frozen") == {
        "01 18": pytest.approx(0.5, abs=EXACT),
        "01 19": pytest.approx(1, abs=EXACT),
        "01 20": pytest.approx(0.25, abs=EXACT),
    }


async def test_day_is_the_sum_of_its_hours_and_that_of_the_history(
    hass: HomeAssistant,
    statistics: Statistics,
    lock: Lock,
    advance: Advance,
    pass_hours: PassHours,
) -> None:
    await pass_hours(1.5)
    lock.add_time(HOUR / 2)
    await pass_hours(9.5)
    await advance(10)
    await act(hass, "add_time", duration={"hours": 2})
    await pass_hours(2)
    await pass_hours(COMPILED)

    locked = await statistics.changes("total_time_locked", "day")
    assert locked == {
        "01 00": pytest.approx(10, abs=EXACT),
        "02 00": pytest.approx(3, abs=EXACT),
    }
    added = await statistics.changes("total_time_added", "day")
    assert added == {
        "01 00": pytest.approx(0.5, abs=EXACT),
        "02 00": pytest.approx(2, abs=EXACT),
    }
    assert await statistics.of("total_time_locked", "day", "sum") == {
        "01 00": pytest.approx(10, abs=EXACT),
        "02 00": pytest.approx(13, abs=EXACT),
    }
    # The half hour before the account was added is in the history, and in the total.
    assert await history_of_days(hass) == [
        pytest.approx(10.5, abs=EXACT),
        pytest.approx(3 + COMPILED, abs=EXACT),
    ]
    assert float(statistics.account.state("sensor.total_time_locked")) == pytest.approx(
        13.5, abs=EXACT
    )


@pytest.mark.parametrize("period", ["as it is", "day", "week", "month"])
async def test_graph_of_the_page_finds_what_it_shows(
    statistics: Statistics, lock: Lock, pass_hours: PassHours, period: str
) -> None:
    """The card asks so for what its configuration names."""
    lock.add_time(2 * HOUR)
    await pass_hours(1)
    lock.add_time(-HOUR)
    await pass_hours(1)
    await pass_hours(COMPILED)
    card = CARDS["statistics-graph"]

    found = await statistics.ask(
        {
            "type": "recorder/statistics_during_period",
            "start_time": BEFORE,
            "statistic_ids": card["entities"],
            "period": card["period"] if period == "as it is" else period,
            "types": card["stat_types"],
        }
    )

    assert card.keys() <= OPTIONS
    assert [[row["change"] for row in found[each]] for each in card["entities"]] == [
        [pytest.approx(hours, abs=EXACT)] for hours in (2, 2, 1)
    ]


async def test_number_of_the_page_is_that_of_the_month(
    statistics: Statistics, pass_hours: PassHours
) -> None:
    """The card asks so for what its configuration names."""
    await pass_hours(4)
    await pass_hours(COMPILED)
    card = CARDS["statistic"]

    found = await statistics.ask(
        {
            "type": "recorder/statistic_during_period",
            "statistic_id": card["entity"],
            "types": [card["stat_type"]],
            **card["period"],
        }
    )

    assert card.keys() <= OPTIONS
    assert found == {"change": pytest.approx(4, abs=EXACT)}


async def test_states_that_are_deleted_leave_the_statistics(
    hass: HomeAssistant, statistics: Statistics, pass_hours: PassHours
) -> None:
    """By the example of the page."""
    await pass_hours(2)
    await pass_hours(COMPILED)
    (step,) = [step for step in PAGE if step.get("action") == "recorder.purge_entities"]
    assert await async_setup_component(hass, "history", {})
    recorded = {
        "type": "history/history_during_period",
        "start_time": BEFORE,
        "entity_ids": [*statistics.account.entity_ids().values()],
    }
    assert await statistics.ask(recorded)

    domain, _, name = step["action"].partition(".")
    await hass.services.async_call(domain, name, step["data"], blocking=True)

    assert not await statistics.ask(recorded)
    assert await statistics.changes("total_time_locked") == {
        hour: pytest.approx(1, abs=EXACT) for hour in ("01 14", "01 15")
    }


@pytest.mark.parametrize("is_off", [False, True])
async def test_hours_that_were_missed_stand_in_the_hour_of_the_return(
    hass: HomeAssistant,
    statistics: Statistics,
    simulator: Simulator,
    advance: Advance,
    pass_hours: PassHours,
    is_off: bool,
) -> None:
    """In the history they are in their own day."""
    entry_id = statistics.account.entry.entry_id
    await pass_hours(8)
    await pass_hours(COMPILED)
    # From 22:05 to 02:05.
    if is_off:
        assert await hass.config_entries.async_unload(entry_id)
        await advance(4 * HOUR)
        assert await hass.config_entries.async_setup(entry_id)
    else:
        simulator.order(Fault(status=503), times=None)
        await advance(30)
        await advance(5)
        await pass_hours(4)
        simulator.clear_faults()
    await pass_hours(2)

    locked = await statistics.changes("total_time_locked")
    hours = [f"01 {hour}" for hour in range(14, 22)] + ["02 03"]
    assert locked == {
        **{hour: pytest.approx(1, abs=EXACT) for hour in hours},
        "02 02": pytest.approx(5, abs=EXACT),
    }
    days = await statistics.changes("total_time_locked", "day")
    assert days == {
        "01 00": pytest.approx(8, abs=EXACT),
        "02 00": pytest.approx(6, abs=EXACT),
    }
    assert await history_of_days(hass) == [
        pytest.approx(10.5, abs=EXACT),
        pytest.approx(4 + COMPILED, abs=EXACT),
    ]
