"""The tool that reads the history of a lock."""

from typing import Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.util.json import JsonObjectType, JsonValueType
from tests.acting import act, sent
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.second_account import Other
from tests.simulator import Fault, Lock, Simulator
from tests.voice.speaking import expose

from .tools import Model

TOTALS: Final = (
    "sensor.total_time_locked",
    "sensor.total_time_frozen",
    "sensor.total_time_added",
    "sensor.total_time_removed",
)
NONE: Final[JsonObjectType] = {"home_assistant": 0, "elsewhere": 0}
HOUR: Final = 3600
DAY: Final = 24 * HOUR


@pytest.fixture(autouse=True)
async def berlin(hass: HomeAssistant) -> None:
    """Begin at two in the afternoon of the first of June."""
    await hass.config.async_set_time_zone("Europe/Berlin")


async def test_a_short_range_has_its_sums_its_days_and_its_sessions(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    expose(account, TOTALS)
    await act(hass, "add_time", duration={"minutes": 10})
    lock.add_time(50 * 60)
    await advance(30)
    # To four in the morning.
    await advance(14 * HOUR - 30)
    lock.add_time(HOUR)
    lock.freeze()
    await advance(HOUR)
    simulator.clear_requests()
    model = await Model.begin(hass)

    answer = await model.call(
        "get_history", {"start": "2026-06-01", "end": "2026-06-02"}
    )

    assert answer == {
        "name": "Chastify lock",
        "reachable": True,
        "start": "2026-06-01",
        "end": "2026-06-02",
        "locked": 1420 + 15 * HOUR,
        "frozen": pytest.approx(HOUR, abs=2),
        "added": {
            "home_assistant": 600,
            "elsewhere": pytest.approx(50 * 60 + HOUR, abs=3),
        },
        "removed": NONE,
        "days": [
            {
                "date": "2026-06-01",
                "locked": 1420 + 10 * HOUR,
                "frozen": 0,
                "added": {
                    "home_assistant": 600,
                    "elsewhere": pytest.approx(50 * 60, abs=2),
                },
                "removed": NONE,
            },
            {
                "date": "2026-06-02",
                "locked": 5 * HOUR,
                "frozen": pytest.approx(HOUR, abs=2),
                "added": {
                    "home_assistant": 0,
                    "elsewhere": pytest.approx(HOUR, abs=2),
                },
                "removed": NONE,
            },
        ],
        "session_count": 1,
        "sessions": [
            {
                "start": "2026-06-01T13:36:20+02:00",
                "end": None,
                "locked": 1420 + 15 * HOUR,
            }
        ],
    }
    assert not sent(simulator)


async def test_a_longer_range_has_sums_alone(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    expose(account, TOTALS)
    lock.remaining = 365 * DAY
    # To the 31st of July.
    await advance(60 * DAY)
    model = await Model.begin(hass)

    async def told(start: str | None) -> tuple[JsonValueType, JsonValueType, bool]:
        answer = await model.call("get_history", {"start": start, "lock": " "})
        assert answer["end"] == "2026-07-31"
        return answer["start"], answer["locked"], "days" in answer

    until_today = 14 * HOUR
    assert await told("2026-07-18") == ("2026-07-18", 13 * DAY + until_today, True)
    assert await told("2026-07-17") == ("2026-07-17", 14 * DAY + until_today, False)
    # Eight weeks where nothing is said.
    assert await told(None) == ("2026-06-06", 55 * DAY + until_today, False)
    # Nothing is known of the time before.
    assert await told("2024-01-01") == ("2026-06-01", 1420 + 60 * DAY, False)


@pytest.mark.parametrize("key", TOTALS)
async def test_only_what_is_exposed_is_told(
    hass: HomeAssistant, account: Account, key: str
) -> None:
    expose(account, [key])
    model = await Model.begin(hass)

    answer = await model.call("get_history", {"start": "2026-06-01"})

    told = key.removeprefix("sensor.total_time_")
    days = answer["days"]
    assert isinstance(days, list)
    assert [each.keys() for each in days if isinstance(each, dict)] == [{"date", told}]
    sessions = {"session_count", "sessions"} if told == "locked" else set()
    assert answer.keys() == {
        *("name", "reachable", "start", "end", "days", told),
        *sessions,
    }


async def test_titles_are_told_where_that_of_the_lock_is_exposed(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, ["sensor.total_time_locked", "sensor.lock_title"])
    model = await Model.begin(hass)

    answer = await model.call("get_history", {})

    assert answer["sessions"] == [
        {
            "start": "2026-06-01T13:36:20+02:00",
            "end": None,
            "locked": 1420,
            "title": "Weekend Challenge",
        }
    ]


async def test_ended_locks_are_told_the_newest_twenty(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    expose(account, TOTALS)
    for _ in range(22):
        simulator.end_lock()
        await advance(61)
        simulator.start_lock(locked=0)
        await advance(61)
    model = await Model.begin(hass)

    answer = await model.call("get_history", {})

    assert answer["session_count"] == 23
    sessions = answer["sessions"]
    assert isinstance(sessions, list)
    assert len(sessions) == 20
    ends = [each["end"] for each in sessions if isinstance(each, dict)]
    assert ends[-1] is None
    assert None not in ends[:-1]


async def test_without_exposure_the_answer_says_how_to_expose(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, ["sensor.time_locked", "sensor.lock_title"])
    model = await Model.begin(hass)
    assert "not told" in await model.refusal("get_history", {})

    expose(account, TOTALS)
    assert (await model.call("get_history", {}))["locked"] == 1420

    model = await Model.begin(hass)
    expose(account, TOTALS, should_expose=False)
    assert "not told" in await model.refusal("get_history", {})


async def test_exposed_totals_alone_are_nothing_that_the_lock_tells_of_now(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, TOTALS)
    model = await Model.begin(hass)

    assert "not told" in await model.refusal("get_lock", {})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"start": "last week"}, '"start" doesn\'t fit'),
        ({"end": 5}, '"end" doesn\'t fit'),
        ({"days": 7}, 'no argument "days"'),
        ({"start": "2026-06-01", "end": "2026-05-31"}, "must not be before"),
        ({"end": "0001-01-01"}, "must be a date such as"),
    ],
)
async def test_what_is_no_range_is_refused(
    hass: HomeAssistant, account: Account, arguments: JsonObjectType, said: str
) -> None:
    expose(account, TOTALS)
    model = await Model.begin(hass)

    assert said in await model.refusal("get_history", arguments)


async def test_a_range_to_come_has_nothing(
    hass: HomeAssistant, account: Account
) -> None:
    expose(account, TOTALS)
    model = await Model.begin(hass)

    answer = await model.call(
        "get_history", {"start": "2026-07-01", "end": "2026-08-01"}
    )

    assert answer == {
        "name": "Chastify lock",
        "reachable": True,
        "locked": 0,
        "frozen": 0,
        "added": NONE,
        "removed": NONE,
        "days": [],
        "session_count": 0,
        "sessions": [],
    }


async def test_lock_is_named_where_several_expose_their_totals(
    hass: HomeAssistant, account: Account, other: Other
) -> None:
    expose(account, TOTALS)
    model = await Model.begin(hass)
    assert (await model.call("get_history", {}))["name"] == "sim_wearer"

    expose(other.account, TOTALS)
    model = await Model.begin(hass)
    schema = model.parameters("get_history")
    assert schema["properties"]["lock"]["enum"] == ["sim_wearer", "Berta"]
    assert schema["required"] == ["lock"]
    assert (await model.call("get_history", {"lock": "Berta"}))["name"] == "Berta"
    unclear: tuple[JsonValueType, ...] = ("Zoe", "", None, ["Berta"])
    for lock in unclear:
        assert await model.refusal("get_history", {"lock": lock}) == (
            "Which lock do you mean? Say one of these names with it: sim_wearer, Berta."
        )


async def test_what_was_counted_is_told_while_the_service_is_away(
    hass: HomeAssistant, account: Account, simulator: Simulator, advance: Advance
) -> None:
    expose(account, TOTALS)
    model = await Model.begin(hass)
    simulator.order(Fault(status=503), times=None, match="GET")
    await advance(31)
    await advance(5)

    answer = await model.call("get_history", {})
    assert (answer["reachable"], answer["locked"]) == (False, 1420)

    await hass.config_entries.async_unload(account.entry.entry_id)
    assert await model.call("get_history", {}) == {
        "name": "Chastify lock",
        "reachable": False,
    }
