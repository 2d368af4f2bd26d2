"""How long and until when, as a person says it, in the time zone of the home."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Simulator

from .speaking import expose, said

BERLIN: Final = ZoneInfo("Europe/Berlin")
REMAINING: Final = "How long am I still locked?"

# By whole seconds.
DURATIONS: Final = {
    1: "one second",
    2: "two seconds",
    59: "59 seconds",
    60: "one minute",
    89: "one minute",
    91: "two minutes",
    12 * 60: "twelve minutes",
    59 * 60 + 29: "59 minutes",
    59 * 60 + 30: "one hour",
    3600: "one hour",
    13 * 3600 + 300: "13 hours and five minutes",
    24 * 3600 - 31: "23 hours and 59 minutes",
    24 * 3600 - 1: "one day",
    24 * 3600: "one day",
    24 * 3600 + 1799: "one day",
    25 * 3600 + 1799: "one day and one hour",
    25 * 3600 + 1801: "one day and two hours",
    47 * 3600 + 59 * 60: "two days",
    52 * 3600: "two days and four hours",
    400 * 24 * 3600: "400 days",
}

# By clocks of Berlin, told on Monday 1 June 2026 at two in the afternoon.
MOMENTS: Final = {
    "2026-06-01 18:00": "today at six in the evening",
    "2026-06-01 15:05": "today at 3:05 in the afternoon",
    "2026-06-01 23:59": "today at 11:59 at night",
    "2026-06-02 00:05": "tomorrow at 12:05 in the morning",
    "2026-06-02 12:00": "tomorrow at noon",
    "2026-06-02 12:30": "tomorrow at 12:30 in the afternoon",
    "2026-06-02 23:00": "tomorrow at eleven at night",
    "2026-06-03 01:00": "Wednesday at one in the morning",
    "2026-06-07 18:00": "Sunday at six in the evening",
    # A week from now has the name of today.
    "2026-06-08 04:00": "8 June at four in the morning",
    "2026-07-01 11:00": "1 July at eleven in the morning",
    "2026-12-31 14:00": "31 December at two in the afternoon",
    "2027-01-01 13:00": "1 January 2027 at one in the afternoon",
    "2027-06-01 18:00": "1 June 2027 at six in the evening",
    # Never before it is over.
    "2026-06-01 17:59:01": "today at six in the evening",
    "2026-06-01 17:00:01": "today at 5:01 in the afternoon",
    "2026-06-30 23:59:30": "1 July right after midnight",
}


@pytest.fixture(autouse=True)
async def berlin(hass: HomeAssistant, account: Account) -> None:
    """Live in Berlin and expose everything."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    expose(account)


async def asked(
    account: Account,
    simulator: Simulator,
    question: str,
    *,
    remaining: float = 27_800,
    locked: float = 1420,
) -> str:
    """Ask about a new lock; one that is known keeps its moments for some seconds."""
    simulator.start_lock(remaining=remaining, locked=locked)
    await account.entry.runtime_data.coordinator.async_refresh()
    return await said(account.hass, question)


async def until(
    account: Account, simulator: Simulator, ends: Iterable[datetime]
) -> list[str]:
    """Return until when locks are said to be locked that end at these moments."""
    told = []
    for end in ends:
        remaining = (end - dt_util.utcnow()).total_seconds()
        question = "Until when am I locked?"
        answer = await asked(account, simulator, question, remaining=remaining)
        told.append(answer.removeprefix("The time runs until ").removesuffix("."))
    return told


async def test_remaining_time_is_rounded_to_what_a_person_would_say(
    account: Account, simulator: Simulator
) -> None:
    told = {
        seconds: await asked(account, simulator, REMAINING, remaining=seconds)
        for seconds in DURATIONS
    }
    assert told == {
        seconds: f"The time runs for another {duration}."
        for seconds, duration in DURATIONS.items()
    }


async def test_time_locked_is_rounded_to_what_a_person_would_say(
    account: Account, simulator: Simulator
) -> None:
    question = "How long have I been locked?"
    told = {
        seconds: await asked(account, simulator, question, locked=seconds)
        for seconds in DURATIONS
    }
    assert told == {
        seconds: f"Locked for {duration} so far."
        for seconds, duration in DURATIONS.items()
    }


async def test_times_are_counted_to_the_moment_of_the_question(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    told = [await asked(account, simulator, REMAINING, remaining=40, locked=60)]
    for _ in range(3):
        await advance(20)
        told.append(await said(account.hass, REMAINING))
    assert told == [
        "The time runs for another 40 seconds.",
        "The time runs for another 20 seconds.",
        "The time is over.",
        "The time is over.",
    ]
    assert await said(account.hass, "How long have I been locked?") == (
        "Locked for two minutes so far."
    )


async def test_moments_are_told_by_day_and_clock(
    account: Account, simulator: Simulator
) -> None:
    ends = [datetime.fromisoformat(end).replace(tzinfo=BERLIN) for end in MOMENTS]
    told = await until(account, simulator, ends)
    assert dict(zip(MOMENTS, told, strict=True)) == MOMENTS


@pytest.mark.parametrize(
    ("evening", "moments"),
    [
        pytest.param(
            "2026-10-24 20:00",
            {
                "2026-10-25 00:30": "tomorrow at 2:30 in the morning",
                "2026-10-25 01:30": "tomorrow at 2:30 in the morning",
                "2026-10-25 00:59:30": "tomorrow at two in the morning",
                "2026-10-25 01:59:30": "tomorrow at three in the morning",
            },
            id="the hour from two to three comes twice",
        ),
        pytest.param(
            "2026-03-28 20:00",
            {
                "2026-03-29 00:59": "tomorrow at 1:59 in the morning",
                "2026-03-29 00:59:30": "tomorrow at three in the morning",
                "2026-03-29 01:00": "tomorrow at three in the morning",
            },
            id="the hour from two to three is left out",
        ),
    ],
)
async def test_clocks_that_are_set_in_the_night(
    account: Account,
    simulator: Simulator,
    now: FrozenDateTimeFactory,
    evening: str,
    moments: dict[str, str],
) -> None:
    now.move_to(f"{evening}+00:00")
    ends = [datetime.fromisoformat(f"{end}+00:00") for end in moments]
    told = await until(account, simulator, ends)
    assert dict(zip(moments, told, strict=True)) == moments


async def test_moments_are_told_in_the_time_zone_of_the_home(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    end = dt_util.utcnow() + timedelta(hours=10)
    expected = {
        "UTC": "today at ten in the evening",
        "Pacific/Kiritimati": "today at noon",
        "Asia/Kolkata": "tomorrow at 3:30 in the morning",
        "America/New_York": "today at six in the evening",
    }
    told = {}
    for time_zone in expected:
        await hass.config.async_set_time_zone(time_zone)
        (told[time_zone],) = await until(account, simulator, [end])
    assert told == expected
